//! What is the same in every letter of a delivery, made ready once.

use lettre::message::Mailbox;

use super::{
    Newsletter,
    message::{Edition, Picture, encoded},
    send::Write,
    store,
};
use crate::{
    App, Error, FieldError, Result,
    deliveries::frozen_letter,
    ids::{ChannelId, DeliveryId, WorkspaceId},
    media::{self, Media},
};

/// Most bytes of all pictures of a letter: larger mails are refused by many servers.
const MOST_BYTES: i64 = 5 * 1024 * 1024;

/// What keeps a post from going out as a letter.
pub(crate) fn fault(field: &str, handle: &str, text: &str, files: &[Media]) -> Option<FieldError> {
    let code = if text.trim().is_empty() {
        "letter_no_text"
    } else if files.iter().any(|file| !is_picture(file)) {
        "letter_only_pictures"
    } else if files.iter().map(|file| file.bytes).sum::<i64>() > MOST_BYTES {
        "letter_pictures_too_large"
    } else {
        return None;
    };
    Some(FieldError::new(field, code).with("channel", handle))
}

fn is_picture(file: &Media) -> bool {
    matches!(file.mime.as_str(), "image/jpeg" | "image/png" | "image/gif")
}

impl App {
    /// Makes a delivery's letters ready: what was frozen when it fell due, from whoever the newsletter is from.
    pub(super) async fn edition(
        &self,
        workspace_id: WorkspaceId,
        delivery_id: DeliveryId,
        channel_id: ChannelId,
        write: &Write,
    ) -> Result<Edition> {
        let sql = self.db.read();
        let damaged = |what: &str| Error::Internal(format!("{delivery_id}: {what}"));
        let found = store::frozen(sql, workspace_id, delivery_id).await?;
        let found = found.ok_or_else(|| damaged("the delivery is gone"))?;
        let content = found.content.as_deref().ok_or_else(|| damaged("nothing was frozen"))?;
        let letter = frozen_letter(content)?;
        let newsletter = store::newsletter(sql, workspace_id, channel_id).await?.unwrap_or_default();
        let files = media::store::with_alts(sql, workspace_id, &letter.media).await?;
        if files.len() < letter.media.len() {
            return Err(damaged("a picture is gone"));
        }
        let mut pictures = Vec::new();
        for file in files.iter().filter(|file| is_picture(file)) {
            let bytes = self.files().read_whole(&media::key_of(workspace_id, file)).await?;
            pictures.push(Picture { mime: file.mime.clone(), alt: file.alt.clone(), body: encoded(bytes) });
        }
        let words = write(letter.language.as_deref(), &found.handle);
        let subject = letter.title.unwrap_or(found.title);
        let host = url::Url::parse(&self.settings.public_url).ok();
        let host = host.as_ref().and_then(url::Url::host_str).unwrap_or("localhost").to_owned();
        Ok(Edition {
            subject,
            text: letter.text,
            language: words.language,
            pictures,
            from: self.sender(&newsletter)?,
            reply_to: self.answers(&newsletter),
            imprint: newsletter.imprint,
            reason: words.reason,
            unsubscribe: words.unsubscribe,
            host,
            delivery: delivery_id.uuid().simple().to_string(),
            channel: channel_id.uuid().simple().to_string(),
        })
    }

    /// Where answers go, unless to the sender: its own address too, when it may not send.
    fn answers(&self, newsletter: &Newsletter) -> Option<Mailbox> {
        let own = || mailbox(&newsletter.sender_email).filter(|_| newsletter.is_from_us(&self.settings));
        mailbox(&newsletter.reply_to).or_else(own)
    }

    /// Who a newsletter is from: its own address, if it may send, else the operator's, under its own name.
    fn sender(&self, newsletter: &Newsletter) -> Result<Mailbox> {
        let own = mailbox(&newsletter.sender_email).filter(|_| !newsletter.is_from_us(&self.settings));
        let operator = || self.settings.mail_from.parse::<Mailbox>();
        let email = match own {
            Some(own) => own.email,
            None => {
                let operator = operator()
                    .map_err(|_| Error::Internal("the sender of mail is no mail address".to_owned()))?;
                operator.email
            }
        };
        Ok(Mailbox::new(Some(newsletter.sender_name.clone()).filter(|name| !name.is_empty()), email))
    }
}

fn mailbox(email: &str) -> Option<Mailbox> {
    Some(Mailbox::new(None, email.parse().ok()?))
}
