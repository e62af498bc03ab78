//! What LinkedIn takes, and what only LinkedIn objects to.

use super::little::little;
use crate::{
    DocumentLimits, Fault, Finding, Format, Limits, MediaKind, Outline, PollLimits, TextUnit, VideoLimits,
    text,
};

/// How long polls can be open, in minutes, and the network's words for it (learn.microsoft.com, "Poll API").
pub(super) const DURATIONS: [(u32, &str); 4] =
    [(1_440, "ONE_DAY"), (4_320, "THREE_DAYS"), (10_080, "SEVEN_DAYS"), (20_160, "FOURTEEN_DAYS")];

const TEXT_MAX: u32 = 3_000;
const QUESTION_MAX: u32 = 140;

/// The limits of learn.microsoft.com, "Posts API", "Images API", "Videos API", "Documents API", "MultiImage API" and
/// "Poll API".
pub(super) fn usual() -> Limits {
    Limits {
        text_unit: TextUnit::CodePoints,
        text_max: TEXT_MAX,
        title_max: Some(400),
        comment_max: Some(1_250),
        images_max: 20,
        image_max_bytes: 20 * 1024 * 1024,
        // Fewer than 36,152,320.
        image_max_pixels: Some(36_152_319),
        image_types: ["image/jpeg", "image/png", "image/gif"].map(str::to_owned).into(),
        alt_max: Some(4_086),
        video: Some(VideoLimits {
            videos_max: 1,
            min_bytes: 75 * 1024,
            max_bytes: 500 * 1024 * 1024,
            min_ms: 3_000,
            max_ms: 30 * 60 * 1_000,
            types: vec!["video/mp4".to_owned()],
            ratio: None,
            ..VideoLimits::default()
        }),
        document: Some(DocumentLimits {
            max_bytes: 100 * 1024 * 1024,
            types: [
                "application/pdf",
                "application/msword",
                "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
                "application/vnd.ms-powerpoint",
                "application/vnd.openxmlformats-officedocument.presentationml.presentation",
            ]
            .map(str::to_owned)
            .into(),
        }),
        poll: Some(PollLimits {
            options_min: 2,
            options_max: 4,
            option_max: 30,
            question_max: Some(QUESTION_MAX),
            minutes: (1_440, 20_160),
        }),
        unverified: ["title_max", "comment_max", "image_max_bytes"].map(str::to_owned).into(),
        ..Limits::default()
    }
}

/// One kind of content to a post, polls open for certain times only, and the escaped text, which may be what counts.
pub(super) fn own_findings(outline: &Outline) -> Vec<Finding> {
    let mut found = Vec::new();
    let mut add = |fault, blocks| found.push(Finding { part: 0, fault, blocks });
    let points = |text: &str| text::count(text, TextUnit::CodePoints);
    let text = outline.text();
    let escaped = points(&little(text));
    if escaped > TEXT_MAX && points(text) <= TEXT_MAX {
        add(Fault::TextTooLong { length: escaped, limit: TEXT_MAX }, false);
    }
    let media = outline.media();
    let documents = media.iter().filter(|file| file.kind == MediaKind::Document).count();
    if documents > 0 && media.len() > 1 {
        add(Fault::MixedMedia, true);
    }
    if let Some(poll) = &outline.poll {
        let limits = usual().poll.unwrap_or_default();
        if !DURATIONS.iter().any(|(minutes, _)| *minutes == poll.minutes)
            && (limits.minutes.0..=limits.minutes.1).contains(&poll.minutes)
        {
            let options = (limits.options_min, limits.options_max);
            add(Fault::Poll { options, option_max: limits.option_max }, true);
        }
        let question = points(question(outline));
        if question > QUESTION_MAX {
            add(Fault::TitleTooLong { length: question, limit: QUESTION_MAX }, true);
        }
        if !media.is_empty() || outline.link.is_some() {
            add(Fault::Format { format: Format::Poll }, true);
        }
    } else if outline.link.is_some() {
        // A card may have one picture.
        let fits = matches!(media, [] | [crate::MediaFacts { kind: MediaKind::Image, .. }]);
        if !fits {
            add(Fault::Format { format: Format::Link }, true);
        }
    }
    found
}

/// What a poll asks: its title, or the text where it has none.
pub(super) fn question<M>(content: &crate::Content<M>) -> &str {
    content
        .title
        .as_deref()
        .map(str::trim)
        .filter(|title| !title.is_empty())
        .unwrap_or_else(|| content.text())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Content, LinkCard, MediaFacts, Poll};

    fn file(kind: MediaKind) -> MediaFacts {
        MediaFacts {
            kind,
            file_name: "a".into(),
            mime: "x/y".into(),
            bytes: 1,
            width: 1,
            height: 1,
            duration_ms: None,
            alt: String::new(),
        }
    }

    #[test]
    fn what_only_linkedin_objects_to() {
        let single = |text: &str, media| Content::single(text.to_owned(), media, None);
        let count = |outline: &Outline| own_findings(outline).len();
        assert_eq!(count(&single("hi", vec![])), 0);
        let warned = own_findings(&single(&"(".repeat(1_600), vec![]));
        assert!(warned.len() == 1 && !warned[0].blocks);
        assert_eq!(count(&single("hi", vec![file(MediaKind::Document), file(MediaKind::Image)])), 1);
        let poll = |minutes| Some(Poll { options: vec!["a".into(), "b".into()], minutes });
        assert_eq!(count(&Content { poll: poll(4_320), ..single("which?", vec![]) }), 0);
        assert_eq!(count(&Content { poll: poll(3_000), ..single("which?", vec![]) }), 1);
        assert_eq!(count(&Content { poll: poll(1_440), ..single(&"x".repeat(141), vec![]) }), 1);
        assert_eq!(
            count(&Content { poll: poll(1_440), ..single("which?", vec![file(MediaKind::Image)]) }),
            1
        );
        let link =
            Some(LinkCard { url: "https://a.com".into(), title: "t".into(), description: String::new() });
        assert_eq!(count(&Content { link: link.clone(), ..single("hi", vec![file(MediaKind::Image)]) }), 0);
        assert_eq!(count(&Content { link, ..single("hi", vec![file(MediaKind::Video)]) }), 1);
    }

    #[test]
    fn sizes_that_linkedin_does_not_take() {
        let settings = crate::Settings::default();
        let http = std::sync::Arc::new(crate::http::Http::new(&settings).unwrap());
        let linkedin = super::super::LinkedIn::new(http, &settings);
        let capabilities = crate::Connector::capabilities(&linkedin, None);
        let faults = |media| {
            let outline = Content::single("hi".to_owned(), vec![media], None);
            capabilities
                .findings(&linkedin, &outline)
                .into_iter()
                .map(|finding| finding.fault)
                .collect::<Vec<_>>()
        };
        let picture = MediaFacts { mime: "image/png".into(), ..file(MediaKind::Image) };
        let large = MediaFacts { width: 8_000, height: 4_520, ..picture.clone() };
        assert_eq!(faults(MediaFacts { height: 4_519, ..large.clone() }), []);
        assert_eq!(faults(large), [Fault::TooManyPixels { file_name: "a".into(), limit: 36_152_319 }]);
        let film =
            MediaFacts { mime: "video/mp4".into(), duration_ms: Some(5_000), ..file(MediaKind::Video) };
        assert_eq!(faults(MediaFacts { bytes: 76_800, ..film.clone() }), []);
        assert_eq!(faults(film), [Fault::FileTooSmall { file_name: "a".into(), limit: 76_800 }]);
    }
}
