//! The tracker's set-up: what to put into the brand's pages, whether it is alive, what it refused, which margin is
//! assumed.

mod margin;
mod show;

use app::Permission;

use crate::route_list::{Pages, Who::May};

/// The pages of this room.
pub fn routes(pages: Pages) -> Pages {
    let path = "/settings/tracking/{brand_id}/margin";
    pages
        .get("/settings/tracking", May(Permission::View), show::get)
        .get(path, May(Permission::ManageBudget), margin::get)
        .post(path, May(Permission::ManageBudget), margin::post)
}
