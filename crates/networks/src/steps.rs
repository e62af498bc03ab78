//! What the handles of networks hold where one request makes one post and the network has no record key: a step for
//! each such request, what was uploaded for it, whether it was ever tried, and what came of it.

use std::future::Future;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{Error, ErrorKind, Handle, Next, Progress};

/// What a connector keeps of a send: [`Handle`] to everybody else.
pub(crate) trait Kept: Serialize + DeserializeOwned {
    /// As it is committed.
    fn keep(&self) -> Handle {
        Handle(serde_json::to_value(self).unwrap_or(Value::Null))
    }

    /// Reads [`Kept::keep`] back.
    fn read(handle: &Handle) -> Result<Self, Error> {
        Self::deserialize(&handle.0).map_err(|_| misfit())
    }
}

/// Of a handle that is another content's.
pub(crate) fn misfit() -> Error {
    Error::new(ErrorKind::Local, Next::Never, "the handle does not fit the content")
}

/// [`Handle`] to everybody else.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Plan {
    /// When it was prepared.
    pub created_ms: i64,
    /// What marks this send as ours on the network, wherever a mark can be left.
    pub key: String,
    /// One for each part, and one more for a first comment.
    #[serde(rename = "parts")]
    pub steps: Vec<Step>,
}

/// One request that people see the outcome of.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Step {
    /// What was uploaded for it, in order: the network's own ids.
    pub files: Vec<String>,
    /// The uploads are finished and can be shown.
    pub ready: bool,
    /// How often it was waited for.
    pub waits: u32,
    /// It was handed to the network, and no refusal came.
    pub tried: bool,
    /// What it became.
    pub sent: Option<Sent>,
    /// Why the network refused it for good, where the post stands without it.
    pub refused: Option<String>,
}

/// What a step became.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Sent {
    /// The network's id.
    pub id: String,
    /// Public address, empty when the network tells none.
    pub url: String,
}

impl Kept for Plan {}

impl Plan {
    /// A plan of `steps` steps; nothing of it is drawn later.
    pub(crate) fn new(steps: usize, now_ms: i64, nonce: u64) -> Self {
        Self {
            created_ms: now_ms,
            key: format!("{nonce:016x}"),
            steps: (0..steps).map(|_| Step::default()).collect(),
        }
    }

    pub(crate) fn read(handle: &Handle, steps: usize) -> Result<Self, Error> {
        let plan = <Self as Kept>::read(handle)?;
        if plan.steps.len() == steps && steps > 0 { Ok(plan) } else { Err(misfit()) }
    }

    /// The mark of one step.
    pub(crate) fn key_of(&self, index: usize) -> String {
        format!("{}-{index}", self.key)
    }

    pub(crate) fn sent_id(&self, index: usize) -> Option<&str> {
        Some(&self.steps.get(index)?.sent.as_ref()?.id)
    }

    /// Whether a step needs no more work.
    pub(crate) fn is_done(&self, index: usize) -> bool {
        self.steps.get(index).is_some_and(|step| step.sent.is_some() || step.refused.is_some())
    }

    pub(crate) fn published(&self) -> Result<crate::Published, Error> {
        let sent = self.steps.first().and_then(|step| step.sent.as_ref());
        let sent = sent
            .ok_or_else(|| Error::new(ErrorKind::Local, Next::Unknown, "the handle lost its first part"))?;
        Ok(crate::Published { remote_id: sent.id.clone(), url: sent.url.clone(), handle: self.keep() })
    }

    /// Commits that a step is about to be handed over, hands it over, and commits what came of it. A refusal takes the
    /// mark away again: nothing is unknown then.
    pub(crate) async fn hand_over(
        &mut self,
        index: usize,
        progress: &dyn Progress,
        call: impl Future<Output = Result<Sent, Error>> + Send,
    ) -> Result<(), Error> {
        self.steps[index].tried = true;
        progress.save(&self.keep()).await?;
        match call.await {
            Ok(sent) => self.note(index, sent, progress).await,
            Err(error) => {
                if error.next != Next::Unknown {
                    self.steps[index].tried = false;
                    // Left undone, the step is looked for before it is sent again: slower, never twice.
                    if let Err(unsaved) = progress.save(&self.keep()).await {
                        tracing::debug!(error = %unsaved, "a refusal was not noted");
                    }
                }
                Err(error)
            }
        }
    }

    /// Commits what a step became.
    pub(crate) async fn note(
        &mut self,
        index: usize,
        sent: Sent,
        progress: &dyn Progress,
    ) -> Result<(), Error> {
        self.steps[index].sent = Some(sent);
        // The part is out, only our note of it may be missing.
        progress.save(&self.keep()).await.map_err(Error::now_unknown)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_handle_is_the_same_for_the_same_input() {
        assert_eq!(Plan::new(2, 5, 7), Plan::new(2, 5, 7));
        assert_ne!(Plan::new(2, 5, 7), Plan::new(2, 5, 8));
        let plan = Plan::new(2, 5, 7);
        assert_eq!(Plan::read(&plan.keep(), 2).unwrap(), plan);
        assert!(Plan::read(&plan.keep(), 3).is_err());
        assert_eq!(plan.key_of(1), "0000000000000007-1");
    }
}
