//! Reading goals.

use db::FromQueryResult;
use serde::Serialize;

use super::{Elapsed, Goal, GoalValue, Measured, Pace, measure::measure, store};
use crate::{
    Actor, App, Permission, Result,
    ids::{BrandId, GoalId, UserId},
};

/// A goal with its value and where it stands.
#[derive(Debug, Clone, Serialize)]
pub struct GoalReport {
    /// The goal.
    pub goal: Goal,
    /// Its value, with the source.
    pub measured: Measured,
    /// Where it stands.
    pub pace: Pace,
}

impl GoalReport {
    pub(crate) fn new(actor: &Actor, now: i64, goal: Goal, measured: Measured) -> Self {
        let elapsed = Elapsed::of_days(goal.starts_on, goal.due_on, &actor.zone, now);
        let pace = Pace::of(goal.origin(), goal.target, measured.value, elapsed);
        Self { goal, measured, pace }
    }
}

/// Which goals are wanted.
#[derive(Debug, Clone, Default)]
pub struct GoalQuery {
    /// Of this brand only.
    pub brand_id: Option<BrandId>,
    /// Those put away, instead of those at work.
    pub archived: bool,
    /// Those that were set before this one: the cursor.
    pub after: Option<GoalId>,
    /// At most so many; 0 is 50, the most is 200.
    pub limit: u32,
}

/// Some goals, newest first.
#[derive(Debug, Clone, Serialize)]
pub struct GoalPage {
    /// The goals.
    pub goals: Vec<GoalReport>,
    /// Where the next page begins, if there is one.
    pub next: Option<GoalId>,
}

/// A goal to choose.
#[derive(Debug, Clone, Serialize)]
pub struct GoalChoice {
    /// Its id.
    pub id: GoalId,
    /// Its brand.
    pub brand_id: BrandId,
    /// Its name.
    pub name: String,
}

/// A person who can answer for a goal.
#[derive(Debug, Clone, Serialize, FromQueryResult)]
pub struct OwnerChoice {
    /// The account.
    pub id: UserId,
    /// The name.
    pub name: String,
}

/// The page size asked for, held within bounds.
pub(crate) fn page_size(limit: u32) -> u32 {
    if limit == 0 { 50 } else { limit.min(200) }
}

impl App {
    /// Goals with their values, newest first.
    ///
    /// # Errors
    /// `Forbidden`, or any database error.
    pub async fn list_goals(&self, actor: &Actor, query: &GoalQuery) -> Result<GoalPage> {
        actor.require(Permission::View)?;
        let limit = page_size(query.limit);
        let wanted = store::Wanted {
            brand_id: actor.brand_scope.or(query.brand_id),
            archived: query.archived,
            after: query.after,
            limit: limit + 1,
        };
        let mut goals = store::list(self.db.read(), actor.workspace_id, &wanted).await?;
        let more = goals.len() > limit as usize;
        goals.truncate(limit as usize);
        let next = if more { goals.last().map(|goal| goal.id) } else { None };
        Ok(GoalPage { goals: self.report_goals(actor, goals).await?, next })
    }

    /// One goal with its value.
    ///
    /// # Errors
    /// `NotFound`, `Forbidden`.
    pub async fn show_goal(&self, actor: &Actor, id: GoalId) -> Result<GoalReport> {
        actor.require(Permission::View)?;
        let goal = store::find(self.db.read(), actor.workspace_id, id).await?;
        actor.require_brand(goal.brand_id)?;
        let mut reports = self.report_goals(actor, vec![goal]).await?;
        reports.pop().ok_or(crate::Error::NotFound)
    }

    /// The newest hundred values entered for a custom metric, newest first.
    ///
    /// # Errors
    /// `NotFound`, `Forbidden`.
    pub async fn list_goal_values(&self, actor: &Actor, id: GoalId) -> Result<Vec<GoalValue>> {
        actor.require(Permission::View)?;
        let goal = store::find(self.db.read(), actor.workspace_id, id).await?;
        actor.require_brand(goal.brand_id)?;
        store::values_of(self.db.read(), actor.workspace_id, id, 100).await
    }

    /// Goals at work, for a list to choose from: the newest two hundred.
    ///
    /// # Errors
    /// `Forbidden`, or any database error.
    pub async fn choose_goals(&self, actor: &Actor, brand_id: Option<BrandId>) -> Result<Vec<GoalChoice>> {
        actor.require(Permission::View)?;
        let wanted = store::Wanted {
            brand_id: actor.brand_scope.or(brand_id),
            archived: false,
            after: None,
            limit: 200,
        };
        let goals = store::list(self.db.read(), actor.workspace_id, &wanted).await?;
        Ok(goals
            .into_iter()
            .map(|goal| GoalChoice { id: goal.id, brand_id: goal.brand_id, name: goal.name })
            .collect())
    }

    /// Who can answer for a goal.
    ///
    /// # Errors
    /// `Forbidden`, or any database error.
    pub async fn choose_owners(&self, actor: &Actor) -> Result<Vec<OwnerChoice>> {
        actor.require(Permission::View)?;
        store::owners(self.db.read(), actor.workspace_id).await
    }

    pub(crate) async fn report_goals(&self, actor: &Actor, goals: Vec<Goal>) -> Result<Vec<GoalReport>> {
        let mut measured = measure(self.db.read(), actor, &goals).await?;
        let now = self.now();
        Ok(goals
            .into_iter()
            .map(|goal| {
                let value = measured.remove(&goal.id).unwrap_or_default();
                GoalReport::new(actor, now, goal, value)
            })
            .collect())
    }
}
