//! Setting a goal.

use serde_json::json;

use super::{
    GoalInput,
    input::GoalFields,
    store::{self, NewGoal},
};
use crate::{
    Actor, App, Faults, FieldError, OnConstraint, Permission, Result, audit,
    ids::{BrandId, GoalId, UserId},
};

impl App {
    /// Sets a goal.
    ///
    /// # Errors
    /// `Invalid` with every fault when anything of metric, baseline, target, dates, owner, funnel stage or brand is
    /// missing or wrong.
    pub async fn create_goal(&self, actor: &Actor, input: &GoalInput) -> Result<GoalId> {
        actor.require(Permission::ManageGoals)?;
        let (fields, brand_id, owner_id) = self.check_goal(actor, input).await?;
        let id = GoalId::generate();
        let now = self.now();
        let tx = self.db.write().await?;
        store::insert(&tx, actor.workspace_id, &NewGoal { id, brand_id, owner_id, fields: &fields, now })
            .await
            .on_constraint("goals_brand_id_name_key", "name", "taken")?;
        audit::record(&tx, actor, now, "create_goal", "goal", id, json!({ "name": fields.name })).await?;
        tx.commit().await?;
        Ok(id)
    }

    /// Reads a goal's input, in the database too, and tells every fault at once.
    pub(super) async fn check_goal(
        &self,
        actor: &Actor,
        input: &GoalInput,
    ) -> Result<(GoalFields, BrandId, UserId)> {
        let mut faults = Faults::default();
        let fields = input.read(&actor.currency, &mut faults);
        let brand_id = self.check_brand(actor, &input.brand_id, &mut faults).await?;
        let owner_id = match input.owner_id.trim() {
            "" => Err(FieldError::new("owner_id", "required")),
            text => match text.parse::<UserId>() {
                Ok(id) if store::is_member(self.db.read(), actor.workspace_id, id).await? => Ok(id),
                _ => Err(FieldError::new("owner_id", "not_a_member")),
            },
        };
        let owner_id = faults.take(owner_id);
        match (fields, brand_id, owner_id) {
            (Some(fields), Some(brand_id), Some(owner_id)) if faults.is_empty() => {
                Ok((fields, brand_id, owner_id))
            }
            _ => {
                faults.finish()?;
                Err(crate::Error::Internal("a goal without a fault that cannot be read".to_owned()))
            }
        }
    }

    /// A brand within reach that is not put away, or a noted fault on `brand_id`.
    pub(crate) async fn check_brand(
        &self,
        actor: &Actor,
        text: &str,
        faults: &mut Faults,
    ) -> Result<Option<BrandId>> {
        let outcome = match text.trim() {
            "" => Err(FieldError::new("brand_id", "required")),
            text => match text.parse::<BrandId>() {
                Ok(id)
                    if actor.require_brand(id).is_ok()
                        && store::has_brand(self.db.read(), actor.workspace_id, id).await? =>
                {
                    Ok(id)
                }
                _ => Err(FieldError::new("brand_id", "choice").with("value", text)),
            },
        };
        Ok(faults.take(outcome))
    }
}
