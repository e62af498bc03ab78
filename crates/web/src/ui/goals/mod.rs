//! Pages of goals: list, one goal, setting and changing it, values entered by hand.

mod act;
mod form;
mod list;
mod show;
mod view;

use app::Permission;

pub(crate) use view::{GoalView, day, day_range};

use crate::route_list::{
    Pages,
    Who::{May, Signed},
};

/// The pages of this room.
#[must_use]
pub fn routes(pages: Pages) -> Pages {
    pages
        .get("/goals", Signed, list::get)
        .get("/goals/new", May(Permission::ManageGoals), form::new)
        .post("/goals/new", May(Permission::ManageGoals), form::create)
        .get("/goals/{goal_id}", Signed, show::get)
        .get("/goals/{goal_id}/edit", May(Permission::ManageGoals), form::edit)
        .post("/goals/{goal_id}/edit", May(Permission::ManageGoals), form::change)
        .post("/goals/{goal_id}/archive", May(Permission::ManageGoals), act::archive)
        .post("/goals/{goal_id}/restore", May(Permission::ManageGoals), act::restore)
        .post("/goals/{goal_id}/values", May(Permission::ManageGoals), show::enter_value)
}
