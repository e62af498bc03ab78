//! The workspace's settings: people, brands, the workspace itself, tokens, audit log.

mod audit;
mod brands;
mod people;
pub(crate) mod settings;
mod tokens;
mod workspace;

use app::Permission::{ManageMembers, ManageWorkspace, ViewAudit};

use crate::route_list::{
    Pages,
    Who::{May, Signed},
};

/// The pages of this room.
pub fn routes(pages: Pages) -> Pages {
    pages
        .get("/settings", Signed, settings::get)
        .get("/settings/members", Signed, people::list::get)
        .post("/settings/members/invite", May(ManageMembers), people::invite::post)
        .post("/settings/members/merged-roles", May(ManageMembers), people::list::merge_roles)
        .get("/settings/members/{member_id}", May(ManageMembers), people::edit::get)
        .post("/settings/members/{member_id}", May(ManageMembers), people::edit::post)
        .post("/settings/members/{member_id}/remove", May(ManageMembers), people::edit::remove)
        .post("/settings/members/{member_id}/reset-link", May(ManageMembers), people::edit::reset_link)
        .post("/settings/invitations/{invitation_id}/resend", May(ManageMembers), people::invite::resend)
        .post("/settings/invitations/{invitation_id}/revoke", May(ManageMembers), people::invite::revoke)
        .get("/settings/brands", Signed, brands::get)
        .post("/settings/brands", May(ManageWorkspace), brands::create)
        .get("/settings/brands/{brand_id}", Signed, brands::show)
        .post("/settings/brands/{brand_id}", May(ManageWorkspace), brands::change)
        .post("/settings/brands/{brand_id}/archive", May(ManageWorkspace), brands::archive)
        .post("/settings/brands/{brand_id}/restore", May(ManageWorkspace), brands::restore)
        .get("/settings/workspace", May(ManageWorkspace), workspace::get)
        .post("/settings/workspace", May(ManageWorkspace), workspace::post)
        .post("/settings/workspace/new", May(ManageWorkspace), workspace::create)
        .get("/settings/tokens", May(ManageWorkspace), tokens::get)
        .post("/settings/tokens", May(ManageWorkspace), tokens::post)
        .post("/settings/tokens/{token_id}/revoke", May(ManageWorkspace), tokens::revoke)
        .get("/settings/audit", May(ViewAudit), audit::get)
}
