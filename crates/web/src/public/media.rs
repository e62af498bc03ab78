//! `/m/…`: a file for a network that fetches it, under a signed address.

use std::sync::Arc;

use app::Error;
use axum::{
    body::Body,
    extract::{Path, State},
    http::{
        StatusCode,
        header::{CACHE_CONTROL, CONTENT_LENGTH, CONTENT_TYPE, X_CONTENT_TYPE_OPTIONS},
    },
    response::{IntoResponse, Response},
};

use super::Public;

pub(super) async fn get(
    State(public): State<Arc<Public>>,
    Path((workspace, id, until, signature)): Path<(String, String, String, String)>,
) -> Response {
    let found = public.app.public_media(&workspace, &id, &until, &signature).await;
    let opened = match found {
        Ok((media, file)) => {
            let opened = file.stream(0, media.bytes.unsigned_abs()).await;
            opened.map(|bytes| (media, bytes)).map_err(|error| {
                tracing::error!(%error, "a file cannot be read");
                match error {
                    Error::Store(_) => StatusCode::SERVICE_UNAVAILABLE,
                    _ => StatusCode::INTERNAL_SERVER_ERROR,
                }
            })
        }
        Err(Error::NotFound) => Err(StatusCode::NOT_FOUND),
        Err(error) => {
            tracing::error!(%error, "a file could not be given out");
            Err(StatusCode::SERVICE_UNAVAILABLE)
        }
    };
    match opened {
        Ok((media, bytes)) => {
            let headers = [
                (CONTENT_TYPE, media.mime),
                (CONTENT_LENGTH, media.bytes.to_string()),
                (CACHE_CONTROL, "private, max-age=3600".to_owned()),
                (X_CONTENT_TYPE_OPTIONS, "nosniff".to_owned()),
            ];
            (headers, Body::from_stream(bytes)).into_response()
        }
        Err(status) => status.into_response(),
    }
}
