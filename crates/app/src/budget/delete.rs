//! Taking a cost out, and putting it back.

use serde_json::json;

use super::{CostLine, store};
use crate::{Actor, App, Error, Permission, Result, audit, ids::CostLineId};

impl App {
    /// Takes a cost line out of every sum. It can be put back.
    ///
    /// # Errors
    /// `NotFound`, `Forbidden`.
    pub async fn delete_cost_line(&self, actor: &Actor, id: CostLineId) -> Result<CostLine> {
        self.set_cost_line_deleted(actor, id, true).await
    }

    /// Puts a cost line back: the undo of [`App::delete_cost_line`].
    ///
    /// # Errors
    /// `NotFound`, `Forbidden`.
    pub async fn restore_cost_line(&self, actor: &Actor, id: CostLineId) -> Result<CostLine> {
        self.set_cost_line_deleted(actor, id, false).await
    }

    async fn set_cost_line_deleted(&self, actor: &Actor, id: CostLineId, deleted: bool) -> Result<CostLine> {
        actor.require(Permission::ManageBudget)?;
        let line = store::find(self.db.read(), actor.workspace_id, id, !deleted).await?;
        actor.require_brand(line.brand_id)?;
        let now = self.now();
        let tx = self.db.write().await?;
        if store::set_deleted(&tx, actor.workspace_id, id, deleted.then_some(now)).await? == 0 {
            return Err(Error::NotFound);
        }
        let action = if deleted { "delete_cost_line" } else { "restore_cost_line" };
        let detail = json!({ "subject": line.subject, "kind": line.kind, "amount_minor": line.amount_minor });
        audit::record(&tx, actor, now, action, "cost_line", id, detail).await?;
        tx.commit().await?;
        Ok(line)
    }
}
