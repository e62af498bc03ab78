//! Why a network would refuse a content. The composer, the scheduler and the sender ask [`Capabilities::findings`], and
//! nothing else.

use serde::Serialize;

use crate::{Capabilities, Connector, Format, MediaFacts, MediaKind, Outline, Part, Placement, text};

/// Why a network would refuse a content.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Fault {
    /// Neither text nor file.
    Empty,
    /// Text over the limit.
    TextTooLong {
        /// Length in the network's unit.
        length: u32,
        /// The limit.
        limit: u32,
    },
    /// Text over the limit in bytes.
    TextTooManyBytes {
        /// Length in bytes.
        length: u32,
        /// The limit.
        limit: u32,
    },
    /// The network's posts have a title, this one has none.
    TitleMissing,
    /// Title over the limit.
    TitleTooLong {
        /// Length in code points.
        length: u32,
        /// The limit.
        limit: u32,
    },
    /// More hashtags than the network takes.
    TooManyHashtags {
        /// How many there are.
        count: u32,
        /// The limit.
        limit: u32,
    },
    /// More mentions than the network takes.
    TooManyMentions {
        /// How many there are.
        count: u32,
        /// The limit.
        limit: u32,
    },
    /// A character or word that the network refuses.
    Forbidden {
        /// What it is.
        what: String,
    },
    /// The network takes no post without a picture or film.
    MediaMissing,
    /// More pictures than one post may carry.
    TooManyImages {
        /// How many there are.
        count: u32,
        /// The limit.
        limit: u32,
    },
    /// More films than one post may carry; 0 where none is taken.
    TooManyVideos {
        /// How many there are.
        count: u32,
        /// The limit.
        limit: u32,
    },
    /// Pictures and films in one post of a network that does not mix them.
    MixedMedia,
    /// A file over the limit.
    FileTooLarge {
        /// Which file.
        file_name: String,
        /// The limit in bytes.
        limit: u64,
    },
    /// A file under the least size.
    FileTooSmall {
        /// Which file.
        file_name: String,
        /// The least size in bytes.
        limit: u64,
    },
    /// A picture or film of more pixels than the network takes.
    TooManyPixels {
        /// Which file.
        file_name: String,
        /// The limit: width times height.
        limit: u64,
    },
    /// A film that is too narrow or too low.
    SideTooShort {
        /// Which file.
        file_name: String,
        /// Least width and height in pixels.
        limit: u32,
    },
    /// A file of a type that the network does not take.
    FileType {
        /// Which file.
        file_name: String,
        /// Its media type.
        mime: String,
    },
    /// A picture or film too narrow or too wide.
    Ratio {
        /// Which file.
        file_name: String,
        /// Narrowest and widest, as width ÷ height in hundredths.
        limit: (u32, u32),
    },
    /// A film too short or too long.
    Duration {
        /// Which file.
        file_name: String,
        /// Shortest and longest in seconds.
        limit: (u32, u32),
    },
    /// An alternative text over the limit.
    AltTooLong {
        /// Which file.
        file_name: String,
        /// The limit in characters.
        limit: u32,
    },
    /// A form that the network does not have.
    Format {
        /// Which.
        format: Format,
    },
    /// A place that the network does not have.
    Placement {
        /// Which.
        placement: Placement,
    },
    /// A poll with too few, too many or too long choices, or open too short or too long.
    Poll {
        /// Fewest and most choices.
        options: (u32, u32),
        /// Longest choice in characters.
        option_max: u32,
    },
    /// The network knows no comment of our own.
    CommentNotOffered,
    /// First comment over the limit.
    CommentTooLong {
        /// Length in code points.
        length: u32,
        /// The limit.
        limit: u32,
    },
    /// A choice of this network that must be made, or is none of those offered.
    Choice {
        /// Its name.
        name: String,
    },
    /// The network fetches files from this instance, which has no public address.
    NoPublicAddress,
    /// The right to use a file has ended. Told by the caller; no network knows of it.
    RightsEnded {
        /// Which file.
        file_name: String,
    },
}

/// A fault, where it is, and whether it keeps the post from going out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// Which part of the content, counted from 0.
    pub part: usize,
    /// What is wrong.
    pub fault: Fault,
    /// Whether the post cannot go out. A limit without an official source only warns.
    pub blocks: bool,
}

impl Outline {
    /// Every form that this content has.
    #[must_use]
    pub fn formats(&self) -> Vec<Format> {
        let mut formats = Vec::new();
        if self.parts.len() > 1 {
            formats.push(Format::Thread);
        }
        if self.poll.is_some() {
            formats.push(Format::Poll);
        }
        if self.link.is_some() {
            formats.push(Format::Link);
        }
        for part in &self.parts {
            let format = match part.media.as_slice() {
                [] => Format::Text,
                [one] => match one.kind {
                    MediaKind::Image => Format::Image,
                    MediaKind::Video => Format::Video,
                    MediaKind::Document => Format::Document,
                },
                _ => Format::Album,
            };
            // Text under a poll or beside a card is no form of its own.
            if (format != Format::Text || formats.is_empty()) && !formats.contains(&format) {
                formats.push(format);
            }
        }
        formats
    }
}

impl Capabilities {
    /// Every reason for which this network would refuse a content, all at once; empty means it fits.
    #[must_use]
    pub fn findings(&self, connector: &dyn Connector, outline: &Outline) -> Vec<Finding> {
        let mut found = Findings { capabilities: self, part: 0, list: vec![] };
        self.check_whole(outline, &mut found);
        for (index, part) in outline.parts.iter().enumerate() {
            found.part = index;
            self.check_text(connector, part, outline, &mut found);
            self.check_media(part, outline.placement, &mut found);
        }
        let mut list = found.list;
        list.extend(connector.own_findings(self, outline));
        list
    }

    fn check_whole(&self, outline: &Outline, found: &mut Findings<'_>) {
        let limits = &self.limits;
        for format in outline.formats() {
            // No text at all is told as such, and a network that must have a file says so.
            if !self.formats.contains(&format) && format != Format::Text {
                found.add("formats", Fault::Format { format });
            }
        }
        if !self.placements.contains(&outline.placement) {
            found.add("placements", Fault::Placement { placement: outline.placement });
        }
        let title = outline.title.as_deref().map_or("", str::trim);
        if self.title_required && title.is_empty() {
            found.add("title", Fault::TitleMissing);
        }
        if let Some(limit) = limits.title_max {
            let length = text::count(title, crate::TextUnit::CodePoints);
            if length > limit {
                found.add("title_max", Fault::TitleTooLong { length, limit });
            }
        }
        if let Some(comment) = outline.first_comment.as_deref().filter(|comment| !comment.trim().is_empty()) {
            let length = text::count(comment, crate::TextUnit::CodePoints);
            match limits.comment_max {
                _ if !self.first_comment => found.add("first_comment", Fault::CommentNotOffered),
                Some(limit) if length > limit => {
                    found.add("comment_max", Fault::CommentTooLong { length, limit });
                }
                _ => {}
            }
        }
        if let (Some(poll), Some(limits)) = (&outline.poll, &limits.poll) {
            let count = u32::try_from(poll.options.len()).unwrap_or(u32::MAX);
            let long = poll.options.iter().any(|option| {
                let length = text::count(option, crate::TextUnit::CodePoints);
                length > limits.option_max || option.trim().is_empty()
            });
            let open = (limits.minutes.0..=limits.minutes.1).contains(&poll.minutes);
            if long || !open || !(limits.options_min..=limits.options_max).contains(&count) {
                let options = (limits.options_min, limits.options_max);
                found.add("poll", Fault::Poll { options, option_max: limits.option_max });
            }
        }
        for choice in &self.options {
            let chosen = outline.options.get(&choice.name).map_or("", String::as_str);
            let missing = choice.required && chosen.is_empty() && choice.default.is_empty();
            let unknown =
                !chosen.is_empty() && !choice.values.is_empty() && !choice.values.iter().any(|v| v == chosen);
            if missing || unknown {
                found.add("options", Fault::Choice { name: choice.name.clone() });
            }
        }
    }

    fn check_text(
        &self,
        connector: &dyn Connector,
        part: &Part<MediaFacts>,
        outline: &Outline,
        found: &mut Findings<'_>,
    ) {
        let limits = &self.limits;
        let has_more = outline.poll.is_some() || outline.link.is_some();
        let has_title = outline.title.as_deref().is_some_and(|title| !title.trim().is_empty())
            && limits.title_max.is_some();
        if part.text.trim().is_empty() && part.media.is_empty() && !has_more && !has_title {
            found.add("text", Fault::Empty);
        } else if self.media_required && part.media.is_empty() {
            found.add("media_required", Fault::MediaMissing);
        }
        let length = connector.measure(&part.text, limits);
        let (name, limit) = match limits.text_max_with_media {
            Some(limit) if !part.media.is_empty() => ("text_max_with_media", limit),
            _ => ("text_max", limits.text_max),
        };
        if length.units > limit {
            found.add(name, Fault::TextTooLong { length: length.units, limit });
        }
        if let Some(limit) = limits.text_max_bytes.filter(|limit| length.bytes > *limit) {
            found.add("text_max_bytes", Fault::TextTooManyBytes { length: length.bytes, limit });
        }
        let (hashtags, mentions) = text::tags_and_mentions(&part.text);
        if let Some(limit) = limits.hashtags_max.filter(|limit| hashtags > *limit) {
            found.add("hashtags_max", Fault::TooManyHashtags { count: hashtags, limit });
        }
        if let Some(limit) = limits.mentions_max.filter(|limit| mentions > *limit) {
            found.add("mentions_max", Fault::TooManyMentions { count: mentions, limit });
        }
    }

    fn check_media(&self, part: &Part<MediaFacts>, placement: Placement, found: &mut Findings<'_>) {
        let limits = &self.limits;
        let count =
            |kind| u32::try_from(part.media.iter().filter(|m| m.kind == kind).count()).unwrap_or(u32::MAX);
        let (images, videos) = (count(MediaKind::Image), count(MediaKind::Video));
        if images > limits.images_max {
            found.add("images_max", Fault::TooManyImages { count: images, limit: limits.images_max });
        }
        let videos_max = limits.video.as_ref().map_or(0, |video| video.videos_max);
        if videos > videos_max {
            found.add("videos_max", Fault::TooManyVideos { count: videos, limit: videos_max });
        }
        if images > 0 && videos > 0 && !limits.mixed_media {
            found.add("mixed_media", Fault::MixedMedia);
        }
        for media in &part.media {
            self.check_file(media, placement, found);
        }
    }

    fn check_file(&self, media: &MediaFacts, placement: Placement, found: &mut Findings<'_>) {
        let limits = &self.limits;
        let file_name = || media.file_name.clone();
        let (max_bytes, types) = match (media.kind, &limits.video, &limits.document) {
            (MediaKind::Image, ..) => (limits.image_max_bytes, &limits.image_types),
            (MediaKind::Video, Some(video), _) => (video.max_bytes, &video.types),
            (MediaKind::Document, _, Some(document)) => (document.max_bytes, &document.types),
            // That it is not taken at all is told by its format and number.
            _ => return,
        };
        if media.bytes > max_bytes {
            let name = if media.kind == MediaKind::Image { "image_max_bytes" } else { "max_bytes" };
            found.add(name, Fault::FileTooLarge { file_name: file_name(), limit: max_bytes });
        }
        if !types.contains(&media.mime) {
            found.add("types", Fault::FileType { file_name: file_name(), mime: media.mime.clone() });
        }
        if let Some(limit) = limits
            .alt_max
            .filter(|limit| *limit > 0 && text::count(&media.alt, crate::TextUnit::CodePoints) > *limit)
        {
            found.add("alt_max", Fault::AltTooLong { file_name: file_name(), limit });
        }
        self.check_size(media, found);
        let ratio = match media.kind {
            MediaKind::Image => limits.image_ratio,
            MediaKind::Video => limits.video.as_ref().and_then(|video| video.ratio),
            MediaKind::Document => None,
        };
        if let Some((narrow, wide)) = ratio.filter(|_| placement == Placement::Feed)
            && media.width > 0
            && media.height > 0
        {
            let own = f64::from(media.width) / f64::from(media.height);
            // A pixel's rounding is not a fault.
            if own < narrow - 0.01 || own > wide + 0.01 {
                found.add(
                    "ratio",
                    Fault::Ratio { file_name: file_name(), limit: (hundredths(narrow), hundredths(wide)) },
                );
            }
        }
        if let (Some(video), Some(ms)) = (&limits.video, media.duration_ms)
            && media.kind == MediaKind::Video
            && !(video.min_ms..=video.max_ms).contains(&ms)
        {
            let limit = (video.min_ms.div_ceil(1_000), video.max_ms / 1_000);
            found.add("duration", Fault::Duration { file_name: file_name(), limit });
        }
    }

    fn check_size(&self, media: &MediaFacts, found: &mut Findings<'_>) {
        let file_name = || media.file_name.clone();
        let video = self.limits.video.as_ref().filter(|_| media.kind == MediaKind::Video);
        let (name, max_pixels) = match media.kind {
            MediaKind::Image => ("image_max_pixels", self.limits.image_max_pixels),
            MediaKind::Video | MediaKind::Document => {
                ("max_pixels", video.and_then(|video| video.max_pixels))
            }
        };
        let pixels = u64::from(media.width) * u64::from(media.height);
        if let Some(limit) = max_pixels.filter(|limit| pixels > *limit) {
            found.add(name, Fault::TooManyPixels { file_name: file_name(), limit });
        }
        let Some(video) = video else { return };
        if media.bytes < video.min_bytes {
            found.add("min_bytes", Fault::FileTooSmall { file_name: file_name(), limit: video.min_bytes });
        }
        if media.width > 0 && media.width.min(media.height) < video.min_side {
            found.add("min_side", Fault::SideTooShort { file_name: file_name(), limit: video.min_side });
        }
    }
}

/// A ratio for people.
fn hundredths(ratio: f64) -> u32 {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a ratio between 0 and 100")]
    let whole = (ratio * 100.0).round() as u32;
    whole
}

struct Findings<'a> {
    capabilities: &'a Capabilities,
    part: usize,
    list: Vec<Finding>,
}

impl Findings<'_> {
    fn add(&mut self, limit: &str, fault: Fault) {
        let blocks = !self.capabilities.limits.unverified.iter().any(|name| name == limit);
        self.list.push(Finding { part: self.part, fault, blocks });
    }
}
