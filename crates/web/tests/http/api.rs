//! The JSON API's own promises: tokens, problems, cursors, idempotency, description.

use app::Permission::{self, ManageMembers, ManageWorkspace, View, ViewAudit};
use axum::http::{Method, StatusCode};
use serde_json::json;
use testkit::{TestApp, db_test};

#[tokio::test(flavor = "multi_thread")]
async fn every_fault_is_a_problem_document() {
    let t = TestApp::new().await;
    let owner = t.owner().await;
    let stranger = t.client().api(Method::GET, "/api/v1/brands", None).await;
    assert_eq!(stranger.status, StatusCode::UNAUTHORIZED);
    assert_eq!(stranger.header("content-type"), "application/problem+json");
    assert_eq!(stranger.header("www-authenticate"), "Bearer");
    assert_eq!(stranger.json()["code"], "unauthenticated");
    assert_eq!(stranger.json()["request_id"], stranger.header("x-request-id"));

    let mut browser = t.client_as(&owner).await;
    let by_cookie = browser.api(Method::GET, "/api/v1/brands", None).await;
    assert_eq!(by_cookie.status, StatusCode::UNAUTHORIZED, "a browser's session is no way in");

    let mut api = t.api_client(&owner, &[View, ManageWorkspace]).await;
    let faulty =
        api.api(Method::POST, "/api/v1/brands", Some(json!({ "name": " ", "site_url": "ftp://x" }))).await;
    assert_eq!(faulty.status, StatusCode::UNPROCESSABLE_ENTITY);
    let errors = faulty.json()["errors"].clone();
    assert_eq!(errors.as_array().map(Vec::len), Some(2), "all faults at once: {errors}");
    assert_eq!(errors[0]["field"], "name");
    assert_eq!(errors[0]["code"], "required");

    let mangled =
        api.send(Method::POST, "/api/v1/brands", &[("content-type", "application/json")], "{".into()).await;
    assert_eq!(
        (mangled.status, mangled.json()["code"].as_str()),
        (StatusCode::BAD_REQUEST, Some("unreadable"))
    );
    let missing = api.api(Method::POST, "/api/v1/brands", Some(json!({}))).await;
    assert!(missing.json()["detail"].as_str().is_some_and(|text| text.contains("name")), "{}", missing.body);
    for path in
        ["/api/v1/nothing", "/api/v1/brands/brand_1", "/api/v1/brands/goal_0199b1a5c0de7000800000000000000a"]
    {
        let nowhere = api.api(Method::GET, path, None).await;
        assert_eq!(
            (nowhere.status, nowhere.json()["code"].as_str()),
            (StatusCode::NOT_FOUND, Some("not_found")),
            "{path}"
        );
    }
    let method = api.api(Method::DELETE, "/api/v1/brands", None).await;
    assert_eq!(
        (method.status, method.json()["code"].as_str()),
        (StatusCode::METHOD_NOT_ALLOWED, Some("method_not_allowed"))
    );
    let large = json!({ "name": "x".repeat(2_000_000) });
    let large = api.api(Method::POST, "/api/v1/brands", Some(large)).await;
    assert_eq!(
        (large.status, large.json()["code"].as_str()),
        (StatusCode::PAYLOAD_TOO_LARGE, Some("too_large"))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn resources_are_made_read_changed_and_paged() {
    let t = TestApp::new().await;
    let owner = t.owner().await;
    let mut api = t.api_client(&owner, &[View, ManageWorkspace, ManageMembers, ViewAudit]).await;
    let made = api.api(Method::POST, "/api/v1/brands", Some(json!({ "name": "Kranich Coffee" }))).await;
    assert_eq!(made.status, StatusCode::CREATED);
    let path = format!("/api/v1/brands/{}", made.json()["id"].as_str().expect("an id"));
    let changed = json!({ "name": "Kranich Roast", "site_url": "https://roast.example" });
    assert_eq!(api.api(Method::PUT, &path, Some(changed)).await.json()["name"], "Kranich Roast");
    assert_eq!(api.api(Method::POST, &format!("{path}/archive"), None).await.status, StatusCode::OK);
    let list = api.api(Method::GET, "/api/v1/brands", None).await;
    assert_eq!(list.json()["items"].as_array().map(Vec::len), Some(1));
    let list = api.api(Method::GET, "/api/v1/brands?archived=true", None).await;
    assert_eq!(list.json()["items"].as_array().map(Vec::len), Some(2));

    let input = json!({ "email": "texts@writer.example", "role": "freelancer" });
    let faulty = api.api(Method::POST, "/api/v1/invitations", Some(input)).await;
    assert_eq!(faulty.json()["errors"].as_array().map(Vec::len), Some(2), "{}", faulty.body);
    let input = json!({ "email": "texts@writer.example", "role": "analyst" });
    let sent = api.api(Method::POST, "/api/v1/invitations", Some(input)).await;
    assert_eq!(sent.status, StatusCode::CREATED);
    assert!(sent.json()["url"].as_str().is_some_and(|url| url.contains("/invitations/")));
    let waiting = api.api(Method::GET, "/api/v1/invitations", None).await;
    let id = waiting.json()["items"][0]["id"].as_str().expect("an id").to_owned();
    assert_eq!(
        api.api(Method::DELETE, &format!("/api/v1/invitations/{id}"), None).await.status,
        StatusCode::NO_CONTENT
    );

    let workspace =
        json!({ "name": "Kranich", "zone": "Europe/Berlin", "currency": "EUR", "hour_rate_minor": 6000 });
    assert_eq!(
        api.api(Method::PUT, "/api/v1/workspace", Some(workspace)).await.json()["hour_rate_minor"],
        6000
    );
    let members = api.api(Method::GET, "/api/v1/members", None).await;
    assert_eq!(members.json()["items"][0]["role"], "owner");

    let mut seen = Vec::new();
    let mut path = "/api/v1/audit-entries?limit=2".to_owned();
    loop {
        let page = api.api(Method::GET, &path, None).await.json();
        seen.extend(page["items"].as_array().expect("items").iter().map(|entry| entry["id"].clone()));
        let Some(next) = page["next_cursor"].as_str() else { break };
        path = format!("/api/v1/audit-entries?limit=2&cursor={next}");
    }
    assert!(seen.len() > 5);
    let bad = api.api(Method::GET, "/api/v1/audit-entries?limit=0", None).await;
    assert_eq!(bad.status, StatusCode::UNPROCESSABLE_ENTITY);

    let token = json!({ "name": "Mightier", "scopes": ["publish"] });
    let refused = api.api(Method::POST, "/api/v1/tokens", Some(token)).await;
    assert_eq!(
        refused.json()["errors"][0]["code"],
        "scope_not_held",
        "a token makes none mightier than itself"
    );
}

db_test! {
    async fn a_write_sent_twice_is_done_once(t: TestApp) {
        let owner = t.owner().await;
        let mut api = t.api_client(&owner, Permission::ALL).await;
        let key = [("idempotency-key", "order-77")];
        let body = json!({ "name": "Shop", "scopes": ["view"] });
        let first = api.api_with(Method::POST, "/api/v1/tokens", &key, Some(body.clone())).await;
        assert_eq!(first.status, StatusCode::CREATED);
        let again = api.api_with(Method::POST, "/api/v1/tokens", &key, Some(body.clone())).await;
        assert_eq!((again.status, &again.body), (StatusCode::CREATED, &first.body), "the same answer");
        assert_eq!(again.header("idempotent-replayed"), "true");
        let tokens = t.api_tokens(&owner).await.expect("tokens");
        assert_eq!(tokens.iter().filter(|token| token.name == "Shop").count(), 1);
        let other = json!({ "name": "Other", "scopes": ["view"] });
        let reused = api.api_with(Method::POST, "/api/v1/tokens", &key, Some(other)).await;
        assert_eq!(reused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(reused.json()["errors"][0]["code"], "idempotency_key_reused");

        let key = [("idempotency-key", "brand-1")];
        let faulty = api.api_with(Method::POST, "/api/v1/brands", &key, Some(json!({ "name": "" }))).await;
        assert_eq!(faulty.status, StatusCode::UNPROCESSABLE_ENTITY);
        let mended = api.api_with(Method::POST, "/api/v1/brands", &key, Some(json!({ "name": "Mended" }))).await;
        assert_eq!(mended.status, StatusCode::CREATED, "a refused request does not use the key up");

        let key = [("idempotency-key", "race")];
        let tries: Vec<_> = (0..5)
            .map(|_| {
                let mut api = api.clone();
                tokio::spawn(async move {
                    let body = json!({ "name": "Raced" });
                    api.api_with(Method::POST, "/api/v1/brands", &key, Some(body)).await.status
                })
            })
            .collect();
        let mut made = 0;
        for outcome in tries {
            match outcome.await.expect("task") {
                StatusCode::CREATED => made += 1,
                other => assert_eq!(other, StatusCode::CONFLICT),
            }
        }
        assert!(made >= 1);
        let brands = t.brands(&owner, false).await.expect("brands");
        assert_eq!(brands.iter().filter(|brand| brand.name == "Raced").count(), 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_description_is_openapi_3_1_and_names_every_scope() {
    let t = TestApp::new().await;
    let served = t.client().get("/api/v1/openapi.json").await;
    assert_eq!(served.status, StatusCode::OK);
    let description = served.json();
    assert!(description["openapi"].as_str().is_some_and(|version| version.starts_with("3.1")));
    for (path, operations) in description["paths"].as_object().expect("paths") {
        for (method, operation) in operations.as_object().expect("operations") {
            let scopes = &operation["security"][0]["bearer"];
            let scope = scopes[0].as_str().unwrap_or_default();
            assert!(Permission::parse(scope).is_some(), "{method} {path} names no scope: {scopes}");
            assert!(
                operation["summary"].as_str().is_some() || operation["description"].as_str().is_some(),
                "{method} {path}"
            );
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_probes_answer() {
    let t = TestApp::new().await;
    assert_eq!(t.client().get("/healthz").await.status, StatusCode::OK);
    assert_eq!(t.client().get("/readyz").await.status, StatusCode::OK);
    t.db.close().await.expect("closed");
    assert_eq!(t.client().get("/readyz").await.status, StatusCode::SERVICE_UNAVAILABLE);
}
