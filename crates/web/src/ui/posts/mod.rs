//! Pages of posts: the list, the composer, one post with its deliveries.

pub mod act;
pub mod check;
pub mod compose;
mod draft;
pub mod list;
mod offer;
mod shape;
pub mod show;
pub(super) mod words;

use app::Permission::{Publish, View, WritePosts};

use crate::{
    route_list::{Pages, Who::May},
    ui::media::uploads::MAX_FORM_BYTES,
};

/// The pages of the room.
pub fn routes(pages: Pages) -> Pages {
    pages
        .get("/posts", May(View), list::get)
        .get("/posts/new", May(WritePosts), compose::get)
        .post_up_to("/posts/new", May(WritePosts), MAX_FORM_BYTES, compose::post)
        .get("/posts/new/channels/{channel_id}", May(WritePosts), compose::fields)
        .get("/posts/new/media/{media_id}", May(WritePosts), compose::picture)
        .post("/posts/check", May(WritePosts), check::post)
        .get("/posts/{post_id}", May(View), show::get)
        .get("/posts/{post_id}/edit", May(WritePosts), compose::edit)
        .post_up_to("/posts/{post_id}/edit", May(WritePosts), MAX_FORM_BYTES, compose::update)
        .post("/posts/{post_id}/schedule", May(Publish), act::schedule)
        .post("/posts/{post_id}/delete", May(WritePosts), act::delete)
        .post("/posts/{post_id}/restore", May(WritePosts), act::restore)
}
