//! An order for a version of a film, as its row stands.

use db::{FromQueryResult, text_enum};
use serde::Serialize;

use crate::{
    Now,
    ids::{ChannelId, MediaId, RenderId},
};

text_enum! {
    /// How far an order is.
    pub enum RenderState {
        /// For its turn.
        Waiting = "waiting",
        /// It is being made.
        Working = "working",
        /// The version is there.
        Done = "done",
        /// It could not be made.
        Failed = "failed",
        /// Somebody gave it up.
        Canceled = "canceled",
    }
}

/// An order for a version of a film.
#[derive(Debug, Clone, FromQueryResult, Serialize)]
pub struct Render {
    /// Id.
    pub id: RenderId,
    /// Of which film.
    pub media_id: MediaId,
    /// For which channel.
    pub channel_id: ChannelId,
    /// Its handle.
    pub handle: String,
    /// Word of its network.
    pub network: String,
    /// How far it is.
    pub state: RenderState,
    /// Whole percent.
    pub progress: i64,
    /// Why it failed: a word of ours, or what ffmpeg said.
    pub last_error: Option<String>,
    /// The version.
    pub made_id: Option<MediaId>,
    /// When it was ordered.
    pub created_at: Now,
}

impl Render {
    /// Whether it waits or is being made.
    #[must_use]
    pub const fn is_open(&self) -> bool {
        matches!(self.state, RenderState::Waiting | RenderState::Working)
    }
}
