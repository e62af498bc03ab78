//! Reading costs.

use serde::Serialize;

use super::{CostLine, CostSubject, store};
use crate::{
    Actor, App, Permission, Result,
    goals::page_size,
    ids::{BrandId, CostLineId},
};

/// Which cost lines are wanted.
#[derive(Debug, Clone, Default)]
pub struct CostQuery {
    /// Of this brand only.
    pub brand_id: Option<BrandId>,
    /// On this thing only.
    pub subject: Option<CostSubject>,
    /// Those entered before this one: the cursor.
    pub after: Option<CostLineId>,
    /// At most so many; 0 is 50, the most is 200.
    pub limit: u32,
}

/// Some cost lines, newest first.
#[derive(Debug, Clone, Serialize)]
pub struct CostPage {
    /// The lines.
    pub lines: Vec<CostLine>,
    /// Where the next page begins, if there is one.
    pub next: Option<CostLineId>,
}

impl App {
    /// Cost lines, newest first.
    ///
    /// # Errors
    /// `Forbidden`; `NotFound` for a subject out of reach.
    pub async fn list_cost_lines(&self, actor: &Actor, query: &CostQuery) -> Result<CostPage> {
        actor.require(Permission::ViewMoney)?;
        if let Some(subject) = query.subject {
            actor.require_brand(store::brand_of(self.db.read(), actor.workspace_id, subject).await?)?;
        }
        let limit = page_size(query.limit);
        let wanted = store::Wanted {
            brand_id: actor.brand_scope.or(query.brand_id),
            subject: query.subject,
            after: query.after,
            limit: limit + 1,
        };
        let mut lines = store::list(self.db.read(), actor.workspace_id, &wanted).await?;
        let more = lines.len() > limit as usize;
        lines.truncate(limit as usize);
        let next = if more { lines.last().map(|line| line.id) } else { None };
        Ok(CostPage { lines, next })
    }

    /// One cost line.
    ///
    /// # Errors
    /// `NotFound`, `Forbidden`.
    pub async fn show_cost_line(&self, actor: &Actor, id: CostLineId) -> Result<CostLine> {
        actor.require(Permission::ViewMoney)?;
        let line = store::find(self.db.read(), actor.workspace_id, id, false).await?;
        actor.require_brand(line.brand_id)?;
        Ok(line)
    }

    /// The workspace's rate of an hour, minor units; 0 when it is not set.
    ///
    /// # Errors
    /// `Forbidden`, or any database error.
    pub async fn hour_rate(&self, actor: &Actor) -> Result<i64> {
        actor.require(Permission::ManageBudget)?;
        store::hour_rate(self.db.read(), actor.workspace_id).await
    }

    /// What something is called that a cost can be entered on.
    ///
    /// # Errors
    /// `NotFound`, `Forbidden`.
    pub async fn name_cost_subject(&self, actor: &Actor, subject: CostSubject) -> Result<String> {
        actor.require(Permission::ViewMoney)?;
        let sql = self.db.read();
        actor.require_brand(store::brand_of(sql, actor.workspace_id, subject).await?)?;
        store::title_of(sql, actor.workspace_id, subject).await
    }
}
