//! Serving until told to stop.

use std::{future::Future, io, net::SocketAddr};

use app::App;
use axum::serve as axum_serve;
use tokio::net::TcpListener;
use url::Url;

use crate::routes;

/// Serves the product on a listener. When `stop` resolves, no new request is taken and those under way are finished.
///
/// # Errors
/// When the public address is no origin, or the listener fails.
pub async fn serve(
    app: App,
    listener: TcpListener,
    stop: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    let invalid = |what: String| io::Error::new(io::ErrorKind::InvalidInput, what);
    let public_url = Url::parse(&app.settings.public_url)
        .map_err(|error| invalid(format!("the public address is none: {error}")))?;
    let router = routes::router(app, &public_url)
        .map_err(|error| invalid(format!("the public address is no origin: {error}")))?;
    axum_serve(listener, router.into_make_service_with_connect_info::<SocketAddr>())
        .with_graceful_shutdown(stop)
        .await
}
