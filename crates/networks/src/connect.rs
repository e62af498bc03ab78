//! Connecting an account: what a person types, and what comes of it.

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{ConnectMethod, Limits};

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

/// What a person types to connect a channel.
#[derive(Clone, Default)]
pub struct ConnectInput {
    /// Which of the network's ways; `None` takes the usual one.
    pub method: Option<ConnectMethod>,
    /// Address of the server; empty for the network's own.
    pub base_url: String,
    /// Handle, e-mail address or user name, where the network asks for one.
    pub identifier: String,
    /// Password, token or secret address, where the network asks for one. Never logged.
    pub secret: String,
    /// Chat or channel, where the network asks for one.
    pub target: String,
    /// Where an OAuth server sends the person back to.
    pub redirect_uri: String,
    /// Unguessable value that comes back with the OAuth answer.
    pub state: String,
    /// App registration of an earlier connection with the same server ([`ConnectStep::Redirect::app`]), if any.
    pub app: Option<Credentials>,
}

/// What follows [`crate::Connector::begin_connect`].
pub enum ConnectStep {
    /// The accounts that were found: one, unless a person has to choose.
    Done(Vec<Connected>),
    /// The person must agree on the network's own page first.
    Redirect {
        /// Address of that page.
        authorize_url: String,
        /// What [`crate::Connector::finish_connect`] needs (PKCE verifier, client): keep it sealed until then.
        flow: Credentials,
        /// App registration to reuse for the next account on the same server.
        app: Option<Credentials>,
    },
}

/// A connected account: one that posts can go to (a page, a board, a chat).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Connected {
    /// Who it is.
    pub profile: Profile,
    /// The secret to keep.
    pub credentials: Credentials,
}

/// An account on a network as its server describes it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
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

/// The account that a call is made as.
#[derive(Debug, Clone, Copy)]
pub struct Account<'a> {
    /// [`Profile::base_url`].
    pub base_url: &'a str,
    /// [`Profile::remote_id`].
    pub remote_id: &'a str,
    /// [`Profile::handle`].
    pub handle: &'a str,
    /// Its secret.
    pub credentials: &'a Credentials,
}
