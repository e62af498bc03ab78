//! The one contract between Tandem and a network.
//!
//! The publishing path is written so that a crash at any await leaves enough behind to go on without a second
//! post: [`Connector::prepare`] is pure and gives the [`Handle`] that is committed before the first byte goes out;
//! whatever a connector learns on the way (an uploaded picture, the id of a finished part) it saves through
//! [`Progress`] before it goes on.

use std::time::Duration;

use async_trait::async_trait;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{
    Account, Capabilities, ConnectInput, ConnectStep, Connected, Content, Credentials, Error, ErrorKind,
    Finding, Limits, Metric, Network, Next, Outline, Profile, Since, text, webhook::Receiver,
};

/// What makes one send repeatable (record key, idempotency key, ids of parts already out). Opaque JSON that is
/// committed before the first byte and on every [`Progress::save`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Handle(pub Value);

impl Handle {
    /// Whether any object in it has one of these fields, and the field says something: not null, false, empty or 0.
    #[must_use]
    pub fn tells(&self, fields: &[&str]) -> bool {
        fn says(value: &Value) -> bool {
            match value {
                Value::Null => false,
                Value::Bool(yes) => *yes,
                Value::Number(number) => number.as_i64() != Some(0),
                Value::String(text) => !text.is_empty(),
                Value::Array(list) => !list.is_empty(),
                Value::Object(_) => true,
            }
        }
        fn search(value: &Value, fields: &[&str]) -> bool {
            match value {
                Value::Object(object) => object.iter().any(|(name, value)| {
                    (fields.contains(&name.as_str()) && says(value)) || search(value, fields)
                }),
                Value::Array(list) => list.iter().any(|value| search(value, fields)),
                _ => false,
            }
        }
        search(&self.0, fields)
    }

    /// Whether this id stands anywhere in it.
    #[must_use]
    pub fn names(&self, id: &str) -> bool {
        fn search(value: &Value, id: &str) -> bool {
            match value {
                Value::String(text) => text == id,
                Value::Object(object) => object.values().any(|value| search(value, id)),
                Value::Array(list) => list.iter().any(|value| search(value, id)),
                _ => false,
            }
        }
        !id.is_empty() && search(&self.0, id)
    }
}

/// How far a send has come.
#[derive(Debug, Clone, PartialEq)]
pub enum Sending {
    /// The post is out.
    Published(Published),
    /// The network still works on what it was given (a film, a container). Call [`Connector::publish`] again with the
    /// handle that was saved last, after this time; until then nothing is unknown.
    Processing(Duration),
}

/// A post that is out.
#[derive(Debug, Clone, PartialEq)]
pub struct Published {
    /// The network's id of the first part.
    pub remote_id: String,
    /// Public address, empty when the network tells none.
    pub url: String,
    /// The handle as it now stands.
    pub handle: Handle,
}

/// What the network says of a send whose outcome is unknown.
#[derive(Debug, Clone, PartialEq)]
pub enum LookUp {
    /// All of it is there.
    Found(Published),
    /// What was in question is certainly not there: going on with the handle that was saved last makes no second post.
    Absent,
    /// The network cannot say; a person must.
    CannotTell,
}

/// Counters of one post; a metric that the network does not offer is absent, never 0.
#[derive(Debug, Clone, PartialEq)]
pub struct PostMetrics {
    /// The id given to the call.
    pub remote_id: String,
    /// Counters; `None` when the post no longer exists there.
    pub values: Option<Vec<(Metric, i64)>>,
}

/// Counters of an account.
#[derive(Debug, Clone, PartialEq)]
pub struct AccountMetrics {
    /// Counters.
    pub values: Vec<(Metric, i64)>,
}

/// Whose calls a [`Budget`] counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BudgetScope {
    /// The account's own.
    Account,
    /// Those of every account that uses the same app.
    App,
}

/// How many more calls the network allows, as it told with an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Budget {
    /// Whose calls.
    pub scope: BudgetScope,
    /// Which calls, e.g. `posts`.
    pub name: &'static str,
    /// How many are left.
    pub remaining: u32,
    /// When the count starts again.
    pub resets_in: Duration,
}

/// Where a connector commits what it has learnt before it goes on.
#[async_trait]
pub trait Progress: Send + Sync {
    /// Commits the handle. An error stops the send before its next request.
    async fn save(&self, handle: &Handle) -> Result<(), Error>;

    /// What time it is by the clock that [`Connector::prepare`] was given.
    fn now_ms(&self) -> i64;

    /// Takes note of how much the network still allows.
    async fn budget(&self, budget: Budget) {
        let _ = budget;
    }
}

/// A network. Calls are one attempt each: the caller decides on retries by [`Error::next`].
#[async_trait]
pub trait Connector: Send + Sync {
    /// Which network this is.
    fn network(&self) -> Network;

    /// What proves and reads what the network sends by itself; `None` where it sends nothing, or the operator has not set
    /// the secret under which it signs.
    fn receiver(&self) -> Option<Box<dyn Receiver>> {
        None
    }

    /// What it can do, with the limits of the given channel's server (the network's defaults for `None`).
    fn capabilities(&self, limits: Option<&Limits>) -> Capabilities;

    /// Length of `text` in this network's unit, links and mentions counted its way.
    fn measure(&self, text: &str, limits: &Limits) -> TextLength {
        text::measure(text, limits.text_unit)
    }

    /// What only this network objects to, beside what [`Capabilities::findings`] finds by its limits.
    fn own_findings(&self, capabilities: &Capabilities, outline: &Outline) -> Vec<Finding> {
        let _ = (capabilities, outline);
        vec![]
    }

    /// What sending this costs at the network, in millionths of a US dollar; `None` where it costs nothing.
    fn price_micros(&self, capabilities: &Capabilities, outline: &Outline) -> Option<i64> {
        let posts = i64::try_from(outline.parts.len()).unwrap_or(i64::MAX);
        Some(capabilities.post_price_micros?.saturating_mul(posts))
    }

    /// Whether an account belongs to what the network calls a team or the like, of which it tells when somebody takes the
    /// app away from all of it ([`About::Group`](crate::webhook::About::Group)).
    fn is_of_group(&self, credentials: &Credentials, group: &str) -> bool {
        let _ = (credentials, group);
        false
    }

    /// Starts connecting an account with what a person typed.
    ///
    /// # Errors
    /// `ErrorKind::Credentials` for a refused password, `Blocked` for a forbidden address, `Protocol` for a server
    /// that does not speak this network's API, `Unavailable` or `Timeout` for one that does not answer, `Setup` when
    /// the operator has not set the network's app.
    async fn begin_connect(&self, input: &ConnectInput) -> Result<ConnectStep, Error>;

    /// The issuer that the consent page's answer must name as `iss`, where the network names one (RFC 9207): an answer of
    /// another server is not taken for this one's.
    fn issuer(&self, flow: &Credentials) -> Option<String> {
        let _ = flow;
        None
    }

    /// Finishes an OAuth connection with the code that came back; gives every account that it opens.
    ///
    /// # Errors
    /// As [`Connector::begin_connect`].
    async fn finish_connect(
        &self,
        flow: &Credentials,
        code: &str,
        redirect_uri: &str,
    ) -> Result<Vec<Connected>, Error> {
        let _ = (flow, code, redirect_uri);
        Err(not_offered("this network is connected without a consent page"))
    }

    /// Whether the credentials should be refreshed before use at `now_ms`.
    fn needs_refresh(&self, credentials: &Credentials, now_ms: i64) -> bool {
        let _ = (credentials, now_ms);
        false
    }

    /// Exchanges the credentials for new ones; the old pair may be dead afterwards, so save before use. Only the server
    /// and the credentials of `account` matter.
    ///
    /// # Errors
    /// `Next::Reauthorise` when only the person can help; anything else is a passing fault.
    async fn refresh(&self, account: Account<'_>, now_ms: i64) -> Result<Credentials, Error> {
        let _ = (account, now_ms);
        Err(Error::new(
            ErrorKind::Credentials,
            Next::Reauthorise,
            "credentials of this network are not renewed",
        ))
    }

    /// Tells the network to forget the credentials, where it can.
    ///
    /// # Errors
    /// Any network fault; the caller forgets the secret all the same.
    async fn revoke(&self, account: Account<'_>) -> Result<(), Error> {
        let _ = account;
        Ok(())
    }

    /// Reads the account: the health check.
    ///
    /// # Errors
    /// `Next::Reauthorise` when the credentials are dead.
    async fn profile(&self, account: Account<'_>) -> Result<Profile, Error>;

    /// The handle of a new send. Pure: `nonce` is random and kept by the caller, `now_ms` becomes the post's time.
    fn prepare(&self, remote_id: &str, content: &Content, now_ms: i64, nonce: u64) -> Handle;

    /// Whether a part of the send of `handle` certainly stands on the network. Then it is gone on with and never begun
    /// anew: a first part would appear twice.
    fn anything_out(&self, handle: &Handle) -> bool {
        // What connectors call a part that the network has confirmed.
        handle.tells(&["sent"])
    }

    /// Whether the network may show the post of `handle` without another call from here, because it has all of it and
    /// still works on it: then neither a pause nor the clock keeps it back, and only the network's word ends the waiting.
    fn handed_over(&self, handle: &Handle) -> bool {
        handle.tells(&["publish_id", "submitted", "video", "finished"])
    }

    /// Sends, or goes on with, the post of `handle`. Repeating it with the same handle makes no second post where
    /// [`Capabilities::repeatable`] says so.
    ///
    /// # Errors
    /// `Next::Unknown` whenever the post may be out in spite of the error.
    async fn publish(
        &self,
        account: Account<'_>,
        content: &Content,
        handle: &Handle,
        progress: &dyn Progress,
    ) -> Result<Sending, Error>;

    /// Asks the network whether the post of `handle` exists. `since` begins with the first attempt.
    ///
    /// # Errors
    /// Any network fault: the outcome stays unknown.
    async fn look_up(
        &self,
        account: Account<'_>,
        content: &Content,
        handle: &Handle,
        since: Since,
    ) -> Result<LookUp, Error>;

    /// Changes the text of a post that is out; `handle` is the one that came with [`Published`].
    ///
    /// # Errors
    /// `NotOffered` where the network cannot; `NotFound` when the post is not there (any more).
    async fn edit(&self, account: Account<'_>, handle: &Handle, content: &Content) -> Result<(), Error> {
        let _ = (account, handle, content);
        Err(not_offered("posts of this network cannot be changed"))
    }

    /// Removes a post.
    ///
    /// # Errors
    /// `NotOffered` where the network cannot; `NotFound` when it is not there (any more).
    async fn delete(&self, account: Account<'_>, remote_id: &str) -> Result<(), Error> {
        let _ = (account, remote_id);
        Err(not_offered("posts of this network cannot be removed from here"))
    }

    /// Counters of posts, at most [`Capabilities::metrics_batch`] ids a call, in any order.
    ///
    /// # Errors
    /// Any network fault.
    async fn post_metrics(
        &self,
        account: Account<'_>,
        remote_ids: &[String],
    ) -> Result<Vec<PostMetrics>, Error>;

    /// Counters of the account.
    ///
    /// # Errors
    /// Any network fault.
    async fn account_metrics(&self, account: Account<'_>) -> Result<AccountMetrics, Error>;
}

fn not_offered(why: &str) -> Error {
    Error::new(ErrorKind::NotOffered, Next::Never, why)
}

/// How long a text is, in a network's own unit, and where it bursts a second limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TextLength {
    /// In [`Limits::text_unit`].
    pub units: u32,
    /// UTF-8 bytes.
    pub bytes: u32,
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_handle_tells_what_is_out_at_any_depth() {
        let fresh = Handle(json!({"parts": [{"key": "a", "tried": false, "sent": null, "media": []}]}));
        assert!(!fresh.tells(&["sent", "tried", "media"]));
        let partly =
            Handle(json!({"parts": [{"sent": {"id": "1", "url": ""}}, {"sent": null, "tried": true}]}));
        assert!(partly.tells(&["sent"]) && partly.tells(&["tried"]) && !partly.tells(&["video"]));
        assert!(!Handle(Value::Null).tells(&["sent"]));
        assert!(Handle(json!({"sent": "urn:li:share:1"})).tells(&["sent"]));
        assert!(!Handle(json!({"sent": ""})).tells(&["sent"]));
        assert!(partly.names("1") && !partly.names("") && !partly.names("sent") && !partly.names("11"));
    }
}
