//! Changing a goal.

use serde_json::json;

use super::{
    GoalInput,
    store::{self, NewGoal},
};
use crate::{Actor, App, Error, OnConstraint, Permission, Result, audit, ids::GoalId};

impl App {
    /// Changes a goal. The brand stays: campaigns hang on it.
    ///
    /// # Errors
    /// As [`App::create_goal`]; `NotFound`; a fault on `brand_id` when another brand is given.
    pub async fn edit_goal(&self, actor: &Actor, id: GoalId, input: &GoalInput) -> Result<()> {
        actor.require(Permission::ManageGoals)?;
        let before = store::find(self.db.read(), actor.workspace_id, id).await?;
        actor.require_brand(before.brand_id)?;
        let (fields, brand_id, owner_id) = self.check_goal(actor, input).await?;
        if brand_id != before.brand_id {
            return Err(Error::field("brand_id", "cannot_change"));
        }
        let now = self.now();
        let tx = self.db.write().await?;
        let changed =
            store::update(&tx, actor.workspace_id, &NewGoal { id, brand_id, owner_id, fields: &fields, now })
                .await
                .on_constraint("goals_brand_id_name_key", "name", "taken")?;
        if changed == 0 {
            return Err(Error::NotFound);
        }
        let detail = json!({
            "name": fields.name,
            "target": [
                before.metric.unit().number(before.target),
                fields.metric.unit().number(fields.target),
            ],
            "due_on": [before.due_on.to_string(), fields.due_on.to_string()],
        });
        audit::record(&tx, actor, now, "edit_goal", "goal", id, detail).await?;
        tx.commit().await?;
        Ok(())
    }
}
