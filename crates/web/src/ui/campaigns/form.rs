//! Opening and changing a campaign.

use app::{Actor, App, Permission, campaigns::CampaignInput, goals::Quantity, ids::CampaignId, money, zone};
use askama::Template;
use axum::{
    extract::{Query, State},
    http::StatusCode,
};
use serde::Deserialize;

use crate::{
    extract::{Id, Signed},
    forms::FormState,
    shell::{Flash, PageResult, Shell, page, page_with, see_other},
};

type Choices = Vec<(String, String)>;

#[derive(Template)]
#[template(path = "campaigns/form.html")]
struct FormPage {
    shell: Shell,
    form: FormState,
    /// Shown id of the campaign that is changed; empty for a new one.
    campaign: String,
    currency: String,
    brands: Choices,
    goals: Choices,
}

impl FormPage {
    async fn new(
        app: &App,
        actor: &Actor,
        shell: Shell,
        form: FormState,
        campaign: String,
    ) -> app::Result<Self> {
        let brands = app.choose_brands(actor).await?;
        let goals = app.choose_goals(actor, None).await?;
        let several = brands.len() > 1;
        let brand_of = |goal: &app::goals::GoalChoice| {
            brands.iter().find(|brand| brand.id == goal.brand_id).map_or("", |brand| brand.name.as_str())
        };
        Ok(Self {
            goals: goals
                .iter()
                .map(|goal| {
                    let brand = brand_of(goal);
                    let text = if several { format!("{} · {brand}", goal.name) } else { goal.name.clone() };
                    (goal.id.to_string(), text)
                })
                .collect(),
            brands: brands.iter().map(|brand| (brand.id.to_string(), brand.name.clone())).collect(),
            currency: actor.currency.to_string(),
            shell,
            form,
            campaign,
        })
    }
}

fn input(form: &FormState) -> CampaignInput {
    CampaignInput {
        brand_id: form.text("brand_id"),
        name: form.text("name"),
        utm_name: form.text("utm_name"),
        goal_ids: form.all("goal_ids").into_iter().map(str::to_owned).collect(),
        starts_on: form.text("starts_on"),
        ends_on: form.text("ends_on"),
        budget: Quantity::Text(form.text("budget")),
        currency: String::new(),
    }
}

#[derive(Deserialize)]
pub struct Params {
    #[serde(default)]
    goal: Option<String>,
}

/// `GET /campaigns/new`, with `?goal=` to begin with that goal.
pub async fn new(
    State(app): State<App>,
    shell: Shell,
    Signed(actor): Signed,
    Query(params): Query<Params>,
) -> PageResult {
    actor.require(Permission::ManageCampaigns)?;
    let goals = app.choose_goals(&actor, None).await?;
    let goal = goals
        .iter()
        .find(|goal| params.goal.as_deref() == Some(&goal.id.to_string()))
        .or(if let [only] = goals.as_slice() { Some(only) } else { None });
    let brands = app.choose_brands(&actor).await?;
    let brand = goal
        .map(|goal| goal.brand_id)
        .or_else(|| shell.brand())
        .or(if let [only] = brands.as_slice() { Some(only.id) } else { None });
    let mut form = FormState::new(&shell)
        .with("brand_id", brand.map(|brand| brand.to_string()).unwrap_or_default())
        .with("starts_on", zone::day(app.now(), &actor.zone).to_string());
    if let Some(goal) = goal {
        form = form.with("goal_ids", goal.id.to_string());
    }
    page(&FormPage::new(&app, &actor, shell, form, String::new()).await?)
}

/// `POST /campaigns/new`
pub async fn create(
    State(app): State<App>,
    shell: Shell,
    Signed(actor): Signed,
    mut form: FormState,
) -> PageResult {
    match app.create_campaign(&actor, &input(&form)).await {
        Ok(id) => see_other(&shell, &format!("/campaigns/{id}"), Some(Flash::good("campaigns-created"))),
        Err(error) => {
            form.absorb(error)?;
            let page = FormPage::new(&app, &actor, shell, form, String::new()).await?;
            page_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
    }
}

/// `GET /campaigns/{campaign_id}/edit`
pub async fn edit(
    State(app): State<App>,
    shell: Shell,
    Signed(actor): Signed,
    Id(id): Id<CampaignId>,
) -> PageResult {
    actor.require(Permission::ManageCampaigns)?;
    let report = app.show_campaign(&actor, id).await?;
    let campaign = report.campaign;
    let mut values: Vec<(String, String)> = [
        ("brand_id", campaign.brand_id.to_string()),
        ("name", campaign.name),
        ("utm_name", campaign.utm_name),
        ("starts_on", campaign.starts_on.to_string()),
        ("ends_on", campaign.ends_on.to_string()),
        ("budget", money::plain(campaign.budget_minor, &campaign.currency)),
    ]
    .map(|(name, value)| (name.to_owned(), value))
    .to_vec();
    values.extend(report.goals.iter().map(|goal| ("goal_ids".to_owned(), goal.id.to_string())));
    let form = FormState::typed(&shell, values);
    page(&FormPage::new(&app, &actor, shell, form, id.to_string()).await?)
}

/// `POST /campaigns/{campaign_id}/edit`
pub async fn change(
    State(app): State<App>,
    shell: Shell,
    Signed(actor): Signed,
    Id(id): Id<CampaignId>,
    mut form: FormState,
) -> PageResult {
    match app.edit_campaign(&actor, id, &input(&form)).await {
        Ok(()) => see_other(&shell, &format!("/campaigns/{id}"), Some(Flash::good("campaigns-changed"))),
        Err(error) => {
            form.absorb(error)?;
            let page = FormPage::new(&app, &actor, shell, form, id.to_string()).await?;
            page_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
    }
}
