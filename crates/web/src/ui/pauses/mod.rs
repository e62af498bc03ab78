//! Pauses, and the list of what they held.

mod held;
mod list;

use app::Permission;

use crate::route_list::{Pages, Who::May};

/// The pages of this room.
pub fn routes(pages: Pages) -> Pages {
    pages
        .get("/pauses", May(Permission::View), list::get)
        .post("/pauses", May(Permission::ManageChannels), list::post)
        .post("/pauses/{pause_id}/end", May(Permission::ManageChannels), list::end)
        .get("/held", May(Permission::View), held::get)
        .post("/held", May(Permission::Publish), held::post)
}
