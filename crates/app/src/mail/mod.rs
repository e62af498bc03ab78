//! Mail through the operator's SMTP server.
//!
//! Owns the connection and the letter's form. Never writes an address, a subject or a body to the log.

use std::time::Duration;

use lettre::{
    AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor,
    message::{Mailbox, header::ContentType},
};

use crate::{App, Error, Result};

/// A letter of plain text.
#[derive(Clone)]
pub struct Letter {
    /// Where it goes.
    pub to: String,
    /// Its subject.
    pub subject: String,
    /// Its text.
    pub text: String,
}

impl std::fmt::Debug for Letter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Letter(…)")
    }
}

impl App {
    /// Whether mail can be sent at all.
    #[must_use]
    pub fn has_mail(&self) -> bool {
        self.settings.smtp_url.is_some()
    }

    /// Sends a letter; gives up after 20 seconds.
    ///
    /// # Errors
    /// `mail_unset` without a server; [`Error::Unavailable`] when the server does not take it.
    pub async fn send_mail(&self, letter: &Letter) -> Result<()> {
        let url = self.settings.smtp_url.as_deref().ok_or(Error::Conflict("mail_unset"))?;
        let sender: Mailbox = self
            .settings
            .mail_from
            .parse()
            .map_err(|_| Error::Internal("the sender of mail is no mail address".to_owned()))?;
        let receiver: Mailbox = letter.to.parse().map_err(|_| Error::field("email", "email_malformed"))?;
        let message = Message::builder()
            .from(sender)
            .to(receiver)
            .subject(letter.subject.clone())
            .header(ContentType::TEXT_PLAIN)
            .body(letter.text.clone())
            .map_err(|error| Error::Internal(format!("a letter cannot be made: {error}")))?;
        // The message of a bad address could hold the server's password: it is not passed on.
        let transport = AsyncSmtpTransport::<Tokio1Executor>::from_url(url)
            .map_err(|_| Error::Internal("the address of the SMTP server is malformed".to_owned()))?
            .timeout(Some(Duration::from_secs(10)))
            .build();
        let sent = tokio::time::timeout(Duration::from_secs(20), transport.send(message)).await;
        match sent {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(error)) => {
                let kind = match error.status() {
                    Some(code) => format!("it answered {code}"),
                    None if error.is_timeout() => "it did not answer in time".to_owned(),
                    None => "it cannot be reached".to_owned(),
                };
                Err(Error::Unavailable(format!("the SMTP server did not take the letter: {kind}")))
            }
            Err(_) => Err(Error::Unavailable("the SMTP server did not take the letter in time".to_owned())),
        }
    }
}
