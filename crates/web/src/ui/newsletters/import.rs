//! Importing a list: pasted, or from a file.

use app::{
    Actor, App,
    channels::Channel,
    ids::ChannelId,
    subscribers::{Consent, Import, ImportOutcome},
};
use askama::Template;
use axum::{
    extract::{Multipart, State},
    http::StatusCode,
};

use crate::{
    extract::{Id, Signed},
    forms::FormState,
    shell::{PageResult, Shell, page_with},
};

#[derive(Template)]
#[template(path = "newsletters/import.html")]
struct Page<'a> {
    shell: &'a Shell,
    channel: &'a Channel,
    form: FormState,
    outcome: Option<ImportOutcome>,
}

impl Page<'_> {
    fn crumbs(&self) -> Vec<(String, String)> {
        let mut crumbs = super::crumbs(self.shell, self.channel);
        crumbs.push((self.back(), self.shell.t("subscribers-list")));
        crumbs
    }

    fn back(&self) -> String {
        format!("/newsletters/{}", self.channel.id)
    }

    fn most(&self) -> i64 {
        i64::try_from(app::subscribers::MOST_LINES).unwrap_or(i64::MAX)
    }

    fn count(&self, count: &usize) -> String {
        self.shell.number(i64::try_from(*count).unwrap_or(i64::MAX))
    }

    fn facts(&self, outcome: &ImportOutcome) -> Vec<(String, String)> {
        let fact = |key: &str, count: &usize| (self.shell.t(key), self.count(count));
        vec![
            fact("subscribers-import-added", &outcome.added),
            fact("subscribers-import-known", &outcome.known),
            fact("subscribers-import-left", &outcome.left),
            fact("subscribers-import-bounced", &outcome.bounced),
            fact("subscribers-import-bad", &outcome.bad_lines),
        ]
    }
}

/// `GET /newsletters/{newsletter_id}/import`
pub async fn get(
    State(app): State<App>,
    Signed(actor): Signed,
    shell: Shell,
    Id(id): Id<ChannelId>,
) -> PageResult {
    let form = FormState::new(&shell);
    render(&app, &actor, &shell, id, StatusCode::OK, form, None).await
}

/// `POST /newsletters/{newsletter_id}/import`
pub async fn post(
    State(app): State<App>,
    Signed(actor): Signed,
    shell: Shell,
    Id(id): Id<ChannelId>,
    multipart: Multipart,
) -> PageResult {
    actor.require(app::Permission::ManageLeads)?;
    app.find_newsletter(&actor, id).await?;
    let (mut form, file) = read(&shell, multipart).await;
    let text = if file.trim().is_empty() { form.value("text").to_owned() } else { file };
    let consent = Consent { source: form.text("consent_source"), on: form.text("consent_on") };
    if form.is_valid() {
        match app.import_subscribers(&actor, id, &Import { text, consent }).await {
            Ok(outcome) => {
                let form = FormState::new(&shell);
                return render(&app, &actor, &shell, id, StatusCode::OK, form, Some(outcome)).await;
            }
            Err(error) => form.absorb(error)?,
        }
    }
    render(&app, &actor, &shell, id, StatusCode::UNPROCESSABLE_ENTITY, form, None).await
}

async fn render(
    app: &App,
    actor: &Actor,
    shell: &Shell,
    id: ChannelId,
    status: StatusCode,
    form: FormState,
    outcome: Option<ImportOutcome>,
) -> PageResult {
    actor.require(app::Permission::ManageLeads)?;
    let channel = app.find_newsletter(actor, id).await?;
    page_with(status, &Page { shell, channel: &channel, form, outcome })
}

/// The texts of the form, and what stands in the file. One that is no UTF-8 is read as the Latin-1 that old programs write.
async fn read(shell: &Shell, mut multipart: Multipart) -> (FormState, String) {
    let (mut values, mut file, mut is_broken) = (Vec::new(), String::new(), false);
    loop {
        let field = match multipart.next_field().await {
            Ok(Some(field)) => field,
            Ok(None) => break,
            Err(_) => {
                is_broken = true;
                break;
            }
        };
        let (name, is_file) = (field.name().unwrap_or_default().to_owned(), field.file_name().is_some());
        let Ok(bytes) = field.bytes().await else {
            is_broken = true;
            break;
        };
        let text = String::from_utf8(bytes.to_vec())
            .unwrap_or_else(|_| bytes.iter().copied().map(char::from).collect());
        if is_file {
            file = text;
        } else {
            values.push((name, text.replace("\r\n", "\n")));
        }
    }
    let mut form = FormState::typed(shell, values);
    if is_broken {
        form.fault("file", "upload_broken");
    }
    (form, file)
}
