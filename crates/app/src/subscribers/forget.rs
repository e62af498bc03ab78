//! Taking somebody off the list by hand, and forgetting them.

use serde_json::json;

use super::{State, store};
use crate::{Actor, App, Error, Result, audit, ids::SubscriberId};

impl App {
    /// Takes somebody off the list: they said so by other ways than the link.
    ///
    /// # Errors
    /// `Forbidden`, `NotFound`.
    pub async fn unsubscribe(&self, actor: &Actor, id: SubscriberId) -> Result<()> {
        let known = self.find_subscriber(actor, id).await?;
        let (now, workspace_id) = (self.now(), actor.workspace_id);
        let tx = self.db.write().await?;
        let mut changed = false;
        for from in [State::Subscribed, State::Bounced] {
            changed |= store::set_state(&tx, workspace_id, id, (from, State::Unsubscribed), now).await?;
        }
        if changed {
            let detail = json!({"was": known.state, "by": "person"});
            audit::record(&tx, actor, now, "unsubscribe", "subscriber", id, detail).await?;
        }
        tx.commit().await?;
        Ok(())
    }

    /// Forgets somebody: nothing of them is kept but a digest, so that no import brings them back.
    ///
    /// # Errors
    /// `Forbidden`, `NotFound`.
    pub async fn forget_subscriber(&self, actor: &Actor, id: SubscriberId) -> Result<()> {
        let known = self.find_subscriber(actor, id).await?;
        let (now, workspace_id) = (self.now(), actor.workspace_id);
        let digest = self.forgotten_digest(workspace_id, known.channel_id, &known.email);
        let tx = self.db.write().await?;
        if !store::forget(&tx, workspace_id, &known, &digest, now).await? {
            return Err(Error::NotFound);
        }
        let detail = json!({"newsletter": known.channel_id});
        audit::record(&tx, actor, now, "forget_subscriber", "subscriber", id, detail).await?;
        tx.commit().await?;
        Ok(())
    }
}
