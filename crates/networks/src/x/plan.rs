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
    pub parts: Vec<Planned>,
    /// The first comment, where there is one.
    pub comment: Option<Planned>,
    /// Why the comment was given up.
    pub comment_refused: Option<String>,
    #[serde(default)]
    pub comment_tries: u32,
    /// Files were uploaded anew because the network had forgotten them.
    #[serde(default)]
    pub renewed: bool,
}

#[derive(Serialize, Deserialize, Default)]
pub(super) struct Planned {
    pub files: Vec<PlannedFile>,
    /// The post has been handed to the network at least once.
    pub tried: bool,
    pub sent: Option<String>,
}

/// How far a file has come.
#[derive(Serialize, Deserialize)]
pub(super) struct PlannedFile {
    pub id: String,
    /// Pieces sent; those of a film and a moving picture.
    pub pieces: u64,
    pub whole: bool,
    pub ready: bool,
    pub described: bool,
}

pub(super) fn prepare(content: &Content, now_ms: i64) -> Handle {
    let planned = |_| Planned::default();
    let comment = content.first_comment.as_deref().filter(|text| !text.trim().is_empty());
    Plan {
        created_ms: now_ms,
        parts: (0..content.parts.len()).map(planned).collect(),
        comment: comment.map(|_| Planned::default()),
        comment_refused: None,
        comment_tries: 0,
        renewed: false,
    }
    .keep()
}

impl Plan {
    pub fn read(handle: &Handle, parts: usize) -> Result<Self, Error> {
        let plan = Self::deserialize(&handle.0).ok().filter(|plan| plan.parts.len() == parts && parts > 0);
        plan.ok_or_else(|| Error::new(ErrorKind::Local, Next::Never, "the handle does not fit the content"))
    }

    pub fn keep(&self) -> Handle {
        Handle(serde_json::to_value(self).unwrap_or(Value::Null))
    }

    /// The id of the last part before `index` that is out: what the part at `index` answers.
    pub fn parent(&self, index: usize) -> Option<&str> {
        self.parts.get(index.checked_sub(1)?)?.sent.as_deref()
    }

    /// Everything that is known to be out.
    pub fn sent(&self) -> Vec<String> {
        self.parts.iter().chain(&self.comment).filter_map(|planned| planned.sent.clone()).collect()
    }

    /// Whether the comment is still to come.
    pub fn comment_waits(&self) -> bool {
        self.comment_refused.is_none() && self.comment.as_ref().is_some_and(|comment| comment.sent.is_none())
    }

    /// Takes note of one more try of the comment that came to nothing; whether that was the last.
    pub fn give_comment_up(&mut self, error: &Error) -> bool {
        self.comment_tries += 1;
        let last = matches!(error.next, Next::Never) || self.comment_tries >= COMMENT_TRIES;
        if last {
            self.comment_refused = Some(error.to_string());
        }
        last
    }

    pub fn published(&self, web: &str, username: &str) -> Option<Published> {
        let remote_id = self.parts.first()?.sent.clone()?;
        Some(Published {
            url: format!("{web}/{username}/status/{remote_id}"),
            remote_id,
            handle: self.keep(),
        })
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
        let plan = Plan::read(&prepare(&content, 5), 1).unwrap();
        assert!(plan.comment_waits() && plan.published("w", "u").is_none());
        assert!(Plan::read(&prepare(&content, 5), 2).is_err());
    }

    #[test]
    fn a_comment_is_given_up_at_last() {
        let content =
            Content { first_comment: Some("more".into()), ..Content::single("hi".into(), vec![], None) };
        let mut plan = Plan::read(&prepare(&content, 5), 1).unwrap();
        let soon = Error::new(ErrorKind::Unavailable, crate::http::SOON, "later");
        for _ in 0..4 {
            assert!(!plan.give_comment_up(&soon));
        }
        assert!(plan.give_comment_up(&soon) && !plan.comment_waits());
    }
}
