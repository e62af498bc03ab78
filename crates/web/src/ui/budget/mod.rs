//! Pages of money that goes out: the budget's overview, entering, changing and taking out cost lines.

mod act;
mod form;
mod list;
mod view;

use app::Permission;

pub(crate) use view::CostView;

use crate::route_list::{Pages, Who::May};

/// The pages of this room.
#[must_use]
pub fn routes(pages: Pages) -> Pages {
    pages
        .get("/budget", May(Permission::ViewMoney), list::get)
        .get("/budget/new", May(Permission::ManageBudget), form::new)
        .post("/budget/new", May(Permission::ManageBudget), form::create)
        .get("/budget/{cost_id}/edit", May(Permission::ManageBudget), form::edit)
        .post("/budget/{cost_id}/edit", May(Permission::ManageBudget), form::change)
        .post("/budget/{cost_id}/delete", May(Permission::ManageBudget), act::delete)
        .post("/budget/{cost_id}/restore", May(Permission::ManageBudget), act::restore)
}
