//! What networks read of this instance before they show a consent page.

use std::sync::Arc;

use axum::{Json, extract::State};
use serde_json::Value;

use super::Public;

/// The description for Bluesky's servers, at the address by which they know this instance.
pub(super) async fn bluesky(State(public): State<Arc<Public>>) -> Json<Value> {
    Json(public.app.bluesky_client())
}
