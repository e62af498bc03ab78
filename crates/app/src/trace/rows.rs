//! Rows that the tree is made of.

use db::FromQueryResult;

use crate::ids::{BrandId, CampaignId, ConversionId, DeliveryId, LeadId, LinkId, PostId, VisitId};

#[derive(Debug, Clone, FromQueryResult)]
pub(crate) struct PostRow {
    pub id: PostId,
    pub brand_id: BrandId,
    pub campaign_id: Option<CampaignId>,
    pub title: String,
    pub created_at: i64,
    pub deleted_at: Option<i64>,
    /// Place among the posts of its campaign, from 0, and their number.
    pub share_index: i64,
    pub share_parts: i64,
    /// Number below the same parent, those not listed among them.
    pub siblings: i64,
}

#[derive(Debug, Clone, FromQueryResult)]
pub(crate) struct DeliveryRow {
    pub id: DeliveryId,
    pub brand_id: BrandId,
    pub post_id: PostId,
    pub state: String,
    pub last_error: Option<String>,
    pub by_hand: i64,
    pub scheduled_at: i64,
    pub published_at: Option<i64>,
    pub remote_url: Option<String>,
    pub network: String,
    pub handle: String,
    pub share_index: i64,
    pub share_parts: i64,
    pub siblings: i64,
}

#[derive(Debug, Clone, FromQueryResult)]
pub(crate) struct LinkRow {
    pub id: LinkId,
    pub brand_id: BrandId,
    pub campaign_id: Option<CampaignId>,
    pub post_id: Option<PostId>,
    pub delivery_id: Option<DeliveryId>,
    pub slug: String,
    pub original_url: String,
    pub created_at: i64,
    pub siblings: i64,
}

#[derive(Debug, Clone, FromQueryResult)]
pub(crate) struct ConversionRow {
    pub id: ConversionId,
    pub brand_id: BrandId,
    pub name: String,
    pub order_id: Option<String>,
    pub value_minor: i64,
    pub margin_minor: Option<i64>,
    pub currency: String,
    pub at: i64,
    pub source: String,
    pub link_id: Option<LinkId>,
    pub visit_id: Option<VisitId>,
    pub siblings: i64,
}

#[derive(Debug, Clone, FromQueryResult)]
pub(crate) struct LeadRow {
    pub id: LeadId,
    pub brand_id: BrandId,
    pub name: String,
    pub stage: String,
    pub value_minor: Option<i64>,
    pub currency: String,
    pub link_id: Option<LinkId>,
    pub conversion_id: Option<ConversionId>,
    pub created_at: i64,
    pub siblings: i64,
}

#[derive(Debug, Clone, FromQueryResult)]
pub(crate) struct VisitRow {
    pub id: VisitId,
    pub brand_id: BrandId,
    pub link_id: Option<LinkId>,
    pub landing_url: String,
    pub referrer_host: Option<String>,
    pub pages: i64,
    pub started_at: i64,
}

/// A campaign below a goal.
#[derive(Debug, Clone, FromQueryResult)]
pub(crate) struct CampaignOf {
    pub campaign_id: CampaignId,
    pub siblings: i64,
}
