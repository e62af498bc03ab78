//! The handle of a send: what is uploaded, what was tried, what is out.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{Content, Error, ErrorKind, Handle, Next, Published};

/// How often a comment of our own is tried before it is given up: the post itself is out.
const COMMENT_TRIES: u32 = 5;

/// [`Handle`] to everybody else.
#[derive(Serialize, Deserialize)]
pub(super) struct Plan {
    pub created_ms: i64,
    pub files: Vec<PlannedFile>,
    /// The post has been handed to the network at least once.
    pub tried: bool,
    /// `urn:li:share:…` or `urn:li:ugcPost:…`.
    pub sent: Option<String>,
    /// The first comment, where there is one.
    pub comment: Option<Comment>,
    /// Files were uploaded anew because the network had forgotten them.
    pub renewed: bool,
}

#[derive(Serialize, Deserialize, Default)]
pub(super) struct Comment {
    pub tried: bool,
    pub tries: u32,
    pub sent: Option<String>,
    /// Why it was given up.
    pub refused: Option<String>,
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

pub(super) fn prepare(content: &Content, now_ms: i64) -> Handle {
    let comment = content.first_comment.as_deref().filter(|text| !text.trim().is_empty());
    Plan {
        created_ms: now_ms,
        files: vec![],
        tried: false,
        sent: None,
        comment: comment.map(|_| Comment::default()),
        renewed: false,
    }
    .keep()
}

impl Plan {
    pub fn read(handle: &Handle) -> Result<Self, Error> {
        Self::deserialize(&handle.0)
            .map_err(|_| Error::new(ErrorKind::Local, Next::Never, "the handle does not fit the content"))
    }

    pub fn keep(&self) -> Handle {
        Handle(serde_json::to_value(self).unwrap_or(Value::Null))
    }

    /// The comment, as long as it is still to come.
    pub fn waiting_comment(&mut self) -> Option<&mut Comment> {
        self.comment.as_mut().filter(|comment| comment.sent.is_none() && comment.refused.is_none())
    }

    pub fn published(&self, web: &str) -> Option<Published> {
        let remote_id = self.sent.clone()?;
        Some(Published { url: format!("{web}/feed/update/{remote_id}"), remote_id, handle: self.keep() })
    }
}

impl Comment {
    /// Takes note of one more try that came to nothing; whether that was the last.
    pub fn give_up(&mut self, error: &Error) -> bool {
        self.tries += 1;
        let last = matches!(error.next, Next::Never) || self.tries >= COMMENT_TRIES;
        if last {
            self.refused = Some(error.to_string());
        }
        last
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_handle_is_the_same_for_the_same_input() {
        let content =
            Content { first_comment: Some("more".into()), ..Content::single("hi".into(), vec![], None) };
        assert_eq!(prepare(&content, 5), prepare(&content, 5));
        let mut plan = Plan::read(&prepare(&content, 5)).unwrap();
        assert!(plan.waiting_comment().is_some() && plan.published("w").is_none());
        let never = Error::new(ErrorKind::Permission, Next::Never, "no");
        assert!(plan.waiting_comment().unwrap().give_up(&never));
        assert!(plan.waiting_comment().is_none());
    }
}
