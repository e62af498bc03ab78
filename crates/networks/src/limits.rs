//! What a network takes, in numbers.

use serde::{Deserialize, Serialize};

/// The unit in which a network counts text.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TextUnit {
    /// What a reader sees as one character (UAX 29).
    Graphemes,
    /// Unicode scalar values.
    #[default]
    CodePoints,
    /// UTF-16 code units.
    Utf16,
    /// UTF-8 bytes.
    Bytes,
    /// X's weights: most scripts 1, others and emoji 2.
    Weighted,
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
            Self::Weighted => "weighted",
        }
    }
}

/// Limits of one account's server. Kept with the channel as JSON and read anew at each health check; what was not yet
/// known when it was kept takes its default.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Limits {
    /// Unit of `text_max`.
    pub text_unit: TextUnit,
    /// Longest text.
    pub text_max: u32,
    /// Longest text where files go with it, if that differs.
    pub text_max_with_media: Option<u32>,
    /// Longest text in UTF-8 bytes, where the network has that limit too.
    pub text_max_bytes: Option<u32>,
    /// What any link counts, where the network gives links a fixed length.
    pub link_length: Option<u32>,
    /// Longest title in code points; `None` where posts have no title.
    pub title_max: Option<u32>,
    /// Most hashtags in one text.
    pub hashtags_max: Option<u32>,
    /// Most mentions in one text.
    pub mentions_max: Option<u32>,
    /// Longest first comment in code points.
    pub comment_max: Option<u32>,
    /// Most pictures in one post.
    pub images_max: u32,
    /// Largest picture in bytes.
    pub image_max_bytes: u64,
    /// Media types of pictures accepted.
    pub image_types: Vec<String>,
    /// Most pixels of a picture.
    pub image_max_pixels: Option<u64>,
    /// Narrowest and widest picture, as width ÷ height.
    pub image_ratio: Option<(f64, f64)>,
    /// Longest alternative text in characters; 0 where there is none.
    pub alt_max: Option<u32>,
    /// Films; `None` where the network takes none from us.
    pub video: Option<VideoLimits>,
    /// Documents; `None` where the network takes none.
    pub document: Option<DocumentLimits>,
    /// Whether pictures and films may stand in one post.
    pub mixed_media: bool,
    /// Polls; `None` where there are none.
    pub poll: Option<PollLimits>,
    /// Names of fields above for which no official source was found: a fault against them warns and does not block.
    pub unverified: Vec<String>,
}

/// What films a network takes.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct VideoLimits {
    /// Most films in one post.
    pub videos_max: u32,
    /// Smallest file in bytes.
    pub min_bytes: u64,
    /// Largest file in bytes.
    pub max_bytes: u64,
    /// Least width and height in pixels.
    pub min_side: u32,
    /// Most pixels of a picture of it.
    pub max_pixels: Option<u64>,
    /// Shortest in milliseconds.
    pub min_ms: u32,
    /// Longest in milliseconds.
    pub max_ms: u32,
    /// Media types accepted.
    pub types: Vec<String>,
    /// Narrowest and widest picture, as width ÷ height.
    pub ratio: Option<(f64, f64)>,
}

/// What documents a network takes.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct DocumentLimits {
    /// Largest file in bytes.
    pub max_bytes: u64,
    /// Media types accepted.
    pub types: Vec<String>,
}

/// What polls a network takes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PollLimits {
    /// Fewest choices.
    pub options_min: u32,
    /// Most choices.
    pub options_max: u32,
    /// Longest choice in characters.
    pub option_max: u32,
    /// Longest question in characters, where it is not the text.
    pub question_max: Option<u32>,
    /// Shortest and longest time, in minutes.
    pub minutes: (u32, u32),
}
