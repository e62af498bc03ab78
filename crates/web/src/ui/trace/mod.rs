//! Pages of the trace: where to begin, and the trace of one thing.

mod index;
mod parts;
mod show;

use crate::route_list::{Pages, Who::Signed};

/// The pages of this room.
#[must_use]
pub fn routes(pages: Pages) -> Pages {
    pages.get("/trace", Signed, index::get).get("/trace/{id}", Signed, show::get)
}
