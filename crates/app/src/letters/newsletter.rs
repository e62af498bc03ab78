//! Who a newsletter is from, and whether Tandem sends it.

use db::FromQueryResult;
use serde_json::json;

use super::store;
use crate::{
    Actor, App, Error, Faults, FieldError, Permission, Result, Settings, audit, deliveries, ids::ChannelId,
    subscribers,
};

/// Longest name of a sender, in characters.
const MAX_NAME: usize = 100;

/// Longest imprint, in characters.
const MAX_IMPRINT: usize = 1_000;

/// Who a newsletter is from.
#[derive(Debug, Clone, Default, FromQueryResult)]
pub struct Newsletter {
    /// Name of the sender.
    pub sender_name: String,
    /// Address of the sender; empty where the operator's own is used.
    pub sender_email: String,
    /// Where answers go; empty where they go to the sender.
    pub reply_to: String,
    /// Name and postal address of who answers for it: the law wants it in every mail.
    pub imprint: String,
    /// 1 while Tandem sends it; else people do.
    pub sends: i64,
}

/// What a person enters.
#[derive(Debug, Clone, Default)]
pub struct SaveNewsletter {
    /// Name of the sender.
    pub sender_name: String,
    /// Address of the sender; may be empty.
    pub sender_email: String,
    /// Where answers go; may be empty.
    pub reply_to: String,
    /// Name and postal address of who answers for it.
    pub imprint: String,
    /// Tandem shall send it.
    pub sends: bool,
}

impl App {
    /// Who a newsletter is from; empty until somebody says.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn newsletter(&self, actor: &Actor, id: ChannelId) -> Result<Newsletter> {
        self.find_newsletter(actor, id).await?;
        Ok(store::newsletter(self.db.read(), actor.workspace_id, id).await?.unwrap_or_default())
    }

    /// Says who a newsletter is from, and whether Tandem sends it. What waits on it goes that way from now on.
    ///
    /// # Errors
    /// `Forbidden`, `NotFound`; `Invalid` with every fault: on `sends` `newsletter_mail_unset` without a mail server and
    /// `newsletter_no_public_address`; on `sender_email` `newsletter_sender_missing` where the operator has none either.
    pub async fn save_newsletter(&self, actor: &Actor, id: ChannelId, input: &SaveNewsletter) -> Result<()> {
        actor.require(Permission::ManageChannels)?;
        self.find_newsletter(actor, id).await?;
        let mut faults = Faults::default();
        let kept = Newsletter {
            sender_name: one_line(&mut faults, "sender_name", &input.sender_name, input.sends),
            sender_email: optional_address(&mut faults, "sender_email", &input.sender_email),
            reply_to: optional_address(&mut faults, "reply_to", &input.reply_to),
            imprint: imprint(&mut faults, &input.imprint, input.sends),
            sends: i64::from(input.sends),
        };
        faults.check(!input.sends || self.has_mail(), "sends", "newsletter_mail_unset");
        // The link that unsubscribes must lead somewhere.
        let can_leave = self.settings.serves_networks();
        faults.check(!input.sends || can_leave, "sends", "newsletter_no_public_address");
        let has_sender = !kept.is_from_us(&self.settings) || !self.settings.mail_from_is_nowhere();
        faults.check(!input.sends || has_sender, "sender_email", "newsletter_sender_missing");
        faults.finish()?;
        let (now, workspace_id) = (self.now(), actor.workspace_id);
        let tx = self.db.write().await?;
        store::put_newsletter(&tx, workspace_id, id, &kept, now).await?;
        let waiting = deliveries::store::waiting_of_channel(tx.sql(), workspace_id, id).await?;
        let moved: Vec<_> =
            waiting.into_iter().filter(|waits| !waits.wants_a_person()).map(|waits| waits.id).collect();
        deliveries::store::by_hand::set_all(&tx, workspace_id, &moved, !input.sends).await?;
        let detail = json!({"sends": input.sends});
        audit::record(&tx, actor, now, "save_newsletter", "channel", id, detail).await?;
        tx.commit().await?;
        Ok(())
    }
}

fn one_line(faults: &mut Faults, field: &str, typed: &str, required: bool) -> String {
    let line = typed.split_whitespace().collect::<Vec<_>>().join(" ");
    let line: String = line.chars().filter(|letter| !letter.is_control()).collect();
    faults.check(!required || !line.is_empty(), field, "required");
    too_long(faults, field, &line, MAX_NAME);
    line
}

fn imprint(faults: &mut Faults, typed: &str, required: bool) -> String {
    let text: String =
        typed.trim().chars().filter(|letter| !letter.is_control() || *letter == '\n').collect();
    faults.check(!required || !text.is_empty(), "imprint", "required");
    too_long(faults, "imprint", &text, MAX_IMPRINT);
    text
}

fn too_long(faults: &mut Faults, field: &str, text: &str, limit: usize) {
    let length = text.chars().count();
    if length > limit {
        faults.push(FieldError::new(field, "text_too_long").with("length", length).with("limit", limit));
    }
}

fn optional_address(faults: &mut Faults, field: &'static str, typed: &str) -> String {
    if typed.trim().is_empty() {
        return String::new();
    }
    faults.take(subscribers::address(field, typed)).unwrap_or_default()
}

impl Newsletter {
    /// Whether its letters are from the operator's address: it has none, or one that may be none here.
    pub(super) fn is_from_us(&self, settings: &Settings) -> bool {
        self.sender_email.is_empty() || !settings.may_send_as(&self.sender_email)
    }

    /// Whether Tandem sends it.
    #[must_use]
    pub const fn is_sent(&self) -> bool {
        self.sends == 1
    }
}

impl From<super::line::BadServer> for Error {
    fn from(_: super::line::BadServer) -> Self {
        // The message of a bad address could hold the server's password: it is not passed on.
        Self::Internal("the address of the SMTP server is malformed".to_owned())
    }
}
