//! The product without HTTP: one folder per noun, rules beside their SQL.
//!
//! A caller (page, JSON handler, command, background task) builds an [`Actor`] and calls a use case on [`App`]. No type
//! of a web framework, template engine or HTTP client stands here.

pub mod actor;
mod app;
pub mod attribution;
pub mod audit;
pub mod budget;
pub mod calendar;
pub mod campaigns;
pub mod channels;
pub mod clock;
pub mod deliveries;
mod error;
pub mod goals;
pub mod home;
pub mod ids;
pub mod leads;
pub mod links;
pub mod media;
pub mod metrics;
pub mod money;
pub mod permission;
pub mod posts;
pub mod vault;
pub mod visits;
pub mod zone;

pub use actor::{Actor, Via};
pub use app::{App, Settings};
pub use clock::{Clock, Now, SystemClock};
pub use error::{Error, Faults, FieldError, OnConstraint, Result};
pub use permission::{Permission, Role};
