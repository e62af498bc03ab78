//! Metrics: numbers that networks tell, kept as history with their source and time.
//!
//! Owns the fetching and its schedule. A metric that a network does not offer has no row: it is "not offered", never 0.

mod fetch;
mod read;
pub mod schedule;
pub(crate) mod store;

pub use fetch::FetchMetrics;
pub use read::{ChannelFigures, Figure};
