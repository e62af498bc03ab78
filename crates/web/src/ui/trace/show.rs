//! The trace of one thing: above it, itself, below it.

use app::{
    App,
    trace::{Depth, Kind, Node},
};
use askama::Template;
use axum::extract::{Path, Query, State};
use serde::Deserialize;

use super::parts::{Branch, NodeView, columns};
use crate::{
    extract::Signed,
    shell::{PageResult, Shell, fragment, page},
};

/// A step of the way from click to sale, as a bar.
struct StepView {
    label: String,
    text: String,
    /// Width in hundredths of the widest step.
    width: String,
    /// As a share of the step before; empty for the first and where nothing is known.
    share: String,
}

#[derive(Template)]
#[template(path = "trace/show.html", blocks = ["branches"])]
struct ShowPage<'a> {
    shell: &'a Shell,
    above: Vec<NodeView>,
    subject: NodeView,
    below: Vec<Branch<'a>>,
    more: i64,
    way: Vec<StepView>,
    columns: Vec<String>,
    money: bool,
    made_at: i64,
}

/// Which part of the page is wanted.
#[derive(Deserialize)]
pub struct Params {
    #[serde(default)]
    part: String,
}

/// Rows that are open at first, unless the first level alone has more: what fits on a screen or two. What is closed is
/// fetched when it is opened.
const ROWS: usize = 20;

/// `GET /trace/{id}`; `?part=below` answers with the branches alone.
pub async fn get(
    State(app): State<App>,
    shell: Shell,
    Signed(actor): Signed,
    Path(id): Path<String>,
    Query(params): Query<Params>,
) -> PageResult {
    let is_part = params.part == "below";
    let depth = if is_part { Depth::Below(ROWS) } else { Depth::Nodes(ROWS) };
    let trace = app.trace(&actor, &id, depth).await?;
    let currency = &trace.currency;
    let shown = ShowPage {
        above: trace.above.iter().map(|node| NodeView::new(&shell, currency, node)).collect(),
        subject: NodeView::new(&shell, currency, &trace.subject),
        below: trace.subject.below.iter().map(|node| Branch::new(&shell, &trace, node)).collect(),
        more: trace.subject.more_below,
        way: way(&shell, &trace.subject),
        columns: columns(trace.money).iter().map(|name| shell.tk("trace-number", name)).collect(),
        money: trace.money,
        made_at: trace.made_at,
        shell: &shell,
    };
    if is_part {
        return fragment(shown.as_branches());
    }
    page(&shown)
}

/// From clicks over visits to conversions, where all of them are known.
fn way(shell: &Shell, node: &Node) -> Vec<StepView> {
    if matches!(node.kind, Kind::Conversion | Kind::Lead | Kind::Visit) {
        return Vec::new();
    }
    let counts: Vec<(&str, i64)> = ["clicks", "visits", "conversions"]
        .into_iter()
        .filter_map(|name| node.number(name).and_then(|number| number.value).map(|value| (name, value)))
        .collect();
    let widest = counts.iter().map(|(_, value)| *value).max().unwrap_or(0);
    if counts.len() < 2 || widest == 0 {
        return Vec::new();
    }
    let mut before: Option<i64> = None;
    counts
        .into_iter()
        .map(|(name, value)| {
            let share = before
                .filter(|before| *before > 0)
                .map(|before| shell.percent(value as f64 / before as f64))
                .unwrap_or_default();
            before = Some(value);
            StepView {
                label: shell.tk("trace-number", name),
                text: shell.number(value),
                width: shell.meter_width(value as f64 / widest as f64),
                share,
            }
        })
        .collect()
}
