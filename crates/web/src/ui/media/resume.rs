//! Uploads of the page's script: in pieces, gone on with after a break. Faults are told in the person's language.

use app::{App, Error, ids::UploadId};
use axum::{
    Json,
    body::Body,
    extract::State,
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
};
use serde_json::json;

use crate::{
    extract::{Id, Signed},
    shell::{Flash, PageError, PageResult, Shell, see_other},
    tus,
};

const BASE: &str = "/media/uploads";

/// `POST /media/uploads`
pub async fn begin(
    State(app): State<App>,
    Signed(actor): Signed,
    shell: Shell,
    headers: HeaderMap,
) -> Result<Response, PageError> {
    told(&shell, tus::create(&app, &actor, &headers, BASE).await)
}

/// `GET /media/uploads/{id}`, and `HEAD`.
pub async fn status(
    State(app): State<App>,
    Signed(actor): Signed,
    Id(id): Id<UploadId>,
) -> Result<Response, PageError> {
    Ok(tus::status(&app, &actor, id).await?)
}

/// `POST /media/uploads/{id}`: the protocol's PATCH.
pub async fn append(
    State(app): State<App>,
    Signed(actor): Signed,
    shell: Shell,
    Id(id): Id<UploadId>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, PageError> {
    told(&shell, tus::append(&app, &actor, id, &headers, body).await)
}

/// `POST /media/uploads/{id}/cancel`
pub async fn cancel(
    State(app): State<App>,
    Signed(actor): Signed,
    shell: Shell,
    Id(id): Id<UploadId>,
    headers: HeaderMap,
) -> PageResult {
    app.cancel_upload(&actor, id).await?;
    if headers.contains_key("tus-resumable") {
        return Ok(StatusCode::NO_CONTENT.into_response());
    }
    see_other(&shell, "/media", Some(Flash::good("media-upload-canceled")))
}

/// What is wrong, in words for the page.
fn told(shell: &Shell, outcome: Result<Response, Error>) -> Result<Response, PageError> {
    let error = match outcome {
        Ok(answer) => return Ok(answer),
        Err(error) => error,
    };
    let text = match &error {
        Error::Invalid(faults) => {
            Some(faults.iter().map(|fault| shell.error(fault)).collect::<Vec<_>>().join(" "))
        }
        Error::Conflict(code) => Some(shell.tk("error", code)),
        _ => None,
    };
    let fault = PageError::from(error);
    let text = text.unwrap_or_else(|| shell.tk("problem-text", fault.key()));
    Ok((fault.status(), Json(json!({ "message": text }))).into_response())
}
