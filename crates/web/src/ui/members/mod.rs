//! Signing in, people, settings.

use crate::route_list::Pages;

/// The pages of this room.
pub fn routes(pages: Pages) -> Pages {
    pages
}
