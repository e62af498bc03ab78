//! Where a trace begins: an id, a goal, a running campaign.

use app::{App, Permission, goals::GoalQuery, trace::Depth, visits::ConversionFilter};
use askama::Template;
use axum::extract::{Query, State};
use serde::Deserialize;

use crate::{
    extract::Signed,
    forms::FormState,
    shell::{PageResult, Shell, page, see_other},
};

#[derive(Deserialize)]
pub struct Params {
    #[serde(default)]
    id: Option<String>,
}

/// Something to begin at.
struct BeginView {
    href: String,
    name: String,
    note: String,
}

#[derive(Template)]
#[template(path = "trace/index.html")]
struct IndexPage {
    shell: Shell,
    form: FormState,
    goals: Vec<BeginView>,
    campaigns: Vec<BeginView>,
    sales: Vec<BeginView>,
}

/// `GET /trace`; `?id=` leads to that thing's trace, or says that there is none.
pub async fn get(
    State(app): State<App>,
    shell: Shell,
    Signed(actor): Signed,
    Query(params): Query<Params>,
) -> PageResult {
    let wanted = params.id.unwrap_or_default();
    // The address of a page holds the id too.
    let id = wanted.trim().rsplit('/').next().unwrap_or_default().to_owned();
    let mut form = FormState::new(&shell).with("id", &wanted);
    if !id.is_empty() {
        match app.trace(&actor, &id, Depth::Below(1)).await {
            Ok(trace) => return see_other(&shell, &format!("/trace/{}", trace.subject.id), None),
            Err(app::Error::NotFound) => form.fault("id", "trace_not_found"),
            Err(error) => return Err(error.into()),
        }
    }
    let brand_id = shell.brand();
    let query = GoalQuery { brand_id, limit: 8, ..GoalQuery::default() };
    let goals = app.list_goals(&actor, &query).await?.goals;
    let campaigns = app.choose_campaigns(&actor, brand_id).await?;
    let sales = if actor.allows(Permission::ViewMoney) {
        let filter = ConversionFilter { brand_id, ..ConversionFilter::default() };
        app.list_conversions(&actor, &filter, &app::page::PageRequest::first(8)).await?.items
    } else {
        Vec::new()
    };
    page(&IndexPage {
        goals: goals
            .iter()
            .map(|report| BeginView {
                href: format!("/trace/{}", report.goal.id),
                name: report.goal.name.clone(),
                note: shell.tk("state", report.pace.standing.as_str()),
            })
            .collect(),
        campaigns: campaigns
            .iter()
            .take(8)
            .map(|campaign| BeginView {
                href: format!("/trace/{}", campaign.id),
                name: campaign.name.clone(),
                note: String::new(),
            })
            .collect(),
        sales: sales
            .iter()
            .map(|sale| BeginView {
                href: format!("/trace/{}", sale.id),
                name: format!("{} {}", sale.name, sale.order_id.as_deref().unwrap_or_default()),
                note: format!(
                    "{} · {}",
                    shell.money(sale.value_minor, &sale.currency),
                    shell.datetime(sale.at)
                ),
            })
            .collect(),
        shell,
        form,
    })
}
