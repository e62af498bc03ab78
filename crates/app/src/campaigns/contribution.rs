//! What each sort of channel contributes to a campaign (STR-17).

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde::Serialize;

use super::{report::Known, store};
use crate::{
    Actor, App, Permission, Result,
    attribution::{self, Level, Takings, Window},
    budget::{Return, even_share},
    channels::place::{Sort, sort_of},
    ids::{CampaignId, PostId},
};

/// The money of one sort of channel in a campaign; only for those who may see it.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct ContributionMoney {
    /// Cost of its deliveries, with their even shares of what stands on their posts and on the campaign.
    pub cost_minor: i64,
    /// Attributed revenue; unknown when nothing could have told of it.
    pub revenue_minor: Option<i64>,
    /// Attributed margin, likewise.
    pub margin_minor: Option<i64>,
    /// (margin − cost) ÷ cost.
    pub roi: Option<f64>,
}

/// What one sort of channel contributes.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Contribution {
    /// The sort.
    pub sort: Sort,
    /// Words of the networks and places of this sort that the campaign uses.
    pub networks: Vec<String>,
    /// Deliveries that were not cancelled.
    pub deliveries: i64,
    /// Of these, published.
    pub published: i64,
    /// Clicks on their links; unknown without links.
    pub clicks: Option<i64>,
    /// Visits; unknown while the brand's pages tell of none.
    pub visits: Option<i64>,
    /// Conversions, likewise.
    pub conversions: Option<i64>,
    /// Leads.
    pub leads: Option<i64>,
    /// The money.
    pub money: Option<ContributionMoney>,
}

/// What the sorts of channels contribute to a campaign, the most clicked first.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Contributions {
    /// One line for each sort that the campaign uses.
    pub lines: Vec<Contribution>,
    /// What of the campaign's cost no delivery bears: shares of posts that go nowhere yet.
    pub unplaced_minor: Option<i64>,
}

/// What is summed up for one sort.
#[derive(Default)]
struct Sum {
    networks: BTreeSet<String>,
    deliveries: i64,
    published: i64,
    takings: Takings,
    cost_minor: i64,
}

impl App {
    /// What each sort of channel contributes to a campaign, last touch.
    ///
    /// # Errors
    /// `NotFound`, `Forbidden`.
    pub async fn campaign_contributions(&self, actor: &Actor, id: CampaignId) -> Result<Contributions> {
        actor.require(Permission::View)?;
        let campaign = self.find_campaign(actor, id).await?;
        let (sql, workspace_id) = (self.db.read(), actor.workspace_id);
        let placed = store::contribution::placed(sql, workspace_id, id).await?;
        let windows: Vec<Window> = placed.iter().map(|each| Window::always(each.id.uuid())).collect();
        let takings =
            attribution::takings(sql, workspace_id, &actor.currency, Level::Delivery, &windows).await?;
        let hears = attribution::hears(sql, workspace_id, &[campaign.brand_id]).await?;
        let hears = hears.get(&campaign.brand_id).copied().unwrap_or_default();
        let sees_money = actor.allows(Permission::ViewMoney);
        let (costs, whole) = if sees_money {
            let posts = store::contribution::standing_posts(sql, workspace_id, id).await?;
            self.shares(actor, id, &posts, &placed).await?
        } else {
            (Vec::new(), 0)
        };
        let placed_minor: i64 = costs.iter().sum();
        let mut sums: BTreeMap<Sort, Sum> = BTreeMap::new();
        for (index, delivery) in placed.iter().enumerate() {
            let sum = sums.entry(sort_of(&delivery.network)).or_default();
            sum.networks.insert(delivery.network.clone());
            sum.deliveries += 1;
            sum.published += i64::from(delivery.state == "published");
            sum.cost_minor += costs.get(index).copied().unwrap_or(0);
            if let Some(takings) = takings.get(&delivery.id.uuid()) {
                sum.takings.add(takings);
            }
        }
        let mut lines: Vec<Contribution> = sums
            .into_iter()
            .map(|(sort, sum)| {
                let known = Known::of(Some(&sum.takings), hears);
                let cost_minor = sum.cost_minor;
                let roi =
                    known.margin_minor.and_then(|margin_minor| Return { margin_minor, cost_minor }.roi());
                Contribution {
                    sort,
                    networks: sum.networks.into_iter().collect(),
                    deliveries: sum.deliveries,
                    published: sum.published,
                    clicks: known.clicks,
                    visits: known.visits,
                    conversions: known.conversions,
                    leads: known.leads,
                    money: sees_money.then_some(ContributionMoney {
                        cost_minor,
                        revenue_minor: known.revenue_minor,
                        margin_minor: known.margin_minor,
                        roi,
                    }),
                }
            })
            .collect();
        lines.sort_by_key(|line| std::cmp::Reverse(line.clicks));
        Ok(Contributions { lines, unplaced_minor: sees_money.then_some(whole - placed_minor) })
    }

    /// The cost of each delivery with its even shares, as the trace shares them out; and the whole of the campaign.
    async fn shares(
        &self,
        actor: &Actor,
        id: CampaignId,
        posts: &[PostId],
        placed: &[store::contribution::Placed],
    ) -> Result<(Vec<i64>, i64)> {
        let (sql, workspace_id, currency) = (self.db.read(), actor.workspace_id, &actor.currency);
        let mut of_post: HashMap<PostId, Vec<usize>> = HashMap::new();
        for (index, delivery) in placed.iter().enumerate() {
            of_post.entry(delivery.post_id).or_default().push(index);
        }
        let campaign = attribution::costs(sql, workspace_id, currency, Level::Campaign, &[id.uuid()]).await?;
        let campaign = campaign.get(&id.uuid()).copied().unwrap_or_default();
        let all: Vec<_> = of_post.keys().map(|post| post.uuid()).collect();
        let on_posts = attribution::costs(sql, workspace_id, currency, Level::Post, &all).await?;
        let own: Vec<_> = placed.iter().map(|delivery| delivery.id.uuid()).collect();
        let own = attribution::costs(sql, workspace_id, currency, Level::Delivery, &own).await?;
        let count = i64::try_from(posts.len()).unwrap_or(i64::MAX);
        let mut costs: Vec<i64> = placed
            .iter()
            .map(|delivery| own.get(&delivery.id.uuid()).map_or(0, |cost| cost.delivery_minor))
            .collect();
        let places: HashMap<&PostId, i64> = posts.iter().zip(0..).collect();
        for (post, deliveries) in &of_post {
            let above = on_posts.get(&post.uuid()).map_or(0, |cost| cost.post_minor)
                + even_share(campaign.campaign_minor, count, places.get(post).copied().unwrap_or(-1));
            let parts = i64::try_from(deliveries.len()).unwrap_or(i64::MAX);
            for (part, index) in (0..).zip(deliveries) {
                if let Some(cost) = costs.get_mut(*index) {
                    *cost += even_share(above, parts, part);
                }
            }
        }
        Ok((costs, campaign.total_minor()))
    }
}
