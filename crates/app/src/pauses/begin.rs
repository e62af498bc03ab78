//! Beginning a pause.

use serde_json::json;

use super::{Subject, store};
use crate::{
    Actor, App, Error, Faults, FieldError, Permission, Result, audit,
    channels::store as channel_store,
    clock::{DAY, MINUTE},
    ids::PauseId,
    workspaces, zone,
};

/// What is to be paused, why and for how long.
#[derive(Debug, Clone, Default)]
pub struct BeginPause {
    /// `workspace`, `brand_…` or `channel_…`.
    pub subject: String,
    /// Why; shown to everybody whom it concerns.
    pub reason: String,
    /// `YYYY-MM-DDTHH:MM` in the workspace's zone, or an instant in milliseconds; empty for now.
    pub from: String,
    /// The same for its end; empty for an open one.
    pub until: String,
}

impl App {
    /// Pauses a channel, a brand or everything: also deliveries that are about to be sent.
    ///
    /// # Errors
    /// `NotFound`; `Forbidden`; faults on `subject`, `reason`, `from`, `until`; `subject: already_paused`.
    pub async fn begin_pause(&self, actor: &Actor, input: &BeginPause) -> Result<PauseId> {
        let subject = Subject::parse(&input.subject);
        actor.require(permission(subject))?;
        let now = self.now();
        let mut faults = Faults::default();
        faults.check(subject.is_some(), "subject", "required");
        let reason = faults.text("reason", &input.reason, 300);
        let from = faults.take(moment("from", &input.from, actor)).flatten().unwrap_or(now);
        let until = faults.take(moment("until", &input.until, actor)).flatten();
        faults.check(from >= now - MINUTE, "from", "time_past");
        faults.check(from <= now + 730 * DAY, "from", "time_too_far");
        faults.check(until.is_none_or(|until| until > from && until > now), "until", "pause_until");
        faults.finish()?;
        let Some(subject) = subject else { return Err(Error::NotFound) };
        let (brand_id, channel_id) = match subject {
            Subject::Workspace if actor.brand_scope.is_some() => return Err(Error::NotFound),
            Subject::Workspace => (None, None),
            Subject::Brand(id) => {
                actor.require_brand(id)?;
                if !channel_store::brand_exists(self.db.read(), actor.workspace_id, id).await? {
                    return Err(Error::NotFound);
                }
                (Some(id), None)
            }
            Subject::Channel(id) => (Some(self.find_channel(actor, id).await?.brand_id), Some(id)),
        };
        let id = PauseId::generate();
        let new = store::NewPause {
            id,
            scope: subject.scope(),
            subject: subject.to_string(),
            brand_id,
            channel_id,
            reason: &reason,
            by: &actor.name,
            starts_at: from,
            until,
        };
        let tx = self.db.write().await?;
        // Two presses of one button wait for each other.
        workspaces::store::hold(&tx, actor.workspace_id).await?;
        // One whose time is over may not have been written off yet.
        super::end::end_due(&tx, Some(actor.workspace_id), now).await?;
        // One that is planned for later does not stand in the way of one that begins before it.
        if store::holds_at(tx.sql(), actor.workspace_id, &new.subject, from).await? {
            return Err(Error::field("subject", "already_paused"));
        }
        store::insert(&tx, actor.workspace_id, &new).await?;
        let detail = json!({"subject": subject.to_string(), "reason": reason, "from": from, "until": until});
        audit::record(&tx, actor, now, "begin_pause", "pause", id, detail).await?;
        tx.commit().await?;
        // What is due becomes `paused` now, and not only when the next timer runs.
        self.wake_publisher.notify_one();
        Ok(id)
    }
}

/// Who may stop what: a channel is the community manager's, a brand or everything the strategist's.
pub(super) const fn permission(subject: Option<Subject>) -> Permission {
    match subject {
        Some(Subject::Workspace | Subject::Brand(_)) => Permission::PausePublishing,
        Some(Subject::Channel(_)) | None => Permission::ManageChannels,
    }
}

fn moment(field: &'static str, text: &str, actor: &Actor) -> Result<Option<i64>, FieldError> {
    match text.trim() {
        "" => Ok(None),
        text => match text.parse() {
            Ok(instant) => Ok(Some(instant)),
            Err(_) => zone::instant(field, text, &actor.zone).map(Some),
        },
    }
}
