//! The letters of the product, in the reader's language, and how a link reaches its person.
//!
//! Nobody waits long for a mail server, and no link is ever logged.

use std::time::Duration;

use app::{Actor, App, accounts::ResetLink, alerts::AlertMail, mail::Letter, members::InvitationLink};

use crate::i18n::{Arg, Locale};

/// How long a page waits for the mail server before it shows the link instead.
const PATIENCE: Duration = Duration::from_secs(6);

/// How a link went out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Delivered {
    /// The mail server took the letter.
    Mailed,
    /// No mail server is set: the link is to be handed over.
    NoMail,
    /// The mail server did not take it: the link is to be handed over.
    Failed,
}

/// Sends an invitation.
pub async fn deliver_invitation(
    app: &App,
    actor: &Actor,
    link: &InvitationLink,
    locale: Locale,
) -> Delivered {
    let args = [
        ("workspace", Arg::from(actor.workspace_name.as_ref())),
        ("name", Arg::from(actor.name.as_ref())),
        ("role", Arg::from(locale.text(&format!("role-{}", link.role)))),
        ("url", Arg::from(&link.url)),
    ];
    let letter = Letter {
        to: link.email.clone(),
        subject: locale.text_with("members-mail-invitation-subject", &args),
        text: locale.text_with("members-mail-invitation-text", &args),
    };
    deliver(app, letter).await
}

/// Sends a reset link in the language of its person, or of the page.
pub async fn deliver_reset(app: &App, link: &ResetLink, locale: Locale) -> Delivered {
    let locale = link.language.and_then(|language| Locale::from_tag(language.as_str())).unwrap_or(locale);
    let args = [("url", Arg::from(&link.url))];
    let letter = Letter {
        to: link.email.clone(),
        subject: locale.text("members-mail-reset-subject"),
        text: locale.text_with("members-mail-reset-text", &args),
    };
    deliver(app, letter).await
}

async fn deliver(app: &App, letter: Letter) -> Delivered {
    if !app.has_mail() {
        return Delivered::NoMail;
    }
    match tokio::time::timeout(PATIENCE, app.send_mail(&letter)).await {
        Ok(Ok(())) => Delivered::Mailed,
        Ok(Err(error)) => {
            tracing::warn!(%error, "a letter was not sent");
            Delivered::Failed
        }
        Err(_) => {
            tracing::warn!("a letter was not sent: the SMTP server takes too long");
            Delivered::Failed
        }
    }
}

/// The letter of an alert, in its person's language.
#[must_use]
pub fn alert_letter(due: &AlertMail, public_url: &str) -> Letter {
    let language = due.language.and_then(|language| Locale::from_tag(language.as_str()));
    let locale = language.unwrap_or_default();
    let alert = due.alert();
    let sentence = crate::ui::alerts::sentence(locale, &alert);
    let args = [
        ("workspace", Arg::from(due.workspace_name.as_str())),
        ("sentence", Arg::from(sentence.as_str())),
        ("kind", Arg::from(locale.text(&format!("alerts-kind-{}", due.kind)))),
        ("url", Arg::from(format!("{public_url}{}", crate::ui::alerts::place(&alert)))),
        ("settings", Arg::from(format!("{public_url}/alerts"))),
    ];
    // A title may hold anything; a subject is one line.
    let subject = locale.text_with("alerts-letter-subject", &args).replace(['\r', '\n'], " ");
    Letter { to: due.email.clone(), subject, text: locale.text_with("alerts-letter-text", &args) }
}
