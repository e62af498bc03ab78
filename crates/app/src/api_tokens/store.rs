//! SQL of bearer tokens.

use db::{FromQueryResult, Sql, Tx, values};

use super::api_token::{ApiToken, scopes};
use crate::{
    Now, Permission, Result, Role,
    accounts::ActorRow,
    ids::{ApiTokenId, BrandId, UserId, WorkspaceId},
};

/// A token to be stored.
pub(crate) struct NewRow<'a> {
    pub id: ApiTokenId,
    pub user_id: UserId,
    pub name: &'a str,
    pub scopes: &'a str,
    pub token_hash: &'a str,
    pub now: Now,
    pub expires_at: Option<i64>,
}

pub(crate) async fn insert(tx: &Tx, workspace_id: WorkspaceId, row: &NewRow<'_>) -> Result<()> {
    tx.run(
        "insert into api_tokens (workspace_id, id, user_id, name, scopes, token_hash, created_at, last_used_at, \
         expires_at, revoked_at) values ($1, $2, $3, $4, $5, $6, $7, null, $8, null)",
        values![
            workspace_id, row.id, row.user_id, row.name, row.scopes, row.token_hash, row.now, row.expires_at
        ],
    )
    .await?;
    Ok(())
}

#[derive(FromQueryResult)]
struct Line {
    id: ApiTokenId,
    name: String,
    user_name: String,
    scopes: String,
    created_at: i64,
    last_used_at: Option<i64>,
    expires_at: Option<i64>,
    revoked_at: Option<i64>,
}

pub(crate) async fn list(sql: Sql<'_>, workspace_id: WorkspaceId) -> Result<Vec<ApiToken>> {
    let lines: Vec<Line> = sql
        .all(
            "select t.id as id, t.name as name, u.name as user_name, t.scopes as scopes, t.created_at as created_at, \
             t.last_used_at as last_used_at, t.expires_at as expires_at, t.revoked_at as revoked_at \
             from api_tokens t join users u on u.id = t.user_id where t.workspace_id = $1 \
             order by t.revoked_at is not null, t.created_at desc, t.id desc limit 500",
            values![workspace_id],
        )
        .await?;
    Ok(lines
        .into_iter()
        .map(|line| ApiToken {
            id: line.id,
            name: line.name,
            user_name: line.user_name,
            scopes: scopes(&line.scopes),
            created_at: line.created_at,
            last_used_at: line.last_used_at,
            expires_at: line.expires_at,
            revoked_at: line.revoked_at,
        })
        .collect())
}

pub(crate) async fn revoke(tx: &Tx, workspace_id: WorkspaceId, id: ApiTokenId, now: Now) -> Result<u64> {
    Ok(tx
        .run(
            "update api_tokens set revoked_at = $3 where workspace_id = $1 and id = $2 and revoked_at is null",
            values![workspace_id, id, now],
        )
        .await?)
}

pub(crate) async fn revoke_of_user(
    tx: &Tx,
    workspace_id: WorkspaceId,
    user_id: UserId,
    now: Now,
) -> Result<()> {
    tx.run(
        "update api_tokens set revoked_at = $3 where workspace_id = $1 and user_id = $2 and revoked_at is null",
        values![workspace_id, user_id, now],
    )
    .await?;
    Ok(())
}

/// A live token with the person's live membership.
pub(crate) struct Found {
    pub id: ApiTokenId,
    pub scopes: Vec<Permission>,
    pub last_used_at: Option<i64>,
    pub actor: ActorRow,
}

#[derive(FromQueryResult)]
struct FoundRow {
    token_id: ApiTokenId,
    scopes: String,
    last_used_at: Option<i64>,
    workspace_id: WorkspaceId,
    workspace_name: String,
    workspace_zone: String,
    currency: String,
    merged_roles: i64,
    user_id: UserId,
    user_name: String,
    role: Role,
    brand_id: Option<BrandId>,
}

/// The token of a hash, while it and its person's access live. The token is the key: no workspace is known yet.
pub(crate) async fn find(sql: Sql<'_>, token_hash: &str, now: Now) -> Result<Option<Found>> {
    let text = format!(
        "select {}, t.id as token_id, t.scopes as scopes, t.last_used_at as last_used_at from api_tokens t \
         join users u on u.id = t.user_id join workspaces w on w.id = t.workspace_id \
         join memberships m on m.workspace_id = t.workspace_id and m.user_id = t.user_id \
         where t.token_hash = $1 and t.revoked_at is null and (t.expires_at is null or t.expires_at > $2) and \
         (m.access_ends_at is null or m.access_ends_at > $2)",
        ActorRow::COLUMNS
    );
    let row: Option<FoundRow> = sql.first(&text, values![token_hash, now]).await?;
    Ok(row.map(|row| Found {
        id: row.token_id,
        scopes: scopes(&row.scopes),
        last_used_at: row.last_used_at,
        actor: ActorRow {
            workspace_id: row.workspace_id,
            workspace_name: row.workspace_name,
            workspace_zone: row.workspace_zone,
            currency: row.currency,
            merged_roles: row.merged_roles,
            user_id: row.user_id,
            user_name: row.user_name,
            role: row.role,
            brand_id: row.brand_id,
        },
    }))
}

pub(crate) async fn touch(tx: &Tx, workspace_id: WorkspaceId, id: ApiTokenId, now: Now) -> Result<()> {
    tx.run(
        "update api_tokens set last_used_at = $3 where workspace_id = $1 and id = $2",
        values![workspace_id, id, now],
    )
    .await?;
    Ok(())
}
