//! `/held`: what pauses held, looked through.

use app::{
    Actor, App, Error, FieldError, Permission,
    ids::DeliveryId,
    pauses::{HeldAct, HeldPage, HeldReport},
    posts::When,
};
use askama::Template;
use axum::{
    extract::{Query, State},
    http::StatusCode,
};
use serde::Deserialize;

use crate::{
    extract::Signed,
    forms::FormState,
    shell::{Flash, PageResult, Shell, page_with, see_other},
};

#[derive(Template)]
#[template(path = "pauses/held.html")]
struct Page<'a> {
    shell: &'a Shell,
    held: &'a HeldPage,
    all: bool,
    may: bool,
    first: String,
    next: String,
    /// What was typed, when some of it was refused.
    form: &'a FormState,
    report: &'a HeldReport,
}

impl Page<'_> {
    fn typed(&self, name: &str, suggested: &i64) -> String {
        self.form.optional(name).unwrap_or_else(|| self.shell.local(suggested))
    }

    fn is_chosen(&self, id: &DeliveryId) -> bool {
        self.all || self.form.has("chosen", &id.to_string())
    }

    /// Why what was decided of a line was not done.
    fn refused(&self, id: &DeliveryId) -> Vec<String> {
        let mut refused = self.report.refused.iter().filter(|(refused, _)| refused == id);
        refused.next().map(|(_, error)| reasons(self.shell, error)).unwrap_or_default()
    }
}

fn reasons(shell: &Shell, error: &Error) -> Vec<String> {
    match error {
        Error::Invalid(faults) => faults.iter().map(|fault| shell.error(fault)).collect(),
        error => vec![shell.error(&FieldError::new("", error.code()))],
    }
}

async fn render(
    app: &App,
    actor: &Actor,
    shell: &Shell,
    params: &Params,
    form: &FormState,
    report: &HeldReport,
) -> PageResult {
    let held = app.held_deliveries(actor, params.offset.unwrap_or(0)).await?;
    let status = if report.refused.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let shown = Page {
        shell,
        all: params.all.as_deref() == Some("1"),
        may: actor.allows(Permission::Publish),
        first: if held.offset > 0 { "/held".to_owned() } else { String::new() },
        next: held.next.map(|offset| format!("/held?offset={offset}")).unwrap_or_default(),
        held: &held,
        form,
        report,
    };
    page_with(status, &shown)
}

/// Which page, and whether all of it is chosen.
#[derive(Deserialize)]
pub struct Params {
    #[serde(default)]
    offset: Option<i64>,
    #[serde(default)]
    all: Option<String>,
}

/// `GET /held`
pub async fn get(
    State(app): State<App>,
    Signed(actor): Signed,
    shell: Shell,
    Query(params): Query<Params>,
) -> PageResult {
    // New times are typed in the workspace's zone, so the old ones are shown in it.
    let shell = shell.in_zone(&actor.zone);
    render(&app, &actor, &shell, &params, &FormState::new(&shell), &HeldReport::default()).await
}

/// `POST /held`
pub async fn post(
    State(app): State<App>,
    Signed(actor): Signed,
    shell: Shell,
    form: FormState,
) -> PageResult {
    let wanted = form.value("act");
    let (act, one) = wanted.split_once(':').unwrap_or((wanted, ""));
    let chosen: Vec<&str> = if one.is_empty() { form.all("chosen") } else { vec![one] };
    let mut acts = Vec::new();
    for id in chosen.iter().filter_map(|id| id.parse::<DeliveryId>().ok()) {
        acts.push((
            id,
            match act {
                "now" => HeldAct::Send(When::Now),
                "cancel" => HeldAct::Cancel,
                _ => HeldAct::Send(When::Local(form.text(&format!("at.{id}")))),
            },
        ));
    }
    let report = app.decide_held(&actor, &acts).await?;
    if acts.is_empty() {
        return see_other(&shell, "/held", Some(Flash::bad("held-nothing-chosen")));
    }
    let Some((_, first)) = report.refused.first() else {
        return see_other(&shell, "/held", Some(Flash::good("held-done").with_count("count", report.done)));
    };
    let reason = reasons(&shell, first).join(" ");
    let mut shell = shell.in_zone(&actor.zone);
    shell.flash = Some(
        Flash::warn("held-partly")
            .with_count("count", report.done)
            .with_count("refused", report.refused.len())
            .with("reason", reason),
    );
    let params = Params { offset: form.value("offset").parse().ok(), all: None };
    render(&app, &actor, &shell, &params, &form, &report).await
}
