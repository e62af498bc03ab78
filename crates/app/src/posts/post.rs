//! What a post is, and the pure rules of its text.

use std::collections::BTreeMap;

use db::FromQueryResult;
use networks::Fault;
use serde::Serialize;

use super::shape::Shape;
use crate::{
    FieldError, Now,
    ids::{BrandId, CampaignId, ChannelId, PostId, UserId, VariantId},
};

/// Longest master text taken, in characters; networks have far shorter limits of their own.
pub const MAX_TEXT: usize = 100_000;

/// A post as its row stands.
#[derive(Debug, Clone, FromQueryResult, Serialize)]
pub struct Post {
    /// Id.
    pub id: PostId,
    /// Whose it is.
    pub brand_id: BrandId,
    /// The campaign it belongs to; without one it is an orphan.
    pub campaign_id: Option<CampaignId>,
    /// Working title, for the team only.
    pub title: String,
    /// Master text.
    pub text: String,
    /// BCP 47 language of the text.
    pub language: Option<String>,
    /// Who wrote it.
    pub author_id: Option<UserId>,
    /// When it was made.
    pub created_at: Now,
    /// When it was last changed.
    pub updated_at: Now,
    /// Grows with each change: two people do not overwrite each other.
    pub version: i64,
}

/// A post's form for one channel.
#[derive(Debug, Clone, FromQueryResult, Serialize)]
pub struct Variant {
    /// Id.
    pub id: VariantId,
    /// For which channel.
    pub channel_id: ChannelId,
    /// Own text; `None` while it follows the master.
    pub text: Option<String>,
    /// [`Shape::keep`].
    pub shape: Option<String>,
}

impl Variant {
    /// The text that goes out, links not yet shortened.
    #[must_use]
    pub fn text<'a>(&'a self, post: &'a Post) -> &'a str {
        self.text.as_deref().unwrap_or(&post.text)
    }

    /// What it has beside its text.
    #[must_use]
    pub fn shape(&self) -> Shape {
        Shape::read(self.shape.as_deref())
    }
}

impl Post {
    /// The title that somebody gave; empty for one that came from the text.
    #[must_use]
    pub fn own_title(&self) -> &str {
        if self.title == title_of(&self.text) { "" } else { &self.title }
    }
}

/// Working title of a post that was given none: the first line, at most 60 characters.
#[must_use]
pub fn title_of(text: &str) -> String {
    let line = text.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default();
    if line.chars().count() <= 60 {
        return line.to_owned();
    }
    let cut: String = line.chars().take(59).collect();
    format!("{}…", cut.trim_end())
}

/// A network's refusal as a fault of a field of the composer.
#[must_use]
pub fn field_error(field: &str, channel: &str, fault: &Fault) -> FieldError {
    let (code, params) = words(fault);
    let mut error = FieldError::new(field, code).with("channel", channel);
    for (name, value) in params {
        error = error.with(name, value);
    }
    error
}

/// The stable word of a fault and what its text names.
fn words(fault: &Fault) -> (&'static str, BTreeMap<&'static str, String>) {
    let over = |length: &u32, limit: &u32| -> BTreeMap<&'static str, String> {
        [("length", length.to_string()), ("limit", limit.to_string())].into()
    };
    let number = |count: &u32, limit: &u32| -> BTreeMap<&'static str, String> {
        [("count", count.to_string()), ("limit", limit.to_string())].into()
    };
    let seconds = |ms: &(u32, u32)| -> [(&'static str, String); 2] {
        [("least", ms.0.to_string()), ("most", ms.1.to_string())]
    };
    let decimal = |hundredths: u32| format!("{}.{:02}", hundredths / 100, hundredths % 100);
    match fault {
        Fault::Empty => ("post_empty", BTreeMap::new()),
        Fault::TextTooLong { length, limit } => ("post_text_too_long", over(length, limit)),
        Fault::TextTooManyBytes { length, limit } => ("post_text_too_many_bytes", over(length, limit)),
        Fault::TitleMissing => ("post_title_missing", BTreeMap::new()),
        Fault::TitleTooLong { length, limit } => ("post_title_too_long", over(length, limit)),
        Fault::TooManyHashtags { count, limit } => ("post_too_many_hashtags", number(count, limit)),
        Fault::TooManyMentions { count, limit } => ("post_too_many_mentions", number(count, limit)),
        Fault::Forbidden { what } => ("post_forbidden", [("what", what.clone())].into()),
        Fault::MediaMissing => ("post_media_missing", BTreeMap::new()),
        Fault::TooManyImages { count, limit } => ("post_too_many_images", number(count, limit)),
        Fault::TooManyVideos { count, limit } => ("post_too_many_videos", number(count, limit)),
        Fault::MixedMedia => ("post_mixed_media", BTreeMap::new()),
        Fault::FileTooLarge { file_name, limit } => (
            "post_file_too_large",
            [("name", file_name.clone()), ("limit_kb", (limit / 1000).to_string())].into(),
        ),
        Fault::FileTooSmall { file_name, limit } => (
            "post_file_too_small",
            [("name", file_name.clone()), ("limit_kb", limit.div_ceil(1000).to_string())].into(),
        ),
        Fault::TooManyPixels { file_name, limit } => (
            "post_too_many_pixels",
            [("name", file_name.clone()), ("limit_mp", (limit / 1_000_000).to_string())].into(),
        ),
        Fault::SideTooShort { file_name, limit } => {
            ("post_side_too_short", [("name", file_name.clone()), ("limit", limit.to_string())].into())
        }
        Fault::FileType { file_name, mime } => {
            ("post_file_type", [("name", file_name.clone()), ("type", mime.clone())].into())
        }
        Fault::Ratio { file_name, limit } => (
            "post_ratio",
            [("name", file_name.clone()), ("narrowest", decimal(limit.0)), ("widest", decimal(limit.1))]
                .into(),
        ),
        Fault::Duration { file_name, limit } => {
            let mut params = BTreeMap::from(seconds(limit));
            params.insert("name", file_name.clone());
            ("post_duration", params)
        }
        Fault::AltTooLong { file_name, limit } => {
            ("post_alt_too_long", [("name", file_name.clone()), ("limit", limit.to_string())].into())
        }
        Fault::Format { format } => ("post_format", [("format", format.as_str().to_owned())].into()),
        Fault::Placement { placement } => {
            ("post_placement", [("placement", placement.as_str().to_owned())].into())
        }
        Fault::Poll { options, option_max } => {
            let mut params = BTreeMap::from(seconds(options));
            params.insert("limit", option_max.to_string());
            ("post_poll", params)
        }
        Fault::CommentNotOffered => ("post_comment_not_offered", BTreeMap::new()),
        Fault::CommentTooLong { length, limit } => ("post_comment_too_long", over(length, limit)),
        Fault::Choice { name } => ("post_choice", [("choice", name.clone())].into()),
        Fault::RightsEnded { file_name } => ("post_rights_ended", [("name", file_name.clone())].into()),
        Fault::NoPublicAddress => ("post_no_public_address", BTreeMap::new()),
    }
}
