//! Putting a campaign away and taking it back.

use app::{App, ids::CampaignId};
use axum::extract::State;

use crate::{
    extract::{Id, Signed},
    shell::{Flash, PageResult, Shell, see_other},
};

/// `POST /campaigns/{campaign_id}/archive`; the page that follows offers to take it back.
pub async fn archive(
    State(app): State<App>,
    shell: Shell,
    Signed(actor): Signed,
    Id(id): Id<CampaignId>,
) -> PageResult {
    app.archive_campaign(&actor, id).await?;
    see_other(&shell, &format!("/campaigns/{id}"), Some(Flash::good("campaigns-archived")))
}

/// `POST /campaigns/{campaign_id}/restore`
pub async fn restore(
    State(app): State<App>,
    shell: Shell,
    Signed(actor): Signed,
    Id(id): Id<CampaignId>,
) -> PageResult {
    app.restore_campaign(&actor, id).await?;
    see_other(&shell, &format!("/campaigns/{id}"), Some(Flash::good("campaigns-restored")))
}
