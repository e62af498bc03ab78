//! What a network can do. Drives the composer, the validator, the metric pages and the shared test suite.

use serde::{Deserialize, Serialize};

use crate::{Content, Network};

/// The unit in which a network counts text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TextUnit {
    /// What a reader sees as one character (UAX 29).
    Graphemes,
    /// Unicode scalar values.
    CodePoints,
    /// UTF-16 code units.
    Utf16,
    /// UTF-8 bytes.
    Bytes,
}

impl TextUnit {
    /// The word used in the API and to name the unit's text.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Graphemes => "graphemes",
            Self::CodePoints => "code_points",
            Self::Utf16 => "utf16",
            Self::Bytes => "bytes",
        }
    }
}

/// Limits of one account's server. Kept with the channel as JSON and read anew at each health check.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Limits {
    /// Unit of `text_max`.
    pub text_unit: TextUnit,
    /// Longest text.
    pub text_max: u32,
    /// Longest text in UTF-8 bytes, where the network has that limit too.
    pub text_max_bytes: Option<u32>,
    /// What any link counts, where the network gives links a fixed length.
    pub link_length: Option<u32>,
    /// Most pictures in one post.
    pub images_max: u32,
    /// Largest picture in bytes.
    pub image_max_bytes: u64,
    /// Media types accepted.
    pub image_types: Vec<String>,
    /// Longest alternative text in characters.
    pub alt_max: Option<u32>,
}

/// How a person connects an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ConnectMethod {
    /// Handle and an app password, typed into Tandem.
    AppPassword,
    /// The network's own page asks for consent; the person types the server's address.
    OAuthServer,
}

/// A counter that networks tell. Views, impressions and reach never merge.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Metric {
    /// Likes, favourites.
    Likes,
    /// Reposts, boosts.
    Reposts,
    /// Replies, comments.
    Replies,
    /// Quotes.
    Quotes,
    /// Followers of an account.
    Followers,
    /// Posts of an account.
    Posts,
    /// Times shown.
    Impressions,
    /// People reached.
    Reach,
    /// Views of a video or post.
    Views,
}

impl Metric {
    /// Every metric, in the order in which pages list them.
    pub const ALL: [Self; 9] = [
        Self::Likes,
        Self::Reposts,
        Self::Replies,
        Self::Quotes,
        Self::Followers,
        Self::Posts,
        Self::Impressions,
        Self::Reach,
        Self::Views,
    ];

    /// The word used in tables and the API.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Likes => "likes",
            Self::Reposts => "reposts",
            Self::Replies => "replies",
            Self::Quotes => "quotes",
            Self::Followers => "followers",
            Self::Posts => "posts",
            Self::Impressions => "impressions",
            Self::Reach => "reach",
            Self::Views => "views",
        }
    }

    /// Reads [`Metric::as_str`] back; `None` for an unknown word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|metric| metric.as_str() == word)
    }
}

/// What one network, on one account's server, can do.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Capabilities {
    /// Which network.
    pub network: Network,
    /// How an account is connected.
    pub connect: ConnectMethod,
    /// Limits for text and pictures.
    pub limits: Limits,
    /// Repeating a send with the same handle makes no second post, natively, on every server of the network.
    pub repeatable: bool,
    /// A send of unknown outcome can be looked up.
    pub can_look_up: bool,
    /// A post can be removed.
    pub can_delete: bool,
    /// Credentials run out and are refreshed.
    pub refreshes: bool,
    /// Counters of a post.
    pub post_metrics: Vec<Metric>,
    /// Counters of an account.
    pub account_metrics: Vec<Metric>,
    /// Most posts in one request for counters.
    pub metrics_batch: usize,
}

/// Why a network would refuse a content; `field` names the part of the composer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Fault {
    /// Neither text nor picture.
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
    /// More pictures than one post may carry.
    TooManyImages {
        /// How many there are.
        count: u32,
        /// The limit.
        limit: u32,
    },
    /// A picture over the limit.
    ImageTooLarge {
        /// Which file.
        file_name: String,
        /// The limit in bytes.
        limit: u64,
    },
    /// A picture of a type that the network does not take.
    ImageType {
        /// Which file.
        file_name: String,
        /// Its media type.
        mime: String,
    },
    /// An alternative text over the limit.
    AltTooLong {
        /// Which file.
        file_name: String,
        /// The limit in characters.
        limit: u32,
    },
}

/// A picture without its bytes, enough to check it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImageFacts {
    /// File name without folders.
    pub file_name: String,
    /// Media type.
    pub mime: String,
    /// Size of the file.
    pub bytes: u64,
    /// Alternative text.
    pub alt: String,
}

impl Capabilities {
    /// Every reason for which this network would refuse a part, all at once; empty means it fits. The composer, the
    /// scheduler and the sender ask this one function.
    #[must_use]
    pub fn faults(
        &self,
        text: &str,
        length: crate::contract::TextLength,
        images: &[ImageFacts],
    ) -> Vec<Fault> {
        let limits = &self.limits;
        let mut faults = Vec::new();
        if text.trim().is_empty() && images.is_empty() {
            faults.push(Fault::Empty);
        }
        if length.units > limits.text_max {
            faults.push(Fault::TextTooLong { length: length.units, limit: limits.text_max });
        }
        if let Some(limit) = limits.text_max_bytes.filter(|limit| length.bytes > *limit) {
            faults.push(Fault::TextTooManyBytes { length: length.bytes, limit });
        }
        let count = u32::try_from(images.len()).unwrap_or(u32::MAX);
        if count > limits.images_max {
            faults.push(Fault::TooManyImages { count, limit: limits.images_max });
        }
        for image in images {
            let file_name = image.file_name.clone();
            if image.bytes > limits.image_max_bytes {
                faults.push(Fault::ImageTooLarge {
                    file_name: file_name.clone(),
                    limit: limits.image_max_bytes,
                });
            }
            if !limits.image_types.contains(&image.mime) {
                faults.push(Fault::ImageType { file_name: file_name.clone(), mime: image.mime.clone() });
            }
            if let Some(limit) = limits.alt_max.filter(|limit| image.alt.chars().count() > *limit as usize) {
                faults.push(Fault::AltTooLong { file_name, limit });
            }
        }
        faults
    }
}

impl Content {
    /// A content of one part.
    #[must_use]
    pub fn single(text: String, images: Vec<crate::Image>, language: Option<String>) -> Self {
        Self { parts: vec![crate::Part { text, images }], language }
    }
}
