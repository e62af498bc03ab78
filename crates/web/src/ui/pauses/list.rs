//! `/pauses`: what is paused, what was, and the form that pauses.

use app::{
    Actor, App, Permission,
    ids::PauseId,
    pauses::{BeginPause, Pause, Subject},
};
use askama::Template;
use axum::{extract::State, http::StatusCode};

use crate::{
    extract::{Id, Signed},
    forms::FormState,
    shell::{Flash, PageError, PageResult, Shell, page, page_with, see_other},
};

#[derive(Template)]
#[template(path = "pauses/list.html")]
struct Page<'a> {
    shell: &'a Shell,
    form: &'a FormState,
    lines: &'a [Pause],
    /// What the person may pause: value and text.
    subjects: Vec<(String, String)>,
    held: i64,
    now: i64,
    zone: String,
    /// Whether the person sees one brand only.
    limited: bool,
}

impl Page<'_> {
    fn subject(&self, line: &Pause) -> String {
        match line.subject() {
            Subject::Workspace => self.shell.t("pauses-everything"),
            Subject::Brand(_) | Subject::Channel(_) => line.subject_name.clone(),
        }
    }

    fn may_end(&self, line: &Pause) -> bool {
        match line.subject() {
            Subject::Channel(_) => self.shell.may("manage_channels"),
            Subject::Brand(_) => self.shell.may("pause_publishing"),
            Subject::Workspace => self.shell.may("pause_publishing") && !self.limited,
        }
    }

    fn until_hint(&self) -> String {
        self.shell.t1("pauses-until-hint", "zone", self.zone.as_str())
    }
}

/// `GET /pauses`
pub async fn get(State(app): State<App>, Signed(actor): Signed, shell: Shell) -> PageResult {
    show(&app, &actor, &shell, &FormState::new(&shell), StatusCode::OK).await
}

/// `POST /pauses`
pub async fn post(
    State(app): State<App>,
    Signed(actor): Signed,
    shell: Shell,
    mut form: FormState,
) -> PageResult {
    let input = BeginPause {
        subject: form.text("subject"),
        reason: form.text("reason"),
        from: form.text("from"),
        until: form.text("until"),
    };
    match app.begin_pause(&actor, &input).await {
        Ok(_) => see_other(&shell, "/pauses", Some(Flash::warn("pauses-begun"))),
        Err(error) => {
            form.absorb(error)?;
            show(&app, &actor, &shell, &form, StatusCode::UNPROCESSABLE_ENTITY).await
        }
    }
}

/// `POST /pauses/{id}/end`
pub async fn end(
    State(app): State<App>,
    Signed(actor): Signed,
    shell: Shell,
    Id(id): Id<PauseId>,
) -> PageResult {
    app.end_pause(&actor, id).await?;
    see_other(&shell, "/held", Some(Flash::good("pauses-ended")))
}

async fn show(app: &App, actor: &Actor, shell: &Shell, form: &FormState, status: StatusCode) -> PageResult {
    let lines = app.pauses(actor).await?;
    let held = app.held_deliveries(actor, 0).await?.total;
    let view = Page {
        shell,
        form,
        lines: &lines,
        subjects: subjects(app, actor, shell).await?,
        held,
        now: app.now(),
        zone: actor.zone.iana_name().unwrap_or("UTC").to_owned(),
        limited: actor.brand_scope.is_some(),
    };
    if status == StatusCode::OK { page(&view) } else { page_with(status, &view) }
}

/// What the person may pause.
async fn subjects(app: &App, actor: &Actor, shell: &Shell) -> Result<Vec<(String, String)>, PageError> {
    let mut subjects = Vec::new();
    if actor.allows(Permission::PausePublishing) {
        if actor.brand_scope.is_none() {
            subjects.push((Subject::Workspace.to_string(), shell.t("pauses-everything")));
        }
        for brand in app.choose_brands(actor).await? {
            subjects.push((brand.id.to_string(), shell.t1("pauses-brand", "name", brand.name)));
        }
    }
    if actor.allows(Permission::ManageChannels) {
        for channel in
            app.list_channels(actor).await?.into_iter().filter(app::channels::Channel::is_connected)
        {
            let network = channel.network().map_or("", app::network::Network::title);
            subjects.push((channel.id.to_string(), format!("{network} · {}", channel.handle)));
        }
    }
    Ok(subjects)
}
