//! One goal.

use app::{
    Actor, App,
    budget::{CostLine, CostQuery, CostSubject},
    campaigns::CampaignQuery,
    goals::{GoalMetric, GoalReport, GoalValueInput, Quantity},
    ids::GoalId,
    zone,
};
use askama::Template;
use axum::{extract::State, http::StatusCode};

use super::{GoalView, day, view::quantity};
use crate::{
    extract::{Id, Signed},
    forms::FormState,
    shell::{Flash, PageResult, Shell, page, page_with, see_other},
    ui::{budget::CostView, campaigns::CampaignView},
};

/// A value entered by hand, in words.
struct ValueView {
    day: String,
    value: String,
    by: String,
    at: String,
}

#[derive(Template)]
#[template(path = "goals/show.html")]
struct ShowPage {
    shell: Shell,
    goal: GoalView,
    form: FormState,
    custom: bool,
    values: Vec<ValueView>,
    campaigns: Vec<CampaignView>,
    costs: Vec<CostView>,
    money: bool,
}

impl ShowPage {
    async fn new(
        app: &App,
        actor: &Actor,
        shell: Shell,
        report: GoalReport,
        form: FormState,
    ) -> app::Result<Self> {
        let id = report.goal.id;
        let query = CampaignQuery { goal_id: Some(id), limit: 50, ..CampaignQuery::default() };
        let campaigns = app.list_campaigns(actor, &query).await?.campaigns;
        let custom = report.goal.metric == GoalMetric::Custom;
        let values = if custom { app.list_goal_values(actor, id).await? } else { Vec::new() };
        let money = actor.allows(app::Permission::ViewMoney);
        let costs: Vec<CostLine> = if money {
            let query = CostQuery { subject: Some(CostSubject::Goal(id)), limit: 50, ..CostQuery::default() };
            app.list_cost_lines(actor, &query).await?.lines
        } else {
            Vec::new()
        };
        Ok(Self {
            goal: GoalView::new(&shell, &report),
            custom,
            values: values
                .iter()
                .map(|value| ValueView {
                    day: day(&shell, value.measured_on),
                    value: quantity(&shell, &report.goal, value.value),
                    by: value.entered_by.clone(),
                    at: shell.datetime(value.entered_at),
                })
                .collect(),
            campaigns: campaigns.iter().map(|report| CampaignView::new(&shell, app.now(), report)).collect(),
            costs: costs.iter().map(|line| CostView::new(&shell, line)).collect(),
            money,
            form,
            shell,
        })
    }
}

/// `GET /goals/{goal_id}`
pub async fn get(
    State(app): State<App>,
    shell: Shell,
    Signed(actor): Signed,
    Id(id): Id<GoalId>,
) -> PageResult {
    let report = app.show_goal(&actor, id).await?;
    let today = zone::day(app.now(), &actor.zone).to_string();
    let form = FormState::new(&shell).with("measured_on", today);
    page(&ShowPage::new(&app, &actor, shell, report, form).await?)
}

/// `POST /goals/{goal_id}/values`
pub async fn enter_value(
    State(app): State<App>,
    shell: Shell,
    Signed(actor): Signed,
    Id(id): Id<GoalId>,
    mut form: FormState,
) -> PageResult {
    let input =
        GoalValueInput { measured_on: form.text("measured_on"), value: Quantity::Text(form.text("value")) };
    match app.enter_goal_value(&actor, id, &input).await {
        Ok(()) => see_other(&shell, &format!("/goals/{id}"), Some(Flash::good("goals-value-entered"))),
        Err(error) => {
            form.absorb(error)?;
            let report = app.show_goal(&actor, id).await?;
            let page = ShowPage::new(&app, &actor, shell, report, form).await?;
            page_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
    }
}
