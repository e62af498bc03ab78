//! SQL of brands.

use db::{Sql, Tx, values};

use crate::{
    Now, Result,
    brands::{Brand, ChangeBrand},
    ids::{BrandId, WorkspaceId},
};

pub(crate) async fn insert(
    tx: &Tx,
    workspace_id: WorkspaceId,
    id: BrandId,
    name: &str,
    site_key: &str,
    site_url: Option<&str>,
    now: Now,
) -> db::Result<()> {
    tx.run(
        "insert into brands (workspace_id, id, name, site_key, site_url, created_at, archived_at) \
         values ($1, $2, $3, $4, $5, $6, null)",
        values![workspace_id, id, name, site_key, site_url, now],
    )
    .await?;
    Ok(())
}

pub(crate) async fn insert_site_key(
    tx: &Tx,
    workspace_id: WorkspaceId,
    brand_id: BrandId,
    site_key: &str,
) -> Result<()> {
    tx.run(
        "insert into site_keys (site_key, workspace_id, brand_id) values ($1, $2, $3)",
        values![site_key, workspace_id, brand_id],
    )
    .await?;
    Ok(())
}

/// The brands of a workspace, or the one brand that `scope` names, by name.
///
/// # Errors
/// Any database error.
pub async fn list(
    sql: Sql<'_>,
    workspace_id: WorkspaceId,
    scope: Option<BrandId>,
    with_archived: bool,
) -> Result<Vec<Brand>> {
    Ok(sql
        .all(
            "select id, name, site_key, site_url, created_at, archived_at from brands where workspace_id = $1 and \
             (cast($2 as text) is null or id = $2) and ($3 = 1 or archived_at is null) \
             order by archived_at is not null, lower(name), id",
            values![workspace_id, scope, i64::from(with_archived)],
        )
        .await?)
}

/// One brand.
///
/// # Errors
/// Any database error.
pub async fn find(sql: Sql<'_>, workspace_id: WorkspaceId, id: BrandId) -> Result<Option<Brand>> {
    Ok(sql
        .first(
            "select id, name, site_key, site_url, created_at, archived_at from brands where workspace_id = $1 and \
             id = $2",
            values![workspace_id, id],
        )
        .await?)
}

pub(crate) async fn update(
    tx: &Tx,
    workspace_id: WorkspaceId,
    id: BrandId,
    change: &ChangeBrand,
) -> db::Result<u64> {
    tx.run(
        "update brands set name = $3, site_url = $4 where workspace_id = $1 and id = $2",
        values![workspace_id, id, change.name.clone(), change.site_url.clone()],
    )
    .await
}

pub(crate) async fn count_in_use(sql: Sql<'_>, workspace_id: WorkspaceId) -> Result<i64> {
    Ok(sql
        .scalar(
            "select count(*) from brands where workspace_id = $1 and archived_at is null",
            values![workspace_id],
        )
        .await?
        .unwrap_or(0))
}

pub(crate) async fn set_archived(
    tx: &Tx,
    workspace_id: WorkspaceId,
    id: BrandId,
    archived_at: Option<i64>,
) -> Result<()> {
    tx.run(
        "update brands set archived_at = $3 where workspace_id = $1 and id = $2",
        values![workspace_id, id, archived_at],
    )
    .await?;
    Ok(())
}
