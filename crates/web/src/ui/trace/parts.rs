//! A node of the trace in words, with its branches.

use app::trace::{Kind, Node, Number, NumberUnit, SourceRule, Trace};
use askama::Template;

use crate::shell::Shell;

/// A number with its source, in words.
#[derive(Debug, Clone)]
pub(super) struct NumberView {
    /// Stable word; also a class.
    pub name: String,
    /// Its name.
    pub label: String,
    /// The number, or that nothing is known.
    pub text: String,
    /// The bare number, for programs; empty when nothing is known.
    pub value: String,
    /// Whether it is known.
    pub known: bool,
    /// How it is made, from what, when.
    pub source: String,
    /// `good`, `bad` or nothing.
    pub tone: &'static str,
}

impl NumberView {
    fn new(shell: &Shell, currency: &str, number: &Number) -> Self {
        let text = match (number.unit, number.value, number.ratio) {
            (NumberUnit::Money, Some(minor), _) => shell.money(minor, currency),
            (NumberUnit::Ratio, _, Some(ratio)) => shell.percent(ratio),
            (_, Some(value), _) => shell.number(value),
            (_, None, Some(value)) => shell.decimal(value, if value.fract() == 0.0 { 0 } else { 2 }),
            _ => shell.t("strategy-no-data"),
        };
        let tone = match number.ratio {
            Some(roi) if number.name == "roi" => {
                if roi < 0.0 {
                    "bad"
                } else {
                    "good"
                }
            }
            _ => "",
        };
        Self {
            name: number.name.clone(),
            label: shell.tk("trace-number", &number.name),
            text,
            value: match (number.value, number.ratio) {
                (Some(value), _) => value.to_string(),
                (None, Some(ratio)) => ratio.to_string(),
                (None, None) => String::new(),
            },
            known: number.is_known(),
            source: source(shell, number),
            tone,
        }
    }
}

fn source(shell: &Shell, number: &Number) -> String {
    if let Some(why) = number.unknown {
        return shell.tk("trace-unknown", why);
    }
    let from = &number.source;
    let rule = shell.tk("trace-rule", from.rule);
    let rows = shell.t2("trace-source-rows", "rows", from.rows, "from", &from.from);
    let at = from.at.map(|at| shell.datetime(at));
    match (from.rule, at) {
        (SourceRule::EvenShare, _) => rule,
        (SourceRule::Newest, Some(at)) => {
            format!("{rule} {rows} {}", shell.t1("trace-source-fetched", "at", at))
        }
        (_, Some(at)) => format!("{rule} {rows} {}", shell.t1("trace-source-newest", "at", at)),
        (_, None) => format!("{rule} {rows}"),
    }
}

/// A cost line, in words.
#[derive(Debug, Clone)]
pub(super) struct CostEntryView {
    pub kind: String,
    pub label: String,
    pub amount: String,
    pub note: String,
}

/// A node in words, without its branches.
#[derive(Debug, Clone)]
pub(super) struct NodeView {
    pub kind: String,
    pub word: &'static str,
    pub icon: &'static str,
    pub id: String,
    pub title: String,
    pub detail: String,
    pub network: String,
    pub state: String,
    pub state_text: String,
    pub at: Option<i64>,
    pub url: String,
    /// Its own page, where it has one beside the trace.
    pub page: String,
    /// Where all that stands below it is listed, where such a page is.
    pub list: String,
    pub numbers: Vec<NumberView>,
    pub costs: Vec<CostEntryView>,
    /// Whether a cost can be entered on it.
    pub takes_cost: bool,
}

const fn icon(kind: Kind) -> &'static str {
    match kind {
        Kind::Goal => "target",
        Kind::Campaign => "flag",
        Kind::Post => "post",
        Kind::Delivery => "send",
        Kind::Link => "link",
        Kind::Visit => "eye",
        Kind::Conversion => "bag",
        Kind::Lead => "person",
    }
}

/// A line with its days as the language writes them.
fn in_words(shell: &Shell, line: &str) -> String {
    let word = |word: &str| match word.parse::<jiff::civil::Date>() {
        Ok(date) => crate::shell::format::day(shell.locale, date),
        Err(_) => word.to_owned(),
    };
    line.split(' ').map(word).collect::<Vec<_>>().join(" ")
}

impl NodeView {
    pub(super) fn new(shell: &Shell, currency: &str, node: &Node) -> Self {
        let id = &node.id;
        let (network, word) = match (node.kind, node.word.as_deref()) {
            (Kind::Delivery, Some(network)) => (network.to_owned(), String::new()),
            (Kind::Goal, Some(metric)) => {
                let known = app::goals::GoalMetric::parse(metric);
                (
                    String::new(),
                    known.map_or_else(|| metric.to_owned(), |metric| shell.tk("goals-metric", metric)),
                )
            }
            (Kind::Conversion, Some(source)) => (String::new(), shell.tk("trace-told-by", source)),
            (_, word) => (String::new(), word.unwrap_or_default().to_owned()),
        };
        let second = match node.kind {
            Kind::Goal | Kind::Campaign => in_words(shell, &node.detail),
            // A deal's order is its lead, which stands below it.
            Kind::Conversion if node.detail.starts_with("lead_") => String::new(),
            _ => node.detail.clone(),
        };
        let detail: Vec<&str> =
            [word.as_str(), second.as_str()].into_iter().filter(|part| !part.is_empty()).collect();
        let state = node.state.clone().unwrap_or_default();
        Self {
            kind: shell.tk("trace-kind", node.kind),
            word: node.kind.as_str(),
            icon: icon(node.kind),
            id: id.clone(),
            title: if node.title.is_empty() { shell.t("trace-untitled") } else { node.title.clone() },
            detail: detail.join(" · "),
            network,
            state_text: match node.kind {
                Kind::Lead if !state.is_empty() => shell.tk("trace-stage", &state),
                _ if !state.is_empty() => shell.tk("state", &state),
                _ => String::new(),
            },
            state,
            at: node.at,
            url: node.url.clone().filter(|url| url.starts_with("http")).unwrap_or_default(),
            page: match node.kind {
                Kind::Goal => format!("/goals/{id}"),
                Kind::Campaign => format!("/campaigns/{id}"),
                Kind::Post => format!("/posts/{id}"),
                _ => String::new(),
            },
            list: match node.kind {
                Kind::Campaign => format!("/posts?campaign={id}"),
                Kind::Link => format!("/conversions?link={id}"),
                _ => String::new(),
            },
            numbers: node
                .numbers
                .iter()
                .map(|number| NumberView::new(shell, currency, number))
                .filter(|number| number.name != "crawler_clicks" || number.text != "0")
                .collect(),
            costs: node
                .costs
                .iter()
                .map(|cost| CostEntryView {
                    kind: shell.tk("budget-kind", cost.kind),
                    label: cost.label.clone(),
                    amount: shell.money(cost.amount_minor, currency),
                    note: match &cost.entered_by {
                        Some(by) => format!("{} · {by}", in_words(shell, &cost.incurred_on)),
                        None => in_words(shell, &cost.incurred_on),
                    },
                })
                .collect(),
            takes_cost: matches!(node.kind, Kind::Goal | Kind::Campaign | Kind::Post | Kind::Delivery),
        }
    }

    /// Numbers of which something is known, or nothing.
    pub(super) fn numbers_known(&self, known: bool) -> Vec<&NumberView> {
        self.numbers.iter().filter(|number| number.known == known).collect()
    }

    /// Known numbers beside a node of the rail; the rest is on its own trace.
    pub(super) fn main_numbers(&self) -> Vec<&NumberView> {
        let wanted: &[&str] = match self.word {
            "goal" => &["value", "target", "progress", "roi"],
            "visit" => &["pages"],
            "link" => &["clicks", "visits", "conversions", "revenue"],
            _ => &["engagements", "clicks", "conversions", "revenue", "cost", "roi"],
        };
        self.numbers.iter().filter(|number| number.known && wanted.contains(&number.name.as_str())).collect()
    }

    /// The numbers of a branch, one for each column; none where the node has no such number.
    pub(super) fn cells(&self, money: bool) -> Vec<Option<&NumberView>> {
        let named = |name: &str| self.numbers.iter().find(|number| number.name == name);
        columns(money)
            .iter()
            .map(|name| match *name {
                "revenue" => named("revenue").or_else(|| named("deal_value")),
                name => named(name),
            })
            .collect()
    }

    /// What the network told of a delivery, each counter by itself.
    pub(super) fn counters(&self) -> Vec<&NumberView> {
        let wanted = ["likes", "reposts", "replies", "quotes"];
        self.numbers.iter().filter(|number| wanted.contains(&number.name.as_str())).collect()
    }
}

/// The columns of the branches.
pub(super) const fn columns(money: bool) -> &'static [&'static str] {
    if money {
        &["engagements", "clicks", "visits", "conversions", "revenue", "cost", "roi"]
    } else {
        &["engagements", "clicks", "visits", "conversions"]
    }
}

/// A node with all that hangs below it.
#[derive(Template)]
#[template(path = "trace/branch.html")]
pub(super) struct Branch<'a> {
    pub shell: &'a Shell,
    pub node: NodeView,
    pub below: Vec<Self>,
    /// How many hang below it, those too that are not listed.
    pub count: i64,
    /// How many of them are not listed.
    pub more: i64,
    pub money: bool,
}

/// Its template has escaped what is in it.
impl askama::filters::HtmlSafe for Branch<'_> {}

impl<'a> Branch<'a> {
    pub(super) fn new(shell: &'a Shell, trace: &Trace, node: &Node) -> Self {
        Self {
            shell,
            node: NodeView::new(shell, &trace.currency, node),
            below: node.below.iter().map(|below| Self::new(shell, trace, below)).collect(),
            count: node.below.len() as i64 + node.more_below,
            more: node.more_below,
            money: trace.money,
        }
    }
}
