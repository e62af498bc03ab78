//! Ending a pause: by hand, or when its time is over.

use std::time::Duration;

use async_trait::async_trait;
use db::Tx;
use jiff::tz::TimeZone;
use serde_json::json;
use tasks::{Activation, Task};
use tokio::sync::watch;

use super::{Pause, begin::permission, store};
use crate::{
    Actor, App, Error, Now, Permission, Result, audit,
    ids::{PauseId, WorkspaceId},
};

impl App {
    /// Ends a pause. What fell due meanwhile stands as `paused` and waits for a person's word.
    ///
    /// # Errors
    /// `NotFound`; `Forbidden`; `Conflict("pause_over")`.
    pub async fn end_pause(&self, actor: &Actor, id: PauseId) -> Result<u64> {
        let pause = self.find_pause(actor, id).await?;
        actor.require(permission(Some(pause.subject())))?;
        // A pause of everything stops other brands too: it is not for somebody who sees one of them.
        if pause.brand_id.is_none() && actor.brand_scope.is_some() {
            return Err(Error::Forbidden(Permission::PausePublishing.as_str()));
        }
        let now = self.now();
        if pause.is_over(now) {
            return Err(Error::Conflict("pause_over"));
        }
        let tx = self.db.write().await?;
        let held = store::hold_due(&tx, actor.workspace_id, &pause, now).await?;
        if !store::end(&tx, actor.workspace_id, id, now, &actor.name).await? {
            return Err(Error::Conflict("pause_over"));
        }
        let detail = json!({"subject": pause.subject().to_string(), "held": held});
        audit::record(&tx, actor, now, "end_pause", "pause", id, detail).await?;
        tx.commit().await?;
        Ok(held)
    }
}

/// Writes off pauses whose time is over; what fell due in them is held.
pub(super) async fn end_due(tx: &Tx, workspace_id: Option<WorkspaceId>, now: Now) -> Result<usize> {
    let over = store::over(tx.sql(), workspace_id, now).await?;
    let count = over.len();
    for (workspace_id, pause) in over {
        let Pause { id, until, .. } = pause;
        let held = store::hold_due(tx, workspace_id, &pause, until.unwrap_or(now)).await?;
        if store::end(tx, workspace_id, id, until.unwrap_or(now), "").await? {
            let actor = Actor::system(workspace_id, TimeZone::UTC, "");
            let detail = json!({"subject": pause.subject().to_string(), "held": held});
            audit::record(tx, &actor, now, "end_pause", "pause", id, detail).await?;
        }
    }
    Ok(count)
}

/// The background task: pauses with an end are over then. That nothing fires by itself does not hang on it: the
/// publisher looks at the times.
pub struct EndPauses {
    /// The product.
    pub app: App,
}

#[async_trait]
impl Task for EndPauses {
    fn name(&self) -> &'static str {
        "end_pauses"
    }

    fn period(&self) -> Duration {
        Duration::from_secs(30)
    }

    async fn activate(&self, _stopping: &watch::Receiver<bool>) -> Result<Activation, String> {
        let app = &self.app;
        let run = async {
            if store::over(app.db.read(), None, app.now()).await?.is_empty() {
                return Ok(0);
            }
            let tx = app.db.write().await?;
            let done = end_due(&tx, None, app.now()).await?;
            tx.commit().await?;
            Ok(done)
        };
        let done = run.await.map_err(|error: Error| error.to_string())?;
        Ok(Activation { done, again_in: None })
    }
}
