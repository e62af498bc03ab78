//! Posts: master texts, their variants for channels, their pictures.
//!
//! Owns writing and checking. Sending belongs to `deliveries`; scheduling stands here because it checks a post and makes
//! its deliveries in one act.

mod check;
mod delete;
mod list;
pub mod post;
mod read;
mod results;
mod save;
mod schedule;
pub mod shape;
pub(crate) mod store;

pub use check::{ChannelCheck, DraftContent, PartLength};
pub use list::{PostFilter, PostLine, PostList};
pub use post::{Post, Variant};
pub use read::PostPage;
pub use results::PostResults;
pub use save::{SavePost, VariantDraft};
pub(crate) use schedule::Times;
pub use schedule::{SchedulePost, When};
pub use shape::Shape;
