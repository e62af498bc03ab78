//! SQL of short links.

use db::{FromQueryResult, Sql, Tx, values};

use crate::{
    Now, Result,
    ids::{BrandId, CampaignId, ChannelId, DeliveryId, LinkId, PostId, WorkspaceId},
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
