//! Channels: connected accounts on networks, and places to which people publish by hand.
//!
//! Owns connecting, health, pausing and disconnecting, and the one way to a channel's secret: [`secret`]. A secret leaves
//! this room only towards a connector, never towards a caller, a log or the audit.

mod by_hand;
pub mod channel;
mod check;
mod choose;
mod client;
mod connect;
mod disconnect;
mod health;
mod list;
mod pause;
pub mod place;
pub(crate) mod secret;
mod siblings;
pub mod spending;
pub(crate) mod store;

pub use by_hand::ChannelByHand;
pub use channel::{Channel, Health};
pub use check::CheckChannels;
pub use choose::FoundAccounts;
pub use client::BLUESKY_CLIENT_PATH;
pub use connect::{ConnectChannel, ConnectOutcome, ConsentAnswer};
pub use store::{Summary, holds_secrets, summary};
