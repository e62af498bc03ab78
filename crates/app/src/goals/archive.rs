//! Putting a goal away, and taking it back.

use serde_json::json;

use super::store;
use crate::{Actor, App, Error, Permission, Result, audit, ids::GoalId};

impl App {
    /// Puts a goal away; its campaigns stay, and are listed as orphans when no other goal holds them.
    ///
    /// # Errors
    /// `NotFound`, `Forbidden`.
    pub async fn archive_goal(&self, actor: &Actor, id: GoalId) -> Result<()> {
        self.set_goal_archived(actor, id, true).await
    }

    /// Takes a goal back: the undo of [`App::archive_goal`].
    ///
    /// # Errors
    /// `NotFound`, `Forbidden`.
    pub async fn restore_goal(&self, actor: &Actor, id: GoalId) -> Result<()> {
        self.set_goal_archived(actor, id, false).await
    }

    async fn set_goal_archived(&self, actor: &Actor, id: GoalId, archived: bool) -> Result<()> {
        actor.require(Permission::ManageGoals)?;
        let goal = store::find(self.db.read(), actor.workspace_id, id).await?;
        actor.require_brand(goal.brand_id)?;
        if goal.archived_at.is_some() == archived {
            return Ok(());
        }
        let now = self.now();
        let tx = self.db.write().await?;
        if store::set_archived(&tx, actor.workspace_id, id, archived.then_some(now)).await? == 0 {
            return Err(Error::NotFound);
        }
        let action = if archived { "archive_goal" } else { "restore_goal" };
        audit::record(&tx, actor, now, action, "goal", id, json!({ "name": goal.name })).await?;
        tx.commit().await?;
        Ok(())
    }
}
