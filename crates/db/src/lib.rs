//! The database: one code path for SQLite and PostgreSQL.
//!
//! Owns connections, the write gate, the lease, migrations and the words for what went wrong. Knows no noun of ours
//! beyond their migrations. What differs between the engines stands in [`dialect`] and nowhere else.

mod batch;
mod connect;
mod constraints;
pub mod dialect;
mod error;
pub mod id;
pub mod lease;
mod migrate;
mod search;
mod sql;
mod text_enum;

pub use connect::{Db, Tx, sqlite_file};
pub use dialect::Engine;
pub use error::{Error, Result};
pub use migrate::{applied_migrations, pending_migrations};
pub use sea_orm;
pub use sea_orm::{FromQueryResult, Value};
pub use search::{search_pattern, search_text};
pub use sql::Sql;

/// Values for the `$1 …` of a statement, in order: `values![id, name, None::<String>]`.
#[macro_export]
macro_rules! values {
    ($($value:expr),* $(,)?) => { vec![$($crate::Value::from($value)),*] };
}
