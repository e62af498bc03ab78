//! Who a newsletter is from, and whether Tandem sends it.

use app::{
    Actor, App,
    channels::Channel,
    ids::ChannelId,
    letters::{Newsletter, SaveNewsletter},
};
use askama::Template;
use axum::{extract::State, http::StatusCode};

use crate::{
    extract::{Id, Signed},
    forms::FormState,
    shell::{Flash, PageResult, Shell, page_with, see_other},
};

#[derive(Template)]
#[template(path = "newsletters/settings.html")]
struct Page<'a> {
    shell: &'a Shell,
    channel: &'a Channel,
    form: FormState,
    has_mail: bool,
    /// The operator's address, which is used where the newsletter has none.
    usual: String,
    /// Domains whose addresses it may be from; empty for all.
    domains: String,
}

impl Page<'_> {
    fn crumbs(&self) -> Vec<(String, String)> {
        super::crumbs(self.shell, self.channel)
    }

    fn sender_hint(&self) -> String {
        let hint = self.shell.t1("newsletter-sender-email-hint", "usual", &self.usual);
        if self.domains.is_empty() {
            return hint;
        }
        let limits = self.shell.t2("newsletter-domains", "domains", &self.domains, "usual", &self.usual);
        format!("{hint} {limits}")
    }

    fn back(&self) -> String {
        format!("/channels/{}", self.channel.id)
    }
}

/// `GET /newsletters/{newsletter_id}/settings`
pub async fn get(
    State(app): State<App>,
    Signed(actor): Signed,
    shell: Shell,
    Id(id): Id<ChannelId>,
) -> PageResult {
    let Newsletter { sender_name, sender_email, reply_to, imprint, sends } =
        app.newsletter(&actor, id).await?;
    let form = FormState::new(&shell)
        .with("sender_name", sender_name)
        .with("sender_email", sender_email)
        .with("reply_to", reply_to)
        .with("imprint", imprint)
        .with("sends", if sends == 1 { "1" } else { "" });
    render(&app, &actor, &shell, id, StatusCode::OK, form).await
}

/// `POST /newsletters/{newsletter_id}/settings`
pub async fn post(
    State(app): State<App>,
    Signed(actor): Signed,
    shell: Shell,
    Id(id): Id<ChannelId>,
    mut form: FormState,
) -> PageResult {
    let input = SaveNewsletter {
        sender_name: form.text("sender_name"),
        sender_email: form.text("sender_email"),
        reply_to: form.text("reply_to"),
        imprint: form.text("imprint").replace("\r\n", "\n"),
        sends: form.checked("sends"),
    };
    match app.save_newsletter(&actor, id, &input).await {
        Ok(()) => {
            let key = if input.sends { "newsletter-saved-sends" } else { "newsletter-saved" };
            see_other(&shell, &format!("/channels/{id}"), Some(Flash::good(key)))
        }
        Err(error) => {
            form.absorb(error)?;
            render(&app, &actor, &shell, id, StatusCode::UNPROCESSABLE_ENTITY, form).await
        }
    }
}

async fn render(
    app: &App,
    actor: &Actor,
    shell: &Shell,
    id: ChannelId,
    status: StatusCode,
    form: FormState,
) -> PageResult {
    actor.require(app::Permission::ManageChannels)?;
    let channel = app.find_newsletter(actor, id).await?;
    let usual = app.settings.mail_from.clone();
    let domains = app.settings.newsletter_domains.join(", ");
    page_with(status, &Page { shell, channel: &channel, form, has_mail: app.has_mail(), usual, domains })
}
