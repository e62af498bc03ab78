//! The strategist's home.

mod month;
mod show;

pub(crate) use month::MonthView;

use crate::route_list::{Pages, Who::Signed};

/// The pages of this room.
#[must_use]
pub fn routes(pages: Pages) -> Pages {
    pages.get("/", Signed, show::get)
}
