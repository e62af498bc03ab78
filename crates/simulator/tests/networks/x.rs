//! The simulated X over HTTP.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use reqwest::multipart::{Form, Part};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use simulator::{AccountSpec, Network};

use crate::world::{World, answer, png, text, world};

async fn start() -> (World, String, String) {
    let w = world().await;
    let id = w.sim.add_account(Network::X, &AccountSpec::new("brand", "password", "Brand"));
    let token = w.sim.issue_token(Network::X, &id).unwrap();
    (w, id, token)
}

fn at(w: &World, path: &str) -> String {
    format!("{}{path}", w.sim.url(Network::X))
}

async fn post(w: &World, token: &str, body: &Value) -> (u16, Value) {
    answer(w.http.post(at(w, "/2/tweets")).bearer_auth(token).json(body)).await
}

#[tokio::test]
async fn unknown_fields_and_parameters_are_refused() {
    let (w, id, token) = start().await;
    let (status, body) = post(&w, &token, &json!({ "text": "hi", "status": "hi" })).await;
    assert_eq!((status, &body["type"]), (400, &json!("https://api.x.com/2/problems/invalid-request")));
    let path = at(&w, &format!("/2/users/{id}/tweets?max_results=4"));
    assert_eq!(answer(w.http.get(path).bearer_auth(&token)).await.0, 400);
    let path = at(&w, &format!("/2/users/{id}/tweets?tweet.fields=created_at"));
    let (status, body) = answer(w.http.get(path).bearer_auth(&token)).await;
    assert!(status == 400 && body.to_string().contains("tweet.fields"), "{body}");
    assert_eq!(post(&w, "no-token", &json!({ "text": "hi" })).await.0, 401);
}

#[tokio::test]
async fn texts_are_weighed_and_the_same_is_refused() {
    let (w, _, token) = start().await;
    let (status, body) = post(&w, &token, &json!({ "text": "日".repeat(141) })).await;
    assert!(status == 403 && text(&body["detail"]).contains("too long"), "{body}");
    let long = format!("{} https://brand.com/{}", "x".repeat(256), "y".repeat(300));
    let (status, body) = post(&w, &token, &json!({ "text": long })).await;
    assert_eq!(status, 201, "{body}");
    assert!(text(&body["data"]["text"]).contains("https://t.co/"), "{body}");
    let (status, body) = post(&w, &token, &json!({ "text": long })).await;
    assert!(status == 403 && text(&body["detail"]).contains("duplicate content"), "{body}");
}

#[tokio::test]
async fn refresh_tokens_are_good_once() {
    let (w, _, _) = start().await;
    let redirect = "http://127.0.0.1:9/back";
    w.sim.add_app(Network::X, "app", "secret", redirect);
    let verifier = "a-verifier-that-is-long-enough-for-the-standard-0123456789";
    let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(verifier));
    let fields = [
        ("response_type", "code"),
        ("client_id", "app"),
        ("redirect_uri", redirect),
        ("scope", "tweet.read users.read offline.access"),
        ("state", "s"),
        ("code_challenge", challenge.as_str()),
        ("code_challenge_method", "S256"),
        ("login", "brand"),
        ("password", "password"),
        ("decision", "allow"),
    ];
    let back = w.http.post(at(&w, "/i/oauth2/authorize")).form(&fields).send().await.unwrap();
    let target = url::Url::parse(back.headers()["location"].to_str().unwrap()).unwrap();
    let code = target.query_pairs().find(|(name, _)| name == "code").unwrap().1.into_owned();
    let token = async |form: &[(&str, &str)], secret: &str| {
        answer(w.http.post(at(&w, "/2/oauth2/token")).basic_auth("app", Some(secret)).form(form)).await
    };
    let form = [
        ("grant_type", "authorization_code"),
        ("code", code.as_str()),
        ("redirect_uri", redirect),
        ("code_verifier", verifier),
    ];
    let (status, body) = token(&form, "wrong").await;
    assert_eq!((status, text(&body["error"]).as_str()), (401, "unauthorized_client"));
    let (status, first) = token(&form, "secret").await;
    assert_eq!((status, &first["expires_in"]), (200, &json!(7_200)), "{first}");
    let refresh = text(&first["refresh_token"]);
    let form = [("grant_type", "refresh_token"), ("refresh_token", refresh.as_str())];
    let (status, second) = token(&form, "secret").await;
    assert!(status == 200 && second["refresh_token"] != first["refresh_token"], "{second}");
    let (status, body) = token(&form, "secret").await;
    assert_eq!((status, text(&body["error"]).as_str()), (400, "invalid_request"));
    // The scopes that were not granted are missed.
    let (status, _) = post(&w, &text(&second["access_token"]), &json!({ "text": "hi" })).await;
    assert_eq!(status, 403);
}

#[tokio::test]
async fn files_are_checked() {
    let (w, _, token) = start().await;
    let upload = async |category: Option<&'static str>, bytes: Vec<u8>| {
        let mut form = Form::new().part("media", Part::bytes(bytes).file_name("a.png"));
        if let Some(category) = category {
            form = form.text("media_category", category);
        }
        answer(w.http.post(at(&w, "/2/media/upload")).bearer_auth(&token).multipart(form)).await
    };
    assert_eq!(upload(None, png()).await.0, 400);
    assert_eq!(upload(Some("tweet_image"), b"no picture".to_vec()).await.0, 400);
    let (status, body) = upload(Some("tweet_image"), png()).await;
    assert_eq!(status, 200, "{body}");
    let id = text(&body["data"]["id"]);
    let both =
        json!({ "media": { "media_ids": [id] }, "poll": { "options": ["a", "b"], "duration_minutes": 5 } });
    assert_eq!(post(&w, &token, &both).await.0, 400);
    let unknown = json!({ "media": { "media_ids": ["1"] } });
    let (status, body) = post(&w, &token, &unknown).await;
    assert!(status == 400 && body.to_string().contains("Your media IDs are invalid."), "{body}");
    assert_eq!(post(&w, &token, &json!({ "media": { "media_ids": [id] } })).await.0, 201);
}

#[tokio::test]
async fn answers_tell_the_limits() {
    let (w, _, token) = start().await;
    let answer = w
        .http
        .post(at(&w, "/2/tweets"))
        .bearer_auth(&token)
        .json(&json!({ "text": "hi" }))
        .send()
        .await
        .unwrap();
    assert_eq!(answer.headers()["x-rate-limit-remaining"], "99");
    assert_eq!(answer.headers()["x-app-limit-24hour-limit"], "10000");
    assert!(answer.headers()["x-rate-limit-reset"].to_str().unwrap().parse::<i64>().unwrap() > 1_700_000_000);
}
