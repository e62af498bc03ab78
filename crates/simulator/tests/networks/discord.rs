//! The simulated Discord over HTTP.

use serde_json::{Value, json};
use simulator::{AccountSpec, Network};

use crate::world::{World, answer, text, world};

const TOKEN: &str = "bot-token-1";
const AGENT: &str = "DiscordBot (tests, 1)";

async fn start() -> (World, String) {
    let w = world().await;
    let id = w.sim.add_account(Network::Discord, &AccountSpec::new("brand", TOKEN, "Brand"));
    (w, id)
}

async fn send(w: &World, channel: &str, body: &Value) -> (u16, Value) {
    let url = format!("{}/api/v10/channels/{channel}/messages", w.sim.url(Network::Discord));
    let request =
        w.http.post(url).header("user-agent", AGENT).header("authorization", format!("Bot {TOKEN}"));
    answer(request.json(body)).await
}

#[tokio::test]
async fn refusals_are_discords_own() {
    let (w, channel) = start().await;
    for (body, status, code, words) in [
        (json!({ "content": "x".repeat(2001) }), 400, 50_035, "Must be 2000 or fewer in length."),
        (json!({ "content": " " }), 400, 50_006, "empty message"),
        (json!({ "content": "x", "nonce": "x".repeat(26) }), 400, 50_035, "25"),
        (json!({ "content": "x", "embeds": [{ "title": "x".repeat(257) }] }), 400, 50_035, "256"),
        (json!({ "content": "x", "attachments": [{ "id": 0 }] }), 400, 50_035, "not found"),
        (json!({ "poll": { "question": { "text": "" }, "answers": [] } }), 400, 50_035, "required"),
    ] {
        let (told, answer) = send(&w, &channel, &body).await;
        assert_eq!((told, &answer["code"]), (status, &json!(code)), "{answer}");
        assert!(answer.to_string().contains(words), "{answer}");
        w.sim.enforce_rate_limits(false);
    }
    assert_eq!(send(&w, "1", &json!({ "content": "x" })).await.1["code"], json!(10_003));
    let url = format!("{}/api/v10/users/@me", w.sim.url(Network::Discord));
    assert_eq!(answer(w.http.get(&url).header("user-agent", AGENT)).await.0, 401);
    assert_eq!(answer(w.http.get(&url).header("authorization", format!("Bot {TOKEN}"))).await.0, 403);
}

#[tokio::test]
async fn a_nonce_holds_for_minutes() {
    let (w, channel) = start().await;
    let body = json!({ "content": "Once", "nonce": "n-1", "enforce_nonce": true });
    let (_, first) = send(&w, &channel, &body).await;
    assert_eq!(send(&w, &channel, &body).await.1["id"], first["id"]);
    w.sim.advance(std::time::Duration::from_secs(600));
    assert_ne!(send(&w, &channel, &body).await.1["id"], first["id"]);
}

#[tokio::test]
async fn a_webhook_without_waiting_tells_nothing() {
    let (w, _) = start().await;
    let url = simulator::discord::webhook_url(&w.sim, "brand").unwrap();
    let post = |url: String| w.http.post(url).header("user-agent", AGENT).json(&json!({ "content": "Hi" }));
    assert_eq!(post(url.clone()).send().await.unwrap().status().as_u16(), 204);
    let (status, body) = answer(post(format!("{url}?wait=true"))).await;
    assert!(status == 200 && !text(&body["webhook_id"]).is_empty(), "{body}");
    let (status, body) = answer(post(format!("{url}x"))).await;
    assert_eq!((status, &body["code"]), (401, &json!(50_027)));
}
