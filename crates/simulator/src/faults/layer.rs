//! The outermost layer of every simulated network: latency, then a fault if one is due.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::{ConnectInfo, Request, State};
use axum::http::StatusCode;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::FaultKind;
use crate::call::bearer;
use crate::server::Scissors;
use crate::state::Shared;
use crate::world::Network;
use crate::{bluesky, mastodon, page};

#[derive(Clone)]
pub(crate) struct FaultContext {
    pub(crate) shared: Arc<Shared>,
    pub(crate) network: Network,
}

pub(crate) async fn layer(
    State(context): State<FaultContext>,
    ConnectInfo(scissors): ConnectInfo<Scissors>,
    request: Request,
    next: Next,
) -> Response {
    let FaultContext { shared, network } = context;
    if !shared.latency.is_zero() {
        shared.sleep(shared.latency).await;
    }
    let path = request.uri().path_and_query().map_or("/", |path| path.as_str());
    let request_line = format!("{} {path}", request.method());
    let Some(kind) = shared.faults.take(network, &request_line) else { return next.run(request).await };
    tracing::debug!(%network, request_line, ?kind, "a request meets a fault");
    let token = bearer(request.headers()).map(str::to_owned);
    match kind {
        FaultKind::Slow(wait) => {
            shared.sleep(wait).await;
            next.run(request).await
        }
        FaultKind::Hang => {
            shared.stopped().await;
            unavailable(network)
        }
        FaultKind::HangAfter => {
            next.run(request).await;
            shared.stopped().await;
            unavailable(network)
        }
        FaultKind::ResetBefore => {
            scissors.cut();
            unavailable(network)
        }
        FaultKind::ResetAfter => {
            let answer = next.run(request).await;
            scissors.cut();
            answer
        }
        FaultKind::ServerErrorBefore(status) => server_error(network, status),
        FaultKind::ServerErrorAfter(status) => {
            next.run(request).await;
            server_error(network, status)
        }
        FaultKind::TooManyRequests { retry_after } => too_many(&shared, network, retry_after),
        FaultKind::ExpiredToken => match network {
            Network::Bluesky => bluesky::expire_token(&shared, token.as_deref()),
            Network::Mastodon => mastodon::invalid_token(),
        },
        FaultKind::RevokedToken => match network {
            Network::Bluesky => bluesky::revoke_token(&shared, token.as_deref()),
            Network::Mastodon => mastodon::revoke_token(&shared, token.as_deref()),
        },
        FaultKind::HtmlInsteadOfJson => {
            page::html("Just a moment", "<h1>Just a moment</h1><p>Checking your connection.</p>")
        }
    }
}

fn unavailable(network: Network) -> Response {
    server_error(network, 503)
}

fn server_error(network: Network, status: u16) -> Response {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    match network {
        Network::Bluesky => bluesky::server_error(status),
        Network::Mastodon => mastodon::server_error(status),
    }
    .into_response()
}

fn too_many(shared: &Shared, network: Network, retry_after: Duration) -> Response {
    match network {
        Network::Bluesky => bluesky::too_many_requests(shared, retry_after),
        Network::Mastodon => mastodon::too_many_requests(shared, retry_after),
    }
}
