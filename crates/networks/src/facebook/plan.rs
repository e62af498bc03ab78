//! What is kept of a send.

use serde::{Deserialize, Serialize};

use crate::first_comment::{Comment, Commented};
use crate::steps::Kept;
use crate::{Content, Handle, MediaKind, Placement, Published};

/// [`Handle`] to everybody else.
#[derive(Serialize, Deserialize, Default)]
pub(super) struct Plan {
    pub created_ms: i64,
    /// Pictures that nobody sees yet, in order.
    pub photos: Vec<String>,
    pub film: Option<Film>,
    /// The call that makes the post was sent at least once.
    pub tried: bool,
    pub sent: Option<Sent>,
    pub comment: Comment,
}

/// A film on its way.
#[derive(Serialize, Deserialize, Default)]
pub(super) struct Film {
    /// Given before the first byte: the native handle.
    pub id: String,
    /// Session of an upload in pieces.
    pub session: Option<String>,
    /// Where all bytes go at once, for reels and stories.
    pub upload_url: Option<String>,
    /// The next piece, as the network asks for it.
    pub start: u64,
    pub end: u64,
    pub uploaded: bool,
    /// The network took the last call.
    pub finished: bool,
    /// The post's id, where that call told it.
    pub post_id: Option<String>,
    /// How often the state was asked for.
    pub polls: u32,
}

#[derive(Serialize, Deserialize)]
pub(super) struct Sent {
    pub id: String,
    pub url: String,
}

/// What a content becomes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// A post of text, link or pictures.
    Post,
    /// A picture for a day.
    PhotoStory,
    /// A film, by the edge that takes it.
    Film(Edge),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Edge {
    Videos,
    Reels,
    Stories,
}

impl Shape {
    pub(super) fn of(content: &Content) -> Self {
        let film = content.media().iter().any(|media| media.facts.kind == MediaKind::Video);
        match (content.placement, film) {
            (Placement::Feed, false) => Self::Post,
            (Placement::Feed, true) => Self::Film(Edge::Videos),
            (Placement::Story, false) => Self::PhotoStory,
            (Placement::Story, true) => Self::Film(Edge::Stories),
            (Placement::Reel, _) => Self::Film(Edge::Reels),
        }
    }
}

/// Nothing is drawn: the network gives the ids.
pub(super) fn prepare(_content: &Content, now_ms: i64) -> Handle {
    Plan { created_ms: now_ms, ..Plan::default() }.keep()
}

impl Kept for Plan {}

impl Commented for Plan {
    fn comment(&mut self) -> &mut Comment {
        &mut self.comment
    }
}

impl Plan {
    pub(super) fn note(&mut self, id: &str, url: Option<&str>) {
        self.sent = Some(Sent { id: id.to_owned(), url: url.unwrap_or_default().to_owned() });
    }

    pub(super) fn published(&self) -> Option<Published> {
        let sent = self.sent.as_ref()?;
        Some(Published { remote_id: sent.id.clone(), url: sent.url.clone(), handle: self.keep() })
    }
}
