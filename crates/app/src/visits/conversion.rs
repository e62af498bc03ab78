//! A conversion: a sale, a registration, a deal.

use db::{FromQueryResult, text_enum};
use serde::Serialize;

use crate::{
    Now,
    ids::{BrandId, ClickId, ConversionId, LinkId, VisitId},
};

text_enum! {
    /// Who told of a conversion.
    pub enum ConversionSource {
        /// The tracker in the page.
        Script = "script",
        /// A server, through the JSON API.
        Api = "api",
        /// A lead that was won.
        Lead = "lead",
    }
}

/// A conversion as lists and pages show it.
#[derive(Debug, Clone, Serialize, FromQueryResult)]
pub struct Conversion {
    /// Id.
    pub id: ConversionId,
    /// Brand.
    pub brand_id: BrandId,
    /// What kind: `order`, `registration`.
    pub name: String,
    /// The shop's own number of it.
    pub order_id: Option<String>,
    /// Value in minor units.
    pub value_minor: i64,
    /// Margin in minor units; `None` where it is unknown.
    pub margin_minor: Option<i64>,
    /// ISO 4217.
    pub currency: String,
    /// When it happened.
    pub at: Now,
    /// Who told.
    pub source: ConversionSource,
    /// The link it is owed to.
    pub link_id: Option<LinkId>,
    /// The visit.
    pub visit_id: Option<VisitId>,
    /// The click.
    pub click_id: Option<ClickId>,
    /// When it was stored.
    pub created_at: Now,
    /// What the link leads to.
    pub original_url: Option<String>,
    /// Title of the link's post.
    pub post_title: Option<String>,
    /// Name of the link's campaign.
    pub campaign_name: Option<String>,
}
