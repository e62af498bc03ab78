//! The scopes that an operation's description names are asked for at the door: before a body is read, and before a
//! write is done whose answer the token could not see. The use cases ask again.

use std::{collections::HashMap, sync::Arc};

use app::{Error, Permission};
use axum::{
    extract::{MatchedPath, Request, State},
    http::Method,
    middleware::Next,
    response::{IntoResponse, Response},
};
use utoipa::openapi::{HttpMethod, OpenApi};

use super::{ApiActor, ApiError};

/// Scopes by method and pattern, such as `PUT /api/v1/brands/{brand_id}`.
pub(super) type Scopes = Arc<HashMap<(Method, String), Vec<Permission>>>;

/// Reads the scopes out of the description.
pub(super) fn of(description: &OpenApi) -> Scopes {
    let mut all = HashMap::new();
    for (path, item) in &description.paths.paths {
        let operations = [
            (HttpMethod::Get, &item.get),
            (HttpMethod::Post, &item.post),
            (HttpMethod::Put, &item.put),
            (HttpMethod::Patch, &item.patch),
            (HttpMethod::Delete, &item.delete),
        ];
        for (method, operation) in operations {
            let Some(operation) = operation else { continue };
            all.insert((method_of(&method), format!("/api/v1{path}")), scopes_of(operation));
        }
    }
    Arc::new(all)
}

fn scopes_of(operation: &utoipa::openapi::path::Operation) -> Vec<Permission> {
    let named =
        operation.security.as_ref().and_then(|all| serde_json::to_value(all).ok()).unwrap_or_default();
    let words = named[0]["bearer"].as_array().cloned().unwrap_or_default();
    words.iter().filter_map(|word| Permission::parse(word.as_str()?)).collect()
}

const fn method_of(method: &HttpMethod) -> Method {
    match method {
        HttpMethod::Post => Method::POST,
        HttpMethod::Put => Method::PUT,
        HttpMethod::Patch => Method::PATCH,
        HttpMethod::Delete => Method::DELETE,
        _ => Method::GET,
    }
}

/// The layer. An operation that names no scope is open to nobody.
pub(super) async fn layer(
    State(scopes): State<Scopes>,
    pattern: MatchedPath,
    request: Request,
    next: Next,
) -> Response {
    let Some(ApiActor(actor)) = request.extensions().get::<ApiActor>() else {
        return ApiError::from(Error::Unauthenticated).into_response();
    };
    let method = if request.method() == Method::HEAD { Method::GET } else { request.method().clone() };
    let refused = match scopes.get(&(method, pattern.as_str().to_owned())) {
        Some(wanted) if !wanted.is_empty() => wanted.iter().find_map(|scope| actor.require(*scope).err()),
        // Another method of a known path: axum answers that it is not there.
        None => None,
        Some(_) => Some(Error::Forbidden("none")),
    };
    match refused {
        Some(error) => ApiError::from(error).into_response(),
        None => next.run(request).await,
    }
}
