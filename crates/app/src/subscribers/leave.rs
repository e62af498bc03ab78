//! Leaving by the link of a mail: nobody is signed in, and the link alone says who it is.

use db::Tx;
use serde_json::json;

use super::{
    State, store,
    token::{self, Leaving},
};
use crate::{Actor, App, Now, Result, audit, clock::DAY, letters};

impl App {
    /// Takes the person of a link off the list. Twice is as once, and a link that nobody made does nothing: the answer is
    /// the same, so that nobody learns who is on a list.
    ///
    /// # Errors
    /// Any database error.
    pub async fn leave_newsletter(&self, link: &str) -> Result<()> {
        let Some(leaving) = token::read(&self.vault, link) else { return Ok(()) };
        let Leaving { workspace_id, subscriber_id: id, delivery_id } = leaving;
        let now = self.now();
        let tx = self.db.write().await?;
        for from in [State::Subscribed, State::Bounced] {
            if store::set_state(&tx, workspace_id, id, (from, State::Unsubscribed), now).await? {
                letters::store::set_left(&tx, workspace_id, delivery_id, id, Some((now, from))).await?;
                note(&tx, &leaving, "unsubscribe", now).await?;
                tx.commit().await?;
                break;
            }
        }
        Ok(())
    }

    /// Takes the person of a link up again who left by this very link within a day: they did not mean it. Whether they stand
    /// now as they did; `false` also for a link that nobody made.
    ///
    /// # Errors
    /// Any database error.
    pub async fn stay_in_newsletter(&self, link: &str) -> Result<bool> {
        let Some(leaving) = token::read(&self.vault, link) else { return Ok(false) };
        let Leaving { workspace_id, subscriber_id: id, delivery_id } = leaving;
        let now = self.now();
        let tx = self.db.write().await?;
        if !store::undo_leaving(&tx, workspace_id, (delivery_id, id), now - DAY, now).await? {
            let known = store::find(tx.sql(), workspace_id, id).await?;
            return Ok(known.is_some_and(|known| known.state == State::Subscribed));
        }
        letters::store::set_left(&tx, workspace_id, delivery_id, id, None).await?;
        note(&tx, &leaving, "subscribe_again", now).await?;
        tx.commit().await?;
        Ok(true)
    }
}

async fn note(tx: &Tx, leaving: &Leaving, action: &str, now: Now) -> Result<()> {
    let actor = Actor::system(leaving.workspace_id, jiff::tz::TimeZone::UTC, "");
    let detail = json!({"by": "link", "delivery": leaving.delivery_id});
    audit::record(tx, &actor, now, action, "subscriber", leaving.subscriber_id, detail).await
}
