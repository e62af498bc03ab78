//! The simulated Mastodon server over HTTP.

use std::time::Duration;

use crate::world::{USERNAME, World, answer, png, text, world};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use reqwest::multipart::{Form, Part};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use simulator::{Counts, Network, SeedPost};

async fn post(w: &World, token: &str, key: &str, status: &str) -> (u16, Value) {
    let request = w.http.post(w.api("/api/v1/statuses")).bearer_auth(token).header("Idempotency-Key", key);
    answer(request.json(&json!({ "status": status }))).await
}

#[tokio::test]
async fn sign_in_with_a_code_and_its_proof() {
    let w = world().await;
    let redirect = "http://127.0.0.1:9/back?brand=1";
    let app = [("client_name", "Tandem"), ("redirect_uris", redirect), ("scopes", "read write:statuses")];
    let (status, app) = answer(w.http.post(w.api("/api/v1/apps")).form(&app)).await;
    assert_eq!(status, 200, "{app}");
    let (id, secret) = (text(&app["client_id"]), text(&app["client_secret"]));
    let verifier = "a-verifier-that-is-long-enough-for-the-standard-0123456789";
    let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(verifier));
    let ask = [
        ("response_type", "code"),
        ("client_id", id.as_str()),
        ("redirect_uri", redirect),
        ("scope", "read write:statuses"),
        ("state", "s t&1"),
        ("code_challenge", challenge.as_str()),
        ("code_challenge_method", "S256"),
    ];
    let form = w.http.get(w.api("/oauth/authorize")).query(&ask).send().await.unwrap();
    assert_eq!(form.status(), 200);
    assert!(form.text().await.unwrap().contains("name=\"state\" value=\"s t&amp;1\""));

    let sign_in = async |password: &str| {
        let mut fields = ask.to_vec();
        fields.extend([("login", USERNAME), ("password", password)]);
        w.http.post(w.api("/oauth/authorize")).form(&fields).send().await.unwrap()
    };
    assert_eq!(sign_in("wrong").await.status(), 401);
    let code = async || {
        let back = sign_in("password").await;
        assert_eq!(back.status(), 302);
        let target = url::Url::parse(back.headers()["location"].to_str().unwrap()).unwrap();
        let pairs: std::collections::HashMap<_, _> = target.query_pairs().into_owned().collect();
        assert_eq!((pairs["state"].as_str(), pairs["brand"].as_str()), ("s t&1", "1"));
        pairs["code"].clone()
    };
    let redeem = async |code: &str, verifier: &str| {
        let form = [
            ("grant_type", "authorization_code"),
            ("code", code),
            ("client_id", &id),
            ("client_secret", &secret),
            ("redirect_uri", redirect),
            ("code_verifier", verifier),
        ];
        answer(w.http.post(w.api("/oauth/token")).form(&form)).await
    };
    let (status, body) = redeem(&code().await, "another verifier").await;
    assert_eq!((status, text(&body["error"]).as_str()), (400, "invalid_grant"));
    let good = code().await;
    let (status, token) = redeem(&good, verifier).await;
    assert_eq!((status, text(&token["scope"]).as_str()), (200, "read write:statuses"));
    assert!(token.get("expires_in").is_none());
    assert_eq!(redeem(&good, verifier).await.0, 400);

    let token = text(&token["access_token"]);
    let me = || w.http.get(w.api("/api/v1/accounts/verify_credentials")).bearer_auth(&token);
    let (status, account) = answer(me()).await;
    assert_eq!((status, text(&account["acct"]).as_str()), (200, USERNAME));
    let outside = w.http.post(w.api("/api/v2/media")).bearer_auth(&token).send().await.unwrap();
    assert_eq!(outside.status(), 403);
    let form = [("client_id", &id), ("client_secret", &secret), ("token", &token)];
    assert_eq!(answer(w.http.post(w.api("/oauth/revoke")).form(&form)).await.0, 200);
    let (status, body) = answer(me()).await;
    assert_eq!((status, text(&body["error"]).as_str()), (401, "The access token was revoked"));
    let (_, metadata) = answer(w.http.get(w.api("/.well-known/oauth-authorization-server"))).await;
    assert_eq!(metadata["code_challenge_methods_supported"], json!(["S256"]));
}

#[tokio::test]
async fn an_idempotency_key_is_kept_one_hour() {
    let w = world().await;
    let token = w.sim.issue_mastodon_token(USERNAME).unwrap();
    let (status, first) = post(&w, &token, "k1", "Hello #World").await;
    assert_eq!(status, 200, "{first}");
    let (status, again) = post(&w, &token, "k1", "other words").await;
    assert_eq!((status, &again["id"]), (200, &first["id"]));
    assert_eq!(w.sim.mastodon_posts(USERNAME).len(), 1);
    w.sim.advance(Duration::from_secs(3601));
    assert_eq!(post(&w, &token, "k1", "Hello #World").await.0, 200);
    assert_eq!(w.sim.mastodon_posts(USERNAME).len(), 2);
    assert_eq!(first["tags"][0]["name"], json!("world"));

    let own = w.api(&format!("/api/v1/statuses/{}", text(&first["id"])));
    let edit = w.http.put(&own).bearer_auth(&token).form(&[("status", "Edited")]);
    let (status, edited) = answer(edit).await;
    assert_eq!((status, text(&edited["content"]).as_str()), (200, "<p>Edited</p>"));
    let (_, source) = answer(w.http.get(format!("{own}/source")).bearer_auth(&token)).await;
    assert_eq!(source["text"], json!("Edited"));
    let (status, gone) = answer(w.http.delete(&own).bearer_auth(&token)).await;
    assert_eq!((status, text(&gone["text"]).as_str()), (200, "Edited"));
    let (status, body) = answer(w.http.get(&own).bearer_auth(&token)).await;
    assert_eq!((status, text(&body["error"]).as_str()), (404, "Record not found"));
}

#[tokio::test]
async fn limits_of_a_status_are_kept() {
    let w = world().await;
    let token = w.sim.issue_mastodon_token(USERNAME).unwrap();
    let (status, body) = post(&w, &token, "a", &"x".repeat(501)).await;
    assert_eq!(
        (status, text(&body["error"]).as_str()),
        (422, "Validation failed: Text character limit of 500 exceeded")
    );
    let long = format!("{} https://example.com/{}", "x".repeat(476), "y".repeat(300));
    assert_eq!(post(&w, &token, "b", &long).await.0, 200);
    assert_eq!(post(&w, &token, "c", &format!("x{long}")).await.0, 422);
    let (status, body) = post(&w, &token, "d", " ").await;
    assert_eq!((status, text(&body["error"]).as_str()), (422, "Validation failed: Text can't be blank"));
    assert_eq!(post(&w, "nonsense", "e", "Hello").await.0, 401);
    let (_, instance) = answer(w.http.get(w.api("/api/v2/instance"))).await;
    assert_eq!(instance["configuration"]["statuses"]["max_characters"], json!(500));
}

#[tokio::test]
async fn media_is_uploaded_described_and_attached() {
    let w = world().await;
    let token = w.sim.issue_mastodon_token(USERNAME).unwrap();
    let upload = async |bytes: Vec<u8>| {
        let form =
            Form::new().part("file", Part::bytes(bytes).file_name("a.png")).text("description", "A bicycle");
        answer(w.http.post(w.api("/api/v2/media")).bearer_auth(&token).multipart(form)).await
    };
    assert_eq!(upload(b"no picture".to_vec()).await.0, 422);
    let mut ids = Vec::new();
    for _ in 0..5 {
        let (status, media) = upload(png()).await;
        assert_eq!((status, &media["description"]), (200, &json!("A bicycle")));
        assert_eq!(media["meta"]["original"]["size"], json!("7x5"));
        ids.push(text(&media["id"]));
    }
    let one = w.api(&format!("/api/v1/media/{}", ids[0]));
    let (status, changed) =
        answer(w.http.put(&one).bearer_auth(&token).json(&json!({ "description": "Two bicycles" }))).await;
    assert_eq!((status, &changed["description"]), (200, &json!("Two bicycles")));
    let publish = async |ids: &[String]| {
        let body = json!({ "status": "", "media_ids": ids });
        answer(w.http.post(w.api("/api/v1/statuses")).bearer_auth(&token).json(&body)).await
    };
    assert_eq!(publish(&ids).await.0, 422);
    let (status, published) = publish(&ids[..4]).await;
    assert_eq!((status, published["media_attachments"].as_array().unwrap().len()), (200, 4));
    assert_eq!(publish(&ids[..4]).await.0, 422);
    assert_eq!(w.http.get(&one).bearer_auth(&token).send().await.unwrap().status(), 404);
    let file = text(&published["media_attachments"][0]["url"]);
    assert_eq!(w.http.get(file).send().await.unwrap().bytes().await.unwrap(), png());
}

#[tokio::test]
async fn reactions_show_in_counts_context_and_notifications() {
    let w = world().await;
    let token = w.sim.issue_mastodon_token(USERNAME).unwrap();
    let (_, status) = post(&w, &token, "k", "Hello").await;
    let id = text(&status["id"]);
    let reader = w.sim.reader(Network::Mastodon, 7);
    assert!(reader.like(&id) && reader.repost(&id) && reader.follow(USERNAME));
    let reply = reader.reply(&id, "A question").unwrap();
    let get = async |path: String| answer(w.http.get(w.api(&path)).bearer_auth(&token)).await.1;
    let seen = get(format!("/api/v1/statuses/{id}")).await;
    assert_eq!(
        [&seen["favourites_count"], &seen["reblogs_count"], &seen["replies_count"]],
        [&json!(1), &json!(1), &json!(1)]
    );
    let context = get(format!("/api/v1/statuses/{id}/context")).await;
    assert_eq!(context["descendants"][0]["id"], json!(reply.id));
    let people = get(format!("/api/v1/statuses/{id}/favourited_by")).await;
    assert_eq!(people[0]["acct"], json!("reader-7@readers.test"));
    assert_eq!(get(format!("/api/v1/statuses/{id}/reblogged_by")).await.as_array().unwrap().len(), 1);

    let notices = get("/api/v1/notifications".into()).await;
    let kinds: Vec<String> = notices.as_array().unwrap().iter().map(|notice| text(&notice["type"])).collect();
    assert_eq!(kinds, ["mention", "follow", "reblog", "favourite"]);
    let mentions = get("/api/v1/notifications?types[]=mention".into()).await;
    assert_eq!(mentions[0]["status"]["in_reply_to_id"], json!(id));
    let since = text(&notices[1]["id"]);
    assert_eq!(get(format!("/api/v1/notifications?since_id={since}")).await.as_array().unwrap().len(), 1);

    let answer_them = json!({ "status": "@reader-7@readers.test An answer", "in_reply_to_id": reply.id, "visibility": "public" });
    let (status, own) =
        answer(w.http.post(w.api("/api/v1/statuses")).bearer_auth(&token).json(&answer_them)).await;
    assert_eq!((status, &own["mentions"][0]["acct"]), (200, &json!("reader-7@readers.test")));
    let context = get(format!("/api/v1/statuses/{id}/context")).await;
    assert_eq!(context["descendants"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn history_is_listed_by_page() {
    let w = world().await;
    let mut ids = Vec::new();
    for day in 0..5 {
        let post = SeedPost {
            remote_id: None,
            text: format!("Day {day}"),
            created_at: 1_770_000_000_000 + day * 86_400_000,
            counts: Counts { likes: 4, ..Counts::default() },
        };
        ids.push(w.sim.seed_post(Network::Mastodon, USERNAME, post).unwrap().id);
    }
    let (_, account) = answer(w.http.get(w.api("/api/v1/accounts/lookup?acct=brand"))).await;
    let path = format!("/api/v1/accounts/{}/statuses?limit=2&exclude_reblogs=true", text(&account["id"]));
    let first = w.http.get(w.api(&path)).send().await.unwrap();
    assert!(first.headers()["link"].to_str().unwrap().contains(&format!("max_id={}", ids[3])));
    assert_eq!(first.headers()["x-ratelimit-limit"], "300");
    assert!(first.headers()["x-ratelimit-reset"].to_str().unwrap().ends_with('Z'));
    let (_, second) = answer(w.http.get(w.api(&format!("{path}&max_id={}", ids[3])))).await;
    assert_eq!((&second[0]["id"], &second[0]["favourites_count"]), (&json!(ids[2]), &json!(4)));
    assert!(w.sim.backdate(Network::Mastodon, &ids[0], 1_600_000_000_000));
    let page = w.http.get(&w.sim.mastodon_posts(USERNAME)[0].url).send().await.unwrap();
    assert!(page.text().await.unwrap().contains("Day 0"));
}
