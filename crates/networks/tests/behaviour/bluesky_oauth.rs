//! Connecting Bluesky by consent: pushed request, PKCE, proofs of possession, refresh tokens that are good once.

use std::time::Duration;

use networks::bluesky::{CLIENT_METADATA_PATH, client_metadata};
use networks::{
    ConnectInput, ConnectMethod, ConnectStep, Connected, Error, ErrorKind, Network, Next, Registry,
};
use simulator::FaultKind;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use crate::rig::{HANDLE, PASSWORD, REDIRECT};
use crate::world::{Notes, World, account, now_ms, png, post_form, redirected_to, settings};

/// A Bluesky on which an account is connected by consent.
async fn world() -> World {
    let mut world = World::start(Network::Bluesky).await;
    world.sim.name_host("tandem.example", &serve_metadata().await);
    // All hosts are the simulator's, so that handles are looked up there.
    let settings = settings().with_base_url(Network::Bluesky, &world.server());
    world.connector = Registry::new(&settings).unwrap().get(Network::Bluesky).unwrap();
    world.connected = connect(&world, HANDLE).await.unwrap();
    world
}

fn typed(name: &str) -> ConnectInput {
    ConnectInput {
        method: Some(ConnectMethod::OAuthServer),
        base_url: name.to_owned(),
        redirect_uri: REDIRECT.to_owned(),
        state: "state-1".to_owned(),
        ..ConnectInput::default()
    }
}

async fn connect(world: &World, name: &str) -> Result<Connected, Error> {
    let ConnectStep::Redirect { authorize_url, flow, .. } =
        world.connector.begin_connect(&typed(name)).await?
    else {
        panic!("no consent page")
    };
    let code = consent(&authorize_url).await;
    world.connector.finish_connect(&flow, &code, REDIRECT).await.map(|mut found| found.remove(0))
}

/// Agrees on the page; gives the code.
async fn consent(authorize_url: &str) -> String {
    let mut url = url::Url::parse(authorize_url).unwrap();
    let mut form = url::form_urlencoded::Serializer::new(String::new());
    form.extend_pairs(url.query_pairs());
    form.extend_pairs([("login", HANDLE), ("password", PASSWORD), ("decision", "allow")]);
    url.set_query(None);
    let back = redirected_to(&post_form(&url, &form.finish()).await).unwrap();
    let back = url::Url::parse(&back).unwrap();
    let value = |name: &str| back.query_pairs().find(|(key, _)| key == name).unwrap().1.into_owned();
    assert_eq!(value("state"), "state-1");
    value("code")
}

/// The instance's own description, as web serves it.
async fn serve_metadata() -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut request = vec![0; 4_096];
            let length = stream.read(&mut request).await.unwrap_or(0);
            let asked = String::from_utf8_lossy(&request[..length]).into_owned();
            let found = asked.starts_with(&format!("GET {CLIENT_METADATA_PATH} "));
            let body = client_metadata("https://tandem.example", REDIRECT).to_string();
            let status = if found { "200 OK" } else { "404 Not Found" };
            let head = format!(
                "HTTP/1.1 {status}\r\ncontent-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
                body.len()
            );
            let _ = stream.write_all(format!("{head}{body}").as_bytes()).await;
        }
    });
    base
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_handle_and_a_server_lead_to_the_consent_page() {
    let world = world().await;
    assert_eq!(world.connected.profile.remote_id, world.account);
    assert_eq!(world.connected.profile.handle, HANDLE);
    assert_eq!(world.connected.profile.base_url, world.server());
    for name in [format!("@{HANDLE}"), format!("https://{HANDLE}"), world.server(), world.account.clone()] {
        let again = connect(&world, &name).await.unwrap();
        assert_eq!(again.profile, world.connected.profile, "{name}");
    }
    assert_eq!(format!("{:?}", world.credentials()), "Credentials(…)");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn everything_works_with_proofs_and_nonces_that_change() {
    let world = world().await;
    for number in 0..3 {
        simulator::bluesky::rotate_nonce(&world.sim);
        let content = world.with_media(&format!("Post {number}"), vec![png()]);
        let handle = world.prepare(&content);
        let published = world.publish(&content, &handle, &Notes::default()).await.unwrap();
        let again = world.publish(&content, &handle, &Notes::default()).await.unwrap();
        assert_eq!(again.remote_id, published.remote_id);
        assert_eq!(world.posts().len(), number + 1);
    }
    let id = world.posts()[0].id.clone();
    let counted = world.connector.post_metrics(world.as_account(), std::slice::from_ref(&id)).await.unwrap();
    assert!(counted[0].values.is_some());
    assert_eq!(world.connector.profile(world.as_account()).await.unwrap(), world.connected.profile);
    world.connector.delete(world.as_account(), &id).await.unwrap();
    assert_eq!(world.posts().len(), 2);
    // A process that starts anew knows no nonce and no time, and finds out.
    let settings = settings().with_base_url(Network::Bluesky, &world.server());
    let fresh = Registry::new(&settings).unwrap().get(Network::Bluesky).unwrap();
    fresh.profile(world.as_account()).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_bound_token_is_worth_nothing_without_its_key() {
    let world = world().await;
    let mut stolen = world.credentials().clone();
    stolen.0["oauth"] = serde_json::Value::Null;
    let error = world.connector.profile(world.with(&stolen)).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Credentials, "{error}");
    let mut other = world.credentials().clone();
    other.0["oauth"]["key"] = connect(&world, HANDLE).await.unwrap().credentials.0["oauth"]["key"].clone();
    let error = world.connector.profile(world.with(&other)).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Credentials, "{error}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_refresh_token_is_good_once() {
    let mut world = world().await;
    assert!(!world.connector.needs_refresh(world.credentials(), now_ms()));
    assert!(world.connector.needs_refresh(world.credentials(), now_ms() + 26 * 60_000));
    world.sim.advance(Duration::from_secs(31 * 60));
    let error = world.connector.profile(world.as_account()).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Credentials, "{error}");
    assert!(matches!(error.next, Next::After(_)), "only the access token ran out: {error}");
    world.fail("/oauth/token", FaultKind::ServerErrorBefore(502), 1);
    let error = world.connector.refresh(world.as_account(), now_ms()).await.unwrap_err();
    assert!(matches!(error.next, Next::After(_)), "a gateway's 502 is not a dead token: {error}");
    let old = world.connected.credentials.clone();
    world.connected.credentials = world.connector.refresh(world.as_account(), now_ms()).await.unwrap();
    world.connector.profile(world.as_account()).await.unwrap();
    let error = world.connector.refresh(world.with(&old), now_ms()).await.unwrap_err();
    assert_eq!((error.kind, error.next), (ErrorKind::Credentials, Next::Reauthorise), "{error}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_revoked_session_and_a_used_code_are_out() {
    let world = world().await;
    let base_url = world.base_url().to_owned();
    let other = connect(&world, HANDLE).await.unwrap();
    world.connector.revoke(account(&base_url, &other)).await.unwrap();
    let error = world.connector.refresh(account(&base_url, &other), now_ms()).await.unwrap_err();
    assert_eq!((error.kind, error.next), (ErrorKind::Credentials, Next::Reauthorise), "{error}");
    // The first session stands.
    world.connector.profile(world.as_account()).await.unwrap();
    let ConnectStep::Redirect { authorize_url, flow, .. } =
        world.connector.begin_connect(&typed(HANDLE)).await.unwrap()
    else {
        panic!("no consent page")
    };
    let code = consent(&authorize_url).await;
    world.connector.finish_connect(&flow, &code, REDIRECT).await.unwrap();
    let error = world.connector.finish_connect(&flow, &code, REDIRECT).await.unwrap_err();
    assert_eq!((error.kind, error.next), (ErrorKind::Credentials, Next::Reauthorise), "{error}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_without_a_consent_page_is_told() {
    let world = world().await;
    let error = world.connector.begin_connect(&typed(&world.sim.mastodon_url())).await.err().unwrap();
    assert_eq!((error.kind, error.next), (ErrorKind::Protocol, Next::Never), "{error}");
}
