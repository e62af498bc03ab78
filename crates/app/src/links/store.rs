//! SQL of short links.

use db::{FromQueryResult, Sql, Tx, values};

use crate::{
    Now, Result,
    ids::{BrandId, CampaignId, ChannelId, DeliveryId, LinkId, PostId, WorkspaceId},
};

use super::{
    list::{LinkFilter, LinkLine},
    target::Target,
};

/// A link to be stored.
#[derive(Debug)]
pub struct NewLink<'a> {
    /// Its id.
    pub id: LinkId,
    /// Its slug, reserved before.
    pub slug: &'a str,
    /// The brand.
    pub brand_id: BrandId,
    /// The campaign.
    pub campaign_id: Option<CampaignId>,
    /// The post.
    pub post_id: Option<PostId>,
    /// The delivery.
    pub delivery_id: Option<DeliveryId>,
    /// The channel.
    pub channel_id: Option<ChannelId>,
    /// What the author typed.
    pub original_url: &'a str,
    /// Digest of `original_url`: addresses are too long for an index.
    pub url_hash: &'a str,
    /// Where it leads, tags included.
    pub target_url: &'a str,
    /// When it was made.
    pub created_at: Now,
}

/// Takes a slug for a link; `false` when it is taken.
///
/// # Errors
/// Any database error.
pub async fn reserve_slug(tx: &Tx, workspace_id: WorkspaceId, link_id: LinkId, slug: &str) -> Result<bool> {
    let rows = tx
        .run(
            "insert into slugs (slug, workspace_id, link_id) values ($1, $2, $3) on conflict (slug) do nothing",
            values![slug, workspace_id, link_id],
        )
        .await?;
    Ok(rows == 1)
}

/// Gives a slug back that no link came to use.
///
/// # Errors
/// Any database error.
pub async fn release_slug(tx: &Tx, slug: &str) -> Result<()> {
    tx.run("delete from slugs where slug = $1", values![slug]).await?;
    Ok(())
}

/// Stores a link; `false` when its delivery has one for this address already.
///
/// # Errors
/// Any database error.
pub async fn insert(tx: &Tx, workspace_id: WorkspaceId, link: &NewLink<'_>) -> Result<bool> {
    let rows = tx
        .run(
            "insert into links (workspace_id, id, slug, brand_id, campaign_id, post_id, delivery_id, channel_id, \
             original_url, url_hash, target_url, created_at) \
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) \
             on conflict (workspace_id, delivery_id, url_hash) do nothing",
            values![
                workspace_id,
                link.id,
                link.slug,
                link.brand_id,
                link.campaign_id,
                link.post_id,
                link.delivery_id,
                link.channel_id,
                link.original_url,
                link.url_hash,
                link.target_url,
                link.created_at
            ],
        )
        .await?;
    Ok(rows == 1)
}

#[derive(FromQueryResult)]
struct DeliverySlug {
    url_hash: String,
    slug: String,
}

/// The links of a delivery as (digest of the address, slug).
///
/// # Errors
/// Any database error.
pub async fn slugs_of_delivery(
    sql: Sql<'_>,
    workspace_id: WorkspaceId,
    delivery_id: DeliveryId,
) -> Result<Vec<(String, String)>> {
    let rows: Vec<DeliverySlug> = sql
        .all(
            "select url_hash, slug from links where workspace_id = $1 and delivery_id = $2",
            values![workspace_id, delivery_id],
        )
        .await?;
    Ok(rows.into_iter().map(|row| (row.url_hash, row.slug)).collect())
}

#[derive(FromQueryResult)]
struct TargetRow {
    workspace_id: WorkspaceId,
    id: LinkId,
    brand_id: BrandId,
    target_url: String,
}

/// Where a slug leads, in whichever workspace.
///
/// # Errors
/// Any database error.
pub(crate) async fn target_of_slug(sql: Sql<'_>, slug: &str) -> Result<Option<Target>> {
    let row: Option<TargetRow> = sql
        .first(
            "select l.workspace_id, l.id, l.brand_id, l.target_url from slugs s \
             join links l on l.workspace_id = s.workspace_id and l.id = s.link_id where s.slug = $1",
            values![slug],
        )
        .await?;
    Ok(row.map(|row| Target::new(row.workspace_id, row.id, row.brand_id, &row.target_url)))
}

/// The brand of a link.
pub(crate) async fn brand_of(sql: Sql<'_>, workspace_id: WorkspaceId, id: LinkId) -> Result<Option<BrandId>> {
    Ok(sql
        .scalar("select brand_id from links where workspace_id = $1 and id = $2", values![workspace_id, id])
        .await?)
}

// Subselects on indexes: the counts are made for the lines of the page only.
const LINE: &str = "select l.id, l.slug, l.brand_id, l.campaign_id, k.name as campaign_name, l.post_id, \
     p.title as post_title, l.delivery_id, l.channel_id, h.network, h.handle, l.original_url, l.target_url, l.created_at, \
     (select cast(coalesce(sum(d.clicks), 0) as bigint) from link_days d where d.workspace_id = l.workspace_id \
     and d.link_id = l.id) as clicks, \
     (select cast(coalesce(sum(d.crawler_clicks), 0) as bigint) from link_days d where d.workspace_id = l.workspace_id \
     and d.link_id = l.id) as crawlers, \
     (select cast(coalesce(sum(d.visits), 0) as bigint) from link_days d where d.workspace_id = l.workspace_id \
     and d.link_id = l.id) as visits, \
     (select count(*) from conversions s where s.workspace_id = l.workspace_id and s.link_id = l.id) as conversions, \
     (select cast(coalesce(sum(s.value_minor), 0) as bigint) from conversions s where s.workspace_id = l.workspace_id \
     and s.link_id = l.id) as value_minor \
     from links l left join campaigns k on k.workspace_id = l.workspace_id and k.id = l.campaign_id \
     left join posts p on p.workspace_id = l.workspace_id and p.id = l.post_id \
     left join channels h on h.workspace_id = l.workspace_id and h.id = l.channel_id";

/// A page of links with their counts.
pub(crate) async fn list(
    sql: Sql<'_>,
    workspace_id: WorkspaceId,
    brand_scope: Option<BrandId>,
    filter: &LinkFilter,
    before: Option<(Now, LinkId)>,
    limit: i64,
) -> Result<Vec<LinkLine>> {
    let (before_at, before_id): (Option<Now>, Option<LinkId>) = before.unzip();
    // Addresses and slugs are ASCII: the engines' own small letters will do.
    let search = filter.search.as_deref().map(db::search_pattern);
    let text = format!(
        "{LINE} where l.workspace_id = $1 and (cast($2 as text) is null or l.brand_id = $2) \
         and (cast($3 as text) is null or l.brand_id = $3) and (cast($4 as text) is null or l.campaign_id = $4) \
         and (cast($5 as text) is null or l.post_id = $5) \
         and (cast($6 as text) is null or lower(l.target_url) like $6 escape '!' or lower(l.slug) like $6 escape '!') \
         and (cast($7 as bigint) is null or l.created_at < $7 or (l.created_at = $7 and l.id < $8)) \
         order by l.created_at desc, l.id desc limit $9"
    );
    let values = values![
        workspace_id,
        brand_scope,
        filter.brand_id,
        filter.campaign_id,
        filter.post_id,
        search,
        before_at,
        before_id,
        limit
    ];
    Ok(sql.all(&text, values).await?)
}

/// One link with its counts.
pub(crate) async fn find(sql: Sql<'_>, workspace_id: WorkspaceId, id: LinkId) -> Result<Option<LinkLine>> {
    let text = format!("{LINE} where l.workspace_id = $1 and l.id = $2");
    Ok(sql.first(&text, values![workspace_id, id]).await?)
}
