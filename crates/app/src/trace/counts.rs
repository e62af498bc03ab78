//! The numbers of a node, each with its source.

use networks::Metric;

use super::{Number, NumberUnit, Source, SourceRule};
use crate::{
    attribution::{self, Cost, Hears, Reactions, Takings},
    budget::Return,
    goals::{GoalReport, Unit},
};

fn source(from: &str, rows: i64, at: Option<i64>, rule: SourceRule) -> Source {
    Source { from: from.to_owned(), rows, at, rule }
}

pub(crate) fn money(name: &str, value: Option<i64>, unknown: &'static str, source: Source) -> Number {
    Number {
        name: name.to_owned(),
        unit: NumberUnit::Money,
        value,
        ratio: None,
        unknown: if value.is_none() { Some(unknown) } else { None },
        source,
    }
}

fn count(name: &str, value: Option<i64>, unknown: &'static str, source: Source) -> Number {
    Number { unit: NumberUnit::Count, ..money(name, value, unknown, source) }
}

fn ratio(name: &str, value: Option<f64>, unknown: &'static str, source: Source) -> Number {
    Number {
        name: name.to_owned(),
        unit: NumberUnit::Ratio,
        value: None,
        ratio: value,
        unknown: if value.is_none() { Some(unknown) } else { None },
        source,
    }
}

/// Clicks, visits, conversions, leads.
pub(crate) fn takings(found: Option<&Takings>, hears: Hears) -> Vec<Number> {
    let none = Takings::default();
    let t = found.unwrap_or(&none);
    let linked = t.links > 0;
    let known = |heard: bool, value: i64| (linked && heard).then_some(value);
    let why = |heard: bool| if linked && !heard { "no_script" } else { "no_links" };
    let counted = |table: &str, rows: i64, at| source(table, rows, at, SourceRule::Counted);
    let (leads, sales) = (hears.leads || hears.visits, hears.conversions);
    let all = t.all_conversions();
    vec![
        count("clicks", known(true, t.clicks), why(true), counted("clicks", t.clicks, t.last_click_at)),
        count(
            "crawler_clicks",
            known(true, t.crawler_clicks),
            why(true),
            counted("clicks", t.crawler_clicks, None),
        ),
        count(
            "visits",
            known(hears.visits, t.visits),
            why(hears.visits),
            counted("visits", t.visits, t.last_visit_at),
        ),
        count(
            "conversions",
            known(sales, all),
            why(sales),
            source("conversions", all, t.last_conversion_at, SourceRule::LastTouch),
        ),
        count("leads", known(leads, t.leads), why(leads), counted("leads", t.leads, t.last_lead_at)),
    ]
}

/// Revenue and margin.
pub(crate) fn revenue(found: Option<&Takings>, hears: Hears) -> Vec<Number> {
    let none = Takings::default();
    let t = found.unwrap_or(&none);
    let known = t.links > 0 && hears.conversions;
    let why = if t.links > 0 { "no_script" } else { "no_links" };
    let told = |rows| source("conversions", rows, t.last_conversion_at, SourceRule::LastTouch);
    let margin = if known { t.known_margin() } else { None };
    vec![
        money("revenue", known.then_some(t.revenue_minor), why, told(t.conversions)),
        money(
            "margin",
            margin,
            if known { "no_margin" } else { why },
            told(t.conversions - t.margin_unknown),
        ),
    ]
}

/// What a level costs.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Spent {
    /// Lines of the level and of all below.
    pub cost: Cost,
    /// The level's share of lines above; `None` where nothing is above.
    pub shared: Option<Shared>,
}

/// A share of lines that stand further up.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Shared {
    /// The share.
    pub minor: i64,
    /// The lines that are shared out.
    pub lines: i64,
}

impl Spent {
    fn full_minor(self) -> i64 {
        self.cost.total_minor() + self.shared.map_or(0, |shared| shared.minor)
    }
}

/// Cost and return.
pub(crate) fn cost(spent: Spent, margin: Option<i64>, margin_unknown: &'static str) -> Vec<Number> {
    let lines = |rule| source("cost_lines", spent.cost.lines, spent.cost.entered_at, rule);
    let full = spent.full_minor();
    let mut numbers = Vec::new();
    if let Some(shared) = spent.shared {
        let direct = Some(spent.cost.total_minor());
        numbers.push(money("cost_direct", direct, "", lines(SourceRule::OwnAndBelow)));
        let above = source("cost_lines", shared.lines, None, SourceRule::EvenShare);
        numbers.push(money("cost_shared", Some(shared.minor), "", above));
    }
    let rule = if spent.shared.is_some() { SourceRule::FullCost } else { SourceRule::OwnAndBelow };
    numbers.push(money("cost", Some(full), "", lines(rule)));
    let roi = margin.and_then(|margin_minor| Return { margin_minor, cost_minor: full }.roi());
    let why = if margin.is_some() { "no_cost" } else { margin_unknown };
    let from = source("conversions, cost_lines", spent.cost.lines, spent.cost.entered_at, SourceRule::Return);
    numbers.push(ratio("roi", roi, why, from));
    numbers
}

/// Likes, reposts, replies and quotes; `offered` says which of them the network has, `None` when several networks meet.
pub(crate) fn reactions(found: Option<&Reactions>, offered: Option<&[Metric]>) -> Vec<Number> {
    let shown = [Metric::Likes, Metric::Reposts, Metric::Replies, Metric::Quotes];
    let one = |metric: Metric| {
        let name = metric.as_str();
        match found.and_then(|found| found.get(name)) {
            Some(reaction) => {
                let told =
                    source(&reaction.source, reaction.rows, Some(reaction.fetched_at), SourceRule::Newest);
                count(name, Some(reaction.value), "", told)
            }
            None => {
                let why = match offered {
                    Some(offered) if !offered.contains(&metric) => "not_offered",
                    _ => "not_fetched",
                };
                count(name, None, why, source("metric_latest", 0, None, SourceRule::Newest))
            }
        }
    };
    match offered {
        Some(_) => shown.into_iter().map(one).collect(),
        None => {
            let all = found.and_then(attribution::engagements);
            let told = all.as_ref().map_or_else(
                || source("metric_latest", 0, None, SourceRule::Newest),
                |all| source(&all.source, all.rows, Some(all.fetched_at), SourceRule::Newest),
            );
            vec![count("engagements", all.map(|all| all.value), "not_fetched", told)]
        }
    }
}

/// The goal's own value, target and progress.
pub(crate) fn goal(report: &GoalReport) -> Vec<Number> {
    let measured = &report.measured;
    let unit = match report.goal.metric.unit() {
        Unit::Money => NumberUnit::Money,
        Unit::Count => NumberUnit::Count,
        Unit::Own => NumberUnit::Goal,
    };
    let told = || Source {
        from: measured.source.clone(),
        rows: measured.rows,
        at: measured.at,
        rule: SourceRule::GoalMetric,
    };
    let set = source("goals", 1, Some(report.goal.created_at), SourceRule::AsTold);
    let why = measured.unknown.map_or("not_entered", super::super::goals::Unknown::as_str);
    let number = |name: &str, value: Option<i64>, why: &'static str, source: Source| match unit {
        NumberUnit::Goal => {
            let own = value.map(|value| Unit::Own.ratio(value));
            Number { unit, ..ratio(name, own, why, source) }
        }
        _ => Number { unit, ..money(name, value, why, source) },
    };
    vec![
        number("value", measured.value, why, told()),
        number("target", Some(report.goal.target), "", set),
        ratio("progress", report.pace.progress, why, told()),
    ]
}

/// What a conversion or lead says of itself.
pub(crate) fn told(name: &str, table: &str, value: Option<i64>, at: i64) -> Number {
    money(name, value, "not_told", source(table, 1, Some(at), SourceRule::AsTold))
}

/// The campaign's budget.
pub(crate) fn budget(budget_minor: i64, at: i64) -> Number {
    money("budget", Some(budget_minor), "", source("campaigns", 1, Some(at), SourceRule::AsTold))
}

/// Pages seen during a visit.
pub(crate) fn pages(pages: i64, at: i64) -> Number {
    count("pages", Some(pages), "", source("visits", 1, Some(at), SourceRule::AsTold))
}
