//! SQL over the channels of all workspaces: for the operator, no page shows it.

use db::{FromQueryResult, Result};

/// Whether any channel's access is kept, sealed with the key of the key file: for the operator.
///
/// # Errors
/// Any database error.
pub async fn holds_secrets(db: &db::Db) -> Result<bool> {
    let text = "select count(*) from (select id from channels where secret is not null limit 1) sealed";
    Ok(db.read().scalar::<i64>(text, vec![]).await?.unwrap_or(0) > 0)
}

/// How channels fare over all workspaces: for the operator.
#[derive(Debug, FromQueryResult)]
pub struct Summary {
    /// Connected ones.
    pub connected: i64,
    /// Of these, unreachable at the last check.
    pub unreachable: i64,
    /// Of these, to be connected again.
    pub reconnect: i64,
}

/// How channels fare over all workspaces: for the operator, no page shows it.
///
/// # Errors
/// Any database error.
pub async fn summary(db: &db::Db) -> Result<Summary> {
    let counted = db
        .read()
        .first(
            "select count(*) as connected, cast(coalesce(sum(case when health = 'unreachable' then 1 else 0 end), 0) as \
             bigint) as unreachable, cast(coalesce(sum(case when health = 'reconnect' then 1 else 0 end), 0) as bigint) \
             as reconnect from channels where disconnected_at is null",
            vec![],
        )
        .await?;
    Ok(counted.unwrap_or(Summary { connected: 0, unreachable: 0, reconnect: 0 }))
}
