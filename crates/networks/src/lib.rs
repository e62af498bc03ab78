//! Connectors to social networks behind one contract.
//!
//! This crate sees tokens and content, never a row of ours. Everything that the rest of Tandem may know of a
//! network stands in [`contract`], [`capabilities`] and [`error`]; the folders beside them speak to one network
//! each and share one HTTP client, [`http::Http`].

pub mod bluesky;
pub mod capabilities;
pub mod contract;
pub mod error;
pub mod http;
pub mod mastodon;
pub mod registry;
pub mod text;

pub use capabilities::{Capabilities, ConnectMethod, Fault, ImageFacts, Limits, Metric, TextUnit};
pub use contract::{
    AccountMetrics, ConnectInput, ConnectStep, Connected, Connector, Content, Credentials, Handle, Image,
    LookUp, Network, Part, PostMetrics, Profile, Progress, Published, Settings, TextLength,
};
pub use error::{Error, ErrorKind, Next};
pub use registry::Registry;
