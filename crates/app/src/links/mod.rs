//! Short links: one for each address in each delivery, with UTM tags in its target.
//!
//! Owns the tables `slugs` and `links`, finding addresses in a text, and what a slug leads to. Never counts: clicks are
//! the room `visits`'s.

pub(crate) mod cache;
mod list;
mod shorten;
mod slug;
pub mod store;
mod tags;
mod target;
mod text;

pub use list::{LinkFilter, LinkLine};
pub use shorten::{LinkContext, shorten_for_delivery};
pub use slug::{SLUG_LENGTH, is_slug, short_url};
pub use tags::{Tags, tagged};
pub use target::Target;
pub use text::{FoundUrl, find_urls, preview_short, replace_urls};
