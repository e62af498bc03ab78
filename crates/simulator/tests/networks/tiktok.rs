//! The simulated TikTok over HTTP.

use serde_json::{Value, json};
use simulator::{AccountSpec, Network};

use crate::world::{World, answer, world};

async fn start() -> (World, String) {
    let w = world().await;
    let id = w.sim.add_account(Network::TikTok, &AccountSpec::new("brand", "password", "Brand"));
    let token = w.sim.issue_token(Network::TikTok, &id).unwrap();
    (w, token)
}

async fn post(w: &World, token: &str, path: &str, body: &Value) -> (u16, Value) {
    let url = format!("{}{path}", w.sim.url(Network::TikTok));
    answer(w.http.post(url).bearer_auth(token).json(body)).await
}

fn film(size: u64, chunk: u64, count: u64) -> Value {
    json!({
        "post_info": { "title": "Tea", "privacy_level": "PUBLIC_TO_EVERYONE" },
        "source_info": {
            "source": "FILE_UPLOAD", "video_size": size, "chunk_size": chunk, "total_chunk_count": count,
        },
    })
}

#[tokio::test]
async fn a_film_is_begun_only_with_all_that_it_needs() {
    let (w, token) = start().await;
    w.sim.enforce_rate_limits(false);
    let init = "/v2/post/publish/video/init/";
    for (size, chunk, count, status) in [
        (1_000, 1_000, 1, 200),
        (25_000_000, 10_000_000, 2, 200),
        (25_000_000, 10_000_000, 3, 400),
        (25_000_000, 4_000_000, 6, 400),
        (100_000_000, 100_000_000, 1, 400),
        (5_000_000_000, 64_000_000, 78, 400),
    ] {
        let (got, body) = post(&w, &token, init, &film(size, chunk, count)).await;
        assert_eq!(got, status, "{size} {chunk} {count} {body}");
        assert_eq!(body["error"]["code"] == "ok", status == 200, "{body}");
    }
    let mut body = film(1_000, 1_000, 1);
    body["post_info"]["title"] = "🍵".repeat(1_101).into();
    assert_eq!(post(&w, &token, init, &body).await.1["error"]["code"], "invalid_params");
    body["post_info"] = json!({ "title": "Tea", "privacy_level": "FOLLOWER_OF_CREATOR" });
    let (status, answer) = post(&w, &token, init, &body).await;
    assert_eq!(
        (status, answer["error"]["code"].as_str().unwrap_or("")),
        (403, "privacy_level_option_mismatch")
    );
    let (status, answer) = post(&w, "no-token", init, &body).await;
    assert_eq!((status, answer["error"]["code"].as_str().unwrap_or("")), (401, "access_token_invalid"));
}

#[tokio::test]
async fn pieces_are_taken_in_their_order() {
    let (w, token) = start().await;
    let (_, begun) = post(&w, &token, "/v2/post/publish/video/init/", &film(15_000_000, 7_000_000, 2)).await;
    let url = begun["data"]["upload_url"].as_str().unwrap_or("").to_owned();
    let put = |first: usize, last: usize| {
        let mut piece = vec![7; last - first + 1];
        if first == 0 {
            piece[..24].copy_from_slice(b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom");
        }
        let range = format!("bytes {first}-{last}/15000000");
        let request = w.http.put(&url).header("content-type", "video/mp4").header("content-range", range);
        async move { request.body(piece).send().await.unwrap().status().as_u16() }
    };
    assert_eq!(put(7_000_000, 14_999_999).await, 416);
    assert_eq!(put(0, 6_999_999).await, 206);
    assert_eq!(put(0, 6_999_999).await, 416);
    assert_eq!(put(7_000_000, 14_999_999).await, 201);
    let asked = json!({ "publish_id": begun["data"]["publish_id"] });
    let mut told = Vec::new();
    for _ in 0..4 {
        let (_, body) = post(&w, &token, "/v2/post/publish/status/fetch/", &asked).await;
        told.push((body["data"]["status"].clone(), body["data"]["publicaly_available_post_id"][0].is_u64()));
    }
    assert_eq!(told[0], (json!("PROCESSING_UPLOAD"), false));
    assert_eq!(told[1], (json!("PUBLISH_COMPLETE"), false));
    assert_eq!(told[3], (json!("PUBLISH_COMPLETE"), true));
}

#[tokio::test]
async fn six_posts_a_minute_may_be_begun() {
    let (w, token) = start().await;
    let mut last = (0, Value::Null);
    for _ in 0..7 {
        last = post(&w, &token, "/v2/post/publish/video/init/", &film(1_000, 1_000, 1)).await;
    }
    // The minute may turn within the seven.
    if last.0 != 200 {
        assert_eq!((last.0, last.1["error"]["code"].as_str().unwrap_or("")), (429, "rate_limit_exceeded"));
    }
}
