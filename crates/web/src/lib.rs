//! All that knows HTTP: pages, JSON API, public paths.

pub mod assets;
pub mod charts;
pub mod extract;
pub mod forms;
pub mod i18n;
pub mod public;
pub mod routes;
mod serve;
pub mod shell;
pub mod ui;

pub use serve::serve;
