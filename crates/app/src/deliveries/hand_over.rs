//! Handing a due delivery to a person: its content is frozen as for a network, and then it waits for their word.

use super::{
    outcome::Ending,
    store::{self, GoAhead, Job},
    work::{Work, local_fault},
};
use crate::{Error, Result};

impl Work {
    /// Freezes what the person publishes, its links shortened, and tells them. Nothing is sent.
    pub(super) async fn hand_over(&self, job: &Job) -> Result<()> {
        let ending = match self.freeze_for_hand(job).await {
            Ok(Some(ending)) => ending,
            // The claim is another's by now.
            Ok(None) => return Ok(()),
            Err(error @ (Error::Unavailable(_) | Error::Full(_))) => return Err(error),
            Err(error) => {
                tracing::error!(delivery.id = %self.delivery_id, %error, "a delivery could not be handed over");
                Ending::Refused(local_fault())
            }
        };
        self.end(None, ending).await
    }

    async fn freeze_for_hand(&self, job: &Job) -> Result<Option<Ending>> {
        let (app, workspace_id, now) = (&self.app, self.workspace_id, self.app.now());
        let files = app.load_files(workspace_id, job).await?;
        if files.is_barred(now) {
            return Ok(Some(Ending::RightsEnded));
        }
        let tx = app.db.write().await?;
        // A pause may have begun since it was claimed.
        match store::go_ahead(tx.sql(), &self.worker, &self.claim, now).await? {
            GoAhead::Lost => return Ok(None),
            GoAhead::Paused => return Ok(Some(Ending::Paused)),
            // A person needs no connection.
            GoAhead::Disconnected | GoAhead::Yes => {}
        }
        let content = app.freeze_for_hand(&tx, workspace_id, self.delivery_id, job, &files, now).await?;
        if !store::by_hand::keep_content(&tx, &self.worker, &self.claim, &content).await? {
            return Ok(None);
        }
        tx.commit().await?;
        Ok(Some(Ending::ByHand))
    }
}
