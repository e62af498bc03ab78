//! The campaign itself.

use db::FromQueryResult;
use jiff::civil::Date;
use serde::Serialize;

use crate::{
    Error, Now, Result,
    goals::stored_day,
    ids::{BrandId, CampaignId},
};

/// What is done for some goals, over a time, for a budget.
#[derive(Debug, Clone, Serialize)]
pub struct Campaign {
    /// Its id.
    pub id: CampaignId,
    /// Of which brand.
    pub brand_id: BrandId,
    /// The brand's name.
    pub brand_name: String,
    /// What it is called.
    pub name: String,
    /// `utm_campaign` of its links.
    pub utm_name: String,
    /// First day.
    pub starts_on: Date,
    /// Last day.
    pub ends_on: Date,
    /// What may be spent.
    pub budget_minor: i64,
    /// Of which money.
    pub currency: String,
    /// When it was opened.
    pub created_at: Now,
    /// When it was put away.
    pub archived_at: Option<Now>,
}

#[derive(FromQueryResult)]
pub(crate) struct CampaignRow {
    id: CampaignId,
    brand_id: BrandId,
    brand_name: String,
    name: String,
    utm_name: String,
    starts_on: String,
    ends_on: String,
    budget_minor: i64,
    currency: String,
    created_at: i64,
    archived_at: Option<i64>,
}

impl TryFrom<CampaignRow> for Campaign {
    type Error = Error;

    fn try_from(row: CampaignRow) -> Result<Self> {
        Ok(Self {
            id: row.id,
            brand_id: row.brand_id,
            brand_name: row.brand_name,
            name: row.name,
            utm_name: row.utm_name,
            starts_on: stored_day(&row.starts_on)?,
            ends_on: stored_day(&row.ends_on)?,
            budget_minor: row.budget_minor,
            currency: row.currency,
            created_at: row.created_at,
            archived_at: row.archived_at,
        })
    }
}
