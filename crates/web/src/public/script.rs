//! `/t.js`: the tracker.

use std::sync::LazyLock;

use axum::{
    http::{
        HeaderMap, HeaderValue, StatusCode,
        header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, IF_NONE_MATCH},
    },
    response::{IntoResponse, Response},
};
use sha2::{Digest, Sha256};

const SCRIPT: &str = include_str!("../../assets/js/t.js");

static TAG: LazyLock<HeaderValue> = LazyLock::new(|| {
    let digest: String = Sha256::digest(SCRIPT).iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    HeaderValue::from_str(&format!("\"{digest}\"")).unwrap_or(HeaderValue::from_static("\"t\""))
});

pub(super) async fn get(headers: HeaderMap) -> Response {
    let cached = [(CACHE_CONTROL, HeaderValue::from_static("public, max-age=3600")), (ETAG, TAG.clone())];
    if headers.get(IF_NONE_MATCH).is_some_and(|tag| *tag == *TAG) {
        return (StatusCode::NOT_MODIFIED, cached).into_response();
    }
    let kind = [
        (CONTENT_TYPE, "text/javascript; charset=utf-8"),
        (axum::http::header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (axum::http::HeaderName::from_static("cross-origin-resource-policy"), "cross-origin"),
    ];
    (kind, cached, SCRIPT).into_response()
}
