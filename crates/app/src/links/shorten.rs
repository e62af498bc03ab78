//! Putting short links into what a delivery sends.

use std::collections::HashMap;

use db::Tx;

use crate::{
    Error, Now, Result,
    channels::place,
    ids::{BrandId, CampaignId, ChannelId, DeliveryId, LinkId, PostId, WorkspaceId},
    vault::token_hash,
};

use super::{
    FoundUrl,
    slug::{random_slug, short_url},
    store::{self, NewLink},
    tags::{Tags, tagged},
    text::{find_urls, is_ours, replace_urls},
};

/// What a link belongs to.
#[derive(Debug, Clone)]
pub struct LinkContext {
    /// The brand that posts.
    pub brand_id: BrandId,
    /// The post's campaign.
    pub campaign_id: Option<CampaignId>,
    /// The campaign's UTM name.
    pub utm_campaign: Option<String>,
    /// The post.
    pub post_id: PostId,
    /// The delivery for which the links are.
    pub delivery_id: DeliveryId,
    /// The channel it goes to.
    pub channel_id: ChannelId,
    /// Word of the channel's network or place: `utm_source`, and by its sort `utm_medium`.
    pub network: String,
    /// The time of the act.
    pub now: Now,
}

/// The text with every address replaced by the delivery's own short link, which is stored. Done again for the same
/// delivery it gives the same links. `public_url` is [`crate::Settings::public_url`].
///
/// # Errors
/// Any database error.
pub async fn shorten_for_delivery(
    tx: &Tx,
    public_url: &str,
    workspace_id: WorkspaceId,
    context: &LinkContext,
    text: &str,
) -> Result<String> {
    let mut slugs: HashMap<String, String> =
        store::slugs_of_delivery(tx.sql(), workspace_id, context.delivery_id).await?.into_iter().collect();
    for found in find_urls(text) {
        if is_ours(&text[found.range.clone()], public_url) {
            continue;
        }
        let hash = token_hash(found.url.as_str());
        if slugs.contains_key(&hash) {
            continue;
        }
        let slug = store_link(tx, workspace_id, context, &found, &hash).await?;
        slugs.insert(hash, slug);
    }
    Ok(replace_urls(text, public_url, |found| {
        // Every address was given a slug above; an address without one would go out as it was typed.
        slugs
            .get(&token_hash(found.url.as_str()))
            .map_or_else(|| text[found.range.clone()].to_owned(), |slug| short_url(public_url, slug))
    }))
}

async fn store_link(
    tx: &Tx,
    workspace_id: WorkspaceId,
    context: &LinkContext,
    found: &FoundUrl,
    hash: &str,
) -> Result<String> {
    // Two equal slugs in a row out of 62⁷ are next to impossible; ten are a broken random source.
    for _ in 0..10 {
        let slug = random_slug();
        let id = LinkId::generate();
        if !store::reserve_slug(tx, workspace_id, id, &slug).await? {
            continue;
        }
        let tags = Tags {
            source: &place::source_of(&context.network),
            medium: place::sort_of(&context.network).medium(),
            campaign: context.utm_campaign.as_deref(),
            content: &slug,
        };
        let target = tagged(&found.url, &tags);
        let link = NewLink {
            id,
            slug: &slug,
            brand_id: context.brand_id,
            campaign_id: context.campaign_id,
            post_id: Some(context.post_id),
            delivery_id: Some(context.delivery_id),
            channel_id: Some(context.channel_id),
            original_url: found.url.as_str(),
            url_hash: hash,
            target_url: target.as_str(),
            created_at: context.now,
        };
        if store::insert(tx, workspace_id, &link).await? {
            return Ok(slug);
        }
        // Somebody else shortens the same delivery at the same time and was first.
        store::release_slug(tx, &slug).await?;
        let stored = store::slugs_of_delivery(tx.sql(), workspace_id, context.delivery_id).await?;
        if let Some((_, slug)) = stored.into_iter().find(|(stored, _)| stored == hash) {
            return Ok(slug);
        }
    }
    Err(Error::Internal("no free slug found".to_owned()))
}
