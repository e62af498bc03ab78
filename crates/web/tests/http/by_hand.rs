//! Publishing by hand over HTTP: the channel, the page with its texts and steps, the proof, and the API's side of it.

use app::{
    Actor,
    Permission::{ManageChannels, Publish, View, WritePosts},
};
use axum::http::{Method, StatusCode};
use serde_json::json;
use testkit::{TestApp, unique};

/// A post that waits for a person on a channel of `network`: the delivery's id.
async fn waiting(t: &TestApp, owner: &Actor, network: &str, title: &str) -> String {
    let mut api = t.api_client(owner, &[View, ManageChannels, WritePosts, Publish]).await;
    let brand = t.brand(owner).await.to_string();
    let body = json!({"brand_id": brand, "network": network, "name": format!("place {}", unique())});
    let channel = api.api(Method::POST, "/api/v1/channels/by-hand", Some(body)).await;
    assert_eq!(channel.status, StatusCode::CREATED, "{}", channel.body);
    let channel = channel.json();
    assert_eq!((&channel["by_hand"], &channel["health"]), (&json!(true), &json!("by_hand")));
    let post = json!({"brand_id": brand, "title": title, "text": "Tea & cake: https://shop.example/tea",
        "variants": [{"channel_id": channel["id"], "shape": {"first_comment": "Who comes along?"}}]});
    let post = api.api(Method::POST, "/api/v1/posts", Some(post)).await;
    assert_eq!(post.status, StatusCode::CREATED, "{}", post.body);
    let path = format!("/api/v1/posts/{}/schedule", post.json()["id"].as_str().expect("an id"));
    let scheduled = api.api(Method::POST, &path, Some(json!({}))).await;
    assert!(scheduled.status.is_success(), "{}", scheduled.body);
    t.publish_due().await;
    let post = api.api(Method::GET, path.trim_end_matches("/schedule"), None).await.json();
    let delivery = &post["deliveries"][0];
    assert_eq!(
        (&delivery["state"], &delivery["by_hand"], &delivery["last_error"]),
        (&json!("unknown"), &json!(true), &json!("by_hand"))
    );
    delivery["id"].as_str().expect("an id").to_owned()
}

testkit::db_test! {
    async fn a_person_copies_ticks_and_proves(t: TestApp) {
        let owner = t.owner().await;
        let title = format!("By hand {}", unique());
        let id = waiting(&t, &owner, "facebook", &title).await;
        let page = format!("/deliveries/{id}/by-hand");
        let mut browser = t.client_as(&owner).await;
        for path in ["/my-day", "/calendar", "/alerts"] {
            let shown = browser.get(path).await;
            assert!(shown.body.contains(&title) && shown.body.to_lowercase().contains("by hand"), "{path}");
        }
        assert!(browser.get("/my-day").await.body.contains(&page));
        let sheet = browser.get(&page).await;
        assert!(sheet.body.contains("/l/") && !sheet.body.contains("shop.example"), "{}", sheet.body);
        assert!(sheet.body.contains("Tea &#38; cake") && sheet.body.contains("Who comes along?"), "{}", sheet.body);
        let ticked = browser.post_form(&format!("{page}/steps"), &[("step", "text"), ("done", "1")]).await;
        assert_eq!((ticked.status, ticked.location()), (StatusCode::SEE_OTHER, page.as_str()));
        assert!(browser.get(&page).await.body.contains("Not done"));
        let other = "https://tea.example/posts/1";
        let refused = browser.post_form(&format!("{page}/published"), &[("url", other)]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.body.contains("it is on facebook.com") && refused.body.contains(other), "what was typed stays");
        let url = "https://www.facebook.com/tea/posts/1";
        let done = browser.post_form(&format!("{page}/published"), &[("url", url)]).await;
        assert_eq!((done.status, done.location()), (StatusCode::SEE_OTHER, page.as_str()));
        let after = browser.get(&page).await;
        assert!(after.body.contains(url) && after.body.contains("Published") && !after.body.contains("/published\""));
        let trace = browser.get(&format!("/trace/{id}")).await;
        assert!(trace.body.contains(url), "{}", trace.body);
        let again = browser.post_form(&format!("{page}/published"), &[("url", url)]).await;
        assert_eq!(again.status, StatusCode::SEE_OTHER);
        assert!(browser.get(&page).await.body.contains("does not wait for your word any more"));
    }

    async fn the_api_says_the_same(t: TestApp) {
        let owner = t.owner().await;
        let id = waiting(&t, &owner, "Xing", "By the API").await;
        let mut api = t.api_client(&owner, &[View, Publish]).await;
        let path = format!("/api/v1/deliveries/{id}");
        let sheet = api.api(Method::GET, &format!("{path}/by-hand"), None).await.json();
        let steps: Vec<_> = sheet["steps"].as_array().expect("steps").iter().map(|step| step["step"].clone()).collect();
        assert_eq!(steps, [json!("text"), json!("published"), json!("comment")]);
        assert_eq!((&sheet["ready"], &sheet["needs_link"]), (&json!(true), &json!(true)));
        let ticked = json!({"step": "text", "done": true});
        let ticked = api.api(Method::POST, &format!("{path}/by-hand/steps"), Some(ticked)).await.json();
        assert!(ticked["steps"][0]["done_at"].is_string(), "{ticked}");
        let unknown = json!({"step": "dance", "done": true});
        let unknown = api.api(Method::POST, &format!("{path}/by-hand/steps"), Some(unknown)).await;
        assert_eq!(unknown.status, StatusCode::UNPROCESSABLE_ENTITY);
        let none = api.api(Method::POST, &format!("{path}/not-published"), Some(json!({"reason": ""}))).await;
        assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
        let ended = json!({"reason": "The group was closed"});
        let ended = api.api(Method::POST, &format!("{path}/not-published"), Some(ended)).await.json();
        assert_eq!((&ended["state"], &ended["last_error"]), (&json!("canceled"), &json!("not_published")));
        assert_eq!(ended["attempts"][0]["error_message"], json!("The group was closed"));
        let url = json!({"url": "https://xing.example/1"});
        let late = api.api(Method::POST, &format!("{path}/confirm-published"), Some(url)).await;
        assert_eq!(late.status, StatusCode::CONFLICT);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_place_has_a_form_and_a_channel() {
    let t = TestApp::with_networks().await;
    let owner = t.owner().await;
    let mut browser = t.client_as(&owner).await;
    let choice = browser.get("/channels/new").await;
    for place in app::channels::place::PLACES {
        let form = format!("/channels/by-hand?network={place}");
        assert!(choice.body.contains(&form), "{place}");
        assert_eq!(browser.get(&form).await.status, StatusCode::OK);
    }
    let typed = [("network", "Nextdoor"), ("name", ""), ("url", "nowhere")];
    let refused = browser.post_form("/channels/by-hand", &typed).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains("Nextdoor") && refused.body.contains("nowhere"), "what was typed stays");
    let name = format!("Harbour quarter {}", unique());
    let brand = t.brand(&owner).await.to_string();
    let fields = [("network", "Nextdoor"), ("name", name.as_str()), ("brand_id", brand.as_str())];
    let added = browser.post_form("/channels/by-hand", &fields).await;
    assert_eq!(added.status, StatusCode::SEE_OTHER, "{}", added.body);
    let page = browser.get(added.location()).await;
    assert!(
        page.body.contains("Nextdoor") && page.body.contains("Nothing is connected here"),
        "{}",
        page.body
    );
    let compose = browser.get(&format!("/posts/new?brand={brand}")).await;
    assert!(compose.body.contains(&name) && compose.body.contains("By hand"), "{}", compose.body);
}
