//! Lists of conversions.

use crate::{
    Actor, App, Error, Now, Permission, Result,
    ids::{BrandId, CampaignId, ConversionId, LinkId},
};

use super::{conversion::Conversion, store};

/// Which conversions.
#[derive(Debug, Clone, Default)]
pub struct ConversionFilter {
    /// Of one brand.
    pub brand_id: Option<BrandId>,
    /// Owed to a campaign's links.
    pub campaign_id: Option<CampaignId>,
    /// Owed to one link.
    pub link_id: Option<LinkId>,
    /// With this order id.
    pub order_id: Option<String>,
    /// After this place of an earlier page: its last line's `at` and id.
    pub before: Option<(Now, ConversionId)>,
    /// Lines a page, at most 200; 0 takes 50.
    pub limit: usize,
}

/// A page of conversions.
#[derive(Debug, Clone)]
pub struct ConversionPage {
    /// Newest first.
    pub lines: Vec<Conversion>,
    /// Where the next page begins, if there is one.
    pub next: Option<(Now, ConversionId)>,
}

impl App {
    /// A page of conversions within the actor's reach.
    ///
    /// # Errors
    /// `Forbidden`: they are money.
    pub async fn list_conversions(&self, actor: &Actor, filter: &ConversionFilter) -> Result<ConversionPage> {
        actor.require(Permission::ViewMoney)?;
        let limit = if filter.limit == 0 { 50 } else { filter.limit.min(200) };
        let mut lines = store::lists::conversions(
            self.db.read(),
            actor.workspace_id,
            actor.brand_scope,
            filter,
            i64::try_from(limit + 1).unwrap_or(201),
        )
        .await?;
        let more = lines.len() > limit;
        lines.truncate(limit);
        let next = lines.last().filter(|_| more).map(|line| (line.at, line.id));
        Ok(ConversionPage { lines, next })
    }

    /// One conversion.
    ///
    /// # Errors
    /// `Forbidden`, `NotFound`.
    pub async fn conversion(&self, actor: &Actor, id: ConversionId) -> Result<Conversion> {
        actor.require(Permission::ViewMoney)?;
        let found = store::lists::conversion(self.db.read(), actor.workspace_id, id).await?;
        let conversion = found.ok_or(Error::NotFound)?;
        actor.require_brand(conversion.brand_id)?;
        Ok(conversion)
    }
}
