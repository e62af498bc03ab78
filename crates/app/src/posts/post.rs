//! What a post is, and the pure rules of its text.

use std::collections::BTreeMap;

use db::FromQueryResult;
use networks::{Capabilities, Connector, Fault, ImageFacts};
use serde::Serialize;

use crate::{
    FieldError, Now,
    ids::{BrandId, CampaignId, ChannelId, PostId, UserId, VariantId},
    links,
    media::Media,
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
}

impl Variant {
    /// The text that goes out, links not yet shortened.
    #[must_use]
    pub fn text<'a>(&'a self, post: &'a Post) -> &'a str {
        self.text.as_deref().unwrap_or(&post.text)
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

/// A text's length in a network's unit, and every reason for which that network would refuse it with these pictures.
/// Links count as they will go out, shortened. Composer, scheduler and sender all ask this one function.
#[must_use]
pub fn examine(
    connector: &dyn Connector,
    capabilities: &Capabilities,
    public_url: &str,
    text: &str,
    images: &[ImageFacts],
) -> (u32, Vec<Fault>) {
    let outgoing = links::preview_short(text, public_url);
    let length = connector.measure(&outgoing);
    (length.units, capabilities.faults(&outgoing, length, images))
}

/// What a check needs to know of pictures.
#[must_use]
pub fn image_facts(media: &[Media]) -> Vec<ImageFacts> {
    media
        .iter()
        .map(|media| ImageFacts {
            file_name: media.file_name.clone(),
            mime: media.mime.clone(),
            bytes: media.bytes.unsigned_abs(),
            alt: media.alt.clone(),
        })
        .collect()
}

/// A network's refusal as a fault of a field of the composer.
#[must_use]
pub fn field_error(field: &str, channel: &str, fault: &Fault) -> FieldError {
    let (code, params): (&'static str, BTreeMap<&'static str, String>) = match fault {
        Fault::Empty => ("post_empty", BTreeMap::new()),
        Fault::TextTooLong { length, limit } => {
            ("post_text_too_long", [("length", length.to_string()), ("limit", limit.to_string())].into())
        }
        Fault::TextTooManyBytes { length, limit } => (
            "post_text_too_many_bytes",
            [("length", length.to_string()), ("limit", limit.to_string())].into(),
        ),
        Fault::TooManyImages { count, limit } => {
            ("post_too_many_images", [("count", count.to_string()), ("limit", limit.to_string())].into())
        }
        Fault::ImageTooLarge { file_name, limit } => (
            "post_image_too_large",
            [("name", file_name.clone()), ("limit_kb", (limit / 1000).to_string())].into(),
        ),
        Fault::ImageType { file_name, mime } => {
            ("post_image_type", [("name", file_name.clone()), ("type", mime.clone())].into())
        }
        Fault::AltTooLong { file_name, limit } => {
            ("post_alt_too_long", [("name", file_name.clone()), ("limit", limit.to_string())].into())
        }
    };
    let mut error = FieldError::new(field, code).with("channel", channel);
    for (name, value) in params {
        error = error.with(name, value);
    }
    error
}
