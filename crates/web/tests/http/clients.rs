//! What networks read of this instance.

use axum::http::StatusCode;
use testkit::{TestApp, db_test};

db_test! {
    async fn bluesky_reads_what_this_instance_is(t: TestApp) {
        let reply = t.client().get("/channels/bluesky/client-metadata.json").await;
        assert_eq!(reply.status, StatusCode::OK);
        assert_eq!(reply.header("content-type"), "application/json");
        let told = reply.json();
        let back = told["redirect_uris"][0].as_str().unwrap_or_default();
        assert!(back.ends_with("/channels/callback"), "{told}");
        assert_eq!(told["dpop_bound_access_tokens"], true);
        assert!(told["client_id"].as_str().is_some_and(|id| id.starts_with("http")), "{told}");
    }
}
