//! The public APIs of the networks as one local server with a synthetic audience.
//!
//! Owns a stand-in for every network: it keeps accounts, posts and reactions in
//! memory, answers as the fact sheet of the network says, and can be told to
//! fail in the ways real networks fail. It never shares code with the
//! connectors, so that one does not repeat the other's mistake, and it never
//! talks to anything but loopback addresses.

mod audience;
mod bluesky;
mod call;
mod clock;
mod faults;
mod ids;
mod images;
mod limits;
mod mastodon;
mod page;
mod params;
mod reader;
mod server;
mod sim;
mod state;
mod world;

pub use audience::{Audience, AudienceConfig, AudienceStats, TrackerTarget};
pub use faults::{Fault, FaultKind, Faults, RandomFault};
pub use reader::Reader;
pub use sim::{Config, SeedPost, Simulator};
pub use world::{Counts, Network, SimPost, UnknownAccount};
