//! All that differs between the two engines.

/// Which database engine a [`crate::Db`] speaks to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    /// The file inside the data folder.
    Sqlite,
    /// A server, for several machines.
    Postgres,
}

impl Engine {
    /// The engine of a database URL; `None` when it is neither.
    #[must_use]
    pub fn of_url(url: &str) -> Option<Self> {
        if url.starts_with("sqlite:") {
            Some(Self::Sqlite)
        } else if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            Some(Self::Postgres)
        } else {
            None
        }
    }

    /// Suffix of the claim's inner select: PostgreSQL skips rows that another worker is claiming, SQLite has one
    /// writer at a time and needs nothing.
    #[must_use]
    pub const fn skip_locked(self) -> &'static str {
        match self {
            Self::Sqlite => "",
            Self::Postgres => " for update skip locked",
        }
    }

    /// Statement that keeps other writers of a table out until the transaction ends; SQLite has one writer anyway.
    #[must_use]
    pub fn lock_table(self, table: &str) -> Option<String> {
        match self {
            Self::Sqlite => None,
            Self::Postgres => Some(format!("lock table {table} in share row exclusive mode")),
        }
    }

    /// Statement that counts tables anew where they have grown much since the last time. SQLite plans without counts as if
    /// every workspace had ten rows, and then walks a whole one (sqlite.org/pragma.html#pragma_optimize: all tables,
    /// analysed where it may help). PostgreSQL does it by itself.
    #[must_use]
    pub const fn refresh_statistics(self) -> Option<&'static str> {
        match self {
            Self::Sqlite => Some("pragma optimize = 0x10002"),
            Self::Postgres => None,
        }
    }

    /// Statement at the head of the migrating transaction that lets one process migrate at a time.
    #[must_use]
    pub const fn migration_lock(self) -> Option<&'static str> {
        match self {
            Self::Sqlite => None,
            Self::Postgres => Some("select pg_advisory_xact_lock(7221944)"),
        }
    }
}
