//! Channels: connected accounts on networks.
//!
//! Owns connecting, health, pausing and disconnecting, and the one way to a channel's secret: [`secret`]. A secret leaves
//! this room only towards a connector, never towards a caller, a log or the audit.

pub mod channel;
mod check;
mod choose;
mod client;
mod connect;
mod disconnect;
mod health;
mod list;
mod pause;
pub(crate) mod secret;
mod siblings;
pub mod spending;
pub(crate) mod store;

pub use channel::{Channel, Health};
pub use check::CheckChannels;
pub use choose::FoundAccounts;
pub use client::BLUESKY_CLIENT_PATH;
pub use connect::{ConnectChannel, ConnectOutcome, ConsentAnswer};
pub use store::{Summary, summary};
