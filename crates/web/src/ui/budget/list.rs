//! The budget: the month, the campaigns that run, every cost line.

use app::{
    App,
    budget::{CostPage, CostQuery},
    campaigns::CampaignQuery,
    home::MonthMoney,
    ids::CostLineId,
};
use askama::Template;
use axum::extract::{Query, State};
use serde::Deserialize;

use super::CostView;
use crate::{
    extract::Signed,
    shell::{PageResult, Shell, page},
    ui::{campaigns::CampaignView, home::MonthView},
};

#[derive(Deserialize)]
pub struct Params {
    #[serde(default)]
    after: Option<String>,
    /// A line just taken out: the page offers to put it back.
    #[serde(default)]
    undo: Option<String>,
}

#[derive(Template)]
#[template(path = "budget/list.html")]
struct ListPage {
    shell: Shell,
    month: MonthView,
    campaigns: Vec<CampaignView>,
    lines: Vec<CostView>,
    undo: String,
    first: String,
    next: String,
}

/// `GET /budget`
pub async fn get(
    State(app): State<App>,
    shell: Shell,
    Signed(actor): Signed,
    Query(params): Query<Params>,
) -> PageResult {
    let after: Option<CostLineId> = params.after.as_deref().and_then(|after| after.parse().ok());
    let brand_id = shell.brand();
    let query = CostQuery { brand_id, after, limit: 50, ..CostQuery::default() };
    let CostPage { lines, next } = app.list_cost_lines(&actor, &query).await?;
    let query = CampaignQuery { brand_id, limit: 50, ..CampaignQuery::default() };
    let campaigns = app.list_campaigns(&actor, &query).await?.campaigns;
    let month: MonthMoney = app.month_money(&actor).await?;
    let undo = params.undo.and_then(|undo| undo.parse::<CostLineId>().ok());
    let now = app.now();
    page(&ListPage {
        month: MonthView::new(&shell, &actor.currency, &month),
        campaigns: campaigns
            .iter()
            .map(|report| CampaignView::new(&shell, now, report))
            .filter(|campaign| campaign.state != "ended")
            .collect(),
        lines: lines.iter().map(|line| CostView::new(&shell, line)).collect(),
        undo: undo.map(|id| id.to_string()).unwrap_or_default(),
        first: if after.is_some() { "/budget".to_owned() } else { String::new() },
        next: next.map(|next| format!("/budget?after={next}")).unwrap_or_default(),
        shell,
    })
}
