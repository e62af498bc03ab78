//! What a supervisor asks.

use app::App;
use axum::{extract::State, http::StatusCode};

/// `GET /healthz`: the process answers.
pub async fn healthz() -> &'static str {
    "ok"
}

/// `GET /readyz`: the database answers too, and no background work of this process broke off.
pub async fn readyz(State(app): State<App>) -> (StatusCode, String) {
    if let Err(error) = app.setup_is_open().await {
        tracing::warn!(%error, "not ready");
        return (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer".to_owned());
    }
    let dead = app.background.dead();
    if !dead.is_empty() {
        return (StatusCode::SERVICE_UNAVAILABLE, format!("nobody does {} any more", dead.join(", ")));
    }
    let mut words = "ready".to_owned();
    for (name, status) in app.background.all() {
        // What it said stays in the log: this page is for everybody.
        let fares = if status.last_error.is_some() { "failed" } else { "ok" };
        words.push('\n');
        words.push_str(name);
        words.push_str(": ");
        words.push_str(fares);
    }
    (StatusCode::OK, words)
}
