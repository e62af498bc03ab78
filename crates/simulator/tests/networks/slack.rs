//! The simulated Slack over HTTP.

use serde_json::{Value, json};
use simulator::{AccountSpec, Network};

use crate::world::{World, answer, text, world};

async fn start() -> (World, String, String) {
    let w = world().await;
    let id = w.sim.add_account(Network::Slack, &AccountSpec::new("brand", "password", "Brand"));
    let token = w.sim.issue_token(Network::Slack, &id).unwrap();
    (w, id, token)
}

async fn call(w: &World, token: &str, method: &str, body: &Value) -> Value {
    let request = w.http.post(format!("{}/api/{method}", w.sim.url(Network::Slack)));
    let (status, body) = answer(request.bearer_auth(token).json(body)).await;
    assert_eq!(status, 200, "errors come with 200 too: {body}");
    body
}

#[tokio::test]
async fn errors_come_inside_a_200() {
    let (w, id, token) = start().await;
    let image = json!([{ "type": "image", "image_url": "https://brand.com/a.png" }]);
    for (token, method, body, error) in [
        ("xoxb-nobody", "auth.test", json!({}), "invalid_auth"),
        (token.as_str(), "chat.nothing", json!({}), "unknown_method"),
        (&token, "chat.postMessage", json!({ "channel": "C0", "text": "Hi" }), "channel_not_found"),
        (&token, "chat.postMessage", json!({ "channel": id }), "no_text"),
        (&token, "chat.postMessage", json!({ "channel": id, "text": "x".repeat(4001) }), "msg_too_long"),
        (
            &token,
            "chat.postMessage",
            json!({ "channel": id, "text": "x", "blocks": image }),
            "invalid_blocks",
        ),
        (
            &token,
            "chat.postMessage",
            json!({ "channel": id, "text": "x", "metadata": {} }),
            "invalid_metadata_format",
        ),
        (
            &token,
            "chat.postMessage",
            json!({ "channel": id, "text": "x", "thread_ts": "1.2" }),
            "thread_not_found",
        ),
        // Methods that read take no JSON.
        (&token, "conversations.history", json!({ "channel": id }), "invalid_arguments"),
    ] {
        let body = call(&w, token, method, &body).await;
        assert_eq!((&body["ok"], text(&body["error"]).as_str()), (&json!(false), error), "{method}");
    }
}

#[tokio::test]
async fn metadata_are_told_only_when_asked_for() {
    let (w, id, token) = start().await;
    let metadata = json!({ "event_type": "a", "event_payload": { "key": "k" } });
    let sent = call(
        &w,
        &token,
        "chat.postMessage",
        &json!({ "channel": id, "text": "a &amp; b", "metadata": metadata }),
    )
    .await;
    assert_eq!(sent["message"]["text"], "a & b");
    for (asked, told) in [("false", Value::Null), ("true", metadata)] {
        let url = format!("{}/api/conversations.history", w.sim.url(Network::Slack));
        let form = format!("channel={id}&include_all_metadata={asked}");
        let request =
            w.http.post(url).bearer_auth(&token).header("content-type", "application/x-www-form-urlencoded");
        let (_, page) = answer(request.body(form)).await;
        assert_eq!(page["messages"][0]["metadata"], told, "{page}");
    }
}
