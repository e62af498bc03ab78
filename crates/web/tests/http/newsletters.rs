//! A newsletter over HTTP: its list, and leaving by the link of a mail, as people and as mail programs do.

use app::{
    Permission::{ManageLeads, Publish, View},
    ids::{ChannelId, SubscriberId},
    subscribers::{
        State,
        token::{self, Leaving},
    },
};
use axum::http::{Method, StatusCode};
use serde_json::json;
use testkit::{Client, Reply, TestApp};

async fn newsletter(t: &TestApp) -> (ChannelId, SubscriberId, String) {
    let owner = t.owner().await;
    let (list, ada) = t.a_newsletter(&owner).await;
    let (workspace_id, delivery_id) = (owner.workspace_id, t.a_letter(&owner, list, ada).await);
    let leaving = Leaving { workspace_id, subscriber_id: ada, delivery_id };
    (list, ada, format!("/u/{}", token::make(&t.vault, &leaving)))
}

async fn state(t: &TestApp, id: SubscriberId) -> State {
    t.find_subscriber(&t.owner().await, id).await.expect("a subscriber").state
}

/// As a mail program does: no cookie, no origin.
async fn one_click(t: &TestApp, path: &str, kind: &str, body: &str) -> Reply {
    t.client().send(Method::POST, path, &[("content-type", kind)], body.to_owned().into()).await
}

#[tokio::test(flavor = "multi_thread")]
async fn only_a_press_unsubscribes() {
    let t = TestApp::new().await;
    let (_, ada, link) = newsletter(&t).await;
    let mut stranger = t.client();
    for method in [Method::GET, Method::HEAD] {
        let opened = stranger.send(method, &link, &[("accept-language", "de")], "".into()).await;
        assert_eq!(opened.status, StatusCode::OK);
        assert_eq!(state(&t, ada).await, State::Subscribed, "scanners open every link");
    }
    let page = stranger.send(Method::GET, &link, &[("accept-language", "de-AT,de;q=0.9")], "".into()).await;
    assert!(page.body.contains("lang=\"de\"") && page.body.contains("Drücke den Knopf"), "{}", page.body);
    assert!(page.body.contains(&format!("action=\"{link}\"")) && !page.body.contains("kranich.example"));
    assert_eq!(page.header("referrer-policy"), "same-origin");
    let left = stranger.post_form(&link, &[]).await;
    assert!(left.status == StatusCode::OK && left.body.contains("You are unsubscribed"), "{}", left.body);
    assert_eq!(state(&t, ada).await, State::Unsubscribed);
    let again = stranger.post_form(&link, &[]).await;
    assert_eq!((again.status, again.body.contains("You are unsubscribed")), (StatusCode::OK, true));
    let stays = stranger.post_form(&format!("{link}/undo"), &[]).await;
    assert!(stays.body.contains("You stay subscribed"));
    assert_eq!(state(&t, ada).await, State::Subscribed);
    // As a browser without Sec-Fetch-Site does, from this very page.
    let urlencoded = ("content-type", "application/x-www-form-urlencoded");
    let own = [urlencoded, ("origin", "http://127.0.0.1:8080")];
    let left = t.client().send(Method::POST, &link, &own, "".into()).await;
    assert_eq!(left.status, StatusCode::OK, "{}", left.body);
    assert_eq!(state(&t, ada).await, State::Unsubscribed);
    t.clock.advance(25 * 3_600_000);
    let late = stranger.post_form(&format!("{link}/undo"), &[]).await;
    assert!(late.body.contains("no longer be undone"), "{}", late.body);
    assert_eq!(state(&t, ada).await, State::Unsubscribed);
}

#[tokio::test(flavor = "multi_thread")]
async fn mail_programs_unsubscribe_with_one_click() {
    let t = TestApp::new().await;
    let (_, ada, link) = newsletter(&t).await;
    let urlencoded = "application/x-www-form-urlencoded";
    let known = one_click(&t, &link, urlencoded, "List-Unsubscribe=One-Click").await;
    assert_eq!(known.status, StatusCode::OK, "answered, not led elsewhere: {}", known.body);
    assert_eq!(state(&t, ada).await, State::Unsubscribed);
    t.client().post_form(&format!("{link}/undo"), &[]).await;
    let parts =
        "--x\r\ncontent-disposition: form-data; name=\"List-Unsubscribe\"\r\n\r\nOne-Click\r\n--x--\r\n";
    let multipart = one_click(&t, &link, "multipart/form-data; boundary=x", parts).await;
    assert_eq!(multipart.status, StatusCode::OK);
    assert_eq!(state(&t, ada).await, State::Unsubscribed);
    let unknown = format!("/u/{}", "a".repeat(96));
    let answer = one_click(&t, &unknown, urlencoded, "List-Unsubscribe=One-Click").await;
    let plain = |reply: &Reply, path: &str| reply.body.replace(path, "/u/…");
    assert_eq!(plain(&answer, &unknown).len(), plain(&known, &link).len(), "nobody learns who is on a list");
    let foreign =
        [("content-type", urlencoded), ("sec-fetch-site", "cross-site"), ("origin", "https://evil.example")];
    let refused = t.client().send(Method::POST, &format!("{link}/undo"), &foreign, "".into()).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN, "no other site presses the button in a browser");
}

async fn import(browser: &mut Client, place: &str, fields: &[(&str, &str)], file: &str) -> Reply {
    let mut body = String::new();
    for (name, value) in fields {
        body += &format!("--b\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
    }
    body += &format!(
        "--b\r\ncontent-disposition: form-data; name=\"file\"; filename=\"list.csv\"\r\n\r\n{file}\r\n--b--\r\n"
    );
    let kind = [("content-type", "multipart/form-data; boundary=b"), ("sec-fetch-site", "same-origin")];
    browser.send(Method::POST, place, &kind, body.into()).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_is_imported_shown_searched_and_exported() {
    let t = TestApp::new().await;
    let owner = t.owner().await;
    let (list, ada, _) = newsletter(&t).await;
    let mut browser = t.client_as(&owner).await;
    let place = format!("/newsletters/{list}");
    let source = ("consent_source", "Fair");
    let file = "E-Mail;Name\nbo@example.com;Bo\nnobody;x\ncy@example.com;=1+1\n";
    let done = import(&mut browser, &format!("{place}/import"), &[source], file).await;
    assert_eq!(done.status, StatusCode::OK, "{}", done.body);
    assert!(
        done.body.contains("<td>nobody, x</td>") && done.body.contains("<td class=\"num\">3</td>"),
        "{}",
        done.body
    );
    let faulty = import(&mut browser, &format!("{place}/import"), &[("text", "dee@example.com")], "").await;
    assert_eq!(faulty.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        faulty.body.contains("dee@example.com") && faulty.body.contains("f-consent_source-error"),
        "typed text stays"
    );
    let found = browser.get(&format!("{place}?q=BO%40")).await;
    assert!(found.body.contains("bo@example.com") && !found.body.contains("cy@example.com"));
    let csv = browser.post_form(&format!("{place}/export"), &[]).await;
    assert!(csv.header("content-type").starts_with("text/csv") && csv.body.contains("'=1+1"), "{}", csv.body);
    let gone = browser.post_form(&format!("/subscribers/{ada}/forget"), &[]).await;
    assert_eq!(gone.location(), place);
    assert_eq!(browser.get(&format!("{place}/settings")).await.status, StatusCode::OK);
    let wanted = [("sends", "1"), ("sender_name", "Tea"), ("imprint", "Hamburg")];
    let unset = browser.post_form(&format!("{place}/settings"), &wanted).await;
    assert_eq!(unset.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(unset.body.contains("No mail server is set"), "{}", unset.body);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_api_keeps_the_list_too() {
    let t = TestApp::new().await;
    let owner = t.owner().await;
    let (list, ..) = newsletter(&t).await;
    let mut api = t.api_client(&owner, &[View, ManageLeads]).await;
    let place = format!("/api/v1/newsletters/{list}/subscribers");
    let body = json!({"email": "Bo@Example.com", "consent_source": "API"});
    let added = api.api(Method::POST, &place, Some(body.clone())).await;
    assert_eq!((added.status, added.json()["email"].as_str()), (StatusCode::CREATED, Some("bo@example.com")));
    let id = added.json()["id"].as_str().expect("an id").to_owned();
    let left = api.api(Method::POST, &format!("/api/v1/subscribers/{id}/unsubscribe"), None).await;
    assert_eq!(left.json()["state"], "unsubscribed");
    let again = api.api(Method::POST, &place, Some(body)).await;
    assert!(again.body.contains("subscriber_left"), "{}", again.body);
    let import = json!({"text": "bo@example.com\ncy@example.com\nwrong", "consent_source": "API"});
    let done = api.api(Method::POST, &format!("{place}/import"), Some(import)).await.json();
    assert_eq!(
        (done["added"].as_i64(), done["left"].as_i64(), done["bad"][0]["line"].as_i64()),
        (Some(1), Some(1), Some(3))
    );
    assert_eq!(
        api.api(Method::DELETE, &format!("/api/v1/subscribers/{id}"), None).await.status,
        StatusCode::NO_CONTENT
    );
    let found = api.api(Method::GET, &format!("{place}?state=subscribed&q=cy"), None).await.json();
    assert_eq!(found["items"].as_array().map(Vec::len), Some(1), "{found}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_api_tells_of_letters_and_says_what_becomes_of_them() {
    let t = TestApp::new().await;
    let owner = t.owner().await;
    let (list, ada) = t.a_newsletter(&owner).await;
    let delivery = t.a_letter(&owner, list, ada).await;
    let tx = t.db.write().await.expect("a transaction");
    tx.run("update letters set state = 'held'", vec![]).await.expect("held");
    tx.commit().await.expect("kept");
    let held = t.client_as(&owner).await.get("/held").await;
    assert!(held.body.contains(&format!("/deliveries/{delivery}/letters")), "{}", held.body);
    let mut api = t.api_client(&owner, &[View, Publish]).await;
    let place = format!("/api/v1/deliveries/{delivery}/letters");
    let found = api.api(Method::GET, &place, None).await.json();
    assert_eq!(
        (found["all"].as_i64(), found["held"].as_i64(), found["sent"].as_i64()),
        (Some(1), Some(1), Some(0))
    );
    let refused = api.api(Method::POST, &place, Some(json!({"act": "release"}))).await;
    assert_eq!(
        (refused.status, refused.json()["code"].as_str()),
        (StatusCode::CONFLICT, Some("newsletter_not_sent"))
    );
    let wrong = api.api(Method::POST, &place, Some(json!({"act": "sing"}))).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", wrong.body);
    let dropped = api.api(Method::POST, &place, Some(json!({"act": "drop"}))).await.json();
    assert_eq!((dropped["held"].as_i64(), dropped["dropped"].as_i64()), (Some(0), Some(1)));
}
