//! The outermost layer of every simulated network: latency, then a fault if one is due.

use std::sync::Arc;

use axum::body::{Body, to_bytes};
use axum::extract::{ConnectInfo, FromRequest, Request, State};
use axum::http::StatusCode;
use axum::middleware::Next;
use axum::response::Response;

use super::{FaultKind, Refusal};
use crate::call::{Call, Doomed};
use crate::page;
use crate::server::Scissors;
use crate::stand_in::{Network, status};
use crate::state::Shared;

/// Largest body that a fault holds back.
const BODY_MAX: usize = 256 * 1024 * 1024;

#[derive(Clone)]
pub(crate) struct FaultContext {
    pub(crate) shared: Arc<Shared>,
    pub(crate) network: Network,
}

pub(crate) async fn layer(
    State(context): State<FaultContext>,
    ConnectInfo(scissors): ConnectInfo<Scissors>,
    mut request: Request,
    next: Next,
) -> Response {
    let FaultContext { shared, network } = context;
    if let Some(record) = &shared.record {
        request = record.note(network, shared.clock.now(), request).await;
    }
    if !shared.latency.is_zero() {
        shared.sleep(shared.latency).await;
    }
    let path = request.uri().path_and_query().map_or("/", |path| path.as_str());
    let request_line = format!("{} {path}", request.method());
    let Some(kind) = shared.faults.take(network, &request_line) else { return next.run(request).await };
    tracing::debug!(network = network.as_str(), request_line, ?kind, "a request meets a fault");
    let stand_in = network.stand_in();
    let refuse = |refusal: Refusal| stand_in.refusal(&shared, &refusal);
    let unavailable = || refuse(Refusal::ServerError(StatusCode::SERVICE_UNAVAILABLE));
    match kind {
        FaultKind::Slow(wait) => {
            shared.sleep(wait).await;
            next.run(request).await
        }
        FaultKind::Hang => {
            shared.stopped().await;
            unavailable()
        }
        FaultKind::HangAfter => {
            next.run(request).await;
            shared.stopped().await;
            unavailable()
        }
        FaultKind::AcceptLate(wait) => {
            let (parts, body) = request.into_parts();
            let body = to_bytes(body, BODY_MAX).await.unwrap_or_default();
            let later = Arc::clone(&shared);
            tokio::spawn(async move {
                later.sleep(wait).await;
                next.run(Request::from_parts(parts, Body::from(body))).await;
            });
            scissors.cut();
            unavailable()
        }
        FaultKind::ResetBefore => {
            scissors.cut();
            unavailable()
        }
        FaultKind::ResetAfter => {
            let answer = next.run(request).await;
            scissors.cut();
            answer
        }
        FaultKind::ServerErrorBefore(number) => refuse(Refusal::ServerError(status(number))),
        FaultKind::ServerErrorAfter(number) => {
            next.run(request).await;
            refuse(Refusal::ServerError(status(number)))
        }
        FaultKind::TooManyRequests { retry_after } => refuse(Refusal::TooMany { retry_after }),
        FaultKind::ExpiredToken => {
            if let Some(token) = token(network, request).await {
                stand_in.expire_token(&shared, &token);
            }
            refuse(Refusal::Expired)
        }
        FaultKind::RevokedToken => {
            if let Some(token) = token(network, request).await {
                stand_in.revoke_token(&shared, &token);
            }
            refuse(Refusal::Revoked)
        }
        FaultKind::LostRotation => refuse(Refusal::LostRotation),
        FaultKind::Duplicate => refuse(Refusal::Duplicate),
        FaultKind::Refused => refuse(Refusal::Invalid),
        FaultKind::ErrorInside => refuse(Refusal::ErrorInside),
        FaultKind::ProcessingFails => {
            request.extensions_mut().insert(Doomed);
            next.run(request).await
        }
        FaultKind::HtmlInsteadOfJson => {
            page::html("Just a moment", "<h1>Just a moment</h1><p>Checking your connection.</p>")
        }
    }
}

/// The token that the request carries, wherever the network takes it.
async fn token(network: Network, request: Request) -> Option<String> {
    let (parts, body) = request.into_parts();
    let body = to_bytes(body, BODY_MAX).await.unwrap_or_default();
    let call = Call::from_request(Request::from_parts(parts, Body::from(body)), &()).await.ok()?;
    network.stand_in().token(&call)
}
