//! Pictures, given out to those who may see them.

use app::{App, Permission::View, ids::MediaId};
use axum::{
    extract::State,
    http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE},
    response::{IntoResponse, Response},
};

use crate::{
    extract::{Id, Signed},
    route_list::{Pages, Who::May},
    shell::PageError,
};

/// What the room gives out.
pub fn routes(pages: Pages) -> Pages {
    pages.get("/media/{media_id}", May(View), get)
}

/// `GET /media/{id}`
pub async fn get(
    State(app): State<App>,
    Signed(actor): Signed,
    Id(id): Id<MediaId>,
) -> Result<Response, PageError> {
    let (media, bytes) = app.read_media(&actor, id).await?;
    // A file of this id never changes; only this browser may keep it.
    let headers = [
        (CONTENT_TYPE, media.mime),
        (CACHE_CONTROL, "private, max-age=604800, immutable".to_owned()),
        (CONTENT_DISPOSITION, "inline".to_owned()),
    ];
    Ok((headers, bytes).into_response())
}
