//! Entering the value of a custom metric by hand.

use serde_json::json;

use super::{GoalMetric, Quantity, Unit, input, store};
use crate::{Actor, App, Error, Faults, Permission, Result, audit, ids::GoalId, zone};

/// A value as it came in.
#[derive(Debug, Clone, Default)]
pub struct GoalValueInput {
    /// The day it holds for, `YYYY-MM-DD`; empty is today in the workspace's zone.
    pub measured_on: String,
    /// The value.
    pub value: Quantity,
}

impl App {
    /// Enters the value of a custom metric for a day; a second value for the same day replaces the first.
    ///
    /// # Errors
    /// `NotFound`; `Conflict` when Tandem measures the goal's metric itself; `Invalid`, also for a day to come.
    pub async fn enter_goal_value(&self, actor: &Actor, id: GoalId, input: &GoalValueInput) -> Result<()> {
        actor.require(Permission::ManageGoals)?;
        let goal = store::find(self.db.read(), actor.workspace_id, id).await?;
        actor.require_brand(goal.brand_id)?;
        if goal.metric != GoalMetric::Custom {
            return Err(Error::Conflict("goal_is_measured"));
        }
        let now = self.now();
        let today = zone::day(now, &actor.zone);
        let mut faults = Faults::default();
        let day = match input.measured_on.trim() {
            "" => Some(today),
            text => input::day(&mut faults, "measured_on", text),
        };
        if let Some(day) = day {
            faults.check(day <= today, "measured_on", "in_the_future");
        }
        let value = input::quantity(&mut faults, "value", &input.value, input::Scale::Own);
        faults.finish()?;
        let (Some(day), Some(value)) = (day, value) else { return Err(Error::field("value", "required")) };
        let tx = self.db.write().await?;
        store::upsert_value(&tx, actor, id, day, value, now).await?;
        let detail = json!({ "measured_on": day.to_string(), "value": Unit::Own.number(value) });
        audit::record(&tx, actor, now, "enter_goal_value", "goal", id, detail).await?;
        tx.commit().await?;
        Ok(())
    }
}
