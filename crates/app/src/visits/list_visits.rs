//! Lists of visits.

use db::FromQueryResult;
use serde::Serialize;

use crate::{
    Actor, App, Now, Permission, Result,
    ids::{BrandId, CampaignId, ClickId, LinkId, VisitId},
    page::{Page, PageRequest, read_time_cursor, time_cursor},
};

use super::store;

/// Which visits.
#[derive(Debug, Clone, Default)]
pub struct VisitFilter {
    /// Of one brand.
    pub brand_id: Option<BrandId>,
    /// By a campaign's links.
    pub campaign_id: Option<CampaignId>,
    /// By one link.
    pub link_id: Option<LinkId>,
}

/// A visit. Who it was is not known.
#[derive(Debug, Clone, Serialize, FromQueryResult)]
pub struct Visit {
    /// Id.
    pub id: VisitId,
    /// Brand.
    pub brand_id: BrandId,
    /// The link it came by.
    pub link_id: Option<LinkId>,
    /// The click.
    pub click_id: Option<ClickId>,
    /// First page, without its query.
    pub landing_url: String,
    /// Host of the page before.
    pub referrer_host: Option<String>,
    /// `utm_source`.
    pub utm_source: Option<String>,
    /// `utm_medium`.
    pub utm_medium: Option<String>,
    /// `utm_campaign`.
    pub utm_campaign: Option<String>,
    /// Pages seen.
    pub pages: i64,
    /// When it began.
    pub started_at: Now,
    /// When its last page was opened.
    pub last_seen_at: Now,
}

impl App {
    /// A page of visits within the actor's reach.
    ///
    /// # Errors
    /// `Forbidden`.
    pub async fn list_visits(
        &self,
        actor: &Actor,
        filter: &VisitFilter,
        page: &PageRequest,
    ) -> Result<Page<Visit>> {
        actor.require(Permission::View)?;
        let before = read_time_cursor(page)?;
        let lines = store::lists::visits(
            self.db.read(),
            actor.workspace_id,
            actor.brand_scope,
            filter,
            before,
            page.rows(),
        )
        .await?;
        Ok(Page::cut(lines, page, |line| time_cursor(line.started_at, line.id)))
    }
}
