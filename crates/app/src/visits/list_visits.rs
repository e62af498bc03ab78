//! Lists of visits.

use db::FromQueryResult;
use serde::Serialize;

use crate::{
    Actor, App, Now, Permission, Result,
    ids::{BrandId, CampaignId, ClickId, LinkId, VisitId},
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
    /// After this place of an earlier page: its last line's `started_at` and id.
    pub before: Option<(Now, VisitId)>,
    /// Lines a page, at most 200; 0 takes 50.
    pub limit: usize,
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

/// A page of visits.
#[derive(Debug, Clone)]
pub struct VisitPage {
    /// Newest first.
    pub lines: Vec<Visit>,
    /// Where the next page begins, if there is one.
    pub next: Option<(Now, VisitId)>,
}

impl App {
    /// A page of visits within the actor's reach.
    ///
    /// # Errors
    /// `Forbidden`.
    pub async fn list_visits(&self, actor: &Actor, filter: &VisitFilter) -> Result<VisitPage> {
        actor.require(Permission::View)?;
        let limit = if filter.limit == 0 { 50 } else { filter.limit.min(200) };
        let wanted = i64::try_from(limit + 1).unwrap_or(201);
        let mut lines =
            store::lists::visits(self.db.read(), actor.workspace_id, actor.brand_scope, filter, wanted)
                .await?;
        let more = lines.len() > limit;
        lines.truncate(limit);
        let next = lines.last().filter(|_| more).map(|line| (line.started_at, line.id));
        Ok(VisitPage { lines, next })
    }
}
