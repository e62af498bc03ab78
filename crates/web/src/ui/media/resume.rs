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

/// What is wrong with the file, in words for the page; anything else is a page's fault as usual.
fn told(shell: &Shell, outcome: Result<Response, Error>) -> Result<Response, PageError> {
    let text = match &outcome {
        Err(Error::Invalid(faults)) => {
            faults.iter().map(|fault| shell.error(fault)).collect::<Vec<_>>().join(" ")
        }
        Err(Error::Full(_)) => shell.t("problem-text-full"),
        Err(Error::Store(_)) => shell.t("problem-text-store"),
        Err(Error::Conflict(code)) => shell.tk("error", code),
        _ => return Ok(outcome?),
    };
    let status = PageError::from(match outcome {
        Err(error) => error,
        Ok(answer) => return Ok(answer),
    })
    .status();
    Ok((status, Json(json!({ "message": text }))).into_response())
}
