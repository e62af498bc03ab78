//! What a channel is.

use db::{FromQueryResult, text_enum};
use networks::{Limits, Network};

use crate::{
    Now,
    ids::{BrandId, ChannelId, PauseId},
    pauses::pause::Scope,
};

text_enum! {
    /// How a channel's connection fares.
    pub enum Health {
        /// The last check went well.
        Healthy = "healthy",
        /// The network did not answer as it should; it may pass.
        Unreachable = "unreachable",
        /// The network refuses the credentials: a person must connect again.
        Reconnect = "reconnect",
        /// Nothing is connected: people publish there by hand.
        ByHand = "by_hand",
        /// Disconnected; the secret is gone.
        Disconnected = "disconnected",
    }
}

/// How the `remote_id` of a channel begins that no network knows.
pub const BY_HAND: &str = "by-hand:";

/// A channel as its row stands, without the secret.
#[derive(Debug, Clone, FromQueryResult)]
pub struct Channel {
    /// Id.
    pub id: ChannelId,
    /// Whose it is.
    pub brand_id: BrandId,
    /// Word of the network.
    pub network: String,
    /// The network's id of the account.
    pub remote_id: String,
    /// `name@server`.
    pub handle: String,
    /// Name shown.
    pub display_name: String,
    /// Public address.
    pub profile_url: String,
    /// Address of the server.
    pub base_url: String,
    /// Limits of the server as JSON.
    pub limits: String,
    /// How the connection fares.
    pub health: Health,
    /// What the network said at the last failed check.
    pub health_detail: Option<String>,
    /// When it was last checked.
    pub checked_at: Option<Now>,
    /// The pause that holds, the widest one; [`Self::pause_scope`] says whose it is.
    pub pause_id: Option<PauseId>,
    /// Whether the channel itself is paused, its brand, or everything.
    pub pause_scope: Option<Scope>,
    /// Since when it is paused.
    pub paused_at: Option<Now>,
    /// Why.
    pub pause_reason: Option<String>,
    /// By whom.
    pub paused_by: Option<String>,
    /// When it was connected.
    pub connected_at: Now,
    /// When it was disconnected.
    pub disconnected_at: Option<Now>,
    /// 1 where it is a newsletter that Tandem sends by mail.
    pub mails: Option<i64>,
}

impl Channel {
    /// The network, if this program still knows it.
    #[must_use]
    pub fn network(&self) -> Option<Network> {
        Network::parse(&self.network)
    }

    /// Limits of the server; `None` when none were kept.
    #[must_use]
    pub fn limits(&self) -> Option<Limits> {
        serde_json::from_str(&self.limits).ok()
    }

    /// Whether it is a newsletter that Tandem sends by mail.
    #[must_use]
    pub fn is_mailed(&self) -> bool {
        self.mails == Some(1)
    }

    /// Whether people publish there, unless a newsletter's posts are sent by mail.
    #[must_use]
    pub fn goes_by_hand(&self) -> bool {
        self.is_by_hand() && !self.is_mailed()
    }

    /// How it stands, for people: `mailed` where its posts go by mail and this instance has a mail server, else its health.
    #[must_use]
    pub fn stands(&self, has_mail: bool) -> &'static str {
        if has_mail && self.is_mailed() && self.is_connected() { "mailed" } else { self.health.as_str() }
    }

    /// Whether nothing is connected there.
    #[must_use]
    pub fn is_by_hand(&self) -> bool {
        self.remote_id.starts_with(BY_HAND)
    }

    /// Whether a person must see to its connection.
    #[must_use]
    pub const fn is_in_trouble(&self) -> bool {
        matches!(self.health, Health::Unreachable | Health::Reconnect)
    }

    /// Whether posts can be scheduled to it.
    #[must_use]
    pub const fn is_connected(&self) -> bool {
        self.disconnected_at.is_none()
    }
}
