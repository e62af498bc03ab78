//! The handle of a send: what is uploaded, what was tried, what is out.

use serde::{Deserialize, Serialize};

use crate::first_comment::{Comment, Commented};
use crate::steps::{Kept, misfit};
use crate::{Content, Error, Handle, Published};

/// [`Handle`] to everybody else.
#[derive(Serialize, Deserialize)]
pub(super) struct Plan {
    pub created_ms: i64,
    pub parts: Vec<Planned>,
    pub comment: Comment,
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
    Plan {
        created_ms: now_ms,
        parts: (0..content.parts.len()).map(planned).collect(),
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
    pub fn read(handle: &Handle, parts: usize) -> Result<Self, Error> {
        let plan = <Self as Kept>::read(handle)?;
        if plan.parts.len() == parts && parts > 0 { Ok(plan) } else { Err(misfit()) }
    }

    /// The id of the last part before `index` that is out: what the part at `index` answers.
    pub fn parent(&self, index: usize) -> Option<&str> {
        self.parts.get(index.checked_sub(1)?)?.sent.as_deref()
    }

    /// Everything that is known to be out.
    pub fn sent(&self) -> Vec<String> {
        let comment = self.comment.id().map(str::to_owned);
        self.parts.iter().filter_map(|planned| planned.sent.clone()).chain(comment).collect()
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
        assert!(plan.comment.waits(&content) && plan.published("w", "u").is_none());
        assert!(Plan::read(&prepare(&content, 5), 2).is_err());
    }
}
