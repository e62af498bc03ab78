//! The handle of a send: what is uploaded, what was tried, what is out.

use serde::{Deserialize, Serialize};

use crate::first_comment::{Comment, Commented};
use crate::steps::Kept;
use crate::{Handle, Published};

/// [`Handle`] to everybody else.
#[derive(Serialize, Deserialize)]
pub(super) struct Plan {
    pub created_ms: i64,
    pub files: Vec<PlannedFile>,
    /// The post has been handed to the network at least once.
    pub tried: bool,
    /// `urn:li:share:…` or `urn:li:ugcPost:…`.
    pub sent: Option<String>,
    pub comment: Comment,
    /// Files were uploaded anew because the network had forgotten them.
    pub renewed: bool,
}

/// How far a file has come.
#[derive(Serialize, Deserialize, Default)]
pub(super) struct PlannedFile {
    pub urn: String,
    /// Where the pieces of a film go: address, first and last byte.
    pub pieces: Vec<(String, u64, u64)>,
    pub token: String,
    /// What the network called the pieces that it has.
    pub tags: Vec<String>,
    pub whole: bool,
    pub ready: bool,
    /// The network does not tell how far it is; a little time was given.
    pub waited: bool,
}

pub(super) fn prepare(now_ms: i64) -> Handle {
    Plan {
        created_ms: now_ms,
        files: vec![],
        tried: false,
        sent: None,
        comment: Comment::default(),
        renewed: false,
    }
    .keep()
}

impl Kept for Plan {}

impl Commented for Plan {
    fn comment(&mut self) -> &mut Comment {
        &mut self.comment
    }
}

impl Plan {
    pub fn published(&self, web: &str) -> Option<Published> {
        let remote_id = self.sent.clone()?;
        Some(Published { url: format!("{web}/feed/update/{remote_id}"), remote_id, handle: self.keep() })
    }
}
