//! The simulated Pinterest over HTTP.

use serde_json::{Value, json};
use simulator::{AccountSpec, Network, pinterest};

use crate::world::{World, answer, world};

/// A picture of seven by five points, as far as its head goes.
const PNG: &str = "iVBORw0KGgoAAAANSUhEUgAAAAcAAAAF";

async fn start() -> (World, String, String) {
    let w = world().await;
    let id = w.sim.add_account(Network::Pinterest, &AccountSpec::new("brand", "password", "Brand"));
    let token = w.sim.issue_token(Network::Pinterest, &id).unwrap();
    let board = pinterest::boards(&w.sim, &id).remove(0);
    (w, token, board)
}

async fn pin(w: &World, token: &str, body: &Value) -> (u16, Value) {
    let url = format!("{}/v5/pins", w.sim.url(Network::Pinterest));
    answer(w.http.post(url).bearer_auth(token).json(body)).await
}

fn picture() -> Value {
    json!({ "source_type": "image_base64", "content_type": "image/png", "data": PNG })
}

#[tokio::test]
async fn a_pin_is_made_only_of_what_the_description_names() {
    let (w, token, board) = start().await;
    let (status, body) = pin(&w, &token, &json!({ "board_id": board, "media_source": picture() })).await;
    assert_eq!((status, body["board_id"].as_str().unwrap_or("")), (201, board.as_str()), "{body}");
    let carousel = |count: usize| {
        let item = json!({ "content_type": "image/png", "data": PNG });
        json!({ "source_type": "multiple_image_base64", "items": vec![item; count] })
    };
    for (body, status, code) in [
        (json!({ "board_id": board, "media_source": carousel(2) }), 201, Value::Null),
        (json!({ "board_id": board, "media_source": carousel(6) }), 400, json!(1)),
        (json!({ "media_source": picture() }), 400, json!(1)),
        (json!({ "board_id": board }), 400, json!(1)),
        (json!({ "board_id": "1", "media_source": picture() }), 404, json!(40)),
        (json!({ "board_id": board, "media_source": picture(), "text": "x" }), 400, json!(1)),
        (json!({ "board_id": board, "media_source": picture(), "title": "x".repeat(101) }), 400, json!(1)),
        (
            json!({ "board_id": board, "media_source": picture(), "description": "x".repeat(801) }),
            400,
            json!(1),
        ),
        (json!({ "board_id": board, "media_source": picture(), "link": "no address" }), 400, json!(1)),
        (
            json!({ "board_id": board, "media_source": { "source_type": "video_id", "media_id": "1" } }),
            400,
            json!(1),
        ),
    ] {
        let (got, answer) = pin(&w, &token, &body).await;
        assert_eq!((got, &answer["code"]), (status, &code), "{answer}");
    }
    let (status, body) = pin(&w, "no-token", &json!({})).await;
    assert_eq!((status, &body["code"]), (401, &json!(2)));
    let other = w.sim.add_account(Network::Pinterest, &AccountSpec::new("other", "password", "Other"));
    let theirs = pinterest::boards(&w.sim, &other).remove(0);
    let (status, body) = pin(&w, &token, &json!({ "board_id": theirs, "media_source": picture() })).await;
    assert_eq!((status, &body["code"]), (403, &json!(29)));
}
