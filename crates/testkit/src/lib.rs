//! Builders, a settable clock and throw-away databases for tests.

pub mod postgres;
mod postgres_shared;

pub use postgres_shared::{VARIABLE as POSTGRES_VARIABLE, postgres_url};
