//! The JSON API under `/api/v1`: handlers with their OpenAPI description beside them.
//!
//! Owns bearer tokens, problem documents, cursors and idempotent writes. A handler reads a request, calls the use case
//! that the page calls too, and writes a resource; it holds no rule.
//!
//! A room is a module with `pub fn routes() -> OpenApiRouter<WebState>`, merged in [`rooms`]. Each operation names its
//! scopes: `security(("bearer" = ["manage_workspace"]))`, with `"view"` too where the answer shows what needs it. They are
//! asked for at the door, and the walk of the tests holds each operation to them.

mod audit_entries;
mod authenticate;
mod brands;
mod campaigns;
mod channels;
mod clicks;
mod conversions;
mod cost_lines;
mod deliveries;
mod goals;
mod idempotency;
mod input;
mod invitations;
mod leads;
mod letters;
mod links;
mod media;
mod members;
mod newsletters;
mod paging;
mod pauses;
mod posts;
mod problem;
mod renders;
mod scopes;
mod shape;
mod slots;
mod tokens;
mod trace;
mod uploads;
mod visits;
mod workspace;

use axum::{
    Router,
    http::{HeaderValue, header::CONTENT_TYPE},
    middleware::{from_fn, from_fn_with_state},
    routing::get,
};
use utoipa::{
    Modify, OpenApi,
    openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme},
};
use utoipa_axum::router::OpenApiRouter;

pub use authenticate::ApiActor;
pub use paging::{Cursor, List, Paging};
pub use problem::{ApiError, ApiResult, Problem, Problems};

use crate::state::WebState;

/// Bytes of a request's body, at most; a room that takes more says so.
const BODY_MOST: usize = 1024 * 1024;

/// Every room of the API: one line each.
fn rooms() -> OpenApiRouter<WebState> {
    OpenApiRouter::with_openapi(Description::openapi())
        .merge(audit_entries::routes())
        .merge(brands::routes())
        .merge(campaigns::routes())
        .merge(channels::routes())
        .merge(clicks::routes())
        .merge(conversions::routes())
        .merge(cost_lines::routes())
        .merge(deliveries::routes())
        .merge(goals::routes())
        .merge(invitations::routes())
        .merge(leads::routes())
        .merge(letters::routes())
        .merge(links::routes())
        .merge(media::routes())
        .merge(members::routes())
        .merge(newsletters::routes())
        .merge(pauses::routes())
        .merge(posts::routes())
        .merge(renders::routes())
        .merge(slots::routes())
        .merge(tokens::routes())
        .merge(trace::routes())
        .merge(uploads::routes())
        .merge(visits::routes())
        .merge(workspace::routes())
}

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Tandem",
        description = "Every resource is named as in the product. Send a bearer token; each operation names the scope it \
                       needs. Faults are problem documents (RFC 9457) with a stable `code` and, for input, one entry of \
                       `errors` for each fault. Lists are paged: pass `next_cursor` as `cursor`. Any write may carry an \
                       `Idempotency-Key`: sent again within a day, it gets the first answer again.",
        license(name = "MIT OR Apache-2.0")
    ),
    servers((url = "/api/v1")),
    modifiers(&Bearer),
    components(schemas(Problem))
)]
struct Description;

struct Bearer;

impl Modify for Bearer {
    fn modify(&self, openapi: &mut utoipa::openapi::OpenApi) {
        let scheme = HttpBuilder::new()
            .scheme(HttpAuthScheme::Bearer)
            .description(Some("A token of Settings → Tokens, `tandem_…`."))
            .build();
        let components = openapi.components.get_or_insert_default();
        components.add_security_scheme("bearer", SecurityScheme::Http(scheme));
    }
}

/// The description of the API.
#[must_use]
pub fn description() -> utoipa::openapi::OpenApi {
    rooms().into_openapi()
}

/// The description of the API as JSON.
#[must_use]
pub fn description_json() -> String {
    description().to_pretty_json().unwrap_or_default()
}

/// The router of the API, to be nested under `/api/v1`.
pub(crate) fn router(state: &WebState) -> Router<WebState> {
    let (router, description) = rooms().split_for_parts();
    let json = description.to_json().unwrap_or_default();
    router
        .layer(from_fn_with_state(state.clone(), idempotency::layer))
        .layer(from_fn_with_state(scopes::of(&description), scopes::layer))
        .layer(from_fn_with_state(state.clone(), authenticate::layer))
        .route(
            "/openapi.json",
            get(async || ([(CONTENT_TYPE, HeaderValue::from_static("application/json"))], json)),
        )
        .fallback(async || ApiError::from(app::Error::NotFound))
        .layer(axum::extract::DefaultBodyLimit::max(BODY_MOST))
        .layer(from_fn(problem::explain))
}

/// An instant as the API writes it: RFC 3339, UTC.
#[must_use]
pub fn instant(epoch_ms: i64) -> String {
    jiff::Timestamp::from_millisecond(epoch_ms).map(|at| at.to_string()).unwrap_or_default()
}
