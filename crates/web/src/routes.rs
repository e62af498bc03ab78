//! Every URL of the product, one list.

use app::App;
use axum::Router;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::get;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::csrf::ConfigError;
use url::Url;

use crate::route_list::{Pages, Route, Who::Anybody};
use crate::shell::frame::{FrameConfig, frame};
use crate::shell::{PageError, security};
use crate::state::WebState;
use crate::{api, assets, log, probes, public, session, ui};

/// The pages: a block for each room. A room's own list is `ui::<noun>::routes`.
fn pages() -> Pages {
    Pages::default()
        .post("/preferences", Anybody, ui::preferences::post)
        .room(ui::accounts::routes)
        .room(ui::members::routes)
        .room(ui::calendar::routes)
        .room(ui::channels::routes)
        .room(ui::pauses::routes)
        .room(ui::alerts::routes)
        .room(ui::posts::routes)
        .room(ui::deliveries::routes)
        .room(ui::media::routes)
        .room(ui::newsletters::routes)
        .room(ui::links::routes)
        .room(ui::conversions::routes)
        .room(ui::leads::routes)
        .room(ui::tracking::routes)
        .room(ui::home::routes)
        .room(ui::goals::routes)
        .room(ui::campaigns::routes)
        .room(ui::budget::routes)
        .room(ui::trace::routes)
}

/// Every page's method, path and who may ask for it: the test that walks them all reads this.
#[must_use]
pub fn page_list() -> Vec<Route> {
    pages().list().to_vec()
}

/// The whole product as one service. Serve it with `into_make_service_with_connect_info::<SocketAddr>()`.
///
/// # Errors
/// When the public address is no origin, such as `https://tandem.example`.
pub fn router(app: App, public_url: &Url) -> Result<Router, ConfigError> {
    let state = WebState::new(app.clone());
    let config = FrameConfig { https: state.https };
    let framed = pages()
        .into_router()
        .nest("/api/v1", api::router(&state))
        .fallback(async || PageError::NotFound)
        .layer(from_fn(session::guard))
        .layer(security::cross_site_guard(public_url)?)
        .layer(CatchPanicLayer::new())
        .layer(from_fn_with_state(config, frame))
        .layer(from_fn_with_state(state.clone(), session::read))
        .layer(from_fn(log::requests))
        .layer(CompressionLayer::new())
        .with_state(state.clone());
    let pages = Router::new()
        .route("/assets/{file}", get(assets::get))
        .route("/healthz", get(probes::healthz))
        .route("/readyz", get(probes::readyz).with_state(state))
        .merge(framed);
    // Outside of the pages' layers: asked far more often than any page.
    Ok(public::router(app, pages.clone()).merge(pages))
}
