//! Turns of deliveries that carry files.

use std::sync::Arc;

use tokio::sync::OwnedSemaphorePermit;

use super::work::Work;

/// How many deliveries with files one process sends at a time: their pieces are in memory while they are uploaded.
pub(super) const WITH_FILES: usize = 32;

/// Leave to send files, given back when dropped.
#[derive(Default)]
pub(super) struct Turn {
    pub turn: Option<OwnedSemaphorePermit>,
    /// Whether others had to end first.
    pub waited: bool,
}

impl Work {
    /// A turn, as soon as there is one.
    pub(super) async fn turn(&self) -> Turn {
        if let Ok(turn) = Arc::clone(&self.with_files).try_acquire_owned() {
            return Turn { turn: Some(turn), waited: false };
        }
        Turn { turn: Arc::clone(&self.with_files).acquire_owned().await.ok(), waited: true }
    }
}
