//! `/alerts`: what a person must know, and whether it comes by mail.

use app::{App, Permission, alerts::Alert, ids::AlertId};
use askama::Template;
use axum::extract::{Query, State};
use serde::Deserialize;

use crate::{
    extract::{Id, Signed},
    forms::FormState,
    i18n::{Arg, Locale},
    route_list::{Pages, Who::May},
    shell::{Flash, PageResult, Shell, page, see_other},
};

/// The pages of this room.
pub fn routes(pages: Pages) -> Pages {
    let view = May(Permission::View);
    pages
        .get("/alerts", view, get)
        .post("/alerts/read", view, read_all)
        .post("/alerts/mail", view, mail)
        .post("/alerts/{alert_id}/read", view, read)
}

#[derive(Template)]
#[template(path = "alerts/list.html")]
struct Page<'a> {
    shell: &'a Shell,
    lines: &'a [Alert],
    by_mail: bool,
    has_mail: bool,
    now: i64,
    first: String,
    next: String,
}

impl Page<'_> {
    fn sentence(&self, line: &Alert) -> String {
        sentence(self.shell.locale, line)
    }

    fn has_unread(&self) -> bool {
        self.lines.iter().any(|line| line.read_at.is_none())
    }
}

/// What an alert tells, in a language.
pub(crate) fn sentence(locale: Locale, alert: &Alert) -> String {
    let params = alert.params();
    let named = |name: &str| Arg::from(params.get(name).map_or("", String::as_str));
    locale.text_with(
        &format!("alerts-text-{}", alert.kind),
        &[("title", named("title")), ("channel", named("channel"))],
    )
}

/// Where an alert leads: to the post, or to the channel that must be mended first.
pub(crate) fn place(alert: &Alert) -> String {
    if alert.subject.starts_with("channel_") {
        return format!("/channels/{}", alert.subject);
    }
    if alert.kind == app::alerts::Kind::PostByHand {
        return format!("/deliveries/{}/by-hand", alert.subject);
    }
    if matches!(alert.kind, app::alerts::Kind::LettersFailed | app::alerts::Kind::LettersUnclear) {
        return format!("/deliveries/{}/letters", alert.subject);
    }
    match alert.params().get("post") {
        Some(post) => format!("/posts/{post}#{}", alert.subject),
        None => "/my-day".to_owned(),
    }
}

/// Which page.
#[derive(Deserialize)]
pub struct Params {
    #[serde(default)]
    offset: Option<i64>,
}

/// `GET /alerts`
async fn get(
    State(app): State<App>,
    Signed(actor): Signed,
    shell: Shell,
    Query(params): Query<Params>,
) -> PageResult {
    let offset = params.offset.unwrap_or(0).max(0);
    let found = app.alerts(&actor, offset).await?;
    page(&Page {
        shell: &shell,
        lines: &found.lines,
        by_mail: found.by_mail,
        has_mail: app.has_mail(),
        now: app.now(),
        first: if offset > 0 { "/alerts".to_owned() } else { String::new() },
        next: found.next.map(|offset| format!("/alerts?offset={offset}")).unwrap_or_default(),
    })
}

/// `POST /alerts/read`
async fn read_all(State(app): State<App>, Signed(actor): Signed, shell: Shell) -> PageResult {
    app.read_alerts(&actor, None).await?;
    see_other(&shell, "/alerts", Some(Flash::good("alerts-all-read")))
}

/// `POST /alerts/{id}/read`: to the thing itself.
async fn read(
    State(app): State<App>,
    Signed(actor): Signed,
    shell: Shell,
    Id(id): Id<AlertId>,
) -> PageResult {
    app.read_alerts(&actor, Some(id)).await?;
    see_other(&shell, "/alerts", None)
}

/// `POST /alerts/mail`
async fn mail(State(app): State<App>, Signed(actor): Signed, shell: Shell, form: FormState) -> PageResult {
    app.set_alert_mail(&actor, form.value("mail") == "on").await?;
    see_other(&shell, "/alerts", Some(Flash::good("alerts-mail-saved")))
}
