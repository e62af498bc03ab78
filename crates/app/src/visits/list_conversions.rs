//! Lists of conversions.

use crate::{
    Actor, App, Error, Permission, Result,
    ids::{BrandId, CampaignId, ConversionId, LinkId},
    page::{Page, PageRequest, read_time_cursor, time_cursor},
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
}

impl App {
    /// A page of conversions within the actor's reach.
    ///
    /// # Errors
    /// `Forbidden`: they are money.
    pub async fn list_conversions(
        &self,
        actor: &Actor,
        filter: &ConversionFilter,
        page: &PageRequest,
    ) -> Result<Page<Conversion>> {
        actor.require(Permission::ViewMoney)?;
        let before = read_time_cursor(page)?;
        let lines = store::lists::conversions(
            self.db.read(),
            actor.workspace_id,
            actor.brand_scope,
            filter,
            before,
            page.rows(),
        )
        .await?;
        Ok(Page::cut(lines, page, |line| time_cursor(line.at, line.id)))
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
