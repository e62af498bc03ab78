//! Changing a cost.

use serde_json::json;

use super::{CostLineInput, store};
use crate::{Actor, App, Error, Faults, Permission, Result, audit, ids::CostLineId};

impl App {
    /// Changes a cost line; it stays where it stands.
    ///
    /// # Errors
    /// As [`App::add_cost_line`].
    pub async fn edit_cost_line(&self, actor: &Actor, id: CostLineId, input: &CostLineInput) -> Result<()> {
        actor.require(Permission::ManageBudget)?;
        let before = store::find(self.db.read(), actor.workspace_id, id, false).await?;
        actor.require_brand(before.brand_id)?;
        let rate = store::hour_rate(self.db.read(), actor.workspace_id).await?;
        let mut faults = Faults::default();
        let given = input.subject_id.trim();
        faults.check(given.is_empty() || given == before.subject.to_string(), "subject_id", "cannot_change");
        let fields = input.read(&actor.currency, rate, &mut faults);
        faults.finish()?;
        let fields = fields
            .ok_or_else(|| Error::Internal("a cost line without a fault that cannot be read".to_owned()))?;
        let now = self.now();
        let tx = self.db.write().await?;
        if store::update(&tx, actor, id, &fields).await? == 0 {
            return Err(Error::NotFound);
        }
        let detail = json!({
            "subject": before.subject, "kind": [before.kind, fields.kind],
            "amount_minor": [before.amount_minor, fields.amount_minor],
        });
        audit::record(&tx, actor, now, "edit_cost_line", "cost_line", id, detail).await?;
        tx.commit().await?;
        Ok(())
    }
}
