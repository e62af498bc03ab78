//! What every handler can ask for.

use std::sync::Arc;

use app::App;
use axum::extract::FromRef;

use crate::limits::Limits;

/// The state of the router. A handler takes `State<App>`; few need more.
#[derive(Clone)]
pub struct WebState {
    /// The product.
    pub app: App,
    /// Who tried what how often.
    pub limits: Arc<Limits>,
    /// Whether people reach this instance over https.
    pub https: bool,
}

impl WebState {
    /// The state over the product.
    #[must_use]
    pub fn new(app: App) -> Self {
        let https = app.settings.public_url.starts_with("https://");
        Self { app, limits: Arc::default(), https }
    }
}

impl FromRef<WebState> for App {
    fn from_ref(state: &WebState) -> Self {
        state.app.clone()
    }
}
