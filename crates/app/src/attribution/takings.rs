//! What was counted.

use std::collections::BTreeMap;

use serde::Serialize;

/// Clicks, visits, conversions and leads of one thing. A count of rows that could not be there is for
/// [`Hears`] and `links` to tell apart from a zero.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Takings {
    /// Links that lead to these rows.
    pub links: i64,
    /// Clicks, crawlers apart.
    pub clicks: i64,
    /// Clicks of crawlers.
    pub crawler_clicks: i64,
    /// The newest click.
    pub last_click_at: Option<i64>,
    /// Visits that came over the links.
    pub visits: i64,
    /// The newest visit.
    pub last_visit_at: Option<i64>,
    /// Conversions in the workspace's currency.
    pub conversions: i64,
    /// Those of them that carry an order id.
    pub orders: i64,
    /// Those of them named `sign_up`, `signup` or `registration`.
    pub sign_ups: i64,
    /// Their value.
    pub revenue_minor: i64,
    /// Their margin, of those whose margin is known.
    pub margin_minor: i64,
    /// How many of them nobody told the margin of.
    pub margin_unknown: i64,
    /// The newest conversion.
    pub last_conversion_at: Option<i64>,
    /// Conversions in another currency: counted here and in no sum of money.
    pub other_currency: i64,
    /// Leads.
    pub leads: i64,
    /// The newest lead.
    pub last_lead_at: Option<i64>,
}

impl Takings {
    /// Adds what was counted of another thing.
    pub(crate) fn add(&mut self, other: &Self) {
        self.links += other.links;
        self.clicks += other.clicks;
        self.crawler_clicks += other.crawler_clicks;
        self.last_click_at = self.last_click_at.max(other.last_click_at);
        self.visits += other.visits;
        self.last_visit_at = self.last_visit_at.max(other.last_visit_at);
        self.conversions += other.conversions;
        self.orders += other.orders;
        self.sign_ups += other.sign_ups;
        self.revenue_minor += other.revenue_minor;
        self.margin_minor += other.margin_minor;
        self.margin_unknown += other.margin_unknown;
        self.last_conversion_at = self.last_conversion_at.max(other.last_conversion_at);
        self.other_currency += other.other_currency;
        self.leads += other.leads;
        self.last_lead_at = self.last_lead_at.max(other.last_lead_at);
    }

    /// Every conversion, whatever its currency.
    #[must_use]
    pub const fn all_conversions(&self) -> i64 {
        self.conversions + self.other_currency
    }

    /// The margin, where it is known of one conversion at least, or there is none.
    #[must_use]
    pub fn known_margin(&self) -> Option<i64> {
        (self.margin_unknown == 0 || self.margin_unknown < self.conversions).then_some(self.margin_minor)
    }
}

/// One counter that networks tell, summed up.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Reaction {
    /// The sum.
    pub value: i64,
    /// Over how many deliveries.
    pub rows: i64,
    /// When the oldest of the numbers was fetched.
    pub fetched_at: i64,
    /// The networks' calls that told them.
    pub source: String,
}

/// Counters by metric word (`likes`, `replies`, …). A metric that nothing was told about is not in it.
pub type Reactions = BTreeMap<String, Reaction>;

/// The sum of likes, replies, reposts and quotes, of those that are known.
pub(crate) fn engagements(reactions: &Reactions) -> Option<Reaction> {
    let known: Vec<&Reaction> =
        ["likes", "replies", "reposts", "quotes"].iter().filter_map(|word| reactions.get(*word)).collect();
    let first = known.first()?;
    Some(Reaction {
        value: known.iter().map(|reaction| reaction.value).sum(),
        rows: known.iter().map(|reaction| reaction.rows).max().unwrap_or(0),
        fetched_at: known.iter().map(|reaction| reaction.fetched_at).min().unwrap_or(0),
        source: first.source.clone(),
    })
}

/// Cost lines of one thing, by the level on which they stand.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Cost {
    /// On the goal itself.
    pub goal_minor: i64,
    /// On campaigns.
    pub campaign_minor: i64,
    /// On posts.
    pub post_minor: i64,
    /// On deliveries.
    pub delivery_minor: i64,
    /// How many lines stand on campaigns.
    #[serde(skip)]
    pub campaign_lines: i64,
    /// How many lines stand on posts.
    #[serde(skip)]
    pub post_lines: i64,
    /// How many lines.
    pub lines: i64,
    /// The newest of them.
    pub entered_at: Option<i64>,
}

impl Cost {
    /// All of it.
    #[must_use]
    pub const fn total_minor(&self) -> i64 {
        self.goal_minor + self.campaign_minor + self.post_minor + self.delivery_minor
    }
}

/// What Tandem can know of a brand at all: without this a zero would be a lie.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Hears {
    /// The script on the brand's pages was heard at least once.
    pub visits: bool,
    /// So were conversions, or visits that could have led to one.
    pub conversions: bool,
    /// Somebody keeps leads here.
    pub leads: bool,
}
