//! The claim: how one of many workers takes due rows, exactly once.
//!
//! A due row is the queue. Its table has `workspace_id, id, state, due_at, attempts, leased_by, leased_until` and an
//! index on `(state, due_at)`. A claim moves rows from one state to another under a lease; `attempts` grows with each
//! claim and fences the finish: a worker whose lease ran out holds an old number and changes nothing.

use sea_orm::FromQueryResult;

use crate::{Db, Result, Sql, Tx, values};

/// A table whose rows fall due.
#[derive(Debug, Clone, Copy)]
pub struct Queue {
    /// Name of the table.
    pub table: &'static str,
    /// State of rows that wait for their time.
    pub due: &'static str,
    /// State of rows that a worker holds.
    pub claimed: &'static str,
}

/// A row that this worker holds until its lease runs out.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub struct Claim {
    /// Workspace of the row.
    pub workspace_id: String,
    /// Id of the row within it.
    pub id: String,
    /// The fence: 1 for the first claim of this row.
    pub attempts: i64,
}

impl Queue {
    /// Claims at most `limit` rows that were due at `now`, the longest due first. Times in epoch milliseconds.
    ///
    /// The select stays on one index range and is materialised: as a plain `where id in (select … limit n)` PostgreSQL may
    /// run it again for each row and claim more than `limit`. Its condition is repeated outside, so that a row that
    /// another worker claimed meanwhile is not claimed twice.
    ///
    /// # Errors
    /// Any database error.
    pub async fn claim(
        &self,
        db: &Db,
        worker: &str,
        now: i64,
        lease_ms: i64,
        limit: u32,
    ) -> Result<Vec<Claim>> {
        let Self { table, due, claimed } = self;
        let skip_locked = db.engine().skip_locked();
        let text = format!(
            "with picked as materialized (select workspace_id as w, id as i from {table} where state = '{due}' \
             and due_at <= $3 order by due_at limit $4{skip_locked}) \
             update {table} set state = '{claimed}', leased_by = $1, leased_until = $2, attempts = attempts + 1 \
             from picked where workspace_id = picked.w and id = picked.i and state = '{due}' and due_at <= $3 \
             returning workspace_id, id, attempts"
        );
        let tx = db.write().await?;
        let claims = tx.all(&text, values![worker, now + lease_ms, now, i64::from(limit)]).await?;
        tx.commit().await?;
        Ok(claims)
    }

    /// When the next row falls due, if any waits: how long a worker may sleep.
    ///
    /// # Errors
    /// Any database error.
    pub async fn next_due(&self, sql: Sql<'_>) -> Result<Option<i64>> {
        let Self { table, due, .. } = self;
        let text = format!("select due_at from {table} where state = '{due}' order by due_at limit 1");
        sql.scalar(&text, vec![]).await
    }

    /// Holds a claim for longer; `false` when it is no longer this worker's.
    ///
    /// # Errors
    /// Any database error.
    pub async fn renew(&self, db: &Db, worker: &str, claim: &Claim, until: i64) -> Result<bool> {
        let text = format!(
            "update {} set leased_until = $1 where workspace_id = $2 and id = $3 and leased_by = $4 and attempts = $5",
            self.table
        );
        let tx = db.write().await?;
        let values = values![until, claim.workspace_id.as_str(), claim.id.as_str(), worker, claim.attempts];
        let changed = tx.run(&text, values).await?;
        tx.commit().await?;
        Ok(changed == 1)
    }

    /// Whether a claim still is this worker's, inside the transaction that is about to finish it.
    ///
    /// # Errors
    /// Any database error.
    pub async fn holds(&self, tx: &Tx, worker: &str, claim: &Claim) -> Result<bool> {
        let text = format!(
            "update {} set leased_by = leased_by where workspace_id = $1 and id = $2 and leased_by = $3 and attempts = $4",
            self.table
        );
        let values = values![claim.workspace_id.as_str(), claim.id.as_str(), worker, claim.attempts];
        Ok(tx.run(&text, values).await? == 1)
    }

    /// Finishes a claim in the state `to`, due again at `due_at`; `false` when it is no longer this worker's, and
    /// then nothing is changed.
    ///
    /// # Errors
    /// Any database error.
    pub async fn finish(
        &self,
        tx: &Tx,
        worker: &str,
        claim: &Claim,
        to: &str,
        due_at: i64,
        last_error: Option<&str>,
    ) -> Result<bool> {
        let text = format!(
            "update {} set state = $1, due_at = $2, last_error = $3, leased_by = null, leased_until = null \
             where workspace_id = $4 and id = $5 and leased_by = $6 and attempts = $7",
            self.table
        );
        let values = values![
            to,
            due_at,
            last_error.map(str::to_owned),
            claim.workspace_id.as_str(),
            claim.id.as_str(),
            worker,
            claim.attempts
        ];
        Ok(tx.run(&text, values).await? == 1)
    }

    /// Gives rows back whose lease ran out by `now`: a worker died. They are due at once. Gives their number.
    ///
    /// # Errors
    /// Any database error.
    pub async fn give_back_expired(&self, db: &Db, now: i64) -> Result<u64> {
        let Self { table, due, claimed } = self;
        let text = format!(
            "update {table} set state = '{due}', leased_by = null, leased_until = null \
             where state = '{claimed}' and leased_until < $1"
        );
        let tx = db.write().await?;
        let given_back = tx.run(&text, values![now]).await?;
        tx.commit().await?;
        Ok(given_back)
    }

    /// Gives back whatever `worker` still holds: the last act of an orderly shutdown.
    ///
    /// # Errors
    /// Any database error.
    pub async fn release(&self, db: &Db, worker: &str) -> Result<u64> {
        let Self { table, due, claimed } = self;
        let text = format!(
            "update {table} set state = '{due}', leased_by = null, leased_until = null \
             where state = '{claimed}' and leased_by = $1"
        );
        let tx = db.write().await?;
        let given_back = tx.run(&text, values![worker]).await?;
        tx.commit().await?;
        Ok(given_back)
    }
}
