//! Reading the strategist's home.

use serde::Serialize;

use super::{MonthMoney, store};
use crate::{
    Actor, App, Permission, Result,
    budget::Band,
    campaigns::{self, CampaignReport},
    channels::Channel,
    clock::DAY,
    deliveries::{self, Delivery},
    goals::{GoalQuery, GoalReport, Standing},
    pauses, zone,
};

/// The way of a new workspace to its first post.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct FirstSteps {
    /// A goal is set.
    pub goal: bool,
    /// A campaign is open.
    pub campaign: bool,
    /// A channel is connected.
    pub channel: bool,
    /// A post is written.
    pub post: bool,
}

impl FirstSteps {
    /// Whether the way is gone to its end.
    #[must_use]
    pub const fn done(self) -> bool {
        self.goal && self.campaign && self.channel && self.post
    }
}

/// Everything on the strategist's home.
#[derive(Debug, Clone)]
pub struct StrategistHome {
    /// The first steps.
    pub steps: FirstSteps,
    /// Goals at work, what needs a look first, fifty at most.
    pub goals: Vec<GoalReport>,
    /// Campaigns that run today, twenty at most.
    pub running: Vec<CampaignReport>,
    /// Deliveries of the last 30 days that wait for a person's word and are not held, twenty at most.
    pub troubled: Vec<Delivery>,
    /// How many deliveries are held: they fell due in a pause, or cost more than was allowed.
    pub held: i64,
    /// Channels that are unreachable or must be connected again; pauses are told on every page.
    pub channels: Vec<Channel>,
    /// How many posts serve no goal.
    pub orphan_posts: i64,
    /// The month's money, for those who may see it.
    pub month: Option<MonthMoney>,
    /// The next deliveries, eight at most.
    pub next: Vec<Delivery>,
}

impl StrategistHome {
    /// Goals that are late or more than 15 % behind.
    pub fn goals_off_plan(&self) -> impl Iterator<Item = &GoalReport> {
        self.goals.iter().filter(|report| report.pace.standing.is_off_plan())
    }

    /// Running campaigns that spend more than 15 % over the plan, or more than their budget.
    pub fn campaigns_over(&self) -> impl Iterator<Item = &CampaignReport> {
        self.running.iter().filter(|report| {
            report.money.as_ref().is_some_and(|money| {
                money.pacing.band == Some(Band::Over)
                    || (money.pacing.budget_minor > 0 && money.pacing.left_minor < 0)
            })
        })
    }

    /// Whether nothing is off plan.
    #[must_use]
    pub fn is_on_plan(&self) -> bool {
        self.goals_off_plan().next().is_none()
            && self.campaigns_over().next().is_none()
            && self.troubled.is_empty()
            && self.channels.is_empty()
            && self.orphan_posts == 0
    }
}

/// What needs a look comes first.
const fn urgency(standing: Standing) -> u8 {
    match standing {
        Standing::Late => 0,
        Standing::Behind => 1,
        Standing::Watch => 2,
        Standing::NoData => 3,
        Standing::OnTrack => 4,
        Standing::NotBegun => 5,
        Standing::Reached => 6,
    }
}

impl App {
    /// The strategist's home.
    ///
    /// # Errors
    /// `Forbidden`, or any database error.
    pub async fn strategist_home(&self, actor: &Actor) -> Result<StrategistHome> {
        actor.require(Permission::View)?;
        let (sql, workspace_id, scope) = (self.db.read(), actor.workspace_id, actor.brand_scope);
        let now = self.now();
        let query = GoalQuery { limit: 50, ..GoalQuery::default() };
        let running = campaigns::store::Wanted {
            brand_id: scope,
            running_on: Some(zone::day(now, &actor.zone).to_string()),
            limit: 20,
            ..campaigns::store::Wanted::default()
        };
        // One after the other: side by side they took as long, and more connections.
        let mut goals = self.list_goals(actor, &query).await?.goals;
        let running = campaigns::store::list(sql, workspace_id, &running).await?;
        let running = self.report_campaigns(actor, running).await?;
        let month = match actor.allows(Permission::ViewMoney) {
            true => Some(self.month_money(actor).await?),
            false => None,
        };
        let channels = self.list_channels(actor).await?;
        let next = deliveries::store::between(sql, workspace_id, scope, now, now + 60 * DAY, 8).await?;
        let troubled =
            deliveries::store::troubled(sql, workspace_id, scope, now - 30 * DAY, false, 20).await?;
        let held = pauses::store::count_held(sql, workspace_id, scope).await?;
        let orphans = campaigns::store::orphan_posts(sql, workspace_id, scope, 1).await?;
        let steps = store::first_steps(sql, actor).await?;
        goals.sort_by_key(|report| (urgency(report.pace.standing), report.goal.due_on, report.goal.id));
        Ok(StrategistHome {
            steps,
            goals,
            running,
            troubled,
            held,
            channels: channels
                .into_iter()
                .filter(Channel::is_connected)
                .filter(Channel::is_in_trouble)
                .collect(),
            orphan_posts: orphans.1,
            month,
            next: next.into_iter().filter(|delivery| delivery.state.is_waiting()).collect(),
        })
    }
}
