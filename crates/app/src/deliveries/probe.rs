//! Places on the publishing path of which somebody may be told: tests stop the process there.

use async_trait::async_trait;

/// A place on the publishing path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Claimed; no attempt is open.
    BeforeAttempt,
    /// The attempt and its handle are committed; no byte is out.
    AfterAttempt,
    /// The network has answered; nothing of it is saved.
    AfterAnswer,
}

impl Step {
    /// Every step.
    pub const ALL: [Self; 3] = [Self::BeforeAttempt, Self::AfterAttempt, Self::AfterAnswer];

    /// The word by which the operator's setting names it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::BeforeAttempt => "before_attempt",
            Self::AfterAttempt => "after_attempt",
            Self::AfterAnswer => "after_answer",
        }
    }
}

/// Somebody who is told.
#[async_trait]
pub trait Probe: Send + Sync {
    /// A delivery has come to `step`; it goes on when this returns.
    async fn reached(&self, step: Step);
}

/// Nobody.
#[derive(Debug, Clone, Copy)]
pub struct NoProbe;

#[async_trait]
impl Probe for NoProbe {
    async fn reached(&self, _step: Step) {}
}
