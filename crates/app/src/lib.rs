//! The product without HTTP: one folder per noun, rules beside their SQL.
//!
//! A caller (page, JSON handler, command, background task) builds an [`Actor`] and calls a use case on [`App`]. No type
//! of a web framework, template engine or HTTP client stands here.

pub mod accounts;
pub mod actor;
pub mod alerts;
pub mod api_tokens;
mod app;
pub mod attribution;
pub mod audit;
pub mod brands;
pub mod budget;
pub mod calendar;
pub mod campaigns;
pub mod channels;
pub mod clock;
pub mod deliveries;
pub mod demo_data;
mod error;
pub mod goals;
pub mod home;
pub mod idempotency;
pub mod ids;
pub mod leads;
pub mod letters;
pub mod links;
pub mod mail;
pub mod media;
pub mod members;
pub mod metrics;
pub mod money;
pub mod network;
mod number;
pub mod operator;
pub mod page;
pub mod pauses;
pub mod permission;
pub mod posts;
pub mod renders;
pub mod slots;
pub mod subscribers;
pub mod trace;
pub mod uploads;
pub mod vault;
pub mod visits;
pub mod webhooks;
pub mod workspaces;
pub mod zone;

pub use actor::{Actor, Via};
pub use app::{App, Settings};
pub use clock::{Clock, Now, SystemClock};
pub use error::{Error, Faults, FieldError, OnConstraint, Result};
pub use permission::{Permission, Role};
