//! `/l/{slug}`: follow a short link.

use std::sync::Arc;

use app::visits::ClickFacts;
use axum::{
    extract::{Path, Request, State},
    http::{
        HeaderMap, HeaderValue, Method, StatusCode,
        header::{CACHE_CONTROL, LOCATION, REFERER, USER_AGENT},
    },
    response::{IntoResponse, Response},
};
use tower::ServiceExt;

use super::Public;

pub(super) async fn get(
    State(public): State<Arc<Public>>,
    Path(slug): Path<String>,
    request: Request,
) -> Response {
    let headers = request.headers();
    let facts = ClickFacts {
        user_agent: text(headers, USER_AGENT.as_str()),
        referrer: text(headers, REFERER.as_str()),
        unseen: request.method() == Method::HEAD || is_prefetch(headers),
    };
    match public.app.follow_link(&slug, facts).await {
        Ok(Some(location)) => match HeaderValue::try_from(location) {
            Ok(location) => (
                StatusCode::FOUND,
                [(LOCATION, location), (CACHE_CONTROL, HeaderValue::from_static("no-store"))],
            )
                .into_response(),
            Err(error) => {
                tracing::error!(%error, slug, "the target of a short link is no header");
                StatusCode::INTERNAL_SERVER_ERROR.into_response()
            }
        },
        // The pages know no such address either, and say so in the reader's language.
        Ok(None) => public.pages.clone().oneshot(request).await.into_response(),
        Err(error) => {
            tracing::error!(%error, slug, "a short link could not be followed");
            StatusCode::SERVICE_UNAVAILABLE.into_response()
        }
    }
}

fn text<'h>(headers: &'h HeaderMap, name: &str) -> &'h str {
    headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

/// Browsers say when they load a page that nobody opened yet.
fn is_prefetch(headers: &HeaderMap) -> bool {
    ["sec-purpose", "purpose", "x-moz"]
        .into_iter()
        .any(|name| headers.get(name).is_some_and(|value| value.as_bytes().starts_with(b"prefetch")))
}
