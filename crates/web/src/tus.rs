//! Uploads in pieces, after tus 1.0 (<https://tus.io/protocols/resumable-upload>): creation, expiration, termination.
//!
//! Owns reading its headers and writing its answers; pages and API share it and differ in who asks and in how faults are
//! told.

use std::time::Duration;

use app::{
    Actor, App, Error, FieldError, Permission, Result,
    ids::UploadId,
    uploads::{BeginUpload, Upload, Written},
};
use axum::{
    body::Body,
    http::{
        HeaderMap, HeaderName, HeaderValue, StatusCode,
        header::{CACHE_CONTROL, CONTENT_LENGTH, CONTENT_TYPE, EXPIRES, LOCATION},
    },
    response::{IntoResponse, Response},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use futures::StreamExt;

const VERSION: &str = "1.0.0";

const OFFSET: HeaderName = HeaderName::from_static("upload-offset");
const LENGTH: HeaderName = HeaderName::from_static("upload-length");
const METADATA: HeaderName = HeaderName::from_static("upload-metadata");
const UPLOAD_EXPIRES: HeaderName = HeaderName::from_static("upload-expires");
const RESUMABLE: HeaderName = HeaderName::from_static("tus-resumable");
/// Ours: what came of a whole upload.
const MEDIA: HeaderName = HeaderName::from_static("tandem-media");

/// A sender that says nothing for so long has gone: what came of it is told to have arrived.
const SILENCE: Duration = Duration::from_secs(45);

/// The protocol and its limits.
pub(crate) fn options(app: &App) -> Response {
    let headers = [
        (RESUMABLE, VERSION.to_owned()),
        (HeaderName::from_static("tus-version"), VERSION.to_owned()),
        (HeaderName::from_static("tus-extension"), "creation,expiration,termination".to_owned()),
        (HeaderName::from_static("tus-max-size"), app.settings.upload_max_bytes.to_string()),
    ];
    (StatusCode::NO_CONTENT, headers).into_response()
}

/// Begins an upload; `base` is the address under which uploads stand.
pub(crate) async fn create(app: &App, actor: &Actor, headers: &HeaderMap, base: &str) -> Result<Response> {
    actor.require(Permission::WritePosts)?;
    let told = metadata(headers);
    let tell = |name: &str| told.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone());
    let size: Option<u64> = number(headers, &LENGTH);
    let input = BeginUpload {
        brand_id: tell("brand_id").and_then(|id| id.parse().ok()),
        file_name: tell("filename").unwrap_or_default(),
        mime: tell("filetype").unwrap_or_default(),
        size: size.ok_or_else(|| Error::field("upload_length", "required"))?,
        modified: tell("modified").and_then(|text| text.parse().ok()).unwrap_or(0),
        alt: tell("alt").unwrap_or_default(),
        folder: tell("folder").unwrap_or_default(),
        tags: tell("tags").unwrap_or_default(),
    };
    let upload = app.begin_upload(actor, &input).await?;
    let mut answer = answer(StatusCode::CREATED, &upload);
    if let Ok(place) = HeaderValue::from_str(&format!("{base}/{}", upload.id)) {
        answer.headers_mut().insert(LOCATION, place);
    }
    Ok(answer)
}

/// How far an upload is.
pub(crate) async fn status(app: &App, actor: &Actor, id: UploadId) -> Result<Response> {
    Ok(answer(StatusCode::OK, &app.upload(actor, id).await?))
}

/// Takes the next bytes.
pub(crate) async fn append(
    app: &App,
    actor: &Actor,
    id: UploadId,
    headers: &HeaderMap,
    body: Body,
) -> Result<Response> {
    // A foreign upload is not there, whatever else is wrong.
    app.upload(actor, id).await?;
    if headers.get(CONTENT_TYPE).is_none_or(|kind| kind != "application/offset+octet-stream") {
        return Ok(refuse(StatusCode::UNSUPPORTED_MEDIA_TYPE, "offset_octet_stream_wanted", None));
    }
    let offset: i64 = number(headers, &OFFSET).ok_or_else(|| Error::field("upload_offset", "required"))?;
    let mut writer = match app.write_upload(actor, id, offset).await? {
        Written::Open(writer) => writer,
        Written::Elsewhere(at) => return Ok(refuse(StatusCode::CONFLICT, "upload_offset", Some(at))),
    };
    // More than is left is not worth beginning with; a body that says nothing of its length is cut off where it is too long.
    let announced: Option<i64> = number(headers, &CONTENT_LENGTH);
    if announced.is_some_and(|bytes| bytes > writer.left()) {
        let (upload, _) = writer.end().await?;
        return Ok(refuse(StatusCode::PAYLOAD_TOO_LARGE, "upload_too_long", Some(upload.received)));
    }
    let mut chunks = body.into_data_stream();
    let (mut fits, mut held) = (true, true);
    while let Ok(Some(Ok(chunk))) = tokio::time::timeout(SILENCE, chunks.next()).await {
        fits = i64::try_from(chunk.len()).is_ok_and(|bytes| bytes <= writer.left());
        // What goes over the end is not taken at all: the file would be kept, and not be what was sent.
        held = fits && writer.write(&chunk).await?;
        if !held {
            break;
        }
    }
    // Whoever closes the page while a large film is looked at finds it kept all the same.
    let ending = tokio::spawn(writer.end());
    let (upload, _) = ending.await.map_err(|error| Error::Internal(error.to_string()))??;
    if fits && !held {
        // Another writer has taken it over.
        return Ok(refuse(StatusCode::CONFLICT, "upload_offset", Some(upload.received)));
    }
    if !fits {
        return Ok(refuse(StatusCode::PAYLOAD_TOO_LARGE, "upload_too_long", Some(upload.received)));
    }
    Ok(answer(StatusCode::NO_CONTENT, &upload))
}

/// An answer with all that is told of an upload.
pub(crate) fn answer(status: StatusCode, upload: &Upload) -> Response {
    let mut answer = status.into_response();
    let headers = answer.headers_mut();
    headers.insert(RESUMABLE, HeaderValue::from_static(VERSION));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(OFFSET, HeaderValue::from(upload.received));
    headers.insert(LENGTH, HeaderValue::from(upload.size));
    let until = jiff::Timestamp::from_millisecond(upload.expires_at).ok();
    if let Some(until) =
        until.and_then(|until| jiff::fmt::rfc2822::to_string(&until.to_zoned(jiff::tz::TimeZone::UTC)).ok())
        && let Ok(until) = HeaderValue::from_str(&until.replace("+0000", "GMT"))
    {
        headers.insert(UPLOAD_EXPIRES, until.clone());
        headers.insert(EXPIRES, until);
    }
    if let Some(media) = upload.media_id
        && let Ok(media) = HeaderValue::from_str(&media.to_string())
    {
        headers.insert(MEDIA, media);
    }
    answer
}

/// A refusal by the protocol, with the offset that is right.
fn refuse(status: StatusCode, code: &'static str, offset: Option<i64>) -> Response {
    let body = serde_json::json!({
        "type": "about:blank",
        "title": status.canonical_reason().unwrap_or("Error"),
        "status": status.as_u16(),
        "code": code,
        "offset": offset,
        "errors": [],
    });
    let mut answer = (status, [(CONTENT_TYPE, "application/problem+json")], body.to_string()).into_response();
    answer.headers_mut().insert(RESUMABLE, HeaderValue::from_static(VERSION));
    if let Some(offset) = offset {
        answer.headers_mut().insert(OFFSET, HeaderValue::from(offset));
    }
    answer
}

fn number<T: std::str::FromStr>(headers: &HeaderMap, name: &HeaderName) -> Option<T> {
    headers.get(name)?.to_str().ok()?.trim().parse().ok()
}

/// `Upload-Metadata`: names with values in Base64, separated by commas.
fn metadata(headers: &HeaderMap) -> Vec<(String, String)> {
    let text = headers.get(&METADATA).and_then(|value| value.to_str().ok()).unwrap_or_default();
    text.split(',')
        .filter_map(|pair| {
            let (name, value) = pair.trim().split_once(' ').unwrap_or((pair.trim(), ""));
            let value = STANDARD.decode(value.trim()).ok().and_then(|bytes| String::from_utf8(bytes).ok())?;
            (!name.is_empty()).then(|| (name.to_owned(), value))
        })
        .collect()
}

/// Refuses a body that is announced to be larger than a file may be, or than the disk has room for, before it comes.
///
/// # Errors
/// `Invalid` with `file_too_large`; `Full`.
pub(crate) fn refuse_announced(app: &App, headers: &HeaderMap, name: &str) -> Result<()> {
    let Some(bytes) = number::<u64>(headers, &CONTENT_LENGTH) else { return Ok(()) };
    let limit = app.settings.upload_max_bytes;
    if bytes > limit {
        let told = FieldError::new("file", "file_too_large").with("name", name);
        return Err(Error::Invalid(vec![told.with("limit_mb", limit / (1024 * 1024))]));
    }
    app.require_room(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn metadata_is_read_and_nonsense_left_out() {
        let mut headers = HeaderMap::new();
        let text = "filename Y3VwLnBuZw==,folder ,alt w4RwZmVs, broken %%%";
        headers.insert(&METADATA, HeaderValue::from_static(text));
        let told = metadata(&headers);
        let pairs: Vec<(&str, &str)> =
            told.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        assert_eq!(pairs, [("filename", "cup.png"), ("folder", ""), ("alt", "Äpfel")]);
    }
}
