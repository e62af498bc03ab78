//! The pure parts: what a post becomes, what a refusal means, addresses of webhooks.

use serde_json::json;

use super::message::{blocks, escaped, own_findings, rich_text, text_of};
use super::webhook::{hook_fault, hook_of};
use super::*;
use crate::{Fault, LinkCard, Media, MediaFacts, MediaKind};

fn slack() -> Slack {
    Slack::new(Arc::new(Http::new(&Settings::default()).unwrap()), &Settings::default())
}

#[test]
fn a_text_is_escaped_and_counted_so() {
    let slack = slack();
    let capabilities = slack.capabilities(None);
    for (text, escaped_text) in [
        ("a & b < c > d", "a &amp; b &lt; c &gt; d"),
        ("*bold* <https://a.example|b>", "*bold* &lt;https://a.example|b&gt;"),
        ("Grüße 👋", "Grüße 👋"),
    ] {
        assert_eq!(escaped(text), escaped_text);
    }
    for (text, fits) in [
        ("x".repeat(4_000), true),
        ("x".repeat(4_001), false),
        ("&".repeat(800), true),
        ("&".repeat(801), false),
        ("😀".repeat(4_000), true),
    ] {
        let outline = Content::single(text, vec![], None).outline();
        assert_eq!(capabilities.findings(&slack, &outline).is_empty(), fits);
    }
}

#[test]
fn blocks_show_text_links_and_pictures() {
    assert_eq!(
        rich_text("See https://t.example/a?x=1 & *more*")["elements"][0]["elements"],
        json!([
            { "type": "text", "text": "See " },
            { "type": "link", "url": "https://t.example/a?x=1" },
            { "type": "text", "text": " & *more*" },
        ])
    );
    let facts = MediaFacts {
        kind: MediaKind::Image,
        file_name: "a.png".into(),
        mime: "image/png".into(),
        bytes: 1,
        width: 1,
        height: 1,
        duration_ms: None,
        alt: String::new(),
    };
    let picture = |alt: &str| Media {
        facts: MediaFacts { alt: alt.into(), ..facts.clone() },
        public_url: None,
        file: Arc::new(vec![1_u8]),
    };
    let content = Content::single(String::new(), vec![picture("A point"), picture("")], None);
    let shown = [json!({ "slack_file": { "id": "F1" } }), json!({ "slack_file": { "id": "F2" } })];
    assert_eq!(
        blocks("", &content.parts[0], &shown),
        [
            json!({ "type": "image", "alt_text": "A point", "slack_file": { "id": "F1" } }),
            json!({ "type": "image", "alt_text": "a.png", "slack_file": { "id": "F2" } }),
        ]
    );
}

#[test]
fn a_link_stands_below_the_text_once() {
    let link =
        LinkCard { url: "https://t.example/a".into(), title: "Tea".into(), description: String::new() };
    let of = |text: &str| Content {
        link: Some(link.clone()),
        ..Content::<Media>::single(text.into(), vec![], None)
    };
    for (text, expected) in [
        ("Hi", "Hi\nhttps://t.example/a"),
        ("", "https://t.example/a"),
        ("See https://t.example/a now", "See https://t.example/a now"),
    ] {
        assert_eq!(text_of(&of(text), 0), expected);
    }
    let found = own_findings(&default_limits(), &of(&"x".repeat(3_999)).outline());
    assert_eq!(found[0].fault, Fault::TextTooLong { length: 4_019, limit: 4_000 });
}

#[test]
fn every_refusal_has_its_meaning() {
    use ErrorKind::{Credentials, Invalid, NotFound, Permission, RateLimited, Unavailable};
    for (word, kind, next) in [
        ("invalid_auth", Credentials, Next::Reauthorise),
        ("not_authed", Credentials, Next::Reauthorise),
        ("token_revoked", Credentials, Next::Reauthorise),
        ("token_expired", Credentials, Next::Reauthorise),
        ("account_inactive", Credentials, Next::Reauthorise),
        ("missing_scope", Permission, Next::Reauthorise),
        ("channel_not_found", Permission, Next::Reauthorise),
        ("not_in_channel", Permission, Next::Reauthorise),
        ("is_archived", Permission, Next::Reauthorise),
        ("restricted_action_read_only_channel", Permission, Next::Never),
        ("msg_too_long", Invalid, Next::Never),
        ("no_text", Invalid, Next::Never),
        ("invalid_blocks", Invalid, Next::Never),
        ("too_many_attachments", Invalid, Next::Never),
        ("message_not_found", NotFound, Next::Never),
        ("ratelimited", RateLimited, Next::After(Duration::from_secs(60))),
        ("fatal_error", Unavailable, Next::Unknown),
        ("request_timeout", Unavailable, Next::Unknown),
    ] {
        let answer = Answer::of_once(200, json!({ "ok": false, "error": word }).to_string().as_bytes());
        let error = fault(&answer, &answer.json().unwrap());
        assert_eq!((error.kind, error.next), (kind, next), "{word}");
    }
    for (status, words, kind, next) in [
        (404, "no_service", Credentials, Next::Reauthorise),
        (403, "invalid_token", Credentials, Next::Reauthorise),
        (403, "action_prohibited", Permission, Next::Never),
        (410, "channel_is_archived", Permission, Next::Never),
        (400, "invalid_payload", Invalid, Next::Never),
        (429, "", RateLimited, Next::After(Duration::from_secs(60))),
        (500, "rollup_error", Unavailable, Next::Unknown),
    ] {
        let error = hook_fault(&Answer::of_once(status, words.as_bytes()));
        assert_eq!((error.kind, error.next), (kind, next), "{words}");
    }
}

#[test]
fn addresses_of_webhooks_are_read() {
    let of = |address: &str| hook_of(address, HOOKS);
    assert_eq!(of(" https://hooks.slack.com/services/T1/B2/abC ").as_deref(), Some("T1/B2/abC"));
    for wrong in [
        "",
        "https://hooks.slack.com/services/T1/B2",
        "https://evil.example/services/T1/B2/abC",
        "http://hooks.slack.com/services/T1/B2/abC",
        "https://hooks.slack.com/services/T1/B2/..%2f",
    ] {
        assert_eq!(of(wrong), None, "{wrong}");
    }
}
