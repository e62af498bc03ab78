//! Conversions: sales, registrations, deals, and which link each is owed to.

mod list;
mod show;

use app::Permission;

use crate::route_list::{Pages, Who::May};

/// The pages of this room.
pub fn routes(pages: Pages) -> Pages {
    pages.get("/conversions", May(Permission::ViewMoney), list::get).get(
        "/conversions/{conversion_id}",
        May(Permission::ViewMoney),
        show::get,
    )
}
