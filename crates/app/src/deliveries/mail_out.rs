//! Handing a due delivery to the mail: one transaction freezes the text and writes a letter for everybody on the list. From
//! then on the letters go their own way (the room `letters`); the delivery is published.

use networks::{Error as NetworkError, ErrorKind, Next};
use serde_json::json;

use super::{
    delivery::{NEVER, State},
    freeze::read_snapshot,
    outcome::Ending,
    store::{self, GoAhead, Job},
    work::{Work, local_fault},
};
use crate::{Actor, Error, Result, alerts, audit, ids::MediaId, letters};

/// What the letters of a delivery say.
pub(crate) struct FrozenLetter {
    pub title: Option<String>,
    pub text: String,
    pub language: Option<String>,
    pub media: Vec<(MediaId, String)>,
}

/// Reads what was frozen.
pub(crate) fn frozen_letter(content: &str) -> Result<FrozenLetter> {
    let kept = read_snapshot(content)?;
    let title = kept.shape.title.filter(|title| !title.trim().is_empty());
    Ok(FrozenLetter { title, text: kept.text, language: kept.language, media: kept.media })
}

impl Work {
    /// Writes the letters, or gives the post into a person's hands when nothing can send them any more.
    pub(super) async fn mail_out(&self, job: &Job) -> Result<()> {
        let found = letters::store::sending(self.app.db.read(), self.workspace_id, job.channel_id).await?;
        if found.disconnected_at.is_some() {
            // As of any channel: it waits until somebody connects it again, or is missed.
            let told = "the newsletter is disconnected";
            let refused = NetworkError::new(ErrorKind::Credentials, Next::Reauthorise, told);
            return self.end(None, Ending::Refused(refused)).await;
        }
        if !self.app.has_mail() || !found.is_from_here() {
            let tx = self.app.db.write().await?;
            let held = store::by_hand::take(&tx, &self.worker, &self.claim).await?;
            tx.commit().await?;
            return if held { self.hand_over(job).await } else { Ok(()) };
        }
        let ending = match self.write_letters(job).await {
            Ok(Some(ending)) => ending,
            Ok(None) => return Ok(()),
            Err(error @ (Error::Unavailable(_) | Error::Full(_))) => return Err(error),
            Err(error) => {
                tracing::error!(delivery.id = %self.delivery_id, %error, "letters could not be written");
                Ending::Refused(local_fault())
            }
        };
        self.end(None, ending).await
    }

    /// What ends it otherwise than by letters, if anything does.
    async fn write_letters(&self, job: &Job) -> Result<Option<Ending>> {
        let (app, workspace_id, id, now) = (&self.app, self.workspace_id, self.delivery_id, self.app.now());
        let files = app.load_files(workspace_id, job).await?;
        if files.is_barred(now) {
            return Ok(Some(Ending::RightsEnded));
        }
        // It may have been scheduled when people were to send it, who can send anything.
        let text = job.variant_text.as_deref().unwrap_or(&job.post_text);
        if let Some(unfit) = letters::fault("", "", text, files.all()) {
            return Ok(Some(Ending::Unfit(unfit.code)));
        }
        let tx = app.db.write().await?;
        // A pause may have begun since it was claimed.
        match store::go_ahead(tx.sql(), &self.worker, &self.claim, now).await? {
            GoAhead::Lost => return Ok(None),
            GoAhead::Paused => return Ok(Some(Ending::Paused)),
            // Letters go over this instance's own mail server.
            GoAhead::Disconnected | GoAhead::Yes => {}
        }
        let content = app.freeze_for_hand(&tx, workspace_id, id, job, &files, now).await?;
        if !store::by_hand::keep_content(&tx, &self.worker, &self.claim, &content).await? {
            return Ok(None);
        }
        let written = letters::store::write_for_list(&tx, workspace_id, id, job.channel_id, now).await?;
        if written == 0 {
            return Ok(Some(Ending::ListEmpty));
        }
        let state = State::Published.as_str();
        if !store::SCHEDULED.finish(&tx, &self.worker, &self.claim, state, NEVER, None).await? {
            return Ok(None);
        }
        store::set_published(&tx, workspace_id, id, "", now).await?;
        let actor = Actor::system(workspace_id, jiff::tz::TimeZone::UTC, "");
        let detail = json!({"state": state, "letters": written});
        audit::record(&tx, &actor, now, "finish_delivery", "delivery", id, detail).await?;
        if self.claim.attempts > 1 {
            alerts::settle(&tx, workspace_id, id, now).await?;
        }
        tx.commit().await?;
        tracing::info!(delivery.id = %id, letters = written, "a delivery goes out as letters");
        app.wake_letters.notify_one();
        Ok(None)
    }
}
