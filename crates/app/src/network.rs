//! The networks' words that callers need: what a channel can do, why a network would refuse a post, what it counts.

pub use networks::{
    Capabilities, Choice, ConnectField, ConnectMethod, Fault, Finding, Format, LinkCard, Metric, Network,
    Placement, Poll, Profile, TextUnit,
};
