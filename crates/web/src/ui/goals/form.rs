//! Setting and changing a goal.

use app::{
    Actor, App, Permission,
    goals::{FunnelStage, Goal, GoalInput, GoalMetric, Quantity, Unit},
    ids::GoalId,
    money, zone,
};
use askama::Template;
use axum::{extract::State, http::StatusCode};

use crate::{
    extract::{Id, Signed},
    forms::FormState,
    shell::{Flash, PageResult, Shell, page, page_with, see_other},
};

type Choices = Vec<(String, String)>;

#[derive(Template)]
#[template(path = "goals/form.html")]
struct FormPage {
    shell: Shell,
    form: FormState,
    /// Shown id of the goal that is changed; empty for a new one.
    goal: String,
    currency: String,
    brands: Choices,
    stages: Choices,
    metrics: Choices,
    owners: Choices,
}

impl FormPage {
    async fn new(app: &App, actor: &Actor, shell: Shell, form: FormState, goal: String) -> app::Result<Self> {
        let brands = app.choose_brands(actor).await?;
        let owners = app.choose_owners(actor).await?;
        Ok(Self {
            goal,
            currency: actor.currency.to_string(),
            brands: brands.into_iter().map(|brand| (brand.id.to_string(), brand.name)).collect(),
            stages: FunnelStage::ALL
                .iter()
                .map(|stage| (stage.to_string(), shell.tk("goals-stage", stage)))
                .collect(),
            metrics: GoalMetric::ALL
                .iter()
                .map(|metric| (metric.to_string(), shell.tk("goals-metric", metric)))
                .collect(),
            owners: owners.into_iter().map(|owner| (owner.id.to_string(), owner.name)).collect(),
            shell,
            form,
        })
    }
}

fn input(form: &FormState) -> GoalInput {
    let quantity = |name| Quantity::Text(form.text(name));
    GoalInput {
        brand_id: form.text("brand_id"),
        name: form.text("name"),
        funnel_stage: form.text("funnel_stage"),
        metric: form.text("metric"),
        metric_name: form.text("metric_name"),
        unit: form.text("unit"),
        baseline: quantity("baseline"),
        target: quantity("target"),
        starts_on: form.text("starts_on"),
        due_on: form.text("due_on"),
        owner_id: form.text("owner_id"),
    }
}

fn typed(goal: &Goal, value: i64) -> String {
    match goal.metric.unit() {
        Unit::Money => money::plain(value, &goal.unit),
        unit => unit.plain(value),
    }
}

/// `GET /goals/new`
pub async fn new(State(app): State<App>, shell: Shell, Signed(actor): Signed) -> PageResult {
    actor.require(Permission::ManageGoals)?;
    let today = zone::day(app.now(), &actor.zone).to_string();
    let brands = app.choose_brands(&actor).await?;
    let brand = shell.brand().or(match brands.as_slice() {
        [only] => Some(only.id),
        _ => None,
    });
    let form = FormState::new(&shell)
        .with("brand_id", brand.map(|brand| brand.to_string()).unwrap_or_default())
        .with("owner_id", actor.user_id.map(|user| user.to_string()).unwrap_or_default())
        .with("starts_on", today);
    page(&FormPage::new(&app, &actor, shell, form, String::new()).await?)
}

/// `POST /goals/new`
pub async fn create(
    State(app): State<App>,
    shell: Shell,
    Signed(actor): Signed,
    mut form: FormState,
) -> PageResult {
    match app.create_goal(&actor, &input(&form)).await {
        Ok(id) => see_other(&shell, &format!("/goals/{id}"), Some(Flash::good("goals-created"))),
        Err(error) => {
            form.absorb(error)?;
            let page = FormPage::new(&app, &actor, shell, form, String::new()).await?;
            page_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
    }
}

/// `GET /goals/{goal_id}/edit`
pub async fn edit(
    State(app): State<App>,
    shell: Shell,
    Signed(actor): Signed,
    Id(id): Id<GoalId>,
) -> PageResult {
    actor.require(Permission::ManageGoals)?;
    let goal = app.show_goal(&actor, id).await?.goal;
    let form = FormState::new(&shell)
        .with("brand_id", goal.brand_id.to_string())
        .with("name", &goal.name)
        .with("funnel_stage", goal.funnel_stage.as_str())
        .with("metric", goal.metric.as_str())
        .with("metric_name", goal.metric_name.clone().unwrap_or_default())
        .with("unit", if goal.metric.unit() == Unit::Own { goal.unit.as_str() } else { "" })
        .with("baseline", typed(&goal, goal.baseline))
        .with("target", typed(&goal, goal.target))
        .with("starts_on", goal.starts_on.to_string())
        .with("due_on", goal.due_on.to_string())
        .with("owner_id", goal.owner_id.to_string());
    page(&FormPage::new(&app, &actor, shell, form, id.to_string()).await?)
}

/// `POST /goals/{goal_id}/edit`
pub async fn change(
    State(app): State<App>,
    shell: Shell,
    Signed(actor): Signed,
    Id(id): Id<GoalId>,
    mut form: FormState,
) -> PageResult {
    match app.edit_goal(&actor, id, &input(&form)).await {
        Ok(()) => see_other(&shell, &format!("/goals/{id}"), Some(Flash::good("goals-changed"))),
        Err(error) => {
            form.absorb(error)?;
            let page = FormPage::new(&app, &actor, shell, form, id.to_string()).await?;
            page_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
    }
}
