//! SQL of media.

use db::{FromQueryResult, Result, Sql, Tx, values};
use serde::Serialize;

use crate::{
    Now,
    ids::{BrandId, MediaId, PostId, UserId, WorkspaceId},
};

/// A picture as its row stands.
#[derive(Debug, Clone, FromQueryResult, Serialize)]
pub struct Media {
    /// Id.
    pub id: MediaId,
    /// Whose it is.
    pub brand_id: BrandId,
    /// File name without folders.
    pub file_name: String,
    /// Media type, from the file's own bytes.
    pub mime: String,
    /// Size of the file.
    pub bytes: i64,
    /// Pixels.
    pub width: i64,
    /// Pixels.
    pub height: i64,
    /// Digest of the file, hex.
    pub sha256: String,
    /// Length of a film in milliseconds.
    pub duration_ms: Option<i64>,
    /// Alternative text.
    pub alt: String,
    /// When it was uploaded.
    pub created_at: Now,
}

const COLUMNS: &str =
    "id, brand_id, file_name, mime, bytes, width, height, duration_ms, sha256, alt, created_at";

/// Writes a picture's row.
pub(crate) async fn insert(
    tx: &Tx,
    workspace_id: WorkspaceId,
    media: &Media,
    created_by: Option<UserId>,
) -> Result<()> {
    tx.run(
        "insert into media (workspace_id, id, brand_id, file_name, mime, bytes, width, height, duration_ms, sha256, alt, \
         created_by, created_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
        values![
            workspace_id,
            media.id,
            media.brand_id,
            media.file_name.as_str(),
            media.mime.as_str(),
            media.bytes,
            media.width,
            media.height,
            media.duration_ms,
            media.sha256.as_str(),
            media.alt.as_str(),
            created_by,
            media.created_at
        ],
    )
    .await?;
    Ok(())
}

/// One picture.
pub(crate) async fn find(sql: Sql<'_>, workspace_id: WorkspaceId, id: MediaId) -> Result<Option<Media>> {
    sql.first(
        &format!("select {COLUMNS} from media where workspace_id = $1 and id = $2"),
        values![workspace_id, id],
    )
    .await
}

/// Pictures of a post in order, with the alternative text that the post gives them.
pub(crate) async fn of_post(sql: Sql<'_>, workspace_id: WorkspaceId, post_id: PostId) -> Result<Vec<Media>> {
    sql.all(
        "select m.id, m.brand_id, m.file_name, m.mime, m.bytes, m.width, m.height, m.duration_ms, m.sha256, p.alt, m.created_at \
         from post_media p join media m on m.workspace_id = p.workspace_id and m.id = p.media_id \
         where p.workspace_id = $1 and p.post_id = $2 order by p.position",
        values![workspace_id, post_id],
    )
    .await
}

/// The newest pictures of a brand.
pub(crate) async fn recent(
    sql: Sql<'_>,
    workspace_id: WorkspaceId,
    brand_id: Option<BrandId>,
    limit: i64,
) -> Result<Vec<Media>> {
    sql.all(
        &format!(
            "select {COLUMNS} from media where workspace_id = $1 and (cast($2 as text) is null or brand_id = $2) \
             order by created_at desc, id desc limit $3"
        ),
        values![workspace_id, brand_id, limit],
    )
    .await
}

/// How many rows name a file.
pub(crate) async fn count_of_file(sql: Sql<'_>, workspace_id: WorkspaceId, sha256: &str) -> Result<i64> {
    let found: Option<i64> = sql
        .scalar(
            "select count(*) from media where workspace_id = $1 and sha256 = $2",
            values![workspace_id, sha256],
        )
        .await?;
    Ok(found.unwrap_or(0))
}
