//! The file itself, in ranges, and its small picture.

use app::{App, ids::MediaId, media::Sort};
use axum::{
    body::Body,
    extract::State,
    http::{
        HeaderMap, StatusCode,
        header::{
            ACCEPT_RANGES, CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_RANGE, CONTENT_TYPE,
            RANGE,
        },
    },
    response::{IntoResponse, Response},
};

use crate::{
    extract::{Id, Signed},
    shell::PageError,
};

const NO_POSTER: &str = r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 3"><path fill="#8884" d="M0 0h4v3H0z"/></svg>"##;

/// `GET /media/{id}/thumb`
pub async fn thumb(
    State(app): State<App>,
    Signed(actor): Signed,
    Id(id): Id<MediaId>,
) -> Result<Response, PageError> {
    let bytes = match app.media_thumbnail(&actor, id).await {
        Ok(bytes) => bytes,
        // A film of which no picture can be had: an empty one, so that lists stay whole.
        Err(app::Error::NotFound) if app.media(&actor, id).await?.sort() == Sort::Video => {
            let headers = [(CONTENT_TYPE, "image/svg+xml"), (CACHE_CONTROL, "private, max-age=60")];
            return Ok((headers, NO_POSTER).into_response());
        }
        Err(error) => return Err(error.into()),
    };
    let headers = [
        (CONTENT_TYPE, "image/jpeg"),
        (CACHE_CONTROL, "private, max-age=604800, immutable"),
        (CONTENT_DISPOSITION, "inline"),
    ];
    Ok((headers, bytes).into_response())
}

/// `GET /media/{id}/file`
pub async fn get(
    State(app): State<App>,
    Signed(actor): Signed,
    Id(id): Id<MediaId>,
    asked: HeaderMap,
) -> Result<Response, PageError> {
    let (media, file) = app.open_media(&actor, id).await?;
    let size = media.bytes.unsigned_abs();
    let range =
        asked.get(RANGE).and_then(|range| range.to_str().ok()).and_then(|range| range_of(range, size));
    let (first, last) = range.unwrap_or((0, size.saturating_sub(1)));
    let length = if size == 0 { 0 } else { last - first + 1 };
    let body = Body::from_stream(file.stream(first, length).await?);
    // A document of somebody's opens outside this site.
    let disposition = if media.mime == "application/pdf" { "attachment" } else { "inline" };
    // A file of this id never changes; only this browser may keep it.
    let headers = [
        (CONTENT_TYPE, media.mime),
        (CONTENT_LENGTH, length.to_string()),
        (ACCEPT_RANGES, "bytes".to_owned()),
        (CACHE_CONTROL, "private, max-age=604800, immutable".to_owned()),
        (CONTENT_DISPOSITION, disposition.to_owned()),
    ];
    let mut answer = (headers, body).into_response();
    if range.is_some() {
        *answer.status_mut() = StatusCode::PARTIAL_CONTENT;
        if let Ok(told) = format!("bytes {first}-{last}/{size}").parse() {
            answer.headers_mut().insert(CONTENT_RANGE, told);
        }
    }
    Ok(answer)
}

/// First and last byte of one range; `None` for what is no such range, and then the whole file is given.
fn range_of(text: &str, size: u64) -> Option<(u64, u64)> {
    let (first, last) = text.strip_prefix("bytes=")?.split_once('-')?;
    let end = size.checked_sub(1)?;
    let (first, last) = match (first.parse::<u64>().ok(), last.parse::<u64>().ok()) {
        (Some(first), Some(last)) => (first, last.min(end)),
        (Some(first), None) if last.is_empty() => (first, end),
        (None, Some(tail)) if first.is_empty() => (size.saturating_sub(tail), end),
        _ => return None,
    };
    (first <= last).then_some((first, last))
}

#[cfg(test)]
mod tests {
    use super::range_of;

    #[test]
    fn a_range_is_within_the_file_or_none() {
        assert_eq!(range_of("bytes=0-", 10), Some((0, 9)));
        assert_eq!(range_of("bytes=2-4", 10), Some((2, 4)));
        assert_eq!(range_of("bytes=2-400", 10), Some((2, 9)));
        assert_eq!(range_of("bytes=-3", 10), Some((7, 9)));
        for no_range in ["bytes=12-", "bytes=4-2", "bytes=0-1,3-4", "lines=0-1", "bytes=-", "bytes=a-b"] {
            assert_eq!(range_of(no_range, 10), None, "{no_range}");
        }
        assert_eq!(range_of("bytes=0-", 0), None);
    }
}
