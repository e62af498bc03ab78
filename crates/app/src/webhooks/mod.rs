//! What networks send by themselves: a hint that something happened, upon which the network itself is asked sooner.
//!
//! Owns the way from a proven request to the rows that it wakes, and the counts of what came. Waking is moving the due time
//! of a row that is there forward; a request twice, or out of order, finds that it was looked at since and moves nothing.
//! Never keeps a word of what was sent, never believes one, and never answers who is or is not connected.

mod receive;
mod store;
mod tally;
mod webhook;

pub use networks::webhook::{Params, Refusal, Reply};
pub use receive::Received;
pub use store::{Count, counts};
pub(crate) use tally::Tally;

/// Where networks send to, without the word of the network.
pub const PATH: &str = "/hooks";

/// Longest body in bytes: Meta sends up to a thousand changes at once.
pub const BODY_MOST: usize = 1024 * 1024;
