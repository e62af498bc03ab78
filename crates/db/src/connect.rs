//! Connections and the one way to write.

use std::{
    fs::File,
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use sea_orm::{
    ConnectOptions, Database, DatabaseConnection, DatabaseTransaction, FromQueryResult,
    SqliteTransactionMode, TransactionOptions, TransactionTrait, Value,
    sqlx::{
        self, Connection,
        sqlite::{SqliteConnection, SqliteJournalMode, SqliteSynchronous},
    },
};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::{
    Engine, Error, Result, Sql,
    batch::{self, Batches, Member},
    constraints::explain,
    migrate,
    sql::On,
};

/// A handle to the database; cheap to clone.
#[derive(Clone)]
pub struct Db {
    inner: Arc<Inner>,
}

struct Inner {
    pool: DatabaseConnection,
    engine: Engine,
    /// SQLite has one writer: waiting here is fair and short, waiting in SQLite is neither.
    gate: Arc<Semaphore>,
    /// Small writes that share a commit.
    batches: Batches,
    /// Held for as long as the SQLite file is open.
    _lock: Option<File>,
}

/// An open write transaction. Dropping it without [`Tx::commit`] undoes it.
pub struct Tx {
    held: Held,
    engine: Engine,
}

enum Held {
    Own(Own),
    Member(Member),
}

/// A transaction and the right to write.
pub(crate) struct Own {
    pub(crate) transaction: DatabaseTransaction,
    /// Set by an error after which SQLite may have undone everything and ended the transaction by itself.
    broken: AtomicBool,
    _permit: OwnedSemaphorePermit,
}

impl Db {
    /// Connects and brings the schema up to date. `url` is `sqlite://FILE` (made when missing; parent folders must
    /// exist) or `postgres://…`.
    ///
    /// # Errors
    /// `InUse` when another process has the SQLite file, otherwise any connection or migration error.
    pub async fn open(url: &str) -> Result<Self> {
        let db = Self::connect(url).await?;
        db.migrate().await?;
        Ok(db)
    }

    /// Brings the schema up to date.
    ///
    /// # Errors
    /// Any migration error: then nothing is changed.
    pub async fn migrate(&self) -> Result<()> {
        migrate::run(self).await
    }

    /// Connects without touching the schema.
    ///
    /// # Errors
    /// As [`Db::open`].
    pub async fn connect(url: &str) -> Result<Self> {
        let engine = Engine::of_url(url).ok_or_else(|| unknown_url(url))?;
        let lock = match engine {
            Engine::Sqlite => lock_file(url)?,
            Engine::Postgres => None,
        };
        Self::connect_with(url, engine, lock).await
    }

    /// Connects beside a running process, to read or to copy: takes no lock and leaves the schema alone. On SQLite the
    /// file must exist.
    ///
    /// # Errors
    /// Any connection error.
    pub async fn connect_beside(url: &str) -> Result<Self> {
        let engine = Engine::of_url(url).ok_or_else(|| unknown_url(url))?;
        let existing = match engine {
            Engine::Sqlite => format!("sqlite://{}?mode=rw", sqlite_file(url).display()),
            Engine::Postgres => url.to_owned(),
        };
        Self::connect_with(&existing, engine, None).await
    }

    async fn connect_with(url: &str, engine: Engine, lock: Option<File>) -> Result<Self> {
        let full_url = match engine {
            Engine::Sqlite if !url.contains('?') => format!("{url}?mode=rwc"),
            _ => url.to_owned(),
        };
        let mut options = ConnectOptions::new(full_url);
        options
            .max_connections(if engine == Engine::Sqlite { 8 } else { 16 })
            .min_connections(1)
            .acquire_timeout(Duration::from_secs(10))
            .sqlx_logging(false)
            .test_before_acquire(false);
        options.map_sqlx_sqlite_opts(|options| {
            options
                .journal_mode(SqliteJournalMode::Wal)
                // An attempt that was committed must be there after a power cut too: a lost one could be sent twice.
                .synchronous(SqliteSynchronous::Full)
                .busy_timeout(Duration::from_secs(10))
                .foreign_keys(true)
                // Pages that change again and again go to the file once in 32 MB of log, not once in 4.
                .pragma("wal_autocheckpoint", "8000")
                .pragma("cache_size", "-16000")
                .pragma("temp_store", "memory")
        });
        options.map_sqlx_sqlite_pool_opts(|options| {
            options.after_release(|connection, _| Box::pin(ended_its_transaction(connection)))
        });
        let pool = Database::connect(options).await.map_err(explain)?;
        let permits = if engine == Engine::Sqlite { 1 } else { Semaphore::MAX_PERMITS };
        Ok(Self {
            inner: Arc::new(Inner {
                pool,
                engine,
                gate: Arc::new(Semaphore::new(permits)),
                batches: Batches::default(),
                _lock: lock,
            }),
        })
    }

    /// Runs reads on the pool.
    #[must_use]
    pub fn read(&self) -> Sql<'_> {
        Sql { on: On::Pool(&self.inner.pool), engine: self.inner.engine }
    }

    /// Opens the one write transaction of a use case (`BEGIN IMMEDIATE` on SQLite, after the gate).
    ///
    /// # Errors
    /// `Busy` when no connection came free in time.
    pub async fn write(&self) -> Result<Tx> {
        Ok(Tx { held: Held::Own(self.begin().await?), engine: self.inner.engine })
    }

    /// As [`Db::write`], for small writes of which there are many at a time: on SQLite they share commits. Between this
    /// and the commit nothing may be waited for but the transaction itself.
    ///
    /// # Errors
    /// As [`Db::write`].
    pub async fn write_shared(&self) -> Result<Tx> {
        match self.inner.engine {
            Engine::Sqlite => {
                Ok(Tx { held: Held::Member(batch::join(self).await?), engine: self.inner.engine })
            }
            // PostgreSQL does so by itself.
            Engine::Postgres => self.write().await,
        }
    }

    pub(crate) fn batches(&self) -> &Batches {
        &self.inner.batches
    }

    pub(crate) async fn begin(&self) -> Result<Own> {
        let permit = self.gate().await?;
        let options = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        let transaction = self.inner.pool.begin_with_options(options).await.map_err(explain)?;
        Ok(Own { transaction, broken: AtomicBool::new(false), _permit: permit })
    }

    /// Which engine it is.
    #[must_use]
    pub fn engine(&self) -> Engine {
        self.inner.engine
    }

    /// Writes a consistent copy of a SQLite database to `file` while it is in use.
    ///
    /// # Errors
    /// Any database error; on PostgreSQL use its own `pg_dump`.
    pub async fn copy_to(&self, file: &str) -> Result<()> {
        self.read().run("vacuum into $1", vec![Value::from(file)]).await.map(|_| ())
    }

    /// Lets the engine count its tables anew, so that it knows which way to rows is the short one.
    ///
    /// # Errors
    /// Any database error.
    pub async fn refresh_statistics(&self) -> Result<()> {
        let Some(statement) = self.inner.engine.refresh_statistics() else { return Ok(()) };
        let _permit = self.gate().await?;
        self.read().execute_outside_transaction(statement).await
    }

    async fn gate(&self) -> Result<OwnedSemaphorePermit> {
        let gate = Arc::clone(&self.inner.gate);
        gate.acquire_owned().await.map_err(|_| Error::Busy("the database is closing".to_owned()))
    }

    /// Closes every connection.
    ///
    /// # Errors
    /// Any database error.
    pub async fn close(&self) -> Result<()> {
        self.inner.pool.close_by_ref().await.map_err(explain)
    }
}

impl Tx {
    /// Runs reads inside the transaction.
    #[must_use]
    pub fn sql(&self) -> Sql<'_> {
        let own = match &self.held {
            Held::Own(own) => Some(own),
            Held::Member(member) => member.own(),
        };
        let on = own.map_or(On::Nothing, |own| On::Transaction(&own.transaction, &own.broken));
        Sql { on, engine: self.engine }
    }

    /// Runs a statement that changes rows; gives their number.
    ///
    /// # Errors
    /// Any database error.
    pub async fn run(&self, text: &str, values: Vec<Value>) -> Result<u64> {
        self.sql().run(text, values).await
    }

    /// Runs a statement with `returning`; gives its rows.
    ///
    /// # Errors
    /// Any database error.
    pub async fn all<T: FromQueryResult>(&self, text: &str, values: Vec<Value>) -> Result<Vec<T>> {
        self.sql().all(text, values).await
    }

    /// Keeps other writers of a table out until this transaction ends: for rules over rows that do not exist yet.
    ///
    /// # Errors
    /// Any database error.
    pub async fn lock_table(&self, table: &'static str) -> Result<()> {
        match self.engine.lock_table(table) {
            Some(statement) => self.run(&statement, vec![]).await.map(|_| ()),
            None => Ok(()),
        }
    }

    /// Makes it durable.
    ///
    /// # Errors
    /// Any database error: then nothing of it stands.
    pub async fn commit(self) -> Result<()> {
        match self.held {
            Held::Own(own) => own.commit().await,
            Held::Member(member) => member.commit().await,
        }
    }
}

impl Own {
    pub(crate) fn is_broken(&self) -> bool {
        self.broken.load(Ordering::Relaxed)
    }

    pub(crate) fn break_off(&self) {
        self.broken.store(true, Ordering::Relaxed);
    }

    /// What went wrong has been undone, and the transaction lives.
    pub(crate) fn mend(&self) {
        self.broken.store(false, Ordering::Relaxed);
    }

    pub(crate) async fn commit(self) -> Result<()> {
        if self.is_broken() {
            return Err(given_up());
        }
        self.transaction.commit().await.map_err(explain)
    }
}

/// What a broken transaction answers to everything.
pub(crate) fn given_up() -> Error {
    Error::Other(sea_orm::DbErr::Custom("the transaction was given up after an error".to_owned()))
}

/// Whether a connection may serve others. On a full disk SQLite undoes a transaction by itself, or leaves it open when
/// its commit fails; the pool's count of open transactions is then wrong for good, and what the next ones commit would
/// be a part of something that never ends. Such a connection is closed, which undoes what it still holds.
async fn ended_its_transaction(connection: &mut SqliteConnection) -> sqlx::Result<bool> {
    if !connection.is_in_transaction() {
        return Ok(true);
    }
    // A transaction that was dropped is undone before the answer to this comes.
    connection.ping().await?;
    let ended = !connection.is_in_transaction();
    if !ended {
        tracing::warn!("a connection whose transaction did not end in order is closed");
    }
    Ok(ended)
}

fn unknown_url(url: &str) -> Error {
    let scheme = url.split(':').next().unwrap_or_default();
    Error::Other(sea_orm::DbErr::Custom(format!(
        "a database address begins with sqlite:// or postgres://, not with {scheme:?}"
    )))
}

/// The file that a `sqlite:` address names, without what stands behind its `?`.
#[must_use]
pub fn sqlite_file(url: &str) -> PathBuf {
    let path = url.trim_start_matches("sqlite:").trim_start_matches("//");
    PathBuf::from(path.split('?').next().unwrap_or(path))
}

fn lock_file(url: &str) -> Result<Option<File>> {
    let path = sqlite_file(url);
    let path = path.display().to_string();
    if path.is_empty() || path == ":memory:" {
        return Ok(None);
    }
    let lock_path = format!("{path}.lock");
    let describe = |error: &dyn std::fmt::Display| Error::InUse(format!("cannot open {lock_path}: {error}"));
    let file = File::options()
        .create(true)
        .truncate(false)
        .write(true)
        .open(&lock_path)
        .map_err(|error| describe(&error))?;
    file.try_lock().map_err(|error| match error {
        std::fs::TryLockError::WouldBlock => Error::InUse(format!(
            "another tandem is running on {path}: stop it first, or give this one its own TANDEM_DATA_DIR"
        )),
        std::fs::TryLockError::Error(error) => describe(&error),
    })?;
    Ok(Some(file))
}
