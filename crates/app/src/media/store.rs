//! SQL of media.

use std::collections::{HashMap, HashSet};

use db::{Result, Sql, Tx, Value, values};

use super::{Media, MediaFilter, MediaUse, Rights, row::ENDING_WITHIN};
use crate::{
    Now,
    attribution::marks,
    ids::{BrandId, MediaId, PostId, UserId, WorkspaceId},
};

/// How many files one statement names.
const AT_ONCE: usize = 500;

/// Columns of a row of `m`.
const COLUMNS: &str = "m.id, m.brand_id, m.file_name, m.mime, m.bytes, m.width, m.height, m.duration_ms, m.codec, \
    m.sha256, m.alt, m.folder, m.tags, m.rights_holder, m.licence, m.rights_end_at, m.focus_x, m.focus_y, \
    m.original_id, m.created_at";

/// Writes a picture's row.
pub(crate) async fn insert(
    tx: &Tx,
    workspace_id: WorkspaceId,
    media: &Media,
    created_by: Option<UserId>,
) -> Result<()> {
    tx.run(
        "insert into media (workspace_id, id, brand_id, file_name, mime, bytes, width, height, duration_ms, codec, sha256, \
         alt, folder, tags, rights_holder, licence, rights_end_at, focus_x, focus_y, original_id, created_by, created_at, \
         search_text) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23)",
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
            media.codec.clone(),
            media.sha256.as_str(),
            media.alt.as_str(),
            media.folder.as_str(),
            media.tags.as_str(),
            media.rights_holder.as_str(),
            media.licence.as_str(),
            media.rights_end_at,
            media.focus_x,
            media.focus_y,
            media.original_id,
            created_by,
            media.created_at,
            searched(media)
        ],
    )
    .await?;
    Ok(())
}

/// One picture.
pub(crate) async fn find(sql: Sql<'_>, workspace_id: WorkspaceId, id: MediaId) -> Result<Option<Media>> {
    sql.first(
        &format!("select {COLUMNS} from media m where m.workspace_id = $1 and m.id = $2"),
        values![workspace_id, id],
    )
    .await
}

/// Those of the named files that there are, in the order of their names.
pub(crate) async fn by_ids(sql: Sql<'_>, workspace_id: WorkspaceId, ids: &[MediaId]) -> Result<Vec<Media>> {
    let mut found = HashMap::new();
    for some in ids.chunks(AT_ONCE) {
        let marks = marks(2, some.len());
        let text = format!("select {COLUMNS} from media m where m.workspace_id = $1 and m.id in ({marks})");
        let mut values = values![workspace_id];
        values.extend(some.iter().map(|id| Value::from(*id)));
        let files: Vec<Media> = sql.all(&text, values).await?;
        found.extend(files.into_iter().map(|file| (file.id, file)));
    }
    Ok(ids.iter().filter_map(|id| found.get(id)).cloned().collect())
}

/// The named files with the alternative texts that are given for them; those that are gone are left out.
pub(crate) async fn with_alts(
    sql: Sql<'_>,
    workspace_id: WorkspaceId,
    wanted: &[(MediaId, String)],
) -> Result<Vec<Media>> {
    let ids: Vec<_> = wanted.iter().map(|(id, _)| *id).collect();
    let found = by_ids(sql, workspace_id, &ids).await?;
    let alt = |file: &Media| wanted.iter().find(|(id, _)| *id == file.id).map(|(_, alt)| alt.clone());
    Ok(found.into_iter().map(|file| Media { alt: alt(&file).unwrap_or_default(), ..file }).collect())
}

/// Pictures of a post in order, with the alternative text that the post gives them.
pub(crate) async fn of_post(sql: Sql<'_>, workspace_id: WorkspaceId, post_id: PostId) -> Result<Vec<Media>> {
    let columns = COLUMNS.replace("m.alt", "p.alt");
    sql.all(
        &format!(
            "select {columns} from post_media p join media m on m.workspace_id = p.workspace_id and m.id = p.media_id \
             where p.workspace_id = $1 and p.post_id = $2 order by p.position"
        ),
        values![workspace_id, post_id],
    )
    .await
}

/// A page of originals, newest first.
pub(crate) async fn list(
    sql: Sql<'_>,
    workspace_id: WorkspaceId,
    brand_scope: Option<BrandId>,
    filter: &MediaFilter,
    now: Now,
    before: Option<(Now, MediaId)>,
    rows: i64,
) -> Result<Vec<Media>> {
    let (before_at, before_id) = before.unzip();
    let search = filter.search.as_deref().map(db::search_pattern);
    let tag = filter.tag.as_deref().map(|tag| format!("%,{},%", escape_like(&tag.trim().to_lowercase())));
    let sort = filter.sort.map(|sort| match sort {
        super::Sort::Document => "application/%".to_owned(),
        other => format!("{}/%", other.as_str()),
    });
    // First and last end of rights that is wanted.
    let (from, to) = match filter.rights {
        None => (None, None),
        Some(Rights::Ended) => (Some(0), Some(now)),
        Some(Rights::Ending) => (Some(now + 1), Some(now + ENDING_WITHIN)),
        Some(Rights::Open) => (Some(now + ENDING_WITHIN + 1), Some(i64::MAX)),
    };
    sql.all(
        &format!(
            "select {COLUMNS} from media m where m.workspace_id = $1 and m.original_id is null \
             and (cast($2 as text) is null or m.brand_id = $2) \
             and (cast($3 as text) is null or m.mime like $3) \
             and (cast($4 as text) is null or m.folder = $4) \
             and (cast($5 as text) is null or m.tags like $5 escape '!') \
             and (cast($6 as text) is null or m.search_text like $6 escape '!') \
             and (cast($7 as bigint) is null or coalesce(m.rights_end_at, 9223372036854775807) between $7 and $8) \
             and (cast($9 as bigint) is null or m.created_at < $9 or (m.created_at = $9 and m.id < $10)) \
             order by m.created_at desc, m.id desc limit $11"
        ),
        values![
            workspace_id,
            brand_scope.or(filter.brand_id),
            sort,
            filter.folder.clone(),
            tag,
            search,
            from,
            to,
            before_at,
            before_id,
            rows
        ],
    )
    .await
}

/// Folders in use, by name.
pub(crate) async fn folders(
    sql: Sql<'_>,
    workspace_id: WorkspaceId,
    brand_id: Option<BrandId>,
) -> Result<Vec<String>> {
    sql.column(
        "select distinct folder from media where workspace_id = $1 and folder <> '' and original_id is null \
         and (cast($2 as text) is null or brand_id = $2) order by folder limit 500",
        values![workspace_id, brand_id],
    )
    .await
}

/// Sets of tags in use.
pub(crate) async fn tags(
    sql: Sql<'_>,
    workspace_id: WorkspaceId,
    brand_id: Option<BrandId>,
) -> Result<Vec<String>> {
    sql.column(
        "select distinct tags from media where workspace_id = $1 and tags <> '' and original_id is null \
         and (cast($2 as text) is null or brand_id = $2) limit 2000",
        values![workspace_id, brand_id],
    )
    .await
}

/// Versions of some files, oldest first.
pub(crate) async fn versions(
    sql: Sql<'_>,
    workspace_id: WorkspaceId,
    originals: &[MediaId],
) -> Result<Vec<Media>> {
    let mut found = Vec::new();
    for some in originals.chunks(AT_ONCE) {
        let text = format!(
            "select {COLUMNS} from media m where m.workspace_id = $1 and m.original_id in ({}) \
             order by m.created_at, m.id",
            marks(2, some.len())
        );
        let mut values = values![workspace_id];
        values.extend(some.iter().map(|id| Value::from(*id)));
        found.extend(sql.all::<Media>(&text, values).await?);
    }
    Ok(found)
}

/// Name of the person who uploaded a file.
pub(crate) async fn uploaded_by(
    sql: Sql<'_>,
    workspace_id: WorkspaceId,
    id: MediaId,
) -> Result<Option<String>> {
    sql.scalar(
        "select u.name from media m join users u on u.id = m.created_by where m.workspace_id = $1 and m.id = $2",
        values![workspace_id, id],
    )
    .await
}

/// Posts that carry a file: as it is, or as the version of one channel. The newest change first, at most 200.
pub(crate) async fn uses(sql: Sql<'_>, workspace_id: WorkspaceId, media: &Media) -> Result<Vec<MediaUse>> {
    // A version is named in the variant that has it; only posts with its original can have one.
    let named = media.original_id.map(|_| format!("%\"{}\"%", media.id).replace('_', "!_"));
    sql.all(
        "select p.id as post_id, p.title, u.name as author, p.updated_at, \
         (select count(*) from deliveries d where d.workspace_id = p.workspace_id and d.post_id = p.id \
          and d.state = 'published') as published, \
         (select count(*) from deliveries d where d.workspace_id = p.workspace_id and d.post_id = p.id \
          and d.state in ('scheduled', 'claimed', 'sending', 'retry_at', 'processing', 'unknown', 'paused')) as waiting, \
         (select min(c.network) || case when count(distinct c.network) > 1 then ' +' || (count(distinct c.network) - 1) \
            else '' end from variants v \
          join channels c on c.workspace_id = v.workspace_id and c.id = v.channel_id \
          where v.workspace_id = p.workspace_id and v.post_id = p.id) as networks \
         from post_media m join posts p on p.workspace_id = m.workspace_id and p.id = m.post_id \
         left join users u on u.id = p.author_id \
         where m.workspace_id = $1 and p.deleted_at is null and (m.media_id = $2 or (m.media_id = $3 and exists \
           (select 1 from variants v where v.workspace_id = p.workspace_id and v.post_id = p.id and v.shape like $4 escape '!'))) \
         order by p.updated_at desc, p.id desc limit 200",
        values![workspace_id, media.id, media.original_id, named],
    )
    .await
}

/// Whether a post carries one of the files, as it is or as the version of one channel, or a delivery that is not over, or its
/// letters, still need one.
pub(crate) async fn is_needed(sql: Sql<'_>, workspace_id: WorkspaceId, files: &[Media]) -> Result<bool> {
    for some in files.chunks(AT_ONCE) {
        let count = some.len();
        let names = || some.iter().map(|file| Value::from(format!("%\"{}\"%", file.id).replace('_', "!_")));
        let any = |column: &str, from: usize| {
            let likes = (from..from + count).map(|mark| format!("{column} like ${mark} escape '!'"));
            likes.collect::<Vec<_>>().join(" or ")
        };
        let mut values = values![workspace_id];
        values.extend(some.iter().map(|file| Value::from(file.id)));
        values.extend(some.iter().map(|file| Value::from(file.root())));
        values.extend(names());
        // A version is named in the variant that has it; only posts with its original can have one.
        let carried = format!(
            "select count(*) from post_media m join posts p on p.workspace_id = m.workspace_id and p.id = m.post_id \
             where m.workspace_id = $1 and p.deleted_at is null and (m.media_id in ({}) or (m.media_id in ({}) and exists \
             (select 1 from variants v where v.workspace_id = p.workspace_id and v.post_id = p.id and ({}))))",
            marks(2, count),
            marks(2 + count, count),
            any("v.shape", 2 + 2 * count)
        );
        let carried: Option<i64> = sql.scalar(&carried, values).await?;
        let mut values = values![workspace_id];
        values.extend(names());
        let awaited = format!(
            "select count(*) from deliveries d where d.workspace_id = $1 and (d.state in ('claimed', 'sending', 'retry_at', \
             'processing', 'unknown', 'paused', 'scheduled', 'failed') or (d.state = 'published' and exists (select 1 \
             from letters l where l.workspace_id = d.workspace_id and l.delivery_id = d.id \
             and l.state in ('waiting', 'held', 'claimed', 'sending')))) and ({})",
            any("d.content", 2)
        );
        let awaited: Option<i64> = sql.scalar(&awaited, values).await?;
        if carried.unwrap_or(0) + awaited.unwrap_or(0) > 0 {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Changes what is known of a file.
pub(crate) async fn update(tx: &Tx, workspace_id: WorkspaceId, media: &Media) -> Result<u64> {
    tx.run(
        "update media set file_name = $1, alt = $2, folder = $3, tags = $4, rights_holder = $5, licence = $6, \
         rights_end_at = $7, focus_x = $8, focus_y = $9, search_text = $12 where workspace_id = $10 and id = $11",
        values![
            media.file_name.as_str(),
            media.alt.as_str(),
            media.folder.as_str(),
            media.tags.as_str(),
            media.rights_holder.as_str(),
            media.licence.as_str(),
            media.rights_end_at,
            media.focus_x,
            media.focus_y,
            workspace_id,
            media.id,
            searched(media)
        ],
    )
    .await
}

fn searched(media: &Media) -> String {
    db::search_text(&[&media.file_name, &media.alt, &media.tags, &media.rights_holder])
}

/// Gives a file's folder, tags and rights to its versions too.
pub(crate) async fn share_with_versions(tx: &Tx, workspace_id: WorkspaceId, media: &Media) -> Result<()> {
    tx.run(
        "update media set folder = $1, tags = $2, rights_holder = $3, licence = $4, rights_end_at = $5 \
         where workspace_id = $6 and original_id = $7",
        values![
            media.folder.as_str(),
            media.tags.as_str(),
            media.rights_holder.as_str(),
            media.licence.as_str(),
            media.rights_end_at,
            workspace_id,
            media.id
        ],
    )
    .await?;
    Ok(())
}

/// Deletes a file's row; posts that were deleted let go of it.
pub(crate) async fn delete(tx: &Tx, workspace_id: WorkspaceId, id: MediaId) -> Result<()> {
    tx.run(
        "delete from post_media where workspace_id = $1 and media_id = $2 and post_id in \
         (select p.id from posts p where p.workspace_id = $1 and p.deleted_at is not null)",
        values![workspace_id, id],
    )
    .await?;
    tx.run("delete from media where workspace_id = $1 and id = $2", values![workspace_id, id]).await?;
    Ok(())
}

/// Those of some digests that rows name.
pub(crate) async fn named(
    sql: Sql<'_>,
    workspace_id: WorkspaceId,
    digests: &[&str],
) -> Result<HashSet<String>> {
    let mut named = HashSet::new();
    for some in digests.chunks(AT_ONCE) {
        let marks = marks(2, some.len());
        let text = format!("select sha256 from media where workspace_id = $1 and sha256 in ({marks})");
        let mut values = values![workspace_id];
        values.extend(some.iter().map(|digest| Value::from(*digest)));
        named.extend(sql.column::<String>(&text, values).await?);
    }
    Ok(named)
}

fn escape_like(text: &str) -> String {
    text.replace('!', "!!").replace('%', "!%").replace('_', "!_")
}
