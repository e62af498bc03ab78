use super::*;
use crate::{MediaFacts, Part};

fn facts(kind: MediaKind, mime: &str) -> MediaFacts {
    MediaFacts {
        kind,
        file_name: "file".into(),
        mime: mime.into(),
        bytes: 1_000,
        width: 720,
        height: 1280,
        duration_ms: (kind == MediaKind::Video).then_some(10_000),
        alt: String::new(),
    }
}

fn connector() -> TikTok {
    let settings = Settings::default();
    TikTok::new(Arc::new(Http::new(&settings).unwrap()), &settings)
}

fn outline(text: &str, media: Vec<MediaFacts>, options: &[(&str, &str)]) -> Outline {
    Outline {
        parts: vec![Part { text: text.into(), media }],
        options: options.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect(),
        ..Outline::default()
    }
}

fn faults(outline: &Outline) -> Vec<Fault> {
    let tiktok = connector();
    tiktok.capabilities(None).findings(&tiktok, outline).into_iter().map(|finding| finding.fault).collect()
}

#[test]
fn what_tiktok_refuses_is_found_before() {
    let video = || vec![facts(MediaKind::Video, "video/mp4")];
    let photo = || vec![facts(MediaKind::Image, "image/jpeg")];
    let public = [("privacy", "PUBLIC_TO_EVERYONE")];
    assert_eq!(faults(&outline("Tea", video(), &public)), []);
    assert_eq!(faults(&outline("", photo(), &public)), []);
    assert_eq!(faults(&outline("Tea", vec![], &public)), [Fault::MediaMissing]);
    // The audience is never chosen for the author.
    assert_eq!(faults(&outline("Tea", video(), &[])), [Fault::Choice { name: "privacy".into() }]);
    // An emoji outside the first plane counts two.
    assert_eq!(faults(&outline(&"🍵".repeat(1_100), video(), &public)), []);
    assert_eq!(
        faults(&outline(&"🍵".repeat(1_101), video(), &public)),
        [Fault::TextTooLong { length: 2_202, limit: 2_200 }]
    );
    assert_eq!(faults(&outline(&"🍵".repeat(1_101), photo(), &public)), []);
    assert_eq!(
        faults(&outline(&"a".repeat(4_001), photo(), &public)),
        [Fault::TextTooLong { length: 4_001, limit: 4_000 }]
    );
    let png = vec![facts(MediaKind::Image, "image/png")];
    assert!(matches!(faults(&outline("", png, &public)).as_slice(), [Fault::FileType { .. }]));
    let narrow = vec![MediaFacts { width: 358, ..facts(MediaKind::Video, "video/mp4") }];
    assert_eq!(
        faults(&outline("Tea", narrow, &public)),
        [Fault::SideTooShort { file_name: "file".into(), limit: 360 }]
    );
    let hidden_advert = [("privacy", "SELF_ONLY"), ("brand_content", "true")];
    assert_eq!(
        faults(&outline("Tea", video(), &hidden_advert)),
        [Fault::Choice { name: "brand_content".into() }]
    );
}

#[test]
fn a_title_stands_above_a_films_caption() {
    let mut content = outline("All about it", vec![facts(MediaKind::Video, "video/mp4")], &[]);
    assert_eq!(caption(&content), "All about it");
    content.title = Some("Tea".into());
    assert_eq!(caption(&content), "Tea\nAll about it");
}

#[test]
fn ids_are_read_as_text_whatever_their_size() {
    let status = r#"{"status":"PUBLISH_COMPLETE","publicaly_available_post_id":[7514231890765432109]}"#;
    let status: wire::Status = serde_json::from_str(status).unwrap();
    assert_eq!(status.post_ids[0].0, "7514231890765432109");
    assert!(publish::is_post_id("7514231890765432109") && !publish::is_post_id("v_pub_file~v2.1"));
}
