//! What X takes, and what only X objects to.

use crate::{
    Capabilities, Fault, Finding, Limits, MediaKind, Outline, PollLimits, TextUnit, VideoLimits, text,
};

/// What any link counts (`twitter-text`, `config/v3.json`: `transformedURLLength`).
pub(super) const LINK_LENGTH: u32 = 23;
/// What a post costs at the network, in millionths of a US dollar (docs.x.com, "Pricing", 2026-08).
pub(super) const PRICE_MICROS: i64 = 15_000;
/// The same for a post with a link.
const LINK_PRICE_MICROS: i64 = 200_000;
const GIF: &str = "image/gif";
const IMAGE_MAX_BYTES: u64 = 5 * 1024 * 1024;
const GIF_MAX_BYTES: u64 = 15 * 1024 * 1024;

/// The limits of docs.x.com, "Counting characters" and "Media best practices". Accounts that pay (`paid`) may write
/// longer: how long is told nowhere in the API.
pub(super) fn usual(paid: bool) -> Limits {
    Limits {
        text_unit: TextUnit::Weighted,
        text_max: if paid { 25_000 } else { 280 },
        link_length: Some(LINK_LENGTH),
        comment_max: Some(if paid { 25_000 } else { 280 }),
        images_max: 4,
        image_max_bytes: GIF_MAX_BYTES,
        image_types: ["image/jpeg", "image/png", GIF, "image/webp"].map(str::to_owned).into(),
        alt_max: Some(1_000),
        video: Some(VideoLimits {
            videos_max: 1,
            max_bytes: 512 * 1024 * 1024,
            min_ms: 500,
            max_ms: 140_000,
            types: ["video/mp4", "video/quicktime"].map(str::to_owned).into(),
            ratio: Some((1.0 / 3.0, 3.0)),
            ..VideoLimits::default()
        }),
        poll: Some(PollLimits {
            options_min: 2,
            options_max: 4,
            option_max: 25,
            question_max: None,
            minutes: (5, 10_080),
        }),
        // Paying accounts may also post longer films.
        unverified: if paid {
            ["text_max", "comment_max", "duration"].map(str::to_owned).into()
        } else {
            vec![]
        },
        ..Limits::default()
    }
}

/// The text of a part as it is posted: a link with a card is part of the first one's text.
pub(super) fn composed<M>(content: &crate::Content<M>, index: usize) -> String {
    let text = content.parts.get(index).map_or("", |part| part.text.as_str());
    match &content.link {
        Some(link) if index == 0 && !text.contains(&link.url) => {
            format!("{}\n{}", text.trim_end(), link.url).trim_start().to_owned()
        }
        _ => text.to_owned(),
    }
}

/// What sending all of it costs, `agreed` being the price of a post that the operator has with the network.
pub(super) fn price_micros(outline: &Outline, agreed: Option<i64>) -> i64 {
    let comment = outline.first_comment.clone().filter(|comment| !comment.trim().is_empty());
    let texts = (0..outline.parts.len()).map(|index| composed(outline, index)).chain(comment);
    let price = |text: String| match agreed {
        Some(agreed) => agreed,
        None if text::bare_links(&text).is_empty() => PRICE_MICROS,
        None => LINK_PRICE_MICROS,
    };
    texts.map(price).fold(0, i64::saturating_add)
}

/// One moving picture alone, pictures no larger than 5 MB, a poll without files, and links and comments counted X's
/// way.
pub(super) fn own_findings(capabilities: &Capabilities, outline: &Outline) -> Vec<Finding> {
    let limits = &capabilities.limits;
    let blocks = |name: &str| !limits.unverified.iter().any(|unsure| unsure == name);
    let mut found = Vec::new();
    let units = |text: &str| text::measure_x(text, limits.link_length.unwrap_or(LINK_LENGTH)).units;
    let (plain, whole) = (units(outline.text()), units(&composed(outline, 0)));
    if whole > limits.text_max && plain <= limits.text_max {
        let fault = Fault::TextTooLong { length: whole, limit: limits.text_max };
        found.push(Finding { part: 0, fault, blocks: blocks("text_max") });
    }
    if let (Some(comment), Some(limit)) = (&outline.first_comment, limits.comment_max) {
        let length = units(comment);
        // What is too long in characters already is told by the limit itself.
        if length > limit && text::count(comment, TextUnit::CodePoints) <= limit {
            let fault = Fault::CommentTooLong { length, limit };
            found.push(Finding { part: 0, fault, blocks: blocks("comment_max") });
        }
    }
    for (part, media) in outline.parts.iter().map(|part| &part.media).enumerate() {
        let mut add = |fault| found.push(Finding { part, fault, blocks: true });
        if media.len() > 1 && media.iter().any(|file| file.mime == GIF) {
            add(Fault::TooManyImages { count: u32::try_from(media.len()).unwrap_or(u32::MAX), limit: 1 });
        }
        for file in media.iter().filter(|file| file.kind == MediaKind::Image && file.mime != GIF) {
            if file.bytes > IMAGE_MAX_BYTES && file.bytes <= GIF_MAX_BYTES {
                add(Fault::FileTooLarge { file_name: file.file_name.clone(), limit: IMAGE_MAX_BYTES });
            }
        }
        if part == 0 && outline.poll.is_some() && !media.is_empty() {
            add(Fault::TooManyImages { count: u32::try_from(media.len()).unwrap_or(u32::MAX), limit: 0 });
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Content, LinkCard, MediaFacts, Network, Poll};

    fn picture(mime: &str, bytes: u64) -> MediaFacts {
        MediaFacts {
            kind: MediaKind::Image,
            file_name: "a".into(),
            mime: mime.into(),
            bytes,
            width: 10,
            height: 10,
            duration_ms: None,
            alt: String::new(),
        }
    }

    #[test]
    fn what_only_x_objects_to() {
        let capabilities = Capabilities::none(Network::X, usual(false));
        let count = |outline: &Outline| own_findings(&capabilities, outline).len();
        let single = |media| Content::single("hi".into(), media, None);
        assert_eq!(count(&single(vec![picture(GIF, 9_000_000)])), 0);
        assert_eq!(count(&single(vec![picture(GIF, 9), picture("image/png", 9)])), 1);
        assert_eq!(count(&single(vec![picture("image/png", 6_000_000)])), 1);
        let poll = Some(Poll { options: vec!["a".into(), "b".into()], minutes: 60 });
        assert_eq!(count(&Content { poll, ..single(vec![picture("image/png", 9)]) }), 1);
        let url = "https://brand.com/very/long/address/that/counts/less".to_owned();
        let link = Some(LinkCard { url, title: String::new(), description: String::new() });
        let text = |length: usize| Content::single("x".repeat(length), vec![], None);
        assert_eq!(count(&Content { link: link.clone(), ..text(256) }), 0);
        assert_eq!(count(&Content { link, ..text(257) }), 1);
        let first_comment = Some("日".repeat(141));
        assert_eq!(count(&Content { first_comment, ..text(1) }), 1);
    }

    #[test]
    fn a_link_makes_a_post_dear() {
        let outline = |text: &str| Content::<MediaFacts>::single(text.into(), vec![], None);
        assert_eq!(price_micros(&outline("hi"), None), 15_000);
        assert_eq!(price_micros(&outline("hi brand.com"), None), 200_000);
        assert_eq!(price_micros(&outline("hi brand.com"), Some(7)), 7);
        let first_comment = Some("https://brand.com".to_owned());
        assert_eq!(price_micros(&Content { first_comment, ..outline("hi") }, None), 215_000);
    }

    #[test]
    fn a_link_is_said_once() {
        let card =
            |url: &str| Some(LinkCard { url: url.into(), title: String::new(), description: String::new() });
        let content = |text: &str, url| Content::<MediaFacts> {
            link: card(url),
            ..Content::single(text.into(), vec![], None)
        };
        assert_eq!(composed(&content("see ", "https://a.com"), 0), "see\nhttps://a.com");
        assert_eq!(composed(&content("see https://a.com now", "https://a.com"), 0), "see https://a.com now");
        assert_eq!(composed(&content("", "https://a.com"), 0), "https://a.com");
    }
}
