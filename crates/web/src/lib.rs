//! All that knows HTTP: pages, JSON API, public paths.

pub mod api;
pub mod assets;
pub mod charts;
pub mod extract;
pub mod forms;
pub mod i18n;
pub mod limits;
pub mod log;
pub mod mail;
pub mod probes;
pub mod public;
pub mod route_list;
pub mod routes;
pub mod session;
pub mod shell;
pub mod state;
pub mod ui;

mod serve;
mod tus;

pub use api::description_json as openapi_json;
pub use serve::serve;
