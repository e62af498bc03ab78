//! What goes out, and what is enough to know of it to check it.

use std::{collections::BTreeMap, fmt, sync::Arc};

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use crate::Error;

/// Where on the network a post appears.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Placement {
    /// Among the account's posts.
    #[default]
    Feed,
    /// For a day, full screen.
    Story,
    /// A short upright video: reel, short.
    Reel,
}

impl Placement {
    /// Every placement, in the order in which pages list them.
    pub const ALL: [Self; 3] = [Self::Feed, Self::Story, Self::Reel];

    /// The word used in tables and the API.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Feed => "feed",
            Self::Story => "story",
            Self::Reel => "reel",
        }
    }

    /// Reads [`Placement::as_str`] back; `None` for an unknown word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|placement| placement.as_str() == word)
    }
}

/// A post for one channel. `M` is what is known of a picture or film: [`Media`] where it goes out, [`MediaFacts`] where
/// it is checked. Links are already shortened and tagged.
#[derive(Debug, Clone, PartialEq)]
pub struct Content<M = Media> {
    /// Where it appears.
    pub placement: Placement,
    /// Title, where the network has one ([`crate::Limits::title_max`]).
    pub title: Option<String>,
    /// In reading order, never empty: one for a plain post, several for a thread.
    pub parts: Vec<Part<M>>,
    /// BCP 47 language of the text, e.g. `en`.
    pub language: Option<String>,
    /// Link shown as a card or as the post's target, beside the text.
    pub link: Option<LinkCard>,
    /// Question put to the readers, with the first part's text above it.
    pub poll: Option<Poll>,
    /// Comment of our own under the post, sent right after it.
    pub first_comment: Option<String>,
    /// Choices that only this network has, by [`crate::Choice::name`].
    pub options: BTreeMap<String, String>,
}

/// The content as far as it can be checked without the files.
pub type Outline = Content<MediaFacts>;

impl<M> Default for Content<M> {
    fn default() -> Self {
        Self {
            placement: Placement::Feed,
            title: None,
            parts: vec![],
            language: None,
            link: None,
            poll: None,
            first_comment: None,
            options: BTreeMap::new(),
        }
    }
}

/// One post of a [`Content`].
#[derive(Debug, Clone, PartialEq)]
pub struct Part<M = Media> {
    /// The text as it is to be read.
    pub text: String,
    /// Pictures, films and documents in order.
    pub media: Vec<M>,
}

/// A link with what its card says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkCard {
    /// Where it leads.
    pub url: String,
    /// Heading of the card.
    pub title: String,
    /// Text of the card.
    pub description: String,
}

/// A question to the readers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Poll {
    /// What can be chosen, in order.
    pub options: Vec<String>,
    /// How long it is open, in minutes.
    pub minutes: u32,
}

/// What kind of file a [`Media`] is to a network.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MediaKind {
    /// A still or moving picture.
    Image,
    /// A film.
    Video,
    /// Pages to leaf through.
    Document,
}

/// What is known of a file without its bytes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MediaFacts {
    /// What kind of file.
    pub kind: MediaKind,
    /// File name without folders.
    pub file_name: String,
    /// Media type, e.g. `image/png`, `video/mp4`, `application/pdf`.
    pub mime: String,
    /// Size of the file.
    pub bytes: u64,
    /// Pixels; 0 for documents.
    pub width: u32,
    /// Pixels; 0 for documents.
    pub height: u32,
    /// Length of a film in milliseconds.
    pub duration_ms: Option<u32>,
    /// Alternative text; may be empty.
    pub alt: String,
}

/// A file that goes out.
#[derive(Clone)]
pub struct Media {
    /// What it is.
    pub facts: MediaFacts,
    /// Address under which a network can fetch it, where this instance has one.
    pub public_url: Option<String>,
    /// Its bytes.
    pub file: Arc<dyn MediaFile>,
}

impl PartialEq for Media {
    fn eq(&self, other: &Self) -> bool {
        self.facts == other.facts && self.public_url == other.public_url
    }
}

impl fmt::Debug for Media {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let MediaFacts { file_name, mime, bytes, .. } = &self.facts;
        write!(f, "Media({file_name} {mime} {bytes} bytes)")
    }
}

impl Media {
    /// The same as mere bytes, for networks that find out by themselves what they are.
    #[must_use]
    pub(crate) fn untyped(self) -> Self {
        let mime = "application/octet-stream".to_owned();
        Self { facts: MediaFacts { mime, ..self.facts }, ..self }
    }

    /// The whole file; for pictures and documents. Films are read piece by piece.
    ///
    /// # Errors
    /// `Local` when the file cannot be read.
    pub async fn read_all(&self) -> Result<Vec<u8>, Error> {
        self.file.read(0, self.facts.bytes).await
    }
}

/// Where the bytes of a file come from.
#[async_trait]
pub trait MediaFile: Send + Sync {
    /// `length` bytes from `offset`, fewer only at the end of the file.
    ///
    /// # Errors
    /// `Local` when the file cannot be read; nothing was sent then.
    async fn read(&self, offset: u64, length: u64) -> Result<Vec<u8>, Error>;
}

#[async_trait]
impl MediaFile for Vec<u8> {
    async fn read(&self, offset: u64, length: u64) -> Result<Vec<u8>, Error> {
        let at = |place: u64| usize::try_from(place).unwrap_or(usize::MAX).min(self.len());
        Ok(self[at(offset)..at(offset.saturating_add(length))].to_vec())
    }
}

impl<M> Content<M> {
    /// A content of one part.
    #[must_use]
    pub fn single(text: String, media: Vec<M>, language: Option<String>) -> Self {
        Self { parts: vec![Part { text, media }], language, ..Self::default() }
    }

    /// The text of the first part.
    #[must_use]
    pub fn text(&self) -> &str {
        self.parts.first().map_or("", |part| &part.text)
    }

    /// The files of the first part.
    #[must_use]
    pub fn media(&self) -> &[M] {
        self.parts.first().map_or(&[], |part| &part.media)
    }

    /// A choice of this network alone, unless it was left open.
    #[must_use]
    pub fn option(&self, name: &str) -> Option<&str> {
        self.options.get(name).map(String::as_str).filter(|value| !value.is_empty())
    }
}

impl Content {
    /// What can be checked of it.
    #[must_use]
    pub fn outline(&self) -> Outline {
        let parts = self.parts.iter().map(|part| Part {
            text: part.text.clone(),
            media: part.media.iter().map(|media| media.facts.clone()).collect(),
        });
        Content {
            placement: self.placement,
            title: self.title.clone(),
            parts: parts.collect(),
            language: self.language.clone(),
            link: self.link.clone(),
            poll: self.poll.clone(),
            first_comment: self.first_comment.clone(),
            options: self.options.clone(),
        }
    }
}
