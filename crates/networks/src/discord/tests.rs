//! The pure parts: what a post becomes, what a refusal means, addresses of webhooks.

use serde_json::json;

use super::auth::webhook_of;
use super::publish::build;
use super::*;
use crate::{LinkCard, Media, MediaFacts, MediaKind, Part, Poll};

fn picture(alt: &str, bytes: u64) -> Media {
    let facts = MediaFacts {
        kind: MediaKind::Image,
        file_name: "a.png".into(),
        mime: "image/png".into(),
        bytes,
        width: 1,
        height: 1,
        duration_ms: None,
        alt: alt.into(),
    };
    Media { facts, public_url: None, file: Arc::new(vec![1_u8]) }
}

#[test]
fn a_post_becomes_a_message_that_rings_nobody() {
    let mut content =
        Content::single("Hi @everyone".into(), vec![picture("A point", 1), picture("", 1)], None);
    content.link =
        Some(LinkCard { url: "https://t.example".into(), title: "Tea".into(), description: "Green".into() });
    let message = build(&content, 0);
    assert_eq!(message["allowed_mentions"], json!({ "parse": [] }));
    assert_eq!(message["content"], json!("Hi @everyone"));
    assert_eq!(
        message["attachments"][0],
        json!({ "id": "0", "filename": "a.png", "description": "A point" })
    );
    assert_eq!(message["attachments"][1], json!({ "id": "1", "filename": "a.png" }));
    assert_eq!(
        message["embeds"],
        json!([{ "title": "Tea", "url": "https://t.example", "description": "Green" }])
    );
    let mut asked = Content::single("Tea or coffee?".into(), vec![], None);
    asked.poll = Some(Poll { options: vec!["Tea".into(), "Coffee".into()], minutes: 90 });
    let message = build(&asked, 0);
    assert_eq!(message.get("content"), None);
    assert_eq!(message["poll"]["question"], json!({ "text": "Tea or coffee?" }));
    assert_eq!(message["poll"]["duration"], json!(2));
    assert_eq!(message["poll"]["answers"][1], json!({ "poll_media": { "text": "Coffee" } }));
}

#[test]
fn the_length_is_counted_in_code_points() {
    let discord = Discord::new(Arc::new(Http::new(&Settings::default()).unwrap()), &Settings::default());
    let capabilities = discord.capabilities(None);
    for (text, fits) in [
        ("x".repeat(2_000), true),
        ("x".repeat(2_001), false),
        ("😀".repeat(2_000), true),
        ("👩‍👩‍👧".repeat(400), true),
        ("👩‍👩‍👧".repeat(401), false),
    ] {
        let outline = Content::single(text, vec![], None).outline();
        assert_eq!(capabilities.findings(&discord, &outline).is_empty(), fits);
    }
    let heavy = |bytes| Outline {
        parts: vec![Part { text: "Hi".into(), media: vec![picture("", bytes).facts; 3] }],
        ..Outline::default()
    };
    assert_eq!(own_findings(&heavy(8 * 1024 * 1024)), []);
    assert!(own_findings(&heavy(9 * 1024 * 1024)).iter().all(|finding| !finding.blocks));
    assert_eq!(own_findings(&heavy(9 * 1024 * 1024)).len(), 1);
}

#[test]
fn every_refusal_has_its_meaning() {
    use ErrorKind::{Credentials, Invalid, NotFound, Permission, RateLimited, Unavailable};
    let later = Next::After(Duration::from_secs(60));
    for (status, code, kind, next) in [
        (404, 10_003, Credentials, Next::Reauthorise),
        (404, 10_015, Credentials, Next::Reauthorise),
        (404, 10_008, NotFound, Next::Never),
        (401, 0, Credentials, Next::Reauthorise),
        (401, 40_001, Credentials, Next::Reauthorise),
        (413, 40_005, Invalid, Next::Never),
        (403, 50_001, Permission, Next::Reauthorise),
        (400, 50_006, Invalid, Next::Never),
        (403, 50_013, Permission, Next::Never),
        (400, 50_035, Invalid, Next::Never),
        (400, 20_028, RateLimited, later),
        (400, 200_000, Invalid, Next::Never),
        (400, 220_001, Invalid, Next::Never),
        (502, 0, Unavailable, Next::Unknown),
    ] {
        let body = json!({ "code": code, "message": "x" }).to_string();
        let error = fault(&Answer::of_once(status, body.as_bytes()));
        assert_eq!((error.kind, error.next), (kind, next), "{status} {code}");
    }
    let limited = json!({ "message": "You are being rate limited.", "retry_after": 64.57, "global": false });
    let error = fault(&Answer::of_once(429, limited.to_string().as_bytes()));
    assert_eq!(error.next, Next::After(Duration::from_secs_f64(64.57)));
    let form = json!({ "code": 50_035, "message": "Invalid Form Body", "errors": { "content": { "_errors": [
        { "code": "BASE_TYPE_MAX_LENGTH", "message": "Must be 2000 or fewer in length." }
    ] } } });
    let error = fault(&Answer::of_once(400, form.to_string().as_bytes()));
    assert!(
        error.message.ends_with("Invalid Form Body: content Must be 2000 or fewer in length."),
        "{error}"
    );
}

#[test]
fn addresses_of_webhooks_are_read() {
    let of = |address: &str| webhook_of(address, false).ok();
    let parts =
        |thread: Option<&str>| Some(("123".to_owned(), "a-B_9".to_owned(), thread.map(str::to_owned)));
    assert_eq!(of("https://discord.com/api/webhooks/123/a-B_9"), parts(None));
    assert_eq!(of(" https://discordapp.com/api/v10/webhooks/123/a-B_9?thread_id=7"), parts(Some("7")));
    for wrong in [
        "",
        "https://evil.example/api/webhooks/123/a-B_9",
        "https://discord.com/api/webhooks/123",
        "https://discord.com/api/webhooks/x/a",
        "https://discord.com/api/webhooks/123/a.b",
        "https://discord.com/api/webhooks/123/a-B_9?thread_id=../x",
    ] {
        assert_eq!(of(wrong), None, "{wrong}");
    }
    assert!(webhook_of("http://127.0.0.1:8000/api/webhooks/123/a-B_9", true).is_ok());
}
