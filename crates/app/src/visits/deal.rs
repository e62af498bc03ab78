//! Deals that leads end in, as conversions.

use db::Tx;

use crate::{
    Now, Result,
    ids::{BrandId, ConversionId, LinkId, WorkspaceId},
};

use super::{
    beacon::{PricedSale, share},
    conversion::ConversionSource,
    store::conversions::{self, NewConversion},
    touch::LastTouch,
};

/// A deal that was won.
#[derive(Debug)]
pub(crate) struct Deal {
    /// The conversion that it is already, and whether its figures stay.
    pub(crate) known: Option<(ConversionId, bool)>,
    pub(crate) brand_id: BrandId,
    pub(crate) order_id: String,
    pub(crate) value_minor: i64,
    pub(crate) margin_minor: Option<i64>,
    pub(crate) margin_rate_bp: Option<i64>,
    pub(crate) currency: String,
    pub(crate) link_id: Option<LinkId>,
    pub(crate) now: Now,
}

/// Stores a deal, or its new figures.
pub(crate) async fn put_deal(tx: &Tx, workspace_id: WorkspaceId, deal: Deal) -> Result<ConversionId> {
    let margin_minor =
        deal.margin_minor.or_else(|| deal.margin_rate_bp.map(|rate| share(deal.value_minor, rate)));
    if let Some((id, keeps_figures)) = deal.known {
        let figures = (!keeps_figures).then_some((deal.value_minor, margin_minor));
        conversions::update(tx, workspace_id, id, deal.link_id, figures).await?;
        return Ok(id);
    }
    let new = NewConversion {
        workspace_id,
        id: ConversionId::generate(),
        brand_id: deal.brand_id,
        sale: PricedSale {
            name: "deal".to_owned(),
            order_id: Some(deal.order_id),
            value_minor: deal.value_minor,
            margin_minor,
            currency: deal.currency,
        },
        at: deal.now,
        source: ConversionSource::Lead,
        touch: LastTouch { link_id: deal.link_id, ..LastTouch::default() },
        created_at: deal.now,
    };
    let outcome = conversions::insert(tx, std::slice::from_ref(&new)).await?;
    Ok(match outcome.first() {
        Some(super::Outcome::Duplicate(id)) => *id,
        _ => new.id,
    })
}

/// Takes a deal away: its lead is open again.
pub(crate) async fn remove_deal(tx: &Tx, workspace_id: WorkspaceId, id: ConversionId) -> Result<()> {
    Ok(conversions::delete(tx, workspace_id, id).await?)
}
