//! Pauses over HTTP: begun and ended by forms, told on every page, and the list of what they held.

use app::Permission::{ManageChannels, PausePublishing, View};
use axum::http::{Method, StatusCode};
use serde_json::json;
use testkit::{TestApp, unique};

#[tokio::test(flavor = "multi_thread")]
async fn a_pause_is_told_on_every_page_until_it_is_over() {
    let t = TestApp::with_networks().await;
    let owner = t.owner().await;
    let things = t.things(&owner).await;
    let delivery = &things.iter().find(|(name, _)| *name == "delivery_id").expect("a delivery").1;
    let mut browser = t.client_as(&owner).await;
    let refused = browser.post_form("/pauses", &[("subject", "workspace"), ("reason", "")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let mark = format!("An accident {}", unique());
    let begun = browser.post_form("/pauses", &[("subject", "workspace"), ("reason", &mark)]).await;
    assert_eq!((begun.status, begun.location()), (StatusCode::SEE_OTHER, "/pauses"));
    for path in ["/posts", "/calendar", "/goals", "/pauses"] {
        let page = browser.get(path).await;
        assert!(page.body.contains(&format!("All publishing is paused: {mark}")), "{path}: {}", page.body);
    }
    let pause = t.pauses(&owner).await.expect("pauses").into_iter().find(|pause| pause.reason == mark);
    let id = pause.expect("a pause").id;
    t.clock.advance(2 * 86_400_000);
    let ended = browser.post_form(&format!("/pauses/{id}/end"), &[]).await;
    assert_eq!((ended.status, ended.location()), (StatusCode::SEE_OTHER, "/held"));
    assert!(!browser.get("/posts").await.body.contains(&mark));
    let held = browser.get("/held?all=1").await;
    assert!(held.body.contains("Kranich post") && held.body.contains(delivery.as_str()), "{}", held.body);
    assert!(held.body.contains(" checked>"), "all are chosen: {}", held.body);
    let nothing = browser.post_form("/held", &[("act", "move")]).await;
    assert_eq!(nothing.status, StatusCode::SEE_OTHER);
    browser.post_form("/held", &[("act", &format!("cancel:{delivery}"))]).await;
    assert!(browser.get("/held").await.body.contains("Nothing is held"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_api_pauses() {
    let t = TestApp::with_networks().await;
    let owner = t.owner().await;
    let mut api = t.api_client(&owner, &[View, ManageChannels, PausePublishing]).await;
    let brand = t.brand(&owner).await.to_string();
    let body = json!({ "subject": brand, "reason": "An accident", "until": "2027-01-01T10:00" });
    let begun = api.api(Method::POST, "/api/v1/pauses", Some(body.clone())).await;
    assert_eq!(begun.status, StatusCode::CREATED, "{}", begun.body);
    let pause = begun.json();
    assert_eq!((&pause["subject"], &pause["holds"]), (&json!(brand), &json!(true)));
    let again = api.api(Method::POST, "/api/v1/pauses", Some(body)).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    let path = format!("/api/v1/pauses/{}/end", pause["id"].as_str().expect("an id"));
    let ended = api.api(Method::POST, &path, None).await;
    assert_eq!(ended.json()["holds"], json!(false), "{}", ended.body);
    assert_eq!(api.api(Method::POST, &path, None).await.status, StatusCode::CONFLICT);
    let mut less = t.api_client(&owner, &[View, ManageChannels]).await;
    let all = json!({ "subject": "workspace", "reason": "An accident" });
    assert_eq!(less.api(Method::POST, "/api/v1/pauses", Some(all)).await.status, StatusCode::FORBIDDEN);
}
