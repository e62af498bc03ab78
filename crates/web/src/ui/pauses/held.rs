//! `/held`: what pauses held, looked through.

use app::{
    App, Error, Permission,
    ids::DeliveryId,
    pauses::{HeldAct, HeldPage, HeldReport},
    posts::When,
};
use askama::Template;
use axum::extract::{Query, State};
use jiff::tz::TimeZone;
use serde::Deserialize;

use crate::{
    extract::Signed,
    forms::FormState,
    shell::{Flash, PageResult, Shell, page, see_other},
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
    zone: String,
    workspace_zone: TimeZone,
}

impl Page<'_> {
    fn local(&self, at: &i64) -> String {
        app::zone::local(*at, &self.workspace_zone)
    }
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
    let held = app.held_deliveries(&actor, params.offset.unwrap_or(0)).await?;
    // New times are typed in the workspace's zone, so the old ones are shown in it.
    let shell = shell.in_zone(&actor.zone);
    page(&Page {
        shell: &shell,
        all: params.all.as_deref() == Some("1"),
        may: actor.allows(Permission::Publish),
        first: if held.offset > 0 { "/held".to_owned() } else { String::new() },
        next: held.next.map(|offset| format!("/held?offset={offset}")).unwrap_or_default(),
        zone: actor.zone.iana_name().unwrap_or("UTC").to_owned(),
        workspace_zone: actor.zone.clone(),
        held: &held,
    })
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
    let flash = if acts.is_empty() { Flash::bad("held-nothing-chosen") } else { told(&shell, &report) };
    see_other(&shell, "/held", Some(flash))
}

fn told(shell: &Shell, report: &HeldReport) -> Flash {
    let Some((_, error)) = report.refused.first() else {
        return Flash::good("held-done").with("count", report.done.to_string());
    };
    let reason = match error {
        Error::Invalid(faults) => faults.first().map(|fault| shell.error(fault)).unwrap_or_default(),
        error => shell.error(&app::FieldError::new("", error.code())),
    };
    Flash::warn("held-partly")
        .with("count", report.done.to_string())
        .with("refused", report.refused.len().to_string())
        .with("reason", reason)
}
