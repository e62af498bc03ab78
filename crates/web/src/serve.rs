//! The web server: from a listener to the router, with an orderly stop.

use std::{future::Future, io, net::SocketAddr};

use app::App;
use tokio::net::TcpListener;
use url::Url;

use crate::routes::router;

/// Serves pages, API and public paths until `stop` resolves, then finishes the requests under way.
///
/// # Errors
/// When the public address is none, or the listener fails.
pub async fn serve(
    app: App,
    listener: TcpListener,
    stop: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    let wrong =
        |error: &dyn std::fmt::Display| io::Error::new(io::ErrorKind::InvalidInput, error.to_string());
    let public_url = Url::parse(&app.settings.public_url).map_err(|error| wrong(&error))?;
    let router = router(app, &public_url).map_err(|error| wrong(&error))?;
    let service = router.into_make_service_with_connect_info::<SocketAddr>();
    axum::serve(listener, service).with_graceful_shutdown(stop).await
}
