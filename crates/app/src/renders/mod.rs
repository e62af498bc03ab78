//! Renders: versions of films that a network takes, made by ffmpeg in the background.
//!
//! Owns the queue of orders, the rules of what a version has to be, and the one place where ffmpeg is run: files only, with
//! a time limit, in a folder of its own. The original is never touched; without ffmpeg nothing here is offered.

mod ffmpeg;
mod make;
mod order;
mod render;
mod rule;
mod store;

pub(crate) use ffmpeg::poster;
pub use ffmpeg::{find_ffmpeg, has_encoder, version_of};
pub(crate) use make::Finish;
pub use make::MakeRenders;
pub use order::FilmOffer;
pub use render::{Render, RenderState};
pub use rule::{Needs, Wanted, film_needs};
pub(crate) use store::forget;
