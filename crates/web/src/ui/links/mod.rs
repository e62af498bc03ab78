//! Short links: which there are, and what came of each.

mod list;
mod show;

use app::Permission;

use crate::route_list::{Pages, Who::May};

/// The pages of this room.
pub fn routes(pages: Pages) -> Pages {
    pages.get("/links", May(Permission::View), list::get).get(
        "/links/{link_id}",
        May(Permission::View),
        show::get,
    )
}
