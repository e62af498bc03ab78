//! The pure parts: what a post becomes, what a refusal means.

use serde_json::json;

use super::message::{build, own_findings, worded};
use super::*;
use crate::{Fault, LinkCard, Media, MediaFacts, MediaKind, Part, Poll};

fn media(kind: MediaKind, mime: &str) -> Media {
    let facts = MediaFacts {
        kind,
        file_name: "a".into(),
        mime: mime.into(),
        bytes: 1,
        width: 10,
        height: 10,
        duration_ms: (kind == MediaKind::Video).then_some(2_500),
        alt: String::new(),
    };
    Media { facts, public_url: None, file: Arc::new(vec![1_u8]) }
}

#[test]
fn a_links_title_is_marked_in_utf16_units() {
    for (text, title, expected, offset, length) in [
        ("Hi", "Tea", "Hi\n\nTea", 4, 3),
        ("😀 Grüße", "Grüße 👋", "😀 Grüße\n\nGrüße 👋", 10, 8),
        ("", "Tea", "Tea", 0, 3),
        ("Hi\n", "", "Hi\n\nhttps://t.example/a", 4, 19),
    ] {
        let (worded, entity) = worded(text, Some(("https://t.example/a", title)));
        assert_eq!(worded, expected);
        let entity = entity.unwrap();
        assert_eq!(
            (entity["offset"].as_u64(), entity["length"].as_u64()),
            (Some(offset), Some(length)),
            "{text}"
        );
        assert_eq!((&entity["type"], &entity["url"]), (&json!("text_link"), &json!("https://t.example/a")));
    }
    // A link that stands in the text already is not repeated.
    assert_eq!(worded("See https://t.example/a", Some(("https://t.example/a", "Tea"))).1, None);
}

#[test]
fn each_form_has_its_method() {
    use MediaKind::{Document, Image, Video};
    let of = |media: Vec<Media>| Content::single("Hi".into(), media, None);
    let poll = Poll { options: vec!["A".into(), "B".into()], minutes: 60 };
    for (content, method, files) in [
        (of(vec![]), "sendMessage", 0),
        (of(vec![media(Image, "image/png")]), "sendPhoto", 1),
        (of(vec![media(Image, "image/gif")]), "sendAnimation", 1),
        (of(vec![media(Video, "video/mp4")]), "sendVideo", 1),
        (of(vec![media(Document, "application/pdf")]), "sendDocument", 1),
        (of(vec![media(Image, "image/png"), media(Video, "video/mp4")]), "sendMediaGroup", 2),
        (Content { poll: Some(poll), ..of(vec![]) }, "sendPoll", 0),
    ] {
        let message = build(&content, 0, -1001, None);
        assert_eq!((message.method, message.files.len()), (method, files));
        assert_eq!(message.fields["chat_id"], json!(-1001));
    }
    let album = build(&of(vec![media(Image, "image/png"), media(Video, "video/mp4")]), 0, 1, Some(7));
    assert_eq!(
        album.fields["media"][0],
        json!({ "type": "photo", "media": "attach://file0", "caption": "Hi" })
    );
    assert_eq!(album.fields["media"][1]["duration"], json!(2));
    assert_eq!(album.fields["reply_parameters"]["message_id"], json!(7));
    let papers =
        build(&of(vec![media(Document, "application/pdf"), media(Document, "application/pdf")]), 0, 1, None);
    assert_eq!(
        (papers.fields["media"][0].get("caption"), &papers.fields["media"][1]["caption"]),
        (None, &json!("Hi"))
    );
    let poll = Poll { options: vec!["A".into(), "B".into()], minutes: 2 };
    let asked = build(&Content { poll: Some(poll), ..of(vec![]) }, 0, 1, None).fields;
    assert_eq!((&asked["question"], &asked["open_period"]), (&json!("Hi"), &json!(120)));
    assert_eq!(asked["options"], json!([{ "text": "A" }, { "text": "B" }]));
}

#[test]
fn the_length_is_counted_in_code_points_with_and_without_files() {
    let telegram = Telegram::new(Arc::new(Http::new(&Settings::default()).unwrap()), &Settings::default());
    let capabilities = telegram.capabilities(None);
    let picture = media(MediaKind::Image, "image/png");
    for (text, pictures, fits) in [
        ("😀".repeat(4_096), 0, true),
        ("😀".repeat(4_097), 0, false),
        ("x".repeat(1_024), 1, true),
        ("x".repeat(1_025), 1, false),
        ("x".repeat(10), 10, true),
        ("x".repeat(10), 11, false),
    ] {
        let content = Content::single(text, vec![picture.clone(); pictures], None);
        assert_eq!(capabilities.findings(&telegram, &content.outline()).is_empty(), fits, "{pictures}");
    }
}

#[test]
fn what_only_telegram_refuses() {
    let facts = |kind, mime: &str| media(kind, mime).facts;
    let limits = default_limits();
    let of = |media: Vec<MediaFacts>| Outline {
        parts: vec![Part { text: "Hi".into(), media }],
        ..Outline::default()
    };
    let document = facts(MediaKind::Document, "application/pdf");
    let gif = facts(MediaKind::Image, "image/gif");
    let picture = facts(MediaKind::Image, "image/png");
    let first =
        |outline: &Outline| own_findings(&limits, outline).first().map(|finding| finding.fault.clone());
    assert_eq!(first(&of(vec![picture.clone(), document])), Some(Fault::MixedMedia));
    assert!(matches!(first(&of(vec![picture.clone(), gif.clone()])), Some(Fault::FileType { .. })));
    assert_eq!(first(&of(vec![gif])), None);
    let poll = Some(Poll { options: vec!["A".into(), "B".into()], minutes: 60 });
    assert!(matches!(
        first(&Outline { poll: poll.clone(), ..of(vec![picture]) }),
        Some(Fault::Format { .. })
    ));
    let link =
        LinkCard { url: "https://t.example".into(), title: "x".repeat(4_095), description: String::new() };
    assert!(matches!(
        first(&Outline { link: Some(link), ..of(vec![]) }),
        Some(Fault::TextTooLong { length: 4_099, limit: 4_096 })
    ));
    let long = Part { text: "?".repeat(301), media: vec![] };
    let long = Outline { poll, parts: vec![long], ..Outline::default() };
    assert_eq!(first(&long), Some(Fault::TextTooLong { length: 301, limit: 300 }));
}

#[test]
fn every_refusal_has_its_meaning() {
    use ErrorKind::{Credentials, Invalid, NotFound, Permission, RateLimited, Unavailable};
    let soon = Next::After(Duration::from_secs(60));
    for (code, words, kind, next) in [
        (401, "Unauthorized", Credentials, Next::Reauthorise),
        (404, "Not Found", Credentials, Next::Reauthorise),
        (403, "Forbidden: bot is not a member of the channel chat", Permission, Next::Reauthorise),
        (403, "Forbidden: bot was kicked from the channel chat", Permission, Next::Reauthorise),
        (400, "Bad Request: chat not found", Permission, Next::Reauthorise),
        (400, "Bad Request: group chat was upgraded to a supergroup chat", Permission, Next::Reauthorise),
        (400, "Bad Request: not enough rights to send text messages to the chat", Permission, Next::Never),
        (400, "Bad Request: message text is empty", Invalid, Next::Never),
        (400, "Bad Request: message is too long", Invalid, Next::Never),
        (400, "Bad Request: message caption is too long", Invalid, Next::Never),
        (400, "Bad Request: MEDIA_CAPTION_TOO_LONG", Invalid, Next::Never),
        (400, "Bad Request: message to delete not found", NotFound, Next::Never),
        (400, "Bad Request: wrong file_id or the file is temporarily unavailable", Unavailable, soon),
        (409, "Conflict: can't use getUpdates method while webhook is active", Unavailable, soon),
        (413, "Request Entity Too Large", Invalid, Next::Never),
        (429, "Too Many Requests: retry after 17", RateLimited, Next::After(Duration::from_secs(17))),
        (500, "Internal Server Error", Unavailable, Next::Unknown),
    ] {
        let mut body = json!({ "ok": false, "error_code": code, "description": words });
        if code == 429 {
            body["parameters"] = json!({ "retry_after": 17 });
        }
        let error = fault(&Answer::of_once(code, body.to_string().as_bytes()));
        assert_eq!((error.kind, error.next), (kind, next), "{words}");
    }
    let page = fault(&Answer::of_once(200, b"<html>"));
    assert_eq!((page.kind, page.next), (ErrorKind::Protocol, Next::Unknown));
}

#[test]
fn tokens_and_channels_are_read_as_people_type_them() {
    use super::auth::{chat_of, plain_token};
    for (token, plain) in [
        ("123456:ABC-def_1", true),
        ("123456", false),
        (":abc", false),
        ("12:../../x", false),
        ("1a:b", false),
        ("12:", false),
    ] {
        assert_eq!(plain_token(token).is_ok(), plain, "{token}");
    }
    for (typed, chat) in [
        ("@tandem_news", json!("@tandem_news")),
        ("tandem_news", json!("@tandem_news")),
        ("https://t.me/tandem_news/", json!("@tandem_news")),
        (" -1001234567890 ", json!(-1_001_234_567_890_i64)),
    ] {
        assert_eq!(chat_of(typed).unwrap(), chat);
    }
    for typed in ["", "a b", "https://t.me/+AbCdEf"] {
        assert!(chat_of(typed).is_err(), "{typed}");
    }
}
