//! A server that speaks a small part of the Mastodon API, as light ones do: no `/api/v2/instance`, errors without
//! JSON, tokens without a scope, no idempotency, no paging, no removal, no state of uploads.

use std::sync::{Arc, Mutex};

use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Html;
use axum::routing::{get, post};
use axum::{Json, Router};
use networks::{
    ConnectInput, ConnectStep, Connected, Connector, Content, ErrorKind, LookUp, Network, Next, Registry,
};
use serde_json::{Value, json};

use crate::rig::REDIRECT;
use crate::world::{Notes, account, now_ms, out, png, settings, since, text};

#[derive(Default)]
struct Server {
    statuses: Vec<Value>,
    /// Answers this many posts with a page after it took them.
    lies: usize,
}

type Shared = Arc<Mutex<Server>>;

async fn create(
    State(server): State<Shared>,
    headers: HeaderMap,
    Json(body): Json<Value>,
) -> Result<Json<Value>, (StatusCode, Html<&'static str>)> {
    if headers.get("authorization").is_none_or(|value| value != "Bearer token-1") {
        return Err((StatusCode::UNAUTHORIZED, Html("")));
    }
    let mut server = server.lock().unwrap();
    let id = format!("md5-{}", server.statuses.len());
    let created_at =
        jiff::Timestamp::from_millisecond(now_ms()).unwrap().strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
    let media: Vec<Value> =
        body["media_ids"].as_array().into_iter().flatten().map(|id| json!({ "id": id })).collect();
    let content =
        body["status"].as_str().unwrap_or("").replace('&', "&amp;").replace("**", "").replace('\n', "<br>");
    let status = json!({
        "id": id, "uri": format!("http://snac.test/brand/p/{id}"), "created_at": created_at, "content": content,
        "media_attachments": media, "in_reply_to_id": body["in_reply_to_id"],
        "favourites_count": 0, "reblogs_count": 0, "replies_count": 0,
    });
    server.statuses.insert(0, status.clone());
    if server.lies > 0 {
        server.lies -= 1;
        return Err((StatusCode::INTERNAL_SERVER_ERROR, Html("<h1>500 Internal Server Error</h1>")));
    }
    Ok(Json(status))
}

async fn start() -> (Shared, String) {
    let shared = Shared::default();
    let account = json!({ "id": "acc-1", "username": "brand", "acct": "brand", "display_name": "", "url": "http://snac.test/brand" });
    let router = Router::new()
        .route(
            "/api/v1/apps",
            post(|| async { Json(json!({ "client_id": "c-1", "client_secret": "secret-1" })) }),
        )
        .route(
            "/oauth/token",
            post(|| async { Json(json!({ "access_token": "token-1", "token_type": "Bearer" })) }),
        )
        .route("/api/v1/accounts/verify_credentials", get(move || async move { Json(account) }))
        .route(
            "/api/v1/instance",
            get(|| async { Json(json!({ "configuration": { "statuses": { "max_characters": 65535 } } })) }),
        )
        .route("/api/v2/media", post(|| async { (StatusCode::ACCEPTED, Json(json!({ "id": 77 }))) }))
        .route("/api/v1/statuses", post(create))
        .route(
            "/api/v1/statuses/{id}",
            get(|Path(id): Path<String>, State(server): State<Shared>| async move {
                let server = server.lock().unwrap();
                server
                    .statuses
                    .iter()
                    .find(|status| status["id"] == id.as_str())
                    .cloned()
                    .map(Json)
                    .ok_or(StatusCode::NOT_FOUND)
            })
            .delete(|| async { (StatusCode::NOT_FOUND, Html("<h1>404 Not Found</h1>")) }),
        )
        .route(
            "/api/v1/accounts/{id}/statuses",
            get(|State(server): State<Shared>| async move { Json(server.lock().unwrap().statuses.clone()) }),
        )
        .fallback(|| async { (StatusCode::NOT_FOUND, Html("<h1>404 Not Found</h1>")) })
        .with_state(Arc::clone(&shared));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base_url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await });
    (shared, base_url)
}

async fn connect(base_url: &str) -> (Arc<dyn Connector>, Connected) {
    let connector = Registry::new(&settings()).unwrap().get(Network::Mastodon).unwrap();
    let input =
        ConnectInput { base_url: base_url.into(), redirect_uri: REDIRECT.into(), ..ConnectInput::default() };
    let ConnectStep::Redirect { flow, .. } = connector.begin_connect(&input).await.unwrap() else {
        panic!("connected without consent")
    };
    let connected = connector.finish_connect(&flow, "code-1", REDIRECT).await.unwrap().remove(0);
    (connector, connected)
}

#[tokio::test]
async fn a_small_server_is_connected_and_published_to() {
    let (shared, base_url) = start().await;
    let (connector, connected) = connect(&base_url).await;
    assert_eq!(connected.profile.limits.text_max, 65_535);
    assert_eq!(connected.profile.display_name, "brand");
    let content = Content::single("A **bold** move & more :)".into(), vec![png()], None);
    let handle = connector.prepare("acc-1", &content, now_ms(), 1);
    let notes = Notes::default();
    let published =
        out(connector.publish(account(&base_url, &connected), &content, &handle, &notes).await.unwrap());
    assert_eq!(published.url, "http://snac.test/brand/p/md5-0");
    assert_eq!(shared.lock().unwrap().statuses[0]["media_attachments"], json!([{ "id": "77" }]));
    let ids = [published.remote_id.clone(), "gone".into()];
    let counted = connector.post_metrics(account(&base_url, &connected), &ids).await.unwrap();
    assert_eq!(counted[0].values.as_ref().map(Vec::len), Some(3), "it tells no quotes");
    assert_eq!(counted[1].values, None);
    let deleted = connector.delete(account(&base_url, &connected), &published.remote_id).await;
    assert_eq!(deleted.unwrap_err().kind, ErrorKind::NotFound);
    // Followers are not told: absent, not 0.
    let account = connector.account_metrics(account(&base_url, &connected)).await.unwrap();
    assert_eq!(account.values, []);
}

#[tokio::test]
async fn without_idempotency_there_is_still_one_post() {
    let (shared, base_url) = start().await;
    let (connector, connected) = connect(&base_url).await;
    for round in 0..3 {
        let content = text(&format!("Round {round}: https://t.example/l/a{round}?x=1&y=2"));
        let started_ms = now_ms();
        let handle = connector.prepare("acc-1", &content, started_ms, round);
        let notes = Notes::default();
        shared.lock().unwrap().lies = 1;
        let error =
            connector.publish(account(&base_url, &connected), &content, &handle, &notes).await.unwrap_err();
        assert_eq!((error.kind, error.next), (ErrorKind::Unavailable, Next::Unknown), "{error}");
        let kept = notes.last().unwrap();
        let found = connector
            .look_up(account(&base_url, &connected), &content, &kept, since(started_ms))
            .await
            .unwrap();
        assert!(matches!(found, LookUp::Found(_)), "{found:?}");
        connector.publish(account(&base_url, &connected), &content, &kept, &notes).await.unwrap();
    }
    assert_eq!(shared.lock().unwrap().statuses.len(), 3);
}

#[tokio::test]
async fn an_answer_without_words_is_understood() {
    let (_, base_url) = start().await;
    let (connector, mut connected) = connect(&base_url).await;
    connected.credentials.0["token"] = json!("dead");
    let content = text("Not out");
    let handle = connector.prepare("acc-1", &content, now_ms(), 1);
    let sent = connector.publish(account(&base_url, &connected), &content, &handle, &Notes::default()).await;
    let error = sent.unwrap_err();
    assert_eq!(
        (error.kind, error.next, error.status),
        (ErrorKind::Credentials, Next::Reauthorise, Some(401))
    );
}

/// A list that may hide newer posts proves nothing.
#[tokio::test]
async fn a_server_that_cuts_its_list_cannot_tell() {
    let (shared, base_url) = start().await;
    let (connector, connected) = connect(&base_url).await;
    for round in 0..25 {
        let content = text(&format!("Busy hour {round}"));
        let handle = connector.prepare("acc-1", &content, now_ms(), round);
        connector
            .publish(account(&base_url, &connected), &content, &handle, &Notes::default())
            .await
            .unwrap();
    }
    let content = text("Lost");
    let mut handle = connector.prepare("acc-1", &content, now_ms(), 99);
    handle.0["parts"][0]["tried"] = true.into();
    let look = || connector.look_up(account(&base_url, &connected), &content, &handle, since(now_ms()));
    assert_eq!(look().await.unwrap(), LookUp::CannotTell);
    shared.lock().unwrap().statuses.truncate(3);
    assert_eq!(look().await.unwrap(), LookUp::Absent);
}
