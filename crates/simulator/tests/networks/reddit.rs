//! The simulated Reddit over HTTP.

use serde_json::{Value, json};
use simulator::{AccountSpec, Network, reddit};

use crate::world::{World, answer, world};

const AGENT: &str = "web:test:v1 (by /u/brand)";

async fn start() -> (World, String) {
    let w = world().await;
    let id = w.sim.add_account(Network::Reddit, &AccountSpec::new("brand", "password", "Brand"));
    let rules = json!({ "is_flair_required": true, "body_restriction_policy": "notAllowed" });
    reddit::add_subreddit(&w.sim, &id, "tea", &json!({}));
    reddit::add_subreddit(&w.sim, &id, "strict", &rules);
    let token = w.sim.issue_token(Network::Reddit, &id).unwrap();
    (w, token)
}

async fn submit(w: &World, token: &str, fields: &[(&str, &str)]) -> (u16, Value) {
    let url = format!("{}/api/submit", w.sim.url(Network::Reddit));
    let request = w.http.post(url).bearer_auth(token).header("user-agent", AGENT);
    answer(request.form(fields)).await
}

#[tokio::test]
async fn refusals_come_with_a_good_status() {
    let (w, token) = start().await;
    let base = |sr, kind| vec![("api_type", "json"), ("sr", sr), ("kind", kind), ("title", "Tea")];
    let with = |sr, kind, more: &[(&'static str, &'static str)]| {
        let mut fields: Vec<(&str, &str)> = base(sr, kind);
        fields.extend_from_slice(more);
        fields
    };
    let long = "x".repeat(301);
    for (fields, code) in [
        (base("tea", "self"), ""),
        (base("u_brand", "self"), ""),
        (base("u_other", "self"), "SUBREDDIT_NOEXIST"),
        (base("nowhere", "self"), "SUBREDDIT_NOEXIST"),
        (base("tea", "poem"), "INVALID_OPTION"),
        (vec![("api_type", "json"), ("sr", "tea"), ("kind", "self"), ("title", &long)], "TOO_LONG"),
        (vec![("api_type", "json"), ("sr", "tea"), ("kind", "self")], "NO_TEXT"),
        (base("tea", "link"), "BAD_URL"),
        (with("tea", "link", &[("url", "https://t.example/a"), ("resubmit", "false")]), ""),
        (with("tea", "link", &[("url", "https://t.example/a"), ("resubmit", "false")]), "ALREADY_SUB"),
        (with("tea", "link", &[("url", "https://t.example/a"), ("resubmit", "true")]), ""),
        (with("tea", "image", &[("url", "https://t.example/a.png")]), "BAD_URL"),
        (base("strict", "self"), "SUBMIT_VALIDATION_FLAIR_REQUIRED"),
        (with("strict", "self", &[("flair_id", "f"), ("text", "x")]), "SUBMIT_VALIDATION_BODY_NOT_ALLOWED"),
        (with("strict", "self", &[("flair_id", "f")]), ""),
    ] {
        let (status, body) = submit(&w, &token, &fields).await;
        let told = body["json"]["errors"][0][0].as_str().unwrap_or("");
        assert_eq!((status, told), (200, code), "{fields:?} {body}");
        assert_eq!(
            body["json"]["data"]["name"].as_str().unwrap_or("").starts_with("t3_"),
            code.is_empty(),
            "{body}"
        );
    }
}

#[tokio::test]
async fn libraries_by_their_own_name_are_turned_away() {
    let (w, token) = start().await;
    let url = format!("{}/api/v1/me", w.sim.url(Network::Reddit));
    let me = |agent: &str| {
        let request = w.http.get(&url).bearer_auth(&token).header("user-agent", agent);
        async move { answer(request).await }
    };
    assert_eq!(me("reqwest/0.13").await.0, 429);
    let (status, body) = me(AGENT).await;
    assert_eq!(
        (
            status,
            body["name"].as_str().unwrap_or(""),
            body["subreddit"]["display_name"].as_str().unwrap_or("")
        ),
        (200, "brand", "u_brand")
    );
    let request = w.http.get(&url).header("user-agent", AGENT).bearer_auth("no-token");
    let (status, body) = answer(request).await;
    assert_eq!((status, &body["error"]), (401, &json!(401)));
}
