//! Where a person is signed in.

use app::App;
use app::accounts::Session;
use app::ids::SessionId;
use askama::Template;
use axum::extract::State;

use crate::extract::{Id, Signed};
use crate::shell::{Flash, PageResult, Shell, page, see_other};
use crate::ui::members::settings::{Tab, tabs};

#[derive(Template)]
#[template(path = "accounts/sessions.html")]
struct SessionsPage {
    shell: Shell,
    tabs: Vec<Tab>,
    sessions: Vec<Line>,
    others: bool,
    now: i64,
}

struct Line {
    session: Session,
    browser: &'static str,
    system: &'static str,
}

/// What a browser calls itself, in a word people know; empty where it says nothing usable.
fn name(agent: &str, names: &[(&str, &'static str)]) -> &'static str {
    names.iter().find(|(mark, _)| agent.contains(mark)).map_or("", |(_, name)| *name)
}

/// Each names itself after those it descends from, so the younger come first.
const BROWSERS: &[(&str, &str)] = &[
    ("Edg/", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
    ("curl/", "curl"),
];

const SYSTEMS: &[(&str, &str)] = &[
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
];

/// `GET /settings/sessions`
pub async fn get(State(app): State<App>, shell: Shell, Signed(actor): Signed) -> PageResult {
    let sessions: Vec<Line> = app
        .sessions(&actor)
        .await?
        .into_iter()
        .map(|session| Line {
            browser: name(&session.user_agent, BROWSERS),
            system: name(&session.user_agent, SYSTEMS),
            session,
        })
        .collect();
    let others = sessions.iter().any(|line| !line.session.is_this);
    page(&SessionsPage { tabs: tabs(&shell), shell, sessions, others, now: app.now() })
}

/// `POST /settings/sessions/{session_id}/revoke`
pub async fn revoke(
    State(app): State<App>,
    shell: Shell,
    Signed(actor): Signed,
    Id(id): Id<SessionId>,
) -> PageResult {
    app.revoke_session(&actor, id).await?;
    see_other(&shell, "/settings/sessions", Some(Flash::good("accounts-session-revoked")))
}

/// `POST /settings/sessions/revoke-others`
pub async fn revoke_others(State(app): State<App>, shell: Shell, Signed(actor): Signed) -> PageResult {
    app.revoke_other_sessions(&actor).await?;
    see_other(&shell, "/settings/sessions", Some(Flash::good("accounts-sessions-revoked")))
}
