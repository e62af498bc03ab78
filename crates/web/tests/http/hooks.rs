//! What networks send by themselves, over HTTP: handshakes, refusals, and who is asked for nothing.

use app::webhooks::BODY_MOST;
use axum::{
    body::Body,
    http::{Method, StatusCode},
};
use sha2::{Digest, Sha256};
use testkit::{APP_SECRET, TestApp};

/// HMAC with SHA-256 (RFC 2104), in hexadecimal.
fn sign(message: &[u8]) -> String {
    let mut key = APP_SECRET.as_bytes().to_vec();
    key.resize(64, 0);
    let pad = |byte: u8| key.iter().map(|own| own ^ byte).collect::<Vec<u8>>();
    let inner = Sha256::digest([&pad(0x36), message].concat());
    Sha256::digest([&pad(0x5c)[..], &inner[..]].concat()).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[tokio::test]
async fn each_network_gets_its_handshake() {
    let t = TestApp::with_apps().await;
    let mut client = t.client();
    let (address, token) = t.webhook_address(app::network::Network::Facebook).expect("a receiver");
    assert_eq!(address, format!("{}/hooks/facebook", t.settings.public_url));
    let token = token.expect("a token");
    let asked = format!("/hooks/facebook?hub.mode=subscribe&hub.challenge=1158&hub.verify_token={token}");
    let reply = client.get(&asked).await;
    assert_eq!((reply.status, reply.body.as_str()), (StatusCode::OK, "1158"));
    assert!(reply.header("content-type").starts_with("text/plain"));
    assert_eq!(reply.header("x-content-type-options"), "nosniff");
    let wrong = client.get("/hooks/facebook?hub.mode=subscribe&hub.challenge=1&hub.verify_token=guess").await;
    assert_eq!((wrong.status, &wrong.json()["code"]), (StatusCode::FORBIDDEN, &"not_proven".into()));
    let script =
        format!("/hooks/facebook?hub.mode=subscribe&hub.challenge=%3Cscript%3E&hub.verify_token={token}");
    assert_eq!(client.get(&script).await.status, StatusCode::BAD_REQUEST);

    let linkedin = client.get("/hooks/linkedin?challengeCode=abc").await;
    assert_eq!(linkedin.json()["challengeResponse"], sign(b"abc"));
    let x = client.get("/hooks/x?crc_token=abc").await.json();
    assert!(x["response_token"].as_str().is_some_and(|token| token.starts_with("sha256=")), "{x}");
    for network in ["facebook", "instagram", "threads", "linkedin", "x"] {
        for query in ["", "?", "?hub.mode=subscribe", "?challengeCode=", "?x=%FF"] {
            let reply = client.get(&format!("/hooks/{network}{query}")).await;
            assert_eq!(reply.status, StatusCode::BAD_REQUEST, "{network}{query}");
            assert_eq!(reply.header("content-type"), "application/problem+json");
        }
    }
    for network in ["tiktok", "slack"] {
        let reply = client.get(&format!("/hooks/{network}")).await;
        assert_eq!(
            (reply.status, reply.header("allow")),
            (StatusCode::METHOD_NOT_ALLOWED, "POST"),
            "{network}"
        );
    }
    for network in ["bluesky", "telegram", "myspace", "%2e%2e", "facebook%00"] {
        let path = format!("/hooks/{network}");
        assert_eq!(client.get(&path).await.status, StatusCode::NOT_FOUND, "{network}");
        let posted = client.send(Method::POST, &path, &[], Body::from("{}")).await;
        assert_eq!(posted.status, StatusCode::NOT_FOUND, "{network}");
    }
}

#[tokio::test]
async fn slack_posts_its_handshake_and_everything_is_proven_over_its_bytes() {
    let t = TestApp::with_apps().await;
    let mut client = t.client();
    let time = (t.now() / 1_000).to_string();
    let body = r#"{"type":"url_verification","challenge":"3eZbrw1aB"}"#;
    let signature = format!("v0={}", sign(format!("v0:{time}:{body}").as_bytes()));
    let headers = [("x-slack-request-timestamp", time.as_str()), ("x-slack-signature", signature.as_str())];
    // Whatever the type says: the bytes are what is signed. A browser's header from elsewhere changes nothing either.
    for kind in ["application/json", "text/html", "application/x-www-form-urlencoded", "nonsense"] {
        let headers = [&headers[..], &[("content-type", kind), ("sec-fetch-site", "cross-site")]].concat();
        let reply = client.send(Method::POST, "/hooks/slack", &headers, Body::from(body)).await;
        assert_eq!((reply.status, reply.body.as_str()), (StatusCode::OK, "3eZbrw1aB"), "{kind}");
    }
    let changed =
        client.send(Method::POST, "/hooks/slack", &headers, Body::from(body.replace('B', "C"))).await;
    assert_eq!(changed.status, StatusCode::UNAUTHORIZED);
    t.clock.advance(6 * 60_000);
    let old = client.send(Method::POST, "/hooks/slack", &headers, Body::from(body)).await;
    let missing = client.send(Method::POST, "/hooks/slack", &[], Body::from(body)).await;
    for reply in [&changed, &old, &missing] {
        assert_eq!(reply.status, StatusCode::UNAUTHORIZED);
        assert_eq!(reply.body, changed.body, "a wrong, an old and no signature are told apart by nobody");
        assert_eq!(reply.header("content-type"), "application/problem+json");
    }
    assert_eq!(changed.json()["code"], "not_proven");
}

#[tokio::test]
async fn a_webhook_has_its_size_and_its_rate() {
    let t = TestApp::with_apps().await;
    let mut client = t.client();
    let large = vec![b' '; 5 * 1024 * 1024];
    let signature = format!("sha256={}", sign(&large));
    let headers = [("x-hub-signature-256", signature.as_str())];
    let reply = client.send(Method::POST, "/hooks/facebook", &headers, Body::from(large)).await;
    assert_eq!((reply.status, &reply.json()["code"]), (StatusCode::PAYLOAD_TOO_LARGE, &"too_large".into()));
    let most = vec![b' '; BODY_MOST];
    let signature = format!("sha256={}", sign(&most));
    let headers = [("x-hub-signature-256", signature.as_str())];
    let reply = client.send(Method::POST, "/hooks/facebook", &headers, Body::from(most)).await;
    assert_eq!(reply.status, StatusCode::OK, "signed, and nothing in it");
    let signature = format!("sha256={}", sign(b"{}"));
    let headers = [("x-hub-signature-256", signature.as_str())];
    let mut limited = 0;
    for _ in 0..900 {
        let reply = client.send(Method::POST, "/hooks/facebook", &headers, Body::from("{}")).await;
        limited += usize::from(reply.status == StatusCode::TOO_MANY_REQUESTS);
    }
    assert!(limited > 0, "an address has its rate");
    t.finish_webhooks().await.expect("counted");
    let counts = app::webhooks::counts(&t.db).await.expect("counts");
    assert_eq!(counts, [], "none was refused, and none said anything");
}

#[tokio::test]
async fn without_an_app_there_is_no_address() {
    let t = TestApp::with_networks().await;
    let mut client = t.client();
    for network in app::network::Network::ALL {
        let reply = client.send(Method::POST, &format!("/hooks/{network}"), &[], Body::from("{}")).await;
        assert_eq!(reply.status, StatusCode::NOT_FOUND, "{network}");
        assert!(reply.header("set-cookie").is_empty());
    }
}
