//! The networks' words that callers need: what a channel can do, why a network would refuse a post, what it counts.

pub use networks::{
    Capabilities, Choice, ConnectField, ConnectMethod, Error, Fault, Finding, Format, LinkCard, MediaFile,
    Metric, Network, Placement, Poll, Profile, TextUnit,
};
