//! Every URL of the product, one list.

use app::App;
use axum::Router;
use axum::middleware::from_fn_with_state;
use axum::routing::{get, post};
use tower_http::csrf::ConfigError;
use url::Url;

use crate::assets;
use crate::public;
use crate::shell::frame::{FrameConfig, frame};
use crate::shell::{PageError, preferences, security};

/// The pages, by noun.
fn pages() -> Router<App> {
    Router::new().route("/preferences", post(preferences::post))
}

/// The whole product as one service.
///
/// # Errors
/// When the public address is no origin, such as `https://tandem.example`.
pub fn router(app: App, public_url: &Url) -> Result<Router, ConfigError> {
    let config = FrameConfig { https: public_url.scheme() == "https" };
    let framed = pages()
        .fallback(async || PageError::NotFound)
        .layer(security::cross_site_guard(public_url)?)
        .layer(from_fn_with_state(config, frame))
        .with_state(app.clone());
    let pages = Router::new().route("/assets/{file}", get(assets::get)).merge(framed);
    // Outside of the pages' layers: asked far more often than any page.
    Ok(public::router(app, pages.clone()).merge(pages))
}
