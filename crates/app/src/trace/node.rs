//! The tree that a trace is.

use db::text_enum;
use serde::Serialize;

use crate::Now;

text_enum! {
    /// What a node is.
    pub enum Kind {
        /// A goal.
        Goal = "goal",
        /// A campaign.
        Campaign = "campaign",
        /// A post.
        Post = "post",
        /// A delivery.
        Delivery = "delivery",
        /// A tracked link.
        Link = "link",
        /// A visit that a conversion came from.
        Visit = "visit",
        /// A conversion.
        Conversion = "conversion",
        /// A lead.
        Lead = "lead",
    }
}

text_enum! {
    /// In what a number counts.
    pub enum NumberUnit {
        /// Whole things.
        Count = "count",
        /// Minor units of the trace's currency.
        Money = "money",
        /// A fraction: 2.5 is 250 %.
        Ratio = "ratio",
        /// Whatever the goal counts in; money in minor units.
        Goal = "goal",
    }
}

text_enum! {
    /// By which rule a number is made of its rows.
    pub enum SourceRule {
        /// Rows counted.
        Counted = "counted",
        /// The newest number that the network told, summed over deliveries.
        Newest = "newest",
        /// Conversions of the links whose click was the last before them.
        LastTouch = "last_touch",
        /// Cost lines of the level and of all levels below.
        OwnAndBelow = "own_and_below",
        /// The level's even share of cost lines that stand above it.
        EvenShare = "even_share",
        /// Direct and shared cost together.
        FullCost = "full_cost",
        /// (margin − full cost) ÷ full cost.
        Return = "return",
        /// As the conversion or lead says.
        AsTold = "as_told",
        /// As the goal's metric is measured.
        GoalMetric = "goal_metric",
    }
}

/// Where a number came from.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Source {
    /// Table, network call, or both.
    pub from: String,
    /// How many rows it is made of.
    pub rows: i64,
    /// When the newest of them came in; for numbers of networks, when the oldest was fetched.
    pub at: Option<Now>,
    /// By which rule.
    pub rule: SourceRule,
}

/// A number with its source. `value` and `ratio` are both empty when nothing is known: that is never a zero.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Number {
    /// Stable word: `clicks`, `revenue`, `roi`, a network's metric.
    pub name: String,
    /// In what it counts.
    pub unit: NumberUnit,
    /// Counts, and money in minor units.
    pub value: Option<i64>,
    /// Ratios, and values of goals.
    pub ratio: Option<f64>,
    /// Why nothing is known: `no_links`, `no_script`, `no_margin`, `no_cost`, `not_fetched`, `not_offered`, ….
    pub unknown: Option<&'static str>,
    /// Where it came from.
    pub source: Source,
}

impl Number {
    /// Whether anything is known.
    #[must_use]
    pub const fn is_known(&self) -> bool {
        self.value.is_some() || self.ratio.is_some()
    }
}

/// A cost line as the trace lists it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CostEntry {
    /// Its id.
    pub id: String,
    /// What the money went into.
    pub kind: &'static str,
    /// In somebody's words.
    pub label: String,
    /// Time spent, for hours.
    pub minutes: Option<i64>,
    /// The amount.
    pub amount_minor: i64,
    /// The day it belongs to.
    pub incurred_on: String,
    /// Who entered it.
    pub entered_by: Option<String>,
}

/// One thing in the tree.
#[derive(Debug, Clone, Serialize)]
pub struct Node {
    /// What it is.
    pub kind: Kind,
    /// Its id, with prefix.
    pub id: String,
    /// What it is called.
    pub title: String,
    /// A second line: target address, order id, first and last day.
    pub detail: String,
    /// A word that pages translate: the goal's metric, the delivery's network, who told of the conversion.
    pub word: Option<String>,
    /// The word of its state, where it has one.
    pub state: Option<String>,
    /// When it happened or is to happen.
    pub at: Option<Now>,
    /// Where it stands outside: the post on its network, the link's target.
    pub url: Option<String>,
    /// Its numbers.
    pub numbers: Vec<Number>,
    /// Its own cost lines, the largest first, ten at most.
    pub costs: Vec<CostEntry>,
    /// What is below it.
    pub below: Vec<Self>,
    /// How many more are below it that are not listed; their numbers are in the sums.
    pub more_below: i64,
}

impl Node {
    /// A number by its word.
    #[must_use]
    pub fn number(&self, name: &str) -> Option<&Number> {
        self.numbers.iter().find(|number| number.name == name)
    }
}

/// A trace.
#[derive(Debug, Clone, Serialize)]
pub struct Trace {
    /// The workspace's currency, in which all money here is.
    pub currency: String,
    /// When the trace was made.
    pub made_at: Now,
    /// Whether the actor may see money; without it no number about money is here.
    pub money: bool,
    /// What stands above, from the top down: goals, then campaign, post, delivery, link.
    pub above: Vec<Node>,
    /// What was asked for, with what is below it.
    pub subject: Node,
}
