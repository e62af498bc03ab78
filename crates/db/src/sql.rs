//! Running a statement, in or out of a transaction.

use std::sync::atomic::{AtomicBool, Ordering};

use sea_orm::{
    ConnectionTrait, DatabaseConnection, DatabaseTransaction, FromQueryResult, QueryResult, Statement, Value,
};

use crate::{Engine, Error, Result, connect::given_up, constraints::explain};

/// Something that runs SQL text: the pool, or an open transaction. Cheap to copy.
#[derive(Clone, Copy)]
pub struct Sql<'a> {
    pub(crate) on: On<'a>,
    pub(crate) engine: Engine,
}

#[derive(Clone, Copy)]
pub(crate) enum On<'a> {
    Pool(&'a DatabaseConnection),
    Transaction(&'a DatabaseTransaction, &'a AtomicBool),
    /// A transaction that has ended.
    Nothing,
}

impl Sql<'_> {
    /// Which engine runs it.
    #[must_use]
    pub const fn engine(&self) -> Engine {
        self.engine
    }

    /// All rows.
    ///
    /// # Errors
    /// Any database error.
    pub async fn all<T: FromQueryResult>(self, text: &str, values: Vec<Value>) -> Result<Vec<T>> {
        let rows = self.rows(text, values).await?;
        rows.iter().map(|row| T::from_query_result(row, "").map_err(explain)).collect()
    }

    /// The first row, if there is one.
    ///
    /// # Errors
    /// Any database error.
    pub async fn first<T: FromQueryResult>(self, text: &str, values: Vec<Value>) -> Result<Option<T>> {
        self.may_go_on()?;
        let statement = self.statement(text, values);
        let row = match self.on {
            On::Pool(pool) => pool.query_one_raw(statement).await,
            On::Transaction(transaction, _) => transaction.query_one_raw(statement).await,
            On::Nothing => return Err(given_up()),
        }
        .map_err(|error| self.noted(explain(error)))?;
        row.map(|row| T::from_query_result(&row, "").map_err(explain)).transpose()
    }

    /// The first column of the first row, if there is one: counts, ids, a single setting.
    ///
    /// # Errors
    /// Any database error.
    pub async fn scalar<T: sea_orm::TryGetable>(self, text: &str, values: Vec<Value>) -> Result<Option<T>> {
        let rows = self.rows(text, values).await?;
        rows.first().map(|row| row.try_get_by_index(0).map_err(explain)).transpose()
    }

    /// The first column of every row.
    ///
    /// # Errors
    /// Any database error.
    pub async fn column<T: sea_orm::TryGetable>(self, text: &str, values: Vec<Value>) -> Result<Vec<T>> {
        let rows = self.rows(text, values).await?;
        rows.iter().map(|row| row.try_get_by_index(0).map_err(explain)).collect()
    }

    /// Runs one statement as it is, outside any transaction of ours: `create database` in tests, a scratch table in a
    /// benchmark. The product writes through [`crate::Db::write`].
    ///
    /// # Errors
    /// Any database error.
    pub async fn execute_outside_transaction(self, text: &str) -> Result<()> {
        match self.on {
            On::Pool(pool) => pool.execute_unprepared(text).await,
            On::Transaction(transaction, _) => transaction.execute_unprepared(text).await,
            On::Nothing => return Err(given_up()),
        }
        .map(|_| ())
        .map_err(explain)
    }

    pub(crate) async fn run(self, text: &str, values: Vec<Value>) -> Result<u64> {
        self.may_go_on()?;
        let statement = self.statement(text, values);
        let result = match self.on {
            On::Pool(pool) => pool.execute_raw(statement).await,
            On::Transaction(transaction, _) => transaction.execute_raw(statement).await,
            On::Nothing => return Err(given_up()),
        };
        result.map(|done| done.rows_affected()).map_err(|error| self.noted(explain(error)))
    }

    async fn rows(self, text: &str, values: Vec<Value>) -> Result<Vec<QueryResult>> {
        self.may_go_on()?;
        let statement = self.statement(text, values);
        match self.on {
            On::Pool(pool) => pool.query_all_raw(statement).await,
            On::Transaction(transaction, _) => transaction.query_all_raw(statement).await,
            On::Nothing => return Err(given_up()),
        }
        .map_err(|error| self.noted(explain(error)))
    }

    /// After an error that may have ended the transaction, statements would be committed one by one: none is run.
    fn may_go_on(self) -> Result<()> {
        match self.on {
            On::Transaction(_, broken) if broken.load(Ordering::Relaxed) => Err(given_up()),
            _ => Ok(()),
        }
    }

    /// A breach of a constraint undoes its own statement only; on PostgreSQL the engine itself refuses what follows.
    fn noted(self, error: Error) -> Error {
        if let On::Transaction(_, broken) = self.on
            && !matches!(error, Error::Unique(_) | Error::ForeignKey(_))
        {
            broken.store(true, Ordering::Relaxed);
        }
        error
    }

    fn statement(self, text: &str, values: Vec<Value>) -> Statement {
        let backend = match self.engine {
            Engine::Sqlite => sea_orm::DbBackend::Sqlite,
            Engine::Postgres => sea_orm::DbBackend::Postgres,
        };
        if self.engine == Engine::Sqlite
            && values.len() >= MANY
            && let Some(text) = nameless(text, values.len())
        {
            return Statement::from_sql_and_values(backend, text, values);
        }
        Statement::from_sql_and_values(backend, text, values)
    }
}

/// From so many values on, their names cost more than doing without.
const MANY: usize = 16;

/// The text with `?` for `$1, $2, …`, if these stand in order, each once. To SQLite `$1` is a name that the driver looks
/// up among all others of the statement: with thousands of values that was half of what storing clicks cost.
fn nameless(text: &str, count: usize) -> Option<String> {
    let mut parts = text.split('$');
    let mut turned = String::with_capacity(text.len());
    turned.push_str(parts.next()?);
    let mut number = 0;
    for part in parts {
        let digits = part.bytes().take_while(u8::is_ascii_digit).count();
        number += 1;
        if part[..digits].parse() != Ok(number) {
            return None;
        }
        turned.push('?');
        turned.push_str(&part[digits..]);
    }
    (number == count).then_some(turned)
}

#[cfg(test)]
mod tests {
    use super::nameless;

    #[test]
    fn only_values_in_order_lose_their_names() {
        assert_eq!(nameless("values ($1, $2), ($3, $4)", 4).as_deref(), Some("values (?, ?), (?, ?)"));
        for (text, count) in [("$2, $1", 2), ("$1, $1", 2), ("$1, $2", 3), ("$1 and '$'", 1), ("", 1)] {
            assert_eq!(nameless(text, count), None, "{text}");
        }
    }
}
