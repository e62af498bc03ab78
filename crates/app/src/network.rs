//! The networks' words that callers need: what a channel can do, why a network would refuse a post, what it counts.

pub use networks::{Capabilities, ConnectMethod, Fault, Metric, Network, TextUnit};
