//! Putting a goal away and taking it back.

use app::{App, ids::GoalId};
use axum::extract::State;

use crate::{
    extract::{Id, Signed},
    shell::{Flash, PageResult, Shell, see_other},
};

/// `POST /goals/{goal_id}/archive`; the page that follows offers to take it back.
pub async fn archive(
    State(app): State<App>,
    shell: Shell,
    Signed(actor): Signed,
    Id(id): Id<GoalId>,
) -> PageResult {
    app.archive_goal(&actor, id).await?;
    see_other(&shell, &format!("/goals/{id}"), Some(Flash::good("goals-archived")))
}

/// `POST /goals/{goal_id}/restore`
pub async fn restore(
    State(app): State<App>,
    shell: Shell,
    Signed(actor): Signed,
    Id(id): Id<GoalId>,
) -> PageResult {
    app.restore_goal(&actor, id).await?;
    see_other(&shell, &format!("/goals/{id}"), Some(Flash::good("goals-restored")))
}
