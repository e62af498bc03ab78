//! The audit log.

use app::App;
use app::audit::{AuditEntry, AuditFilter};
use app::page::PageRequest;
use askama::Template;
use axum::extract::{Query, State};
use serde::Deserialize;

use super::settings::{Tab, tabs};
use crate::api::Cursor;
use crate::extract::Signed;
use crate::forms::FormState;
use crate::i18n::Locale;
use crate::shell::{PageResult, Shell, fragment, page};

#[derive(Template)]
#[template(path = "members/audit.html", blocks = ["entries"])]
struct AuditPage {
    shell: Shell,
    tabs: Vec<Tab>,
    form: FormState,
    actions: Vec<(String, String)>,
    entries: Vec<Line>,
    first: String,
    next: String,
}

struct Line {
    entry: AuditEntry,
    action: String,
    facts: Vec<(String, String)>,
}

/// What the filter sends.
#[derive(Deserialize)]
pub struct AuditQuery {
    action: Option<String>,
    subject: Option<String>,
    cursor: Option<String>,
}

/// The words for an action, where its room has any; the action's own word where not.
fn words(shell: &Shell, action: &str) -> String {
    let key = format!("audit-action-{action}");
    if shell.locale.has(&key) || Locale::En.has(&key) { shell.t(&key) } else { action.replace('_', " ") }
}

/// The members of the entry's JSON object that hold something.
fn facts(detail: &str) -> Vec<(String, String)> {
    let Ok(serde_json::Value::Object(detail)) = serde_json::from_str(detail) else { return Vec::new() };
    detail
        .into_iter()
        .filter(|(_, value)| !value.is_null())
        .map(|(name, value)| {
            let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            (name.replace('_', " "), value)
        })
        .collect()
}

/// `GET /settings/audit`
pub async fn get(
    State(app): State<App>,
    shell: Shell,
    Signed(actor): Signed,
    Query(query): Query<AuditQuery>,
) -> PageResult {
    let wanted = |text: &Option<String>| {
        text.clone().map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())
    };
    let (action, subject) = (wanted(&query.action), wanted(&query.subject));
    let after = wanted(&query.cursor).as_deref().map(Cursor::read).transpose()?;
    let filter =
        AuditFilter { action: action.clone(), subject_id: subject.clone(), ..AuditFilter::default() };
    let found = app.audit_entries(&actor, &filter, &PageRequest { after, limit: 50 }).await?;
    let filtered = {
        let mut link = url::form_urlencoded::Serializer::new(String::new());
        for (name, value) in [("action", &action), ("subject", &subject)] {
            if let Some(value) = value {
                link.append_pair(name, value);
            }
        }
        link.finish()
    };
    let link = |cursor: &str| format!("/settings/audit?{filtered}&cursor={cursor}");
    let actions = app.audit_actions(&actor).await?;
    let shown = AuditPage {
        tabs: tabs(&shell),
        form: FormState::new(&shell)
            .with("action", action.unwrap_or_default())
            .with("subject", subject.unwrap_or_default()),
        actions: actions.into_iter().map(|action| (action.clone(), words(&shell, &action))).collect(),
        first: if query.cursor.is_some() { format!("/settings/audit?{filtered}") } else { String::new() },
        next: found.next.as_deref().map(|next| link(&Cursor::write(next))).unwrap_or_default(),
        entries: found
            .items
            .into_iter()
            .map(|entry| Line { action: words(&shell, &entry.action), facts: facts(&entry.detail), entry })
            .collect(),
        shell,
    };
    if shown.shell.wants("entries") {
        return fragment(shown.as_entries());
    }
    page(&shown)
}
