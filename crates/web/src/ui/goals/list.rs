//! The list of goals.

use app::{
    App,
    goals::{GoalPage, GoalQuery},
    ids::GoalId,
};
use askama::Template;
use axum::extract::{Query, State};
use serde::Deserialize;

use super::GoalView;
use crate::{
    extract::Signed,
    shell::{PageResult, Shell, page},
};

#[derive(Deserialize)]
pub struct Params {
    #[serde(default)]
    archived: Option<String>,
    #[serde(default)]
    after: Option<String>,
}

#[derive(Template)]
#[template(path = "goals/list.html")]
struct ListPage {
    shell: Shell,
    goals: Vec<GoalView>,
    archived: bool,
    first: String,
    next: String,
}

/// `GET /goals`
pub async fn get(
    State(app): State<App>,
    shell: Shell,
    Signed(actor): Signed,
    Query(params): Query<Params>,
) -> PageResult {
    let archived = params.archived.is_some();
    let after: Option<GoalId> = params.after.as_deref().and_then(|after| after.parse().ok());
    let query = GoalQuery { brand_id: shell.brand(), archived, after, limit: 50 };
    let GoalPage { goals, next } = app.list_goals(&actor, &query).await?;
    let base = if archived { "/goals?archived=1" } else { "/goals" };
    let joint = if archived { '&' } else { '?' };
    page(&ListPage {
        goals: goals.iter().map(|report| GoalView::new(&shell, report)).collect(),
        archived,
        first: if after.is_some() { base.to_owned() } else { String::new() },
        next: next.map(|next| format!("{base}{joint}after={next}")).unwrap_or_default(),
        shell,
    })
}
