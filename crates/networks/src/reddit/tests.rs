use super::*;
use crate::{LinkCard, Media, MediaFacts, Part};

fn facts(kind: MediaKind, mime: &str) -> MediaFacts {
    MediaFacts {
        kind,
        file_name: "file".into(),
        mime: mime.into(),
        bytes: 3,
        width: 1_000,
        height: 1_000,
        duration_ms: (kind == MediaKind::Video).then_some(10_000),
        alt: String::new(),
    }
}

fn outline(media: Vec<MediaFacts>) -> Outline {
    Outline {
        title: Some("Tea".into()),
        parts: vec![Part { text: "All about it".into(), media }],
        ..Outline::default()
    }
}

fn link() -> Option<LinkCard> {
    Some(LinkCard { url: "https://t.example/a".into(), title: "T".into(), description: String::new() })
}

fn faults(outline: &Outline) -> Vec<Fault> {
    let settings = Settings::default();
    let reddit = Reddit::new(Arc::new(Http::new(&settings).unwrap()), &settings);
    let found = reddit.capabilities(None).findings(&reddit, outline);
    found.into_iter().filter(|finding| finding.blocks).map(|finding| finding.fault).collect()
}

#[test]
fn what_reddit_refuses_is_found_before() {
    let image = || facts(MediaKind::Image, "image/png");
    let video = || facts(MediaKind::Video, "video/mp4");
    for media in [vec![], vec![image()], vec![image(); 20], vec![video(), image()]] {
        assert_eq!(faults(&outline(media)), []);
    }
    assert_eq!(faults(&Outline { link: link(), ..outline(vec![]) }), []);
    assert_eq!(
        faults(&Outline { link: link(), ..outline(vec![image()]) }),
        [Fault::Format { format: Format::Link }]
    );
    assert_eq!(faults(&outline(vec![video()])), [Fault::MediaMissing]);
    assert_eq!(faults(&Outline { title: None, ..outline(vec![]) }), [Fault::TitleMissing]);
    assert_eq!(
        faults(&Outline { title: Some("é".repeat(301)), ..outline(vec![]) }),
        [Fault::TitleTooLong { length: 301, limit: 300 }]
    );
    // A title alone is a post.
    let bare = Outline { parts: vec![Part { text: String::new(), media: vec![] }], ..outline(vec![]) };
    assert_eq!(faults(&bare), []);
}

#[test]
fn kinds_follow_the_content() {
    use publish::Kind;
    let media = |kind, mime| Media { facts: facts(kind, mime), public_url: None, file: Arc::new(vec![1_u8]) };
    let image = || media(MediaKind::Image, "image/png");
    let video = || media(MediaKind::Video, "video/mp4");
    for (files, kind) in [
        (vec![], Kind::Text),
        (vec![image()], Kind::Image),
        (vec![image(), image()], Kind::Gallery),
        (vec![video(), image()], Kind::Video),
    ] {
        assert_eq!(Kind::of(&Content::single("x".into(), files, None)), kind);
    }
    let content = Content { link: link(), ..Content::single("x".into(), vec![], None) };
    assert_eq!(Kind::of(&content), Kind::Link);
    assert!(publish::is_safe(&content));
}

#[test]
fn places_are_checked() {
    assert_eq!(place("r/tea_lovers").unwrap(), "tea_lovers");
    assert_eq!(place("u/brand").unwrap(), "u_brand");
    for wrong in ["r/../me", "tea", "r/", "x/tea", "r/a/b"] {
        assert!(place(wrong).is_err(), "{wrong}");
    }
}
