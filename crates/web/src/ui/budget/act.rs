//! Taking a cost line out and putting it back.

use app::{App, ids::CostLineId};
use axum::extract::State;

use crate::{
    extract::{Id, Signed},
    shell::{Flash, PageResult, Shell, see_other},
};

/// `POST /budget/{cost_id}/delete`; the page that follows offers to put it back.
pub async fn delete(
    State(app): State<App>,
    shell: Shell,
    Signed(actor): Signed,
    Id(id): Id<CostLineId>,
) -> PageResult {
    app.delete_cost_line(&actor, id).await?;
    see_other(&shell, &format!("/budget?undo={id}"), Some(Flash::good("budget-deleted")))
}

/// `POST /budget/{cost_id}/restore`
pub async fn restore(
    State(app): State<App>,
    shell: Shell,
    Signed(actor): Signed,
    Id(id): Id<CostLineId>,
) -> PageResult {
    app.restore_cost_line(&actor, id).await?;
    see_other(&shell, "/budget", Some(Flash::good("budget-restored")))
}
