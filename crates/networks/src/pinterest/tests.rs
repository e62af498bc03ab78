use super::*;
use crate::{LinkCard, Media, MediaFacts, Part};

fn facts(kind: MediaKind, mime: &str) -> MediaFacts {
    MediaFacts {
        kind,
        file_name: "file".into(),
        mime: mime.into(),
        bytes: 3,
        width: 1_000,
        height: 1_500,
        duration_ms: (kind == MediaKind::Video).then_some(10_000),
        alt: "A cup".into(),
    }
}

fn media(kind: MediaKind, mime: &str) -> Media {
    Media { facts: facts(kind, mime), public_url: None, file: Arc::new(vec![1_u8, 2, 3]) }
}

fn faults(outline: &Outline) -> Vec<Fault> {
    let settings = Settings::default();
    let pinterest = Pinterest::new(Arc::new(Http::new(&settings).unwrap()), &settings);
    let found = pinterest.capabilities(None).findings(&pinterest, outline);
    found.into_iter().filter(|finding| finding.blocks).map(|finding| finding.fault).collect()
}

#[test]
fn what_pinterest_refuses_is_found_before() {
    let image = || facts(MediaKind::Image, "image/png");
    let video = || facts(MediaKind::Video, "video/mp4");
    let outline = |media| Outline {
        parts: vec![Part { text: "Tea".into(), media }],
        link: Some(LinkCard {
            url: "https://t.example/a".into(),
            title: "T".into(),
            description: "D".into(),
        }),
        ..Outline::default()
    };
    for media in [vec![image()], vec![image(); 5], vec![video()], vec![video(), image()]] {
        assert_eq!(faults(&outline(media)), []);
    }
    assert_eq!(faults(&outline(vec![])), [Fault::MediaMissing]);
    assert_eq!(faults(&outline(vec![image(); 6])), [Fault::TooManyImages { count: 6, limit: 5 }]);
    assert_eq!(
        faults(&outline(vec![video(), image(), image()])),
        [Fault::TooManyImages { count: 2, limit: 1 }]
    );
    let long = Outline { title: Some("é".repeat(101)), ..outline(vec![image()]) };
    assert_eq!(faults(&long), [Fault::TitleTooLong { length: 101, limit: 100 }]);
}

#[tokio::test]
async fn sources_are_those_of_the_description() {
    let image = || media(MediaKind::Image, "image/png");
    let content = |media| Content::single("Tea".into(), media, None);
    let source = media::source(&content(vec![image()]), None).await.unwrap();
    assert_eq!(
        source,
        serde_json::json!({ "source_type": "image_base64", "content_type": "image/png", "data": "AQID" })
    );
    let source = media::source(&content(vec![image(), image()]), None).await.unwrap();
    assert_eq!(source["source_type"], "multiple_image_base64");
    assert_eq!(source["items"].as_array().unwrap().len(), 2);
    let video = media(MediaKind::Video, "video/mp4");
    let source = media::source(&content(vec![video.clone()]), Some("7")).await.unwrap();
    assert_eq!(
        source,
        serde_json::json!({ "source_type": "video_id", "media_id": "7", "cover_image_key_frame_time": 0 })
    );
    let source = media::source(&content(vec![video, image()]), Some("7")).await.unwrap();
    assert_eq!(source["cover_image_data"], "AQID");
}

#[test]
fn refusals_are_read_by_their_status_first() {
    let after = Next::After(Duration::from_secs(1));
    let minute = Next::After(Duration::from_secs(60));
    for (status, body, kind, next) in [
        (401, r#"{"code":2,"message":"Authentication failed."}"#, ErrorKind::Credentials, after),
        (
            401,
            r#"{"code":3,"message":"Your token does not have sufficient permissions"}"#,
            ErrorKind::Permission,
            Next::Reauthorise,
        ),
        (
            401,
            r#"{"code":7,"message":"Not authorized to access board or Pin."}"#,
            ErrorKind::Permission,
            Next::Never,
        ),
        (
            403,
            r#"{"code":29,"message":"You are not permitted to access that resource."}"#,
            ErrorKind::Permission,
            Next::Never,
        ),
        (
            403,
            r#"{"code":29,"message":"Apps with Trial access may not create Pins in production"}"#,
            ErrorKind::Setup,
            Next::Never,
        ),
        (
            403,
            r#"{"code":3,"message":"Your application does not have access to this restricted feature: pin_edit"}"#,
            ErrorKind::Setup,
            Next::Never,
        ),
        (
            400,
            r#"{"code":1,"message":"Whoops! It looks like you entered an invalid URL"}"#,
            ErrorKind::Invalid,
            Next::Never,
        ),
        (404, r#"{"code":40,"message":"Board not found."}"#, ErrorKind::NotFound, Next::Never),
        (404, r#"{"code":50,"message":"Pin not found."}"#, ErrorKind::NotFound, Next::Never),
        (
            429,
            r#"{"code":8,"message":"This request exceeded a rate limit."}"#,
            ErrorKind::RateLimited,
            minute,
        ),
        (502, "<html>", ErrorKind::Unavailable, minute),
    ] {
        let error = fault(&Answer::of(status, &[], body));
        assert_eq!((error.kind, error.next), (kind, next), "{status} {body}");
    }
}

#[test]
fn times_are_read_with_and_without_a_zone() {
    for text in ["2026-11-22T10:00:00-00:00", "2026-11-22T10:00:00", "2026-11-22T10:00:00Z"] {
        assert_eq!(look_up::moment_ms(text), Some(1_795_341_600_000), "{text}");
    }
}

#[test]
fn a_counter_that_is_not_told_is_absent() {
    let pin = r#"{"id":"1","pin_metrics":{"90d":{"impression":3},
        "lifetime_metrics":{"pin_click":7,"impression":2,"clickthrough":3,"reaction":10,"comment":null}}}"#;
    let pin: wire::Pin = serde_json::from_str(pin).unwrap();
    assert_eq!(
        metrics::counters(&pin),
        [(Metric::Impressions, 2), (Metric::Clicks, 3), (Metric::Reactions, 10)]
    );
}
