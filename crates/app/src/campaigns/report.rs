//! A campaign with what came of it.

use serde::Serialize;

use super::Campaign;
use crate::{
    Actor, App, Permission, Result,
    attribution::{self, Cost, Hears, Level, Reaction, Reactions, Takings, Window},
    budget::{Pacing, Return},
    goals::{Elapsed, GoalChoice},
    ids::{BrandId, CampaignId},
};

/// The money of a campaign; only for those who may see it.
#[derive(Debug, Clone, Serialize)]
pub struct CampaignMoney {
    /// Full cost, by level.
    pub cost: Cost,
    /// Spending against time.
    pub pacing: Pacing,
    /// Attributed revenue; unknown when nothing could have told of it.
    pub revenue_minor: Option<i64>,
    /// Attributed margin, likewise, of those conversions whose margin is known.
    pub margin_minor: Option<i64>,
    /// Conversions that nobody told the margin of: the return leaves them out.
    pub margin_unknown: i64,
    /// (margin − full cost) ÷ full cost; unknown without cost or margin.
    pub roi: Option<f64>,
    /// Conversions in other currencies, which stand in none of these sums.
    pub other_currency: i64,
}

/// A campaign with what came of it. Revenue stands in `money` only.
#[derive(Debug, Clone, Serialize)]
pub struct CampaignReport {
    /// The campaign.
    pub campaign: Campaign,
    /// Its goals at work.
    pub goals: Vec<GoalChoice>,
    /// Deliveries by state.
    pub states: Vec<(String, i64)>,
    /// Clicks on its links; unknown without links.
    pub clicks: Option<i64>,
    /// Clicks of crawlers.
    pub crawler_clicks: i64,
    /// Visits; unknown while the brand's pages tell of none.
    pub visits: Option<i64>,
    /// Conversions, likewise.
    pub conversions: Option<i64>,
    /// Leads.
    pub leads: Option<i64>,
    /// Likes, replies, reposts and quotes together.
    pub engagements: Option<Reaction>,
    /// Each of them.
    pub reactions: Reactions,
    /// The newest click, visit or conversion.
    pub counted_at: Option<i64>,
    /// The money, for those who may see it.
    pub money: Option<CampaignMoney>,
}

/// Counts of [`Takings`], unknown where nothing could have been counted.
pub(crate) struct Known {
    pub clicks: Option<i64>,
    pub visits: Option<i64>,
    pub conversions: Option<i64>,
    pub leads: Option<i64>,
    pub revenue_minor: Option<i64>,
    pub margin_minor: Option<i64>,
}

impl Known {
    pub(crate) fn of(takings: Option<&Takings>, hears: Hears) -> Self {
        let takings = takings.filter(|takings| takings.links > 0);
        let heard = |known: bool, pick: fn(&Takings) -> i64| takings.filter(|_| known).map(pick);
        Self {
            clicks: heard(true, |t| t.clicks),
            visits: heard(hears.visits, |t| t.visits),
            conversions: heard(hears.conversions, Takings::all_conversions),
            leads: heard(hears.leads || hears.visits, |t| t.leads),
            revenue_minor: heard(hears.conversions, |t| t.revenue_minor),
            margin_minor: takings.filter(|_| hears.conversions).and_then(Takings::known_margin),
        }
    }
}

impl App {
    /// Reports on campaigns in a fixed number of statements; the order stays.
    pub(crate) async fn report_campaigns(
        &self,
        actor: &Actor,
        campaigns: Vec<Campaign>,
    ) -> Result<Vec<CampaignReport>> {
        let sql = self.db.read();
        let workspace_id = actor.workspace_id;
        let ids: Vec<CampaignId> = campaigns.iter().map(|campaign| campaign.id).collect();
        let windows: Vec<Window> = ids.iter().map(|id| Window::always(id.uuid())).collect();
        let uuids: Vec<_> = ids.iter().map(|id| id.uuid()).collect();
        let mut brands: Vec<BrandId> = campaigns.iter().map(|campaign| campaign.brand_id).collect();
        brands.sort_unstable();
        brands.dedup();
        let level = Level::Campaign;
        let sees_money = actor.allows(Permission::ViewMoney);
        let mut goals = super::store::goals_of(sql, workspace_id, &ids).await?;
        let mut states = attribution::states(sql, workspace_id, level, &windows).await?;
        let takings = attribution::takings(sql, workspace_id, &actor.currency, level, &windows).await?;
        let mut reactions = attribution::reactions(sql, workspace_id, level, &windows).await?;
        let hears = attribution::hears(sql, workspace_id, &brands).await?;
        let costs = match sees_money {
            true => attribution::costs(sql, workspace_id, &actor.currency, level, &uuids).await?,
            false => std::collections::HashMap::new(),
        };
        let now = self.now();
        Ok(campaigns
            .into_iter()
            .map(|campaign| {
                let uuid = campaign.id.uuid();
                let counted = takings.get(&uuid);
                let known = Known::of(counted, hears.get(&campaign.brand_id).copied().unwrap_or_default());
                let reactions = reactions.remove(&uuid).unwrap_or_default();
                let elapsed = Elapsed::of_days(campaign.starts_on, campaign.ends_on, &actor.zone, now);
                let cost = costs.get(&uuid).copied().unwrap_or_default();
                CampaignReport {
                    goals: goals.remove(&campaign.id).unwrap_or_default(),
                    states: states.remove(&uuid).unwrap_or_default(),
                    clicks: known.clicks,
                    crawler_clicks: counted.map_or(0, |takings| takings.crawler_clicks),
                    visits: known.visits,
                    conversions: known.conversions,
                    leads: known.leads,
                    engagements: attribution::engagements(&reactions),
                    reactions,
                    counted_at: counted.and_then(|takings| {
                        takings.last_click_at.max(takings.last_visit_at).max(takings.last_conversion_at)
                    }),
                    money: sees_money.then(|| CampaignMoney {
                        cost,
                        pacing: Pacing::of(campaign.budget_minor, cost.total_minor(), elapsed),
                        revenue_minor: known.revenue_minor,
                        margin_minor: known.margin_minor,
                        margin_unknown: counted.map_or(0, |takings| takings.margin_unknown),
                        roi: known.margin_minor.and_then(|margin_minor| {
                            Return { margin_minor, cost_minor: cost.total_minor() }.roi()
                        }),
                        other_currency: counted.map_or(0, |takings| takings.other_currency),
                    }),
                    campaign,
                }
            })
            .collect())
    }
}
