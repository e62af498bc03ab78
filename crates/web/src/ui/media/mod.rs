//! The media library: its files, one file with its versions and posts, and the files themselves for those who may see
//! them.

mod act;
pub(crate) mod choose;
mod file;
mod list;
mod resume;
mod show;
pub(crate) mod uploads;

use app::{
    Permission::{View, WritePosts},
    media::{Media, Rights, Sort},
};

use crate::{
    route_list::{Pages, Who::May},
    shell::Shell,
};

/// What the room gives out.
pub fn routes(pages: Pages) -> Pages {
    pages
        .get("/media", May(View), list::get)
        .post_up_to("/media", May(WritePosts), uploads::MAX_FORM_BYTES, list::upload)
        .post("/media/uploads", May(WritePosts), resume::begin)
        .get("/media/uploads/{upload_id}", May(WritePosts), resume::status)
        .post("/media/uploads/{upload_id}", May(WritePosts), resume::append)
        .post("/media/uploads/{upload_id}/cancel", May(WritePosts), resume::cancel)
        .get("/media/choose", May(WritePosts), choose::get)
        .get("/media/{media_id}", May(View), show::get)
        .post("/media/{media_id}", May(WritePosts), show::update)
        .get("/media/{media_id}/file", May(View), file::get)
        .get("/media/{media_id}/thumb", May(View), file::thumb)
        .post("/media/{media_id}/crop", May(WritePosts), act::crop)
        .post("/media/{media_id}/fit", May(WritePosts), act::fit)
        .post("/media/{media_id}/render", May(WritePosts), act::order)
        .post("/media/renders/{render_id}/cancel", May(WritePosts), act::cancel)
        .post("/media/{media_id}/delete", May(WritePosts), act::delete)
}

/// A file's size, length and weight in a line.
pub(crate) fn facts(shell: &Shell, media: &Media) -> String {
    let mut parts = Vec::new();
    if media.width > 0 {
        parts.push(format!("{} × {}", media.width, media.height));
    }
    if let Some(ms) = media.duration_ms {
        let seconds = (ms + 500) / 1_000;
        parts.push(format!("{}:{:02}", seconds / 60, seconds % 60));
    }
    #[expect(clippy::cast_precision_loss, reason = "a size for people")]
    let megabytes = media.bytes as f64 / 1_000_000.0;
    parts.push(if media.bytes < 100_000 {
        format!("{} kB", shell.number((media.bytes + 999) / 1_000))
    } else {
        format!("{} MB", shell.decimal(megabytes, 1))
    });
    parts.join(" · ")
}

/// The tone of a rights' label.
pub(crate) const fn tone(rights: &Rights) -> &'static str {
    match rights {
        Rights::Open => "quiet",
        Rights::Ending => "warn",
        Rights::Ended => "bad",
    }
}

/// Sorts of files to choose from.
fn sorts(shell: &Shell) -> Vec<(String, String)> {
    Sort::ALL.iter().map(|sort| (sort.to_string(), shell.tk("media-sort", sort))).collect()
}

/// States of rights to choose from.
fn all_rights(shell: &Shell) -> Vec<(String, String)> {
    Rights::ALL.iter().map(|rights| (rights.to_string(), shell.tk("media-rights", rights))).collect()
}
