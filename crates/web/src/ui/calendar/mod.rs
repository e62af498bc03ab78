//! The calendar by month and day, and *My day*.

pub mod day;
pub mod month;
pub mod my_day;
mod together;

use app::Permission::View;

pub use together::{Together, together};

use crate::route_list::{Pages, Who::May};

/// The pages of the room.
pub fn routes(pages: Pages) -> Pages {
    pages.get("/my-day", May(View), my_day::get).get("/calendar", May(View), month::get).get(
        "/calendar/{day}",
        May(View),
        day::get,
    )
}
