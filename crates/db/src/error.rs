//! What can go wrong with the database.

use sea_orm::DbErr;

/// Outcome of a database call that did not succeed.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A unique constraint, by its name (`goals_name_key`).
    #[error("unique constraint {0}")]
    Unique(String),
    /// A foreign key: the row pointed at is not there, or something still points here.
    #[error("foreign key: {0}")]
    ForeignKey(String),
    /// The engine was busy for longer than the time-out, or out of connections.
    #[error("the database is busy: {0}")]
    Busy(String),
    /// No room left for the data.
    #[error("the disk of the database is full: {0}")]
    Full(String),
    /// Another process has the SQLite file open.
    #[error("{0}")]
    InUse(String),
    /// Anything else.
    #[error(transparent)]
    Other(#[from] DbErr),
}

/// [`std::result::Result`] with [`Error`].
pub type Result<T, E = Error> = std::result::Result<T, E>;
