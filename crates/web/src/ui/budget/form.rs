//! Entering and changing a cost line.

use app::{
    Actor, App, Permission,
    budget::{CostKind, CostLineInput, CostSubject},
    goals::Quantity,
    ids::CostLineId,
    zone,
};
use askama::Template;
use axum::{
    extract::{Query, State},
    http::StatusCode,
};
use serde::Deserialize;

use super::view::href;
use crate::{
    extract::{Id, Signed},
    forms::FormState,
    shell::{Flash, PageResult, Shell, page, page_with, see_other},
};

type Choices = Vec<(String, String)>;

#[derive(Template)]
#[template(path = "budget/form.html")]
struct FormPage {
    shell: Shell,
    form: FormState,
    /// Shown id of the line that is changed; empty for a new one.
    line: String,
    currency: String,
    kinds: Choices,
    /// Kind and name of what the line stands on; empty when it is to be chosen.
    subject: String,
    back: String,
    campaigns: Choices,
    rate_hint: String,
}

impl FormPage {
    async fn new(app: &App, actor: &Actor, shell: Shell, form: FormState, line: String) -> app::Result<Self> {
        let chosen = CostSubject::parse(form.value("subject_id"));
        let fixed = chosen.filter(|_| form.checked("fixed") || !line.is_empty());
        let subject = match fixed {
            Some(subject) => {
                let name = app.name_cost_subject(actor, subject).await?;
                format!("{}: {name}", shell.tk("budget-place", subject.place()))
            }
            None => String::new(),
        };
        let campaigns = app.choose_campaigns(actor, None).await?;
        let goals = app.choose_goals(actor, None).await?;
        let named = |place: &str, name: &str| format!("{}: {name}", shell.tk("budget-place", place));
        let rate = app.hour_rate(actor).await?;
        Ok(Self {
            currency: actor.currency.to_string(),
            kinds: CostKind::ALL
                .iter()
                .map(|kind| (kind.to_string(), shell.tk("budget-kind", kind)))
                .collect(),
            campaigns: campaigns
                .iter()
                .map(|campaign| (campaign.id.to_string(), named("campaign", &campaign.name)))
                .chain(goals.iter().map(|goal| (goal.id.to_string(), named("goal", &goal.name))))
                .collect(),
            back: fixed.map_or_else(|| "/budget".to_owned(), href),
            rate_hint: if rate > 0 {
                shell.t1("budget-rate-hint", "rate", shell.money(rate, &actor.currency))
            } else {
                shell.t("budget-rate-none")
            },
            subject,
            shell,
            form,
            line,
        })
    }
}

fn input(form: &FormState) -> CostLineInput {
    CostLineInput {
        subject_id: form.text("subject_id"),
        kind: form.text("kind"),
        label: form.text("label"),
        hours: form.text("hours"),
        rate: Quantity::Text(form.text("rate")),
        amount: Quantity::Text(form.text("amount")),
        currency: String::new(),
        incurred_on: form.text("incurred_on"),
    }
}

#[derive(Deserialize)]
pub struct Params {
    #[serde(default)]
    subject: Option<String>,
}

/// `GET /budget/new`, with `?subject=` on a goal, campaign, post or delivery.
pub async fn new(
    State(app): State<App>,
    shell: Shell,
    Signed(actor): Signed,
    Query(params): Query<Params>,
) -> PageResult {
    actor.require(Permission::ManageBudget)?;
    let subject = params.subject.as_deref().and_then(CostSubject::parse);
    let mut form = FormState::new(&shell).with("incurred_on", zone::day(app.now(), &actor.zone).to_string());
    if let Some(subject) = subject {
        form = form.with("subject_id", subject.to_string()).with("fixed", "1");
    }
    page(&FormPage::new(&app, &actor, shell, form, String::new()).await?)
}

/// `POST /budget/new`
pub async fn create(
    State(app): State<App>,
    shell: Shell,
    Signed(actor): Signed,
    mut form: FormState,
) -> PageResult {
    let input = input(&form);
    match app.add_cost_line(&actor, &input).await {
        Ok(_) => {
            let fixed = CostSubject::parse(&input.subject_id).filter(|_| form.checked("fixed"));
            let back = fixed.map_or_else(|| "/budget".to_owned(), href);
            see_other(&shell, &back, Some(Flash::good("budget-added")))
        }
        Err(error) => {
            form.absorb(error)?;
            let page = FormPage::new(&app, &actor, shell, form, String::new()).await?;
            page_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
    }
}

fn text(quantity: &Quantity) -> String {
    match quantity {
        Quantity::Text(text) => text.clone(),
        Quantity::Exact(value) => value.to_string(),
    }
}

/// `GET /budget/{cost_id}/edit`
pub async fn edit(
    State(app): State<App>,
    shell: Shell,
    Signed(actor): Signed,
    Id(id): Id<CostLineId>,
) -> PageResult {
    actor.require(Permission::ManageBudget)?;
    let held = app.show_cost_line(&actor, id).await?.to_input();
    let form = FormState::new(&shell)
        .with("subject_id", &held.subject_id)
        .with("kind", &held.kind)
        .with("label", &held.label)
        .with("hours", &held.hours)
        .with("rate", text(&held.rate))
        .with("amount", text(&held.amount))
        .with("incurred_on", &held.incurred_on);
    page(&FormPage::new(&app, &actor, shell, form, id.to_string()).await?)
}

/// `POST /budget/{cost_id}/edit`
pub async fn change(
    State(app): State<App>,
    shell: Shell,
    Signed(actor): Signed,
    Id(id): Id<CostLineId>,
    mut form: FormState,
) -> PageResult {
    match app.edit_cost_line(&actor, id, &input(&form)).await {
        Ok(()) => see_other(&shell, "/budget", Some(Flash::good("budget-changed"))),
        Err(error) => {
            form.absorb(error)?;
            // The line stays where it stands, whatever was sent.
            let held = app.show_cost_line(&actor, id).await?.to_input();
            let form = if CostSubject::parse(form.value("subject_id")).is_some() {
                form
            } else {
                form.with("subject_id", held.subject_id)
            };
            let page = FormPage::new(&app, &actor, shell, form, id.to_string()).await?;
            page_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
    }
}
