//! Leaving by the link of a mail: nobody is signed in, and the link alone says who it is.

use serde_json::json;

use super::{State, store, token};
use crate::{Actor, App, Now, Result, audit, letters};

impl App {
    /// Takes the person of a link off the list. Twice is as once, and a link that nobody made does nothing: the answer is
    /// the same, so that nobody learns who is on a list.
    ///
    /// # Errors
    /// Any database error.
    pub async fn leave_newsletter(&self, link: &str) -> Result<()> {
        self.move_by_link(link, &[State::Subscribed, State::Bounced], State::Unsubscribed).await
    }

    /// Takes the person of a link up again who left by it: they did not mean it.
    ///
    /// # Errors
    /// Any database error.
    pub async fn stay_in_newsletter(&self, link: &str) -> Result<()> {
        self.move_by_link(link, &[State::Unsubscribed], State::Subscribed).await
    }

    async fn move_by_link(&self, link: &str, from: &[State], to: State) -> Result<()> {
        let Some(leaving) = token::read(&self.vault, link) else { return Ok(()) };
        let (now, workspace_id, id) = (self.now(), leaving.workspace_id, leaving.subscriber_id);
        let tx = self.db.write().await?;
        let mut changed = false;
        for from in from {
            changed |= store::set_state(&tx, workspace_id, id, (*from, to), now).await?;
        }
        if changed {
            let left_at: Option<Now> = (to == State::Unsubscribed).then_some(now);
            letters::store::set_unsubscribed(&tx, workspace_id, leaving.delivery_id, id, left_at).await?;
            let actor = Actor::system(workspace_id, jiff::tz::TimeZone::UTC, "");
            let action = if left_at.is_some() { "unsubscribe" } else { "subscribe_again" };
            let detail = json!({"by": "link", "delivery": leaving.delivery_id});
            audit::record(&tx, &actor, now, action, "subscriber", id, detail).await?;
            tx.commit().await?;
        }
        Ok(())
    }
}
