//! Pages of campaigns: list, one campaign, opening and changing it, and what serves no goal.

mod act;
mod form;
mod list;
mod orphans;
mod show;
mod view;

use app::Permission;

pub(crate) use view::{CampaignView, known, state_texts};

use crate::route_list::{
    Pages,
    Who::{May, Signed},
};

/// The pages of this room.
#[must_use]
pub fn routes(pages: Pages) -> Pages {
    pages
        .get("/campaigns", Signed, list::get)
        .get("/campaigns/new", May(Permission::ManageCampaigns), form::new)
        .post("/campaigns/new", May(Permission::ManageCampaigns), form::create)
        .get("/campaigns/{campaign_id}", Signed, show::get)
        .get("/campaigns/{campaign_id}/edit", May(Permission::ManageCampaigns), form::edit)
        .post("/campaigns/{campaign_id}/edit", May(Permission::ManageCampaigns), form::change)
        .post("/campaigns/{campaign_id}/archive", May(Permission::ManageCampaigns), act::archive)
        .post("/campaigns/{campaign_id}/restore", May(Permission::ManageCampaigns), act::restore)
        .get("/orphans", Signed, orphans::get)
        .post("/orphans/{post_id}", May(Permission::WritePosts), orphans::mend)
}
