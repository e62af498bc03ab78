//! Request parameters, wherever a client puts them: query, form, JSON, multipart.

use axum::body::{Body, Bytes};
use axum::extract::{FromRequest, Multipart, Request};
use axum::http::header;

use super::error::{Answer, ApiError};
use crate::call::Call;
use crate::params::Params;

/// Body parameters first, then those of the query; the file of a multipart body apart.
pub(super) async fn read(call: &Call) -> Answer<(Params, Option<Bytes>)> {
    let kind = call.content_type();
    let mut file = None;
    let mut params = if kind.starts_with("application/json") {
        let value = serde_json::from_slice(&call.body)
            .map_err(|_| ApiError::new(axum::http::StatusCode::BAD_REQUEST, "Error parsing JSON"))?;
        Params::from_json(&value)
    } else if kind.starts_with("multipart/form-data") {
        let (params, found) = multipart(call).await?;
        file = found;
        params
    } else {
        Params::from_urlencoded(&call.body)
    };
    params.append(&call.query);
    Ok((params, file))
}

async fn multipart(call: &Call) -> Answer<(Params, Option<Bytes>)> {
    let broken = |_| ApiError::new(axum::http::StatusCode::BAD_REQUEST, "Malformed multipart body");
    let mut request = Request::new(Body::from(call.body.clone()));
    if let Some(kind) = call.headers.get(header::CONTENT_TYPE) {
        request.headers_mut().insert(header::CONTENT_TYPE, kind.clone());
    }
    let mut parts = Multipart::from_request(request, &())
        .await
        .map_err(|_| ApiError::new(axum::http::StatusCode::BAD_REQUEST, "Malformed multipart body"))?;
    let (mut params, mut file) = (Params::default(), None);
    while let Some(part) = parts.next_field().await.map_err(broken)? {
        let name = part.name().unwrap_or_default().to_owned();
        if name == "file" {
            file = Some(part.bytes().await.map_err(broken)?);
        } else {
            params.push(&name, part.text().await.map_err(broken)?);
        }
    }
    Ok((params, file))
}
