//! SQL of uploads.

use db::{Result, Sql, Tx, values};

use super::Upload;
use crate::{
    Now,
    ids::{MediaId, UploadId, UserId, WorkspaceId},
};

const COLUMNS: &str = "u.id, u.brand_id, u.user_id, u.file_name, u.alt, u.folder, u.tags, u.modified, u.size, u.received, \
    u.pieces, u.fence, u.writing, u.media_id, u.created_at, u.expires_at";

/// Writes a row.
pub(super) async fn insert(tx: &Tx, workspace_id: WorkspaceId, upload: &Upload) -> Result<()> {
    tx.run(
        "insert into uploads (workspace_id, id, brand_id, user_id, file_name, alt, folder, tags, modified, size, received, \
         pieces, fence, writing, created_at, expires_at) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)",
        values![
            workspace_id,
            upload.id,
            upload.brand_id,
            upload.user_id,
            upload.file_name.as_str(),
            upload.alt.as_str(),
            upload.folder.as_str(),
            upload.tags.as_str(),
            upload.modified,
            upload.size,
            upload.received,
            upload.pieces.as_str(),
            upload.fence,
            upload.writing,
            upload.created_at,
            upload.expires_at
        ],
    )
    .await?;
    Ok(())
}

/// One upload of a person; of nobody, those of nobody.
pub(super) async fn find(
    sql: Sql<'_>,
    workspace_id: WorkspaceId,
    user_id: Option<UserId>,
    id: UploadId,
    now: Now,
) -> Result<Option<Upload>> {
    sql.first(
        &format!(
            "select {COLUMNS} from uploads u where u.workspace_id = $1 and u.id = $2 and u.expires_at > $3 \
             and coalesce(u.user_id, '') = coalesce(cast($4 as text), '')"
        ),
        values![workspace_id, id, now, user_id],
    )
    .await
}

/// What a person has under way, the newest first.
pub(super) async fn open(
    sql: Sql<'_>,
    workspace_id: WorkspaceId,
    user_id: Option<UserId>,
    now: Now,
) -> Result<Vec<Upload>> {
    sql.all(
        &format!(
            "select {COLUMNS} from uploads u where u.workspace_id = $1 and u.user_id = $2 and u.media_id is null \
             and u.expires_at > $3 order by u.created_at desc, u.id desc limit 100"
        ),
        values![workspace_id, user_id, now],
    )
    .await
}

/// How many uploads a person has under way.
pub(super) async fn count_open(
    tx: &Tx,
    workspace_id: WorkspaceId,
    user_id: Option<UserId>,
    now: Now,
) -> Result<i64> {
    let found: Option<i64> = tx
        .sql()
        .scalar(
            "select count(*) from uploads where workspace_id = $1 and user_id = $2 and media_id is null and expires_at > $3",
            values![workspace_id, user_id, now],
        )
        .await?;
    Ok(found.unwrap_or(0))
}

/// A writer takes the upload over, unless another did first or more has arrived meanwhile.
pub(super) async fn take_over(
    tx: &Tx,
    workspace_id: WorkspaceId,
    seen: &Upload,
    pieces: &str,
) -> Result<bool> {
    let changed = tx
        .run(
            "update uploads set fence = fence + 1, writing = fence + 1, pieces = $1 \
             where workspace_id = $2 and id = $3 and fence = $4 and received = $5 and media_id is null",
            values![pieces, workspace_id, seen.id, seen.fence, seen.received],
        )
        .await?;
    Ok(changed == 1)
}

/// Notes what is on the disk now; `false` when another writer took over. `ended` lets the next writer go on in the piece.
pub(super) async fn advance(
    tx: &Tx,
    workspace_id: WorkspaceId,
    upload: &Upload,
    pieces: &str,
    received: i64,
    ended: bool,
    expires_at: Now,
) -> Result<bool> {
    let changed = tx
        .run(
            "update uploads set received = $1, writing = $2, expires_at = $3, pieces = $7 \
             where workspace_id = $4 and id = $5 and fence = $6 and writing = $6",
            values![
                received,
                if ended { 0 } else { upload.fence },
                expires_at,
                workspace_id,
                upload.id,
                upload.fence,
                pieces
            ],
        )
        .await?;
    Ok(changed == 1)
}

/// The whole has arrived and is kept; `false` when another writer took over.
pub(super) async fn finish(
    tx: &Tx,
    workspace_id: WorkspaceId,
    id: UploadId,
    fence: i64,
    media_id: MediaId,
) -> Result<bool> {
    let changed = tx
        .run(
            "update uploads set received = size, writing = 0, media_id = $1, pieces = '[]' \
             where workspace_id = $2 and id = $3 and fence = $4 and media_id is null",
            values![media_id, workspace_id, id, fence],
        )
        .await?;
    Ok(changed == 1)
}

/// Forgets an upload.
pub(super) async fn delete(tx: &Tx, workspace_id: WorkspaceId, id: UploadId) -> Result<u64> {
    tx.run("delete from uploads where workspace_id = $1 and id = $2", values![workspace_id, id]).await
}

#[derive(db::FromQueryResult)]
pub(super) struct Expired {
    pub workspace_id: WorkspaceId,
    pub id: UploadId,
}

/// Uploads of all workspaces whose time is over.
pub(super) async fn expired(sql: Sql<'_>, now: Now) -> Result<Vec<Expired>> {
    sql.all(
        "select workspace_id, id from uploads where expires_at <= $1 order by expires_at limit 200",
        values![now],
    )
    .await
}
