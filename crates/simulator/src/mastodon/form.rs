//! Request parameters, wherever a client puts them.

use axum::body::Bytes;
use axum::http::StatusCode;

use super::error::{Answer, ApiError};
use crate::call::Call;
use crate::params::Params;

/// Body parameters first, then those of the query; the file of a multipart body apart.
pub(super) async fn read(call: &Call) -> Answer<(Params, Option<Bytes>)> {
    let form =
        call.form().await.map_err(|_| ApiError::new(StatusCode::BAD_REQUEST, "Error parsing the body"))?;
    let file = form.file("file").map(|file| file.bytes.clone());
    Ok((form.params, file))
}
