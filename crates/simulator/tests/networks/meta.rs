//! Facebook, Instagram and Threads over HTTP: what they refuse, and how they sign.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::http::HeaderMap;
use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};
use sha2::Sha256;
use simulator::{AccountSpec, Network, Pace};

use crate::world::{World, answer, text, world};

fn token(w: &World, network: Network) -> (String, String) {
    let id = w.sim.add_account(network, &AccountSpec::new("meta-brand", "password", "Brand"));
    let token = w.sim.issue_token(network, &id).unwrap();
    (id, token)
}

async fn get(w: &World, network: Network, path: &str, token: &str) -> (u16, Value) {
    let address = format!("{}{path}", w.sim.url(network));
    answer(w.http.get(address).query(&[("access_token", token)])).await
}

async fn post(w: &World, network: Network, path: &str, token: &str, form: &[(&str, &str)]) -> (u16, Value) {
    let mut form = form.to_vec();
    form.push(("access_token", token));
    answer(w.http.post(format!("{}{path}", w.sim.url(network))).form(&form)).await
}

fn codes(answer: &(u16, Value)) -> (u16, i64, i64) {
    let error = &answer.1["error"];
    (answer.0, error["code"].as_i64().unwrap_or(0), error["error_subcode"].as_i64().unwrap_or(0))
}

#[tokio::test]
async fn a_token_is_asked_for_and_told_apart() {
    let w = world().await;
    for (network, path) in
        [(Network::Facebook, "/v25.0/me"), (Network::Instagram, "/v25.0/me"), (Network::Threads, "/v1.0/me")]
    {
        let (_, token) = token(&w, network);
        assert_eq!(codes(&get(&w, network, path, "").await), (400, 104, 0), "{network}");
        assert_eq!(codes(&get(&w, network, path, "nonsense").await), (400, 190, 0), "{network}");
        assert_eq!(get(&w, network, path, &token).await.0, 200, "{network}");
        let unknown = format!("{path}?fields=id,shoe_size");
        assert_eq!(codes(&get(&w, network, &unknown, &token).await), (400, 100, 0), "{network}");
        assert_eq!(codes(&get(&w, network, &path.replace("me", "999"), &token).await), (400, 100, 33));
    }
}

#[tokio::test]
async fn a_container_is_published_once_and_when_it_is_ready() {
    let w = world().await;
    let (_, token) = token(&w, Network::Threads);
    w.sim.set_processing(Pace::Polls(1));
    let form = [("media_type", "TEXT"), ("text", "Tea")];
    let (status, made) = post(&w, Network::Threads, "/v1.0/me/threads", &token, &form).await;
    assert_eq!(status, 200, "{made}");
    let id = text(&made["id"]);
    let publish = async || {
        post(&w, Network::Threads, "/v1.0/me/threads_publish", &token, &[("creation_id", &id)]).await
    };
    let state = async || {
        let path = format!("/v1.0/{id}?fields=status");
        text(&get(&w, Network::Threads, &path, &token).await.1["status"])
    };
    assert_eq!(codes(&publish().await), (400, 24, 0), "not ready is said not to exist");
    assert_eq!((state().await, state().await), ("IN_PROGRESS".into(), "FINISHED".into()));
    assert_eq!(publish().await.0, 200);
    assert_eq!(state().await, "PUBLISHED");
    assert_eq!(codes(&publish().await).1, 24);
    for (form, message) in [
        (vec![("media_type", "TEXT")], "text is required"),
        (vec![("text", "Tea")], "media_type is required"),
        (vec![("media_type", "TEXT"), ("text", "x"), ("reply_control", "nobody")], "reply_control"),
        (vec![("media_type", "CAROUSEL"), ("children", "1")], "2 to 20"),
    ] {
        let (status, body) = post(&w, Network::Threads, "/v1.0/me/threads", &token, &form).await;
        let said = text(&body["error"]["message"]);
        assert!(status == 400 && said.contains(message), "{said}");
    }
}

#[tokio::test]
async fn instagram_says_its_own_subcodes() {
    let w = world().await;
    let (id, token) = token(&w, Network::Instagram);
    let media = format!("/v25.0/{id}/media");
    let long = "x".repeat(2_201);
    let many = "@a ".repeat(21);
    for (form, expected) in [
        (vec![("caption", "no picture")], (400, 9004, 2_207_052)),
        (vec![("image_url", "http://127.0.0.1:1/a.jpg")], (400, 9004, 2_207_052)),
        (vec![("image_url", "x"), ("caption", long.as_str())], (400, 36_004, 2_207_010)),
        (vec![("image_url", "x"), ("caption", many.as_str())], (400, 100, 2_207_040)),
        (vec![("media_type", "CAROUSEL"), ("children", "1")], (400, 100, 2_207_028)),
        (vec![("media_type", "VIDEO"), ("video_url", "x")], (400, 100, 2_207_067)),
    ] {
        assert_eq!(codes(&post(&w, Network::Instagram, &media, &token, &form).await), expected, "{form:?}");
    }
    let publish = format!("/v25.0/{id}/media_publish");
    let gone = post(&w, Network::Instagram, &publish, &token, &[("creation_id", "1")]).await;
    assert_eq!(codes(&gone), (400, 24, 2_207_008));
}

#[tokio::test]
async fn facebook_refuses_the_same_post_and_half_a_film() {
    let w = world().await;
    let (id, token) = token(&w, Network::Facebook);
    let feed = format!("/v25.0/{id}/feed");
    let (status, made) = post(&w, Network::Facebook, &feed, &token, &[("message", "Tea")]).await;
    assert!(status == 200 && text(&made["id"]).starts_with(&format!("{id}_")), "{made}");
    assert_eq!(codes(&post(&w, Network::Facebook, &feed, &token, &[("message", "Tea")]).await).1, 506);
    assert_eq!(codes(&post(&w, Network::Facebook, &feed, &token, &[]).await).1, 100);
    let photos = format!("/v25.0/{id}/photos");
    assert_eq!(codes(&post(&w, Network::Facebook, &photos, &token, &[]).await).1, 324);
    let videos = format!("/v25.0/{id}/videos");
    let start = [("upload_phase", "start"), ("file_size", "10")];
    let (_, begun) = post(&w, Network::Facebook, &videos, &token, &start).await;
    assert_eq!((text(&begun["start_offset"]), text(&begun["end_offset"])), ("0".into(), "10".into()));
    let session = text(&begun["upload_session_id"]);
    let finish = [("upload_phase", "finish"), ("upload_session_id", session.as_str())];
    assert_eq!(codes(&post(&w, Network::Facebook, &videos, &token, &finish).await).1, 6000);
    // Names of counters that went in June 2026.
    let post_id = text(&made["id"]);
    let old = format!("/v25.0/{post_id}/insights?metric=post_impressions");
    assert_eq!(codes(&get(&w, Network::Facebook, &old, &token).await).1, 100);
    assert_eq!(w.sim.posts(Network::Facebook, &id).len(), 1);
}

#[tokio::test]
async fn webhooks_are_signed_over_the_raw_body() {
    type Seen = Arc<Mutex<Option<(String, Vec<u8>)>>>;
    let w = world().await;
    assert!(w.sim.add_app(Network::Instagram, "1", "the-secret", "http://127.0.0.1:9/back"));
    let seen: Seen = Arc::default();
    let kept = Arc::clone(&seen);
    let receive = async move |headers: HeaderMap, body: Bytes| {
        let signature = headers["x-hub-signature-256"].to_str().unwrap().to_owned();
        *kept.lock().unwrap() = Some((signature, body.to_vec()));
    };
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/hook", listener.local_addr().unwrap());
    let app = Router::new().route("/hook", axum::routing::post(receive));
    let server = tokio::spawn(async move { axum::serve(listener, app).await });
    let body = json!({ "object": "instagram", "entry": [{ "id": "1", "changes": [{
        "field": "comments", "value": { "id": "2", "text": "Schön" },
    }] }] });
    let status = w.sim.deliver_webhook(Network::Instagram, &url, body.to_string().into_bytes()).await;
    assert_eq!(status.unwrap(), 200);
    let (signature, raw) = seen.lock().unwrap().take().unwrap();
    let mac = Hmac::<Sha256>::new_from_slice(b"the-secret").unwrap().chain_update(&raw);
    let expected: String = mac.finalize().into_bytes().iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(signature, format!("sha256={expected}"));
    server.abort();
}
