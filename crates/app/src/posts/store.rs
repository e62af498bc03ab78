//! SQL of posts and variants.

use db::{Result, Sql, Tx, Value, values};

use super::{
    list::{PostFilter, PostLine},
    post::{Post, Variant},
    results::Target,
    shape::Shape,
};
use crate::{
    Now,
    attribution::marks,
    ids::{BrandId, CampaignId, ChannelId, MediaId, PostId, VariantId, WorkspaceId},
};

const COLUMNS: &str =
    "id, brand_id, campaign_id, title, text, language, author_id, created_at, updated_at, version";

/// One post that was not deleted.
pub(crate) async fn find(sql: Sql<'_>, workspace_id: WorkspaceId, id: PostId) -> Result<Option<Post>> {
    sql.first(
        &format!("select {COLUMNS} from posts where workspace_id = $1 and id = $2 and deleted_at is null"),
        values![workspace_id, id],
    )
    .await
}

/// Writes a new post.
pub(crate) async fn insert(tx: &Tx, workspace_id: WorkspaceId, post: &Post) -> Result<()> {
    tx.run(
        "insert into posts (workspace_id, id, brand_id, campaign_id, title, text, language, author_id, created_at, \
         updated_at, version, search_text) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        values![
            workspace_id,
            post.id,
            post.brand_id,
            post.campaign_id,
            post.title.as_str(),
            post.text.as_str(),
            post.language.clone(),
            post.author_id,
            post.created_at,
            post.updated_at,
            post.version,
            db::search_text(&[&post.title, &post.text])
        ],
    )
    .await?;
    Ok(())
}

/// Changes a post whose version still is `post.version - 1`; `false` when somebody was faster.
pub(crate) async fn update(tx: &Tx, workspace_id: WorkspaceId, post: &Post) -> Result<bool> {
    let changed = tx
        .run(
            "update posts set campaign_id = $1, title = $2, text = $3, language = $4, updated_at = $5, version = $6, \
             search_text = $10 where workspace_id = $7 and id = $8 and version = $9 and deleted_at is null",
            values![
                post.campaign_id,
                post.title.as_str(),
                post.text.as_str(),
                post.language.clone(),
                post.updated_at,
                post.version,
                workspace_id,
                post.id,
                post.version - 1,
                db::search_text(&[&post.title, &post.text])
            ],
        )
        .await?;
    Ok(changed == 1)
}

/// Marks a post deleted, or takes the mark away.
pub(crate) async fn set_deleted(
    tx: &Tx,
    workspace_id: WorkspaceId,
    id: PostId,
    at: Option<Now>,
) -> Result<()> {
    tx.run(
        "update posts set deleted_at = $1 where workspace_id = $2 and id = $3",
        values![at, workspace_id, id],
    )
    .await?;
    Ok(())
}

/// The brand of a post, deleted or not.
pub(crate) async fn brand_of(sql: Sql<'_>, workspace_id: WorkspaceId, id: PostId) -> Result<Option<BrandId>> {
    sql.scalar("select brand_id from posts where workspace_id = $1 and id = $2", values![workspace_id, id])
        .await
}

/// The brand of a campaign that is not archived.
pub(crate) async fn brand_of_campaign(
    sql: Sql<'_>,
    workspace_id: WorkspaceId,
    id: CampaignId,
) -> Result<Option<BrandId>> {
    sql.scalar(
        "select brand_id from campaigns where workspace_id = $1 and id = $2 and archived_at is null",
        values![workspace_id, id],
    )
    .await
}

/// Variants of a post.
pub(crate) async fn variants(
    sql: Sql<'_>,
    workspace_id: WorkspaceId,
    post_id: PostId,
) -> Result<Vec<Variant>> {
    sql.all(
        "select id, channel_id, text, shape from variants where workspace_id = $1 and post_id = $2 \
         and removed_at is null order by id",
        values![workspace_id, post_id],
    )
    .await
}

/// Writes a variant, or its new text.
pub(crate) async fn put_variant(
    tx: &Tx,
    workspace_id: WorkspaceId,
    post_id: PostId,
    channel_id: ChannelId,
    text: Option<&str>,
    shape: &Shape,
    now: Now,
) -> Result<()> {
    tx.run(
        "insert into variants (workspace_id, id, post_id, channel_id, text, shape, created_at) \
         values ($1, $2, $3, $4, $5, $6, $7) on conflict (workspace_id, post_id, channel_id) \
         do update set text = excluded.text, shape = excluded.shape, removed_at = null",
        values![
            workspace_id,
            VariantId::generate(),
            post_id,
            channel_id,
            text.map(str::to_owned),
            shape.keep(),
            now
        ],
    )
    .await?;
    Ok(())
}

/// Removes a variant; one that deliveries have stays behind them, out of the post.
pub(crate) async fn remove_variant(
    tx: &Tx,
    workspace_id: WorkspaceId,
    id: VariantId,
    now: Now,
) -> Result<()> {
    tx.run(
        "update variants set removed_at = $3 where workspace_id = $1 and id = $2",
        values![workspace_id, id, now],
    )
    .await?;
    tx.run(
        "delete from variants where workspace_id = $1 and id = $2 and not exists (select 1 from deliveries d \
         where d.workspace_id = $1 and d.variant_id = $2)",
        values![workspace_id, id],
    )
    .await?;
    Ok(())
}

/// Puts a post's pictures in order.
pub(crate) async fn put_media(
    tx: &Tx,
    workspace_id: WorkspaceId,
    post_id: PostId,
    media: &[(MediaId, String)],
) -> Result<()> {
    tx.run("delete from post_media where workspace_id = $1 and post_id = $2", values![workspace_id, post_id])
        .await?;
    for (position, (media_id, alt)) in (0_i64..).zip(media) {
        tx.run(
            "insert into post_media (workspace_id, post_id, media_id, position, alt) values ($1, $2, $3, $4, $5) \
             on conflict (workspace_id, post_id, media_id) do nothing",
            values![workspace_id, post_id, *media_id, position, alt.as_str()],
        )
        .await?;
    }
    Ok(())
}

/// How many of these pictures the brand has.
pub(crate) async fn count_media(
    sql: Sql<'_>,
    workspace_id: WorkspaceId,
    brand_id: BrandId,
    media: &[(MediaId, String)],
) -> Result<usize> {
    let mut found = 0;
    // At most a handful: a post carries few pictures.
    for (media_id, _) in media {
        let known: Option<i64> = sql
            .scalar(
                "select count(*) from media where workspace_id = $1 and id = $2 and brand_id = $3",
                values![workspace_id, *media_id, brand_id],
            )
            .await?;
        found += usize::try_from(known.unwrap_or(0)).unwrap_or(0);
    }
    Ok(found)
}

/// A page of posts, newest change first, each with the sum of its deliveries: summed for the page alone.
pub(crate) async fn list(
    sql: Sql<'_>,
    workspace_id: WorkspaceId,
    brand_scope: Option<BrandId>,
    filter: &PostFilter,
    limit: i64,
) -> Result<Vec<PostLine>> {
    let (before_at, before_id) = match filter.before {
        Some((at, id)) => (Some(at), Some(id)),
        None => (None, None),
    };
    let search = filter.search.as_deref().map(db::search_pattern);
    sql.all(
        "with shown as materialized (select p.* from posts p where p.workspace_id = $1 and p.deleted_at is null \
         and (cast($2 as text) is null or p.brand_id = $2) \
         and (cast($3 as text) is null or p.campaign_id = $3) \
         and (cast($4 as text) is null or p.search_text like $4 escape '!') \
         and (cast($5 as bigint) is null or p.updated_at < $5 or (p.updated_at = $5 and p.id < $6)) \
         and (cast($7 as text) is null \
           or ($7 = 'draft' and not exists (select 1 from deliveries d where d.workspace_id = p.workspace_id \
               and d.post_id = p.id and d.state <> 'canceled')) \
           or exists (select 1 from deliveries d where d.workspace_id = p.workspace_id and d.post_id = p.id \
               and d.state = $7)) \
         and ($8 = 0 or p.campaign_id is null) \
         order by p.updated_at desc, p.id desc limit $9) \
         select p.id, p.title, p.brand_id, p.campaign_id, c.name as campaign_name, p.updated_at, \
         (select count(*) from deliveries d where d.workspace_id = p.workspace_id and d.post_id = p.id \
          and d.state <> 'canceled') as deliveries, \
         (select count(*) from deliveries d where d.workspace_id = p.workspace_id and d.post_id = p.id \
          and d.state = 'published') as published, \
         (select count(*) from deliveries d where d.workspace_id = p.workspace_id and d.post_id = p.id \
          and d.state in ('unknown', 'failed', 'missed', 'paused')) as troubled, \
         (select min(d.scheduled_at) from deliveries d where d.workspace_id = p.workspace_id and d.post_id = p.id \
          and d.state in ('scheduled', 'claimed', 'sending', 'retry_at', 'processing')) as next_at \
         from shown p left join campaigns c on c.workspace_id = p.workspace_id and c.id = p.campaign_id \
         order by p.updated_at desc, p.id desc",
        values![
            workspace_id,
            brand_scope.or(filter.brand_id),
            filter.campaign_id,
            search,
            before_at,
            before_id,
            filter.state.clone(),
            i64::from(filter.orphans),
            limit
        ],
    )
    .await
}

/// The channels that posts within a brand's reach go to, with the newest publication on each.
pub(crate) async fn targets(
    sql: Sql<'_>,
    workspace_id: WorkspaceId,
    brand_scope: Option<BrandId>,
    ids: &[PostId],
) -> Result<Vec<Target>> {
    let mut values = values![workspace_id, brand_scope];
    values.extend(ids.iter().map(|id| Value::from(*id)));
    sql.all(
        &format!(
            "select v.post_id, c.network, c.handle, max(d.published_at) as published_at from variants v \
             join posts p on p.workspace_id = v.workspace_id and p.id = v.post_id \
             join channels c on c.workspace_id = v.workspace_id and c.id = v.channel_id \
             left join deliveries d on d.workspace_id = v.workspace_id and d.variant_id = v.id \
             where v.workspace_id = $1 and (cast($2 as text) is null or p.brand_id = $2) and v.post_id in ({}) \
             group by v.post_id, v.id, v.removed_at, c.network, c.handle \
             having v.removed_at is null or max(d.published_at) is not null order by v.post_id, c.network, c.handle",
            marks(3, ids.len())
        ),
        values,
    )
    .await
}
