//! The value of a goal, from data.

use std::collections::HashMap;

use db::Sql;
use serde::Serialize;

use super::{Goal, GoalMetric, GoalValue, pace::bounds, store};
use crate::{
    Actor, Permission, Result,
    attribution::{self, Hears, Level, Reaction, Reactions, Takings, Window},
    ids::{BrandId, GoalId},
};

/// Why a value is not known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Unknown {
    /// The goal has no campaign, so nothing can be attributed to it.
    NoCampaign,
    /// No tracked link yet.
    NoLinks,
    /// The brand's pages never told of a visit: the script is not there.
    NoScript,
    /// No network has told such a number yet.
    NotFetched,
    /// Nobody entered a value.
    NotEntered,
    /// Nobody told the margin of any conversion, and the brand has no margin rate.
    NoMargin,
    /// The actor may not see money.
    Hidden,
}

impl Unknown {
    /// The word used in pages and the API.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NoCampaign => "no_campaign",
            Self::NoLinks => "no_links",
            Self::NoScript => "no_script",
            Self::NotFetched => "not_fetched",
            Self::NotEntered => "not_entered",
            Self::NoMargin => "no_margin",
            Self::Hidden => "hidden",
        }
    }
}

/// A value with its source.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Measured {
    /// The value in steps of its [`Unit`](super::Unit): minor units when it is money; `None` when it is not known.
    pub value: Option<i64>,
    /// Why not.
    pub unknown: Option<Unknown>,
    /// Table, network call, or who entered it.
    pub source: String,
    /// From how many rows.
    pub rows: i64,
    /// When the newest of them came in, or the oldest was fetched.
    pub at: Option<i64>,
}

impl Measured {
    fn unknown(why: Unknown) -> Self {
        Self { unknown: Some(why), ..Self::default() }
    }

    fn known(value: i64, source: &str, rows: i64, at: Option<i64>) -> Self {
        Self { value: Some(value), unknown: None, source: source.to_owned(), rows, at }
    }
}

/// Everything that the values of some goals are made from.
#[derive(Default)]
struct Data {
    takings: Option<Takings>,
    reactions: Option<Reactions>,
    followers: Option<Reaction>,
    entered: Option<GoalValue>,
    hears: Hears,
    campaigns: i64,
}

/// The values of goals, in a fixed number of statements.
pub(crate) async fn measure(
    sql: Sql<'_>,
    actor: &Actor,
    goals: &[Goal],
) -> Result<HashMap<GoalId, Measured>> {
    if goals.is_empty() {
        return Ok(HashMap::new());
    }
    let workspace_id = actor.workspace_id;
    let ids: Vec<GoalId> = goals.iter().map(|goal| goal.id).collect();
    let mut brands: Vec<BrandId> = goals.iter().map(|goal| goal.brand_id).collect();
    brands.sort_unstable();
    brands.dedup();
    let windows: Vec<Window> = goals
        .iter()
        .map(|goal| {
            let (from, to) = bounds(goal.starts_on, goal.due_on, &actor.zone);
            Window { subject: goal.id.uuid(), from, to }
        })
        .collect();
    let wants = |wanted: fn(GoalMetric) -> bool| goals.iter().any(|goal| wanted(goal.metric));
    let mut takings = attribution::takings(sql, workspace_id, &actor.currency, Level::Goal, &windows).await?;
    let mut reactions = if wants(is_reaction) {
        attribution::reactions(sql, workspace_id, Level::Goal, &windows).await?
    } else {
        HashMap::new()
    };
    let followers = if wants(|metric| metric == GoalMetric::Followers) {
        store::followers(sql, workspace_id).await?
    } else {
        HashMap::new()
    };
    let mut entered = store::newest_values(sql, workspace_id, &ids).await?;
    let hears = attribution::hears(sql, workspace_id, &brands).await?;
    let campaigns = store::campaign_counts(sql, workspace_id, &ids).await?;
    let money = actor.allows(Permission::ViewMoney);
    Ok(goals
        .iter()
        .map(|goal| {
            let data = Data {
                takings: takings.remove(&goal.id.uuid()),
                reactions: reactions.remove(&goal.id.uuid()),
                followers: followers.get(&goal.brand_id).cloned(),
                entered: entered.remove(&goal.id),
                hears: hears.get(&goal.brand_id).copied().unwrap_or_default(),
                campaigns: campaigns.get(&goal.id).copied().unwrap_or(0),
            };
            let measured = if goal.metric.tells_money() && !money {
                Measured::unknown(Unknown::Hidden)
            } else {
                value(goal.metric, &data)
            };
            (goal.id, measured)
        })
        .collect())
}

const fn is_reaction(metric: GoalMetric) -> bool {
    matches!(
        metric,
        GoalMetric::Likes
            | GoalMetric::Replies
            | GoalMetric::Reposts
            | GoalMetric::Quotes
            | GoalMetric::Engagements
    )
}

/// The rule: which rows make the value of a metric, and when nothing is known.
fn value(metric: GoalMetric, data: &Data) -> Measured {
    let fetched = |reaction: Option<&Reaction>| {
        reaction.map_or_else(
            || Measured::unknown(Unknown::NotFetched),
            |found| Measured::known(found.value, &found.source, found.rows, Some(found.fetched_at)),
        )
    };
    match metric {
        GoalMetric::Custom => {
            return data.entered.as_ref().map_or_else(
                || Measured::unknown(Unknown::NotEntered),
                |entered| Measured {
                    value: Some(entered.value),
                    unknown: None,
                    source: entered.entered_by.clone(),
                    rows: 1,
                    at: Some(entered.entered_at),
                },
            );
        }
        GoalMetric::Followers => return fetched(data.followers.as_ref()),
        _ if data.campaigns == 0 => return Measured::unknown(Unknown::NoCampaign),
        _ => {}
    }
    if is_reaction(metric) {
        let Some(reactions) = &data.reactions else { return Measured::unknown(Unknown::NotFetched) };
        return match metric {
            GoalMetric::Engagements => fetched(attribution::engagements(reactions).as_ref()),
            _ => fetched(reactions.get(metric.as_str())),
        };
    }
    let Some(takings) = data.takings.as_ref().filter(|takings| takings.links > 0) else {
        return Measured::unknown(Unknown::NoLinks);
    };
    let t = takings;
    let heard = match metric {
        GoalMetric::Clicks => true,
        GoalMetric::Visits => data.hears.visits,
        GoalMetric::Leads => data.hears.leads || data.hears.visits,
        _ => data.hears.conversions,
    };
    if !heard {
        return Measured::unknown(Unknown::NoScript);
    }
    match metric {
        GoalMetric::Clicks => Measured::known(t.clicks, "clicks", t.clicks, t.last_click_at),
        GoalMetric::Visits => Measured::known(t.visits, "visits", t.visits, t.last_visit_at),
        GoalMetric::Leads => Measured::known(t.leads, "leads", t.leads, t.last_lead_at),
        GoalMetric::Revenue => {
            Measured::known(t.revenue_minor, "conversions", t.conversions, t.last_conversion_at)
        }
        GoalMetric::Margin => match t.known_margin() {
            Some(margin) => {
                let rows = t.conversions - t.margin_unknown;
                Measured::known(margin, "conversions", rows, t.last_conversion_at)
            }
            None => Measured::unknown(Unknown::NoMargin),
        },
        GoalMetric::Orders => Measured::known(t.orders, "conversions", t.orders, t.last_conversion_at),
        GoalMetric::SignUps => Measured::known(t.sign_ups, "conversions", t.sign_ups, t.last_conversion_at),
        _ => Measured::known(t.all_conversions(), "conversions", t.all_conversions(), t.last_conversion_at),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_zero_is_only_told_where_something_could_have_been_counted() {
        let mut data = Data::default();
        assert_eq!(value(GoalMetric::Clicks, &data).unknown, Some(Unknown::NoCampaign));
        data.campaigns = 1;
        assert_eq!(value(GoalMetric::Clicks, &data).unknown, Some(Unknown::NoLinks));
        data.takings = Some(Takings { links: 2, ..Takings::default() });
        assert_eq!(value(GoalMetric::Clicks, &data).value, Some(0));
        assert_eq!(value(GoalMetric::Revenue, &data).unknown, Some(Unknown::NoScript));
        data.hears = Hears { visits: true, conversions: true, leads: false };
        assert_eq!(value(GoalMetric::Revenue, &data).value, Some(0));
        assert_eq!(value(GoalMetric::Likes, &data).unknown, Some(Unknown::NotFetched));
        assert_eq!(value(GoalMetric::Custom, &data).unknown, Some(Unknown::NotEntered));
        assert_eq!(value(GoalMetric::Followers, &data).unknown, Some(Unknown::NotFetched));
    }

    #[test]
    fn engagements_are_the_sum_of_what_is_known() {
        let one = |value| Reaction { value, rows: 1, fetched_at: 7, source: "call".to_owned() };
        let reactions = Reactions::from([("likes".to_owned(), one(3)), ("quotes".to_owned(), one(2))]);
        let data = Data { reactions: Some(reactions), campaigns: 1, ..Data::default() };
        let measured = value(GoalMetric::Engagements, &data);
        assert_eq!((measured.value, measured.at), (Some(5), Some(7)));
        assert_eq!(value(GoalMetric::Replies, &data).value, None);
    }
}
