//! The ways in which the simulated networks fail.

use std::time::{Duration, Instant};

use crate::world::{USERNAME, answer, record, text, world};
use serde_json::json;
use simulator::{Config, Fault, FaultKind, Network, RandomFault, Simulator, WebhookError};

const RKEY: &str = "3lbcd2345efgh";

fn bluesky(kind: FaultKind) -> Fault {
    Fault { network: Network::Bluesky, route: "putRecord".into(), kind, times: 1 }
}

fn mastodon(kind: FaultKind) -> Fault {
    Fault { network: Network::Mastodon, route: "POST /api/v1/statuses".into(), kind, times: 1 }
}

#[tokio::test]
async fn resets_come_before_or_after_the_post_exists() {
    let w = world().await;
    let (access, _) = w.sign_in().await;
    for (kind, exist) in [(FaultKind::ResetBefore, 0), (FaultKind::ResetAfter, 1)] {
        w.sim.faults().push(bluesky(kind));
        let error = w.put(&access, RKEY, &record("Hello")).send().await.unwrap_err();
        assert!(error.is_request() && !error.is_timeout() && !error.is_connect(), "{error:?}");
        assert_eq!(w.sim.bluesky_posts(&w.did).len(), exist);
    }
    let (status, again) = answer(w.put(&access, RKEY, &record("Hello"))).await;
    assert_eq!((status, again.get("commit")), (200, None));
    assert_eq!((w.sim.faults().pending(), w.sim.faults().hits()), (0, 2));

    let token = w.sim.issue_mastodon_token(USERNAME).unwrap();
    let post = || {
        let request =
            w.http.post(w.api("/api/v1/statuses")).bearer_auth(&token).header("Idempotency-Key", "k");
        request.json(&json!({ "status": "Hello" }))
    };
    w.sim.faults().push(mastodon(FaultKind::ResetAfter));
    assert!(post().send().await.is_err());
    assert_eq!(answer(post()).await.0, 200);
    assert_eq!(w.sim.mastodon_posts(USERNAME).len(), 1);
}

#[tokio::test]
async fn server_errors_come_before_or_after_too() {
    let w = world().await;
    let (access, _) = w.sign_in().await;
    w.sim.faults().push(bluesky(FaultKind::ServerErrorBefore(502)));
    let (status, body) = answer(w.put(&access, RKEY, &record("Hello"))).await;
    assert_eq!((status, text(&body["error"]).as_str()), (502, "UpstreamFailure"));
    assert!(w.sim.bluesky_posts(&w.did).is_empty());
    w.sim.faults().push(bluesky(FaultKind::ServerErrorAfter(500)));
    assert_eq!(answer(w.put(&access, RKEY, &record("Hello"))).await.0, 500);
    assert_eq!(w.sim.bluesky_posts(&w.did).len(), 1);
}

#[tokio::test]
async fn slow_and_silent_answers() {
    let w = world().await;
    let (access, _) = w.sign_in().await;
    w.sim.faults().push(bluesky(FaultKind::Slow(Duration::from_millis(300))));
    let start = Instant::now();
    assert_eq!(answer(w.put(&access, RKEY, &record("Hello"))).await.0, 200);
    assert!(start.elapsed() >= Duration::from_millis(300));
    let patience = Duration::from_millis(200);
    w.sim.faults().push(bluesky(FaultKind::Hang));
    let silent = w.put(&access, "3lbcd2345efgi", &record("Two")).timeout(patience).send().await;
    assert!(silent.unwrap_err().is_timeout());
    assert_eq!(w.sim.bluesky_posts(&w.did).len(), 1);
    w.sim.faults().push(bluesky(FaultKind::HangAfter));
    let silent = w.put(&access, "3lbcd2345efgi", &record("Two")).timeout(patience).send().await;
    assert!(silent.unwrap_err().is_timeout());
    assert_eq!(w.sim.bluesky_posts(&w.did).len(), 2);
}

#[tokio::test]
async fn too_many_requests_in_each_networks_words() {
    let w = world().await;
    let (access, _) = w.sign_in().await;
    let kind = FaultKind::TooManyRequests { retry_after: Duration::from_secs(90) };
    w.sim.faults().push(bluesky(kind.clone()));
    let refused = w.put(&access, RKEY, &record("Hello")).send().await.unwrap();
    assert_eq!((refused.status().as_u16(), &refused.headers()["retry-after"]), (429, &"90".parse().unwrap()));
    assert!(refused.headers()["ratelimit-reset"].to_str().unwrap().parse::<i64>().is_ok());
    w.sim.faults().push(mastodon(kind));
    let refused = w.http.post(w.api("/api/v1/statuses")).send().await.unwrap();
    assert_eq!(refused.status(), 429);
    assert!(!refused.headers().contains_key("retry-after"));
    assert!(refused.headers()["x-ratelimit-reset"].to_str().unwrap().contains('T'));
}

#[tokio::test]
async fn tokens_expire_or_are_revoked() {
    let w = world().await;
    let (access, refresh) = w.sign_in().await;
    let renew = |token: &str| {
        w.http.post(w.sim.bluesky_url() + "/xrpc/com.atproto.server.refreshSession").bearer_auth(token)
    };
    w.sim.faults().push(bluesky(FaultKind::ExpiredToken));
    for _ in 0..2 {
        let (status, body) = answer(w.put(&access, RKEY, &record("Hello"))).await;
        assert_eq!((status, text(&body["error"]).as_str()), (400, "ExpiredToken"));
    }
    let (_, next) = answer(renew(&refresh)).await;
    let access = text(&next["accessJwt"]);
    assert_eq!(answer(w.put(&access, RKEY, &record("Hello"))).await.0, 200);
    w.sim.faults().push(bluesky(FaultKind::RevokedToken));
    assert_eq!(answer(w.put(&access, RKEY, &record("Hello"))).await.0, 400);
    assert_eq!(answer(renew(&text(&next["refreshJwt"]))).await.0, 400);

    let token = w.sim.issue_mastodon_token(USERNAME).unwrap();
    w.sim.faults().push(mastodon(FaultKind::RevokedToken));
    for _ in 0..2 {
        let post =
            w.http.post(w.api("/api/v1/statuses")).bearer_auth(&token).json(&json!({ "status": "Hi" }));
        assert_eq!(answer(post).await.0, 401);
    }
}

#[tokio::test]
async fn html_in_place_of_json_and_faults_by_chance() {
    let w = world().await;
    w.sim.faults().push(Fault {
        network: Network::Mastodon,
        route: "/api/v2/instance".into(),
        kind: FaultKind::HtmlInsteadOfJson,
        times: 1,
    });
    let page = w.http.get(w.api("/api/v2/instance")).send().await.unwrap();
    assert!(page.headers()["content-type"].to_str().unwrap().starts_with("text/html"));
    w.sim.faults().push_random(RandomFault {
        network: Network::Mastodon,
        route: "/api/v2/instance".into(),
        kind: FaultKind::ServerErrorBefore(503),
        probability: 0.5,
    });
    let mut failed = 0;
    for _ in 0..40 {
        failed += u32::from(answer(w.http.get(w.api("/api/v2/instance"))).await.0 == 503);
    }
    assert!((8..33).contains(&failed), "{failed}");
    w.sim.faults().clear();
    assert_eq!(answer(w.http.get(w.api("/api/v2/instance"))).await.0, 200);
    w.sim.shutdown().await;
    assert!(w.http.get(w.api("/api/v2/instance")).send().await.is_err());
}

#[tokio::test]
async fn the_second_of_three_is_refused_and_other_refusals() {
    let w = world().await;
    let token = w.sim.issue_token(Network::Mastodon, USERNAME).unwrap();
    let post = |text: &str| {
        let request = w.http.post(w.api("/api/v1/statuses")).bearer_auth(&token);
        answer(request.json(&json!({ "status": text })))
    };
    w.sim.faults().push_after(1, mastodon(FaultKind::Refused));
    let mut statuses = Vec::new();
    for part in ["One", "Two", "Three"] {
        statuses.push(post(part).await.0);
    }
    assert_eq!((statuses, w.sim.posts(Network::Mastodon, USERNAME).len()), (vec![200, 422, 200], 2));
    w.sim.faults().push(mastodon(FaultKind::Duplicate));
    assert_eq!(post("One").await.0, 422);
    w.sim.faults().push(mastodon(FaultKind::ErrorInside));
    let (status, body) = post("Four").await;
    assert_eq!((status, w.sim.mastodon_posts(USERNAME).len()), (200, 2));
    assert!(body["error"].is_string() && body.get("id").is_none(), "{body}");

    let (_, refresh) = w.sign_in().await;
    let renew =
        || w.http.post(w.sim.bluesky_url() + "/xrpc/com.atproto.server.refreshSession").bearer_auth(&refresh);
    let route = "refreshSession".into();
    w.sim.faults().push(Fault { route, ..bluesky(FaultKind::LostRotation) });
    assert_eq!(answer(renew()).await.0, 400);
    assert_eq!(answer(renew()).await.0, 200, "the loser used nothing up");
}

#[tokio::test]
async fn a_file_whose_processing_fails_is_never_attached() {
    let w = world().await;
    let token = w.sim.issue_token(Network::Mastodon, USERNAME).unwrap();
    let route = "POST /api/v2/media".into();
    w.sim.faults().push(Fault { route, ..mastodon(FaultKind::ProcessingFails) });
    let form = reqwest::multipart::Form::new()
        .part("file", reqwest::multipart::Part::bytes(crate::world::png()).file_name("a.png"));
    let (status, media) =
        answer(w.http.post(w.api("/api/v2/media")).bearer_auth(&token).multipart(form)).await;
    assert_eq!((status, &media["url"]), (202, &json!(null)), "{media}");
    let id = text(&media["id"]);
    let show = || answer(w.http.get(w.api(&format!("/api/v1/media/{id}"))).bearer_auth(&token));
    assert_eq!(show().await.0, 206);
    w.sim.advance(Duration::from_secs(2));
    assert_eq!(show().await.0, 422);
    let attach = json!({ "status": "Look", "media_ids": [id] });
    assert_eq!(answer(w.http.post(w.api("/api/v1/statuses")).bearer_auth(&token).json(&attach)).await.0, 422);
}

#[tokio::test]
async fn only_the_networks_asked_for_are_started() {
    let sim = Simulator::start(Config::only(&[Network::Mastodon])).await.unwrap();
    assert_eq!(sim.networks(), [Network::Mastodon]);
    assert!(sim.url(Network::Bluesky).ends_with(".invalid"));
    for network in Network::ALL {
        assert_eq!(Network::parse(network.as_str()), Some(*network));
    }
    let refused = sim.deliver_webhook(Network::Mastodon, "https://example.com/hook", "{}").await;
    assert!(matches!(refused, Err(WebhookError::Address(_))), "{refused:?}");
    // A host by name, and a receiver that says no.
    sim.name_host("tandem.example", &sim.url(Network::Mastodon));
    let status = sim.deliver_webhook(Network::Mastodon, "https://tandem.example/api/v1/hook", "{}").await;
    assert_eq!(status, Ok(404));
}
