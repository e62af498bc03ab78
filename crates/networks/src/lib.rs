//! Connectors to social networks behind one contract.
//!
//! This crate sees tokens and content, never a row of ours. Everything that the rest of Tandem may know of a
//! network stands in [`contract`], [`capabilities`], [`content`] and [`error`]; the folders beside them speak to one
//! network each and share one HTTP client, [`http::Http`].

pub mod bluesky;
pub mod capabilities;
pub mod connect;
pub mod content;
pub mod contract;
pub mod discord;
pub mod error;
pub mod facebook;
pub mod fault;
mod first_comment;
mod google;
pub mod google_business;
mod graph;
pub mod http;
pub mod instagram;
pub mod limits;
pub mod linkedin;
mod look_back;
pub mod mastodon;
pub mod network;
pub mod oauth;
pub mod pinterest;
pub mod reddit;
pub mod registry;
pub mod settings;
pub mod slack;
mod steps;
pub mod telegram;
pub mod text;
pub mod threads;
pub mod tiktok;
pub mod webhook;
pub mod wordpress;
pub mod x;
pub mod youtube;

pub use capabilities::{Capabilities, Choice, ConnectField, ConnectMethod, Format, Metric};
pub use connect::{Account, ConnectInput, ConnectStep, Connected, Credentials, Profile};
pub use content::{
    Content, LinkCard, Media, MediaFacts, MediaFile, MediaKind, Outline, Part, Placement, Poll,
};
pub use contract::{
    AccountMetrics, Budget, BudgetScope, Connector, Handle, LookUp, PostMetrics, Progress, Published,
    Sending, TextLength,
};
pub use error::{Error, ErrorKind, Next};
pub use fault::{Fault, Finding};
pub use http::is_public_url;
pub use limits::{DocumentLimits, Limits, PollLimits, TextUnit, VideoLimits};
pub use look_back::Since;
pub use network::Network;
pub use registry::Registry;
pub use settings::{NetworkSettings, Settings};
