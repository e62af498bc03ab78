//! The one contract between Tandem and a network.
//!
//! The publishing path is written so that a crash at any await leaves enough behind to go on without a second
//! post: [`Connector::prepare`] is pure and gives the [`Handle`] that is committed before the first byte goes out;
//! whatever a connector learns on the way (an uploaded picture, the id of a finished part) it saves through
//! [`Progress`] before it goes on.

use std::fmt;

use async_trait::async_trait;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{Capabilities, Error, Limits, Metric};

/// A social network that Tandem can speak to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Network {
    /// AT Protocol, app password.
    Bluesky,
    /// Any server that speaks the Mastodon API.
    Mastodon,
}

impl Network {
    /// Every network, in the order in which pages list them.
    pub const ALL: [Self; 2] = [Self::Bluesky, Self::Mastodon];

    /// The word used in tables, URLs and logs.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Bluesky => "bluesky",
            Self::Mastodon => "mastodon",
        }
    }

    /// Reads [`Network::as_str`] back; `None` for an unknown word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|network| network.as_str() == word)
    }

    /// The network's own name, the same in every language.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Bluesky => "Bluesky",
            Self::Mastodon => "Mastodon",
        }
    }
}

impl fmt::Display for Network {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What an operator sets for the networks (`[networks]` of the configuration).
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// Lets connectors reach private and loopback addresses: for tests, the demo and closed networks only.
    pub allow_private: bool,
    /// Replaces the network's own address, e.g. `https://bsky.social`.
    pub bluesky_base_url: Option<String>,
    /// Where people read posts, when it is not `https://bsky.app`: another app on the same network.
    pub bluesky_web_url: Option<String>,
    /// The server proposed when a person connects a Mastodon account.
    pub mastodon_base_url: Option<String>,
    /// How long one request may take in all, in milliseconds; 0 takes the default of 20,000.
    pub timeout_ms: u64,
}

/// The secret of one channel as the connector wants it kept: tokens, client secrets. Opaque to everybody else,
/// encrypted at rest, and printed as `Credentials(…)`.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Credentials(pub Value);

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Credentials(…)")
    }
}

/// What makes one send repeatable (record key, idempotency key, ids of parts already out). Opaque JSON that is
/// committed before the first byte and on every [`Progress::save`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Handle(pub Value);

/// What a person types to connect a channel.
#[derive(Clone, Default)]
pub struct ConnectInput {
    /// Address of the server; empty for the network's own.
    pub base_url: String,
    /// Handle or e-mail address, where the network asks for one.
    pub identifier: String,
    /// App password, where the network asks for one. Never logged.
    pub password: String,
    /// Where an OAuth server sends the person back to.
    pub redirect_uri: String,
    /// Unguessable value that comes back with the OAuth answer.
    pub state: String,
    /// App registration of an earlier connection with the same server ([`ConnectStep::Redirect::app`]), if any.
    pub app: Option<Credentials>,
}

/// What follows [`Connector::begin_connect`].
pub enum ConnectStep {
    /// The account is connected.
    Done(Box<Connected>),
    /// The person must agree on the network's own page first.
    Redirect {
        /// Address of that page.
        authorize_url: String,
        /// What [`Connector::finish_connect`] needs (PKCE verifier, client): keep it sealed until then.
        flow: Credentials,
        /// App registration to reuse for the next account on the same server.
        app: Credentials,
    },
}

/// A connected account.
#[derive(Debug, Clone)]
pub struct Connected {
    /// Who it is.
    pub profile: Profile,
    /// The secret to keep.
    pub credentials: Credentials,
}

/// An account on a network as its server describes it.
#[derive(Debug, Clone, PartialEq)]
pub struct Profile {
    /// The network's own stable id (a DID, a number as text).
    pub remote_id: String,
    /// `name.example` or `name@server`.
    pub handle: String,
    /// Name shown.
    pub display_name: String,
    /// Public address of the account.
    pub profile_url: String,
    /// Public address of its picture.
    pub avatar_url: Option<String>,
    /// Address of the server that holds it: later calls go there.
    pub base_url: String,
    /// Limits that this server told (they differ between servers of one network).
    pub limits: Limits,
}

/// What goes out: one part for a plain post, several for a thread. Links are already shortened and tagged.
#[derive(Debug, Clone, PartialEq)]
pub struct Content {
    /// In reading order, never empty.
    pub parts: Vec<Part>,
    /// BCP 47 language of the text, e.g. `en`.
    pub language: Option<String>,
}

/// One post of a [`Content`].
#[derive(Debug, Clone, PartialEq)]
pub struct Part {
    /// The text as it is to be read.
    pub text: String,
    /// Pictures in order.
    pub images: Vec<Image>,
}

/// A picture with its bytes.
#[derive(Clone, PartialEq)]
pub struct Image {
    /// The file as it goes to the network.
    pub bytes: Vec<u8>,
    /// `image/png`, `image/jpeg`, `image/gif` or `image/webp`.
    pub mime: String,
    /// File name without folders.
    pub file_name: String,
    /// Alternative text; may be empty.
    pub alt: String,
    /// Pixels.
    pub width: u32,
    /// Pixels.
    pub height: u32,
}

impl fmt::Debug for Image {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Image({} {} {} bytes)", self.file_name, self.mime, self.bytes.len())
    }
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
    /// It is there.
    Found(Published),
    /// It is certainly not there: sending again makes no second post.
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

/// Where a connector commits what it has learnt before it goes on.
#[async_trait]
pub trait Progress: Send + Sync {
    /// Commits the handle. An error stops the send before its next request.
    async fn save(&self, handle: &Handle) -> Result<(), Error>;
}

/// A network. Calls are one attempt each: the caller decides on retries by [`Error::next`].
#[async_trait]
pub trait Connector: Send + Sync {
    /// Which network this is.
    fn network(&self) -> Network;

    /// What it can do, with the limits of the given channel's server (the network's defaults for `None`).
    fn capabilities(&self, limits: Option<&Limits>) -> Capabilities;

    /// Starts connecting an account with what a person typed.
    ///
    /// # Errors
    /// `ErrorKind::Credentials` for a refused password, `Blocked` for a forbidden address, `Protocol` for a server
    /// that does not speak this network's API, `Unavailable` or `Timeout` for one that does not answer.
    async fn begin_connect(&self, input: &ConnectInput) -> Result<ConnectStep, Error>;

    /// Finishes an OAuth connection with the code that came back.
    ///
    /// # Errors
    /// As [`Connector::begin_connect`].
    async fn finish_connect(
        &self,
        flow: &Credentials,
        code: &str,
        redirect_uri: &str,
    ) -> Result<Connected, Error>;

    /// Whether the credentials should be refreshed before use at `now_ms`.
    fn needs_refresh(&self, credentials: &Credentials, now_ms: i64) -> bool;

    /// Exchanges the credentials for new ones; the old pair may be dead afterwards, so save before use.
    ///
    /// # Errors
    /// `Next::Reauthorise` when only the person can help; anything else is a passing fault.
    async fn refresh(&self, base_url: &str, credentials: &Credentials) -> Result<Credentials, Error>;

    /// Tells the network to forget the credentials, where it can.
    ///
    /// # Errors
    /// Any network fault; the caller forgets the secret all the same.
    async fn revoke(&self, base_url: &str, credentials: &Credentials) -> Result<(), Error>;

    /// Reads the account: the health check.
    ///
    /// # Errors
    /// `Next::Reauthorise` when the credentials are dead.
    async fn profile(&self, base_url: &str, credentials: &Credentials) -> Result<Profile, Error>;

    /// The handle of a new send. Pure: `nonce` is random and kept by the caller, `now_ms` becomes the post's time.
    fn prepare(&self, profile_id: &str, content: &Content, now_ms: i64, nonce: u64) -> Handle;

    /// Sends, or goes on with, the post of `handle`. Repeating it with the same handle makes no second post where
    /// [`Capabilities::repeatable`] says so.
    ///
    /// # Errors
    /// `Next::Unknown` whenever the post may be out in spite of the error.
    async fn publish(
        &self,
        base_url: &str,
        credentials: &Credentials,
        content: &Content,
        handle: &Handle,
        progress: &dyn Progress,
    ) -> Result<Published, Error>;

    /// Asks the network whether the post of `handle` exists. `started_ms` is when the first attempt began.
    ///
    /// # Errors
    /// Any network fault: the outcome stays unknown.
    async fn look_up(
        &self,
        base_url: &str,
        credentials: &Credentials,
        content: &Content,
        handle: &Handle,
        started_ms: i64,
    ) -> Result<LookUp, Error>;

    /// Counters of posts, at most [`Capabilities::metrics_batch`] ids a call, in any order.
    ///
    /// # Errors
    /// Any network fault.
    async fn post_metrics(
        &self,
        base_url: &str,
        credentials: &Credentials,
        remote_ids: &[String],
    ) -> Result<Vec<PostMetrics>, Error>;

    /// Counters of the account.
    ///
    /// # Errors
    /// Any network fault.
    async fn account_metrics(
        &self,
        base_url: &str,
        credentials: &Credentials,
    ) -> Result<AccountMetrics, Error>;

    /// Removes a post.
    ///
    /// # Errors
    /// `NotFound` when it is not there (any more).
    async fn delete(&self, base_url: &str, credentials: &Credentials, remote_id: &str) -> Result<(), Error>;

    /// Length of `text` in this network's unit, links and mentions counted its way.
    fn measure(&self, text: &str) -> TextLength;
}

/// How long a text is, in a network's own unit, and where it bursts a second limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TextLength {
    /// In [`Limits::text_unit`].
    pub units: u32,
    /// UTF-8 bytes.
    pub bytes: u32,
}
