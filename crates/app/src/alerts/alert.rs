//! What an alert is.

use std::collections::BTreeMap;

use db::{FromQueryResult, text_enum};

use crate::{
    Now,
    ids::{AlertId, BrandId},
};

text_enum! {
    /// What a person is told of.
    pub enum Kind {
        /// A post was refused for good.
        PostFailed = "post_failed",
        /// A post came too late and was not sent.
        PostMissed = "post_missed",
        /// Nobody knows whether a post is out: a person must look.
        PostUnclear = "post_unclear",
        /// A person is to publish a post by hand now.
        PostByHand = "post_by_hand",
        /// A post is due soon, and its channel does not answer as it should.
        PostAtRisk = "post_at_risk",
        /// A channel must be connected again.
        ChannelReconnect = "channel_reconnect",
        /// A post is held: its channel's money for the month is spent.
        PostOverBudget = "post_over_budget",
        /// Letters of a newsletter were refused, or could not be sent for two days.
        LettersFailed = "letters_failed",
        /// Nobody knows whether letters of a newsletter are out: a person must say what becomes of them.
        LettersUnclear = "letters_unclear",
    }
}

/// An alert as its row stands.
#[derive(Debug, Clone, FromQueryResult)]
pub struct Alert {
    /// Id.
    pub id: AlertId,
    /// What it tells.
    pub kind: Kind,
    /// `delivery_…` or `channel_…`.
    pub subject: String,
    /// Whose it is.
    pub brand_id: Option<BrandId>,
    /// What its sentence names, as JSON.
    pub params: String,
    /// When it was raised.
    pub created_at: Now,
    /// When its person read it.
    pub read_at: Option<Now>,
    /// When it was well again.
    pub cleared_at: Option<Now>,
}

impl Alert {
    /// What its sentence names: `title`, `channel`, `network`, `post`, …
    #[must_use]
    pub fn params(&self) -> BTreeMap<String, String> {
        serde_json::from_str(&self.params).unwrap_or_default()
    }
}
