//! SQL of idempotency keys.

use db::{FromQueryResult, Sql, Tx, values};

use crate::{
    Now, Result,
    ids::{IdempotencyId, WorkspaceId},
};

#[derive(FromQueryResult)]
pub(super) struct Found {
    pub id: IdempotencyId,
    pub request_hash: String,
    pub status: Option<i64>,
    pub body: Option<String>,
}

/// Takes a key; `false` when it is taken.
pub(super) async fn insert(
    tx: &Tx,
    workspace_id: WorkspaceId,
    id: IdempotencyId,
    key: &str,
    request_hash: &str,
    now: Now,
) -> Result<bool> {
    let rows = tx
        .run(
            "insert into idempotency_keys (workspace_id, id, idempotency_key, request_hash, status, body, created_at) \
             values ($1, $2, $3, $4, null, null, $5) on conflict (workspace_id, idempotency_key) do nothing",
            values![workspace_id, id, key, request_hash, now],
        )
        .await?;
    Ok(rows == 1)
}

pub(super) async fn find(sql: Sql<'_>, workspace_id: WorkspaceId, key: &str) -> Result<Option<Found>> {
    Ok(sql
        .first(
            "select id, request_hash, status, body from idempotency_keys where workspace_id = $1 and \
             idempotency_key = $2",
            values![workspace_id, key],
        )
        .await?)
}

pub(super) async fn finish(
    tx: &Tx,
    workspace_id: WorkspaceId,
    id: IdempotencyId,
    status: i64,
    body: &str,
) -> Result<()> {
    tx.run(
        "update idempotency_keys set status = $3, body = $4 where workspace_id = $1 and id = $2",
        values![workspace_id, id, status, body],
    )
    .await?;
    Ok(())
}

pub(super) async fn delete(tx: &Tx, workspace_id: WorkspaceId, id: IdempotencyId) -> Result<()> {
    tx.run("delete from idempotency_keys where workspace_id = $1 and id = $2", values![workspace_id, id])
        .await?;
    Ok(())
}

/// Forgets keys made before an instant.
pub(super) async fn forget(tx: &Tx, workspace_id: WorkspaceId, before: i64) -> Result<()> {
    tx.run(
        "delete from idempotency_keys where workspace_id = $1 and created_at < $2",
        values![workspace_id, before],
    )
    .await?;
    Ok(())
}
