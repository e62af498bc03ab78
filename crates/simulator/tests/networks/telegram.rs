//! The simulated Bot API over HTTP.

use serde_json::{Value, json};
use simulator::{AccountSpec, Network};

use crate::world::{World, answer, text, world};

const TOKEN: &str = "123456:ABC-DEF";
const OTHER: &str = "654321:ZYX-DEF";

async fn start() -> World {
    let w = world().await;
    w.sim.add_account(Network::Telegram, &AccountSpec::new("brand_news", TOKEN, "Brand"));
    simulator::telegram::add_bot(&w.sim, OTHER, "brand_news", false);
    w
}

async fn call(w: &World, token: &str, method: &str, body: &Value) -> (u16, Value) {
    answer(w.http.post(format!("{}/bot{token}/{method}", w.sim.url(Network::Telegram))).json(body)).await
}

#[tokio::test]
async fn refusals_are_telegrams_own() {
    let w = start().await;
    let chat = json!("@brand_news");
    for (token, method, body, code, words) in [
        ("nonsense", "getMe", json!({}), 404, "Not Found"),
        ("1:unknown", "getMe", json!({}), 401, "Unauthorized"),
        (TOKEN, "sendNothing", json!({ "chat_id": chat }), 404, "method not found"),
        (TOKEN, "sendMessage", json!({ "text": "Hi" }), 400, "chat_id is empty"),
        (TOKEN, "sendMessage", json!({ "chat_id": "@nobody_here", "text": "Hi" }), 400, "chat not found"),
        (TOKEN, "sendMessage", json!({ "chat_id": chat, "text": " " }), 400, "message text is empty"),
        (
            TOKEN,
            "sendMessage",
            json!({ "chat_id": chat, "text": "x".repeat(4097) }),
            400,
            "message is too long",
        ),
        (OTHER, "sendMessage", json!({ "chat_id": chat, "text": "Hi" }), 400, "need administrator rights"),
        (TOKEN, "sendPhoto", json!({ "chat_id": chat }), 400, "there is no photo in the request"),
        (TOKEN, "sendMediaGroup", json!({ "chat_id": chat, "media": [{ "type": "photo" }] }), 400, "2-10"),
        (
            TOKEN,
            "sendPoll",
            json!({ "chat_id": chat, "question": "", "options": [] }),
            400,
            "question length",
        ),
    ] {
        let (status, body) = call(&w, token, method, &body).await;
        assert_eq!((status, &body["ok"], &body["error_code"]), (code, &json!(false), &json!(code)), "{body}");
        assert!(text(&body["description"]).contains(words), "{method}: {body}");
    }
}

#[tokio::test]
async fn texts_count_in_code_points_and_entities_in_utf16_units() {
    let w = start().await;
    let body = json!({ "chat_id": "@brand_news", "text": "😀".repeat(4096) });
    assert_eq!(call(&w, TOKEN, "sendMessage", &body).await.0, 200);
    for (length, status) in [(4, 200), (5, 400)] {
        let entity =
            json!({ "type": "text_link", "offset": 0, "length": length, "url": "https://brand.com" });
        let body = json!({ "chat_id": "@brand_news", "text": "😀ab", "entities": [entity] });
        assert_eq!(call(&w, TOKEN, "sendMessage", &body).await.0, status, "{length}");
    }
}

#[tokio::test]
async fn another_bot_is_told_of_a_post_and_its_own_is_not() {
    let w = start().await;
    let body = json!({ "chat_id": "@brand_news", "text": "Hi" });
    let (_, sent) = call(&w, TOKEN, "sendMessage", &body).await;
    let (_, own) = call(&w, TOKEN, "getUpdates", &json!({})).await;
    assert_eq!(own["result"], json!([]));
    let (_, seen) = call(&w, OTHER, "getUpdates", &json!({})).await;
    assert_eq!(seen["result"][0]["channel_post"]["message_id"], sent["result"]["message_id"]);
    // An offset takes away what came before it.
    let next = seen["result"][0]["update_id"].as_i64().unwrap() + 1;
    let (_, seen) = call(&w, OTHER, "getUpdates", &json!({ "offset": next })).await;
    assert_eq!(seen["result"], json!([]));
}
