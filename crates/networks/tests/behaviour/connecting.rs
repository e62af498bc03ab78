//! Connecting, the health check, refreshing and revoking.

use networks::http::Http;
use networks::{ConnectInput, ConnectStep, ErrorKind, Network, Next, Registry, Settings};
use simulator::FaultKind;

use crate::on_each_network;
use crate::rig::{PASSWORD, REDIRECT};
use crate::world::{World, connect, now_ms};

on_each_network!(
    the_right_credentials_connect,
    wrong_credentials_are_refused,
    another_kind_of_server_is_told,
    a_private_server_is_refused,
    the_health_check_reads_the_account,
    a_dead_token_asks_for_the_person,
    an_expired_token_is_refreshed,
    a_revoked_account_is_out,
    a_registration_serves_the_next_account,
);

async fn the_right_credentials_connect(world: World) {
    let profile = &world.connected.profile;
    assert_eq!(profile.remote_id, world.rig.remote_id(&world.sim, &world.account));
    assert_eq!(profile.base_url, world.server());
    assert_eq!(profile.display_name, world.rig.display_name());
    assert!(profile.handle.starts_with(world.rig.handle()), "{}", profile.handle);
    assert!(profile.profile_url.starts_with("http"), "{}", profile.profile_url);
    assert!(profile.limits.text_max >= 100, "{:?}", profile.limits);
    assert_eq!(format!("{:?}", world.credentials()), "Credentials(…)");
}

async fn wrong_credentials_are_refused(world: World) {
    let error = connect(&*world.rig, &world.connector, &world.server(), "wrong-password").await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Credentials, "{error}");
    assert!(!format!("{error:?}").contains("wrong-password"));
    if world.asks_consent() {
        let flow = begin(&world, None).await.1;
        let error = world.connector.finish_connect(&flow, "no-such-code", REDIRECT).await.unwrap_err();
        assert_eq!((error.kind, error.next), (ErrorKind::Credentials, Next::Reauthorise), "{error}");
    }
}

async fn another_kind_of_server_is_told(world: World) {
    if !world.rig.is_typed() {
        return;
    }
    let other = match world.network {
        Network::Mastodon => Network::Bluesky,
        _ => Network::Mastodon,
    };
    let other = crate::rig::rig(other).server(&world.sim);
    let error = connect(&*world.rig, &world.connector, &other, PASSWORD).await.unwrap_err();
    assert_eq!((error.kind, error.next), (ErrorKind::Protocol, Next::Never), "{error}");
}

async fn a_private_server_is_refused(world: World) {
    let guarded = Registry::new(&Settings { allow_private: false, ..world.rig.settings(&world.sim) })
        .unwrap()
        .get(world.network)
        .unwrap();
    let loopback = world.server().replace("http:", "https:");
    for server in [world.server(), loopback, "https://10.0.0.1".into(), "https://[::1]".into()] {
        if !world.rig.is_typed() {
            break;
        }
        let error = connect(&*world.rig, &guarded, &server, PASSWORD).await.unwrap_err();
        assert_eq!((error.kind, error.next), (ErrorKind::Blocked, Next::Never), "{server}: {error}");
    }
    // What was connected before the guard was closed is refused all the same, and certainly not sent.
    let content = world.text("Not out");
    let handle = world.prepare(&content);
    let notes = crate::world::Notes::default();
    let sent = guarded.publish(world.as_account(), &content, &handle, &notes).await;
    let error = sent.unwrap_err();
    assert_eq!((error.kind, error.next), (ErrorKind::Blocked, Next::Never), "{error}");
    assert_eq!(world.posts(), []);
}

async fn the_health_check_reads_the_account(world: World) {
    let profile = world.connector.profile(world.as_account()).await.unwrap();
    assert_eq!(profile, world.connected.profile);
    world.fail(world.health(), FaultKind::ServerErrorBefore(503), 1);
    let error = world.connector.profile(world.as_account()).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Unavailable, "{error}");
    assert!(matches!(error.next, Next::After(_)), "a server in trouble is not a dead token: {error}");
    world.fail(world.health(), FaultKind::HtmlInsteadOfJson, 1);
    let error = world.connector.profile(world.as_account()).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Protocol, "{error}");
    assert!(matches!(error.next, Next::After(_)), "{error}");
}

async fn a_dead_token_asks_for_the_person(world: World) {
    world.fail(world.health(), FaultKind::RevokedToken, 1);
    let mut error = world.connector.profile(world.as_account()).await.unwrap_err();
    if world.connector.capabilities(None).refreshes && matches!(error.next, Next::After(_)) {
        assert_eq!(error.kind, ErrorKind::Credentials, "{error}");
        error = world.connector.refresh(world.as_account(), now_ms()).await.unwrap_err();
    }
    assert_eq!((error.kind, error.next), (ErrorKind::Credentials, Next::Reauthorise), "{error}");
}

async fn an_expired_token_is_refreshed(mut world: World) {
    let refreshes = world.connector.capabilities(None).refreshes;
    assert!(!world.connector.needs_refresh(world.credentials(), now_ms()));
    assert_eq!(
        world.connector.needs_refresh(world.credentials(), now_ms() + world.rig.token_life_ms() - 4 * 60_000),
        refreshes
    );
    if !refreshes {
        let error = world.connector.refresh(world.as_account(), now_ms()).await.unwrap_err();
        assert_eq!(error.next, Next::Reauthorise, "only the person can help: {error}");
        return;
    }
    if !world.rig.renews_late() {
        return;
    }
    let content = world.text("After the night");
    let handle = world.prepare(&content);
    let notes = crate::world::Notes::default();
    world.fail(world.write(), FaultKind::ExpiredToken, 1);
    let error = world.publish(&content, &handle, &notes).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Credentials, "{error}");
    assert!(matches!(error.next, Next::After(_)), "only the access token ran out: {error}");
    let old = world.credentials().clone();
    world.connected.credentials = world.connector.refresh(world.with(&old), now_ms()).await.unwrap();
    assert_ne!(world.credentials(), &old);
    world.publish(&content, &notes.last().unwrap_or(handle), &notes).await.unwrap();
    assert_eq!(world.posts().len(), 1);
    // The old pair was used up, where it is used up.
    match world.connector.refresh(world.with(&old), now_ms()).await {
        Ok(_) => assert!(!world.rig.rotates()),
        Err(error) => {
            assert!(world.rig.rotates(), "{error}");
            assert_eq!((error.kind, error.next), (ErrorKind::Credentials, Next::Reauthorise), "{error}");
        }
    }
    world.fail(world.rig.refresh(), FaultKind::ServerErrorBefore(502), 1);
    let error = world.connector.refresh(world.as_account(), now_ms()).await.unwrap_err();
    assert!(matches!(error.next, Next::After(_)), "a gateway's 502 is not a dead token: {error}");
}

async fn a_revoked_account_is_out(world: World) {
    if !world.rig.revokes() {
        return;
    }
    world.connector.revoke(world.as_account()).await.unwrap();
    let refreshes = world.connector.capabilities(None).refreshes;
    let error = if refreshes {
        world.connector.refresh(world.as_account(), now_ms()).await.unwrap_err()
    } else {
        world.connector.profile(world.as_account()).await.unwrap_err()
    };
    assert_eq!((error.kind, error.next), (ErrorKind::Credentials, Next::Reauthorise), "{error}");
}

async fn a_registration_serves_the_next_account(world: World) {
    if !world.asks_consent() {
        return;
    }
    let Some(app) = begin(&world, None).await.2 else { return };
    world.fail("POST /api/v1/apps", FaultKind::ServerErrorBefore(500), 1);
    let (authorize_url, flow, _) = begin(&world, Some(app)).await;
    assert!(authorize_url.contains("code_challenge_method=S256"), "{authorize_url}");
    let code = world.rig.consent(&authorize_url, PASSWORD).await.unwrap();
    let connected = world.connector.finish_connect(&flow, &code, REDIRECT).await.unwrap();
    assert_eq!(connected[0].profile, world.connected.profile);
    // A code is good once.
    let error = world.connector.finish_connect(&flow, &code, REDIRECT).await.unwrap_err();
    assert_eq!((error.kind, error.next), (ErrorKind::Credentials, Next::Reauthorise), "{error}");
}

async fn begin(
    world: &World,
    app: Option<networks::Credentials>,
) -> (String, networks::Credentials, Option<networks::Credentials>) {
    let input = ConnectInput { app, ..world.rig.typed(&world.server(), PASSWORD) };
    match world.connector.begin_connect(&input).await.unwrap() {
        ConnectStep::Redirect { authorize_url, flow, app } => (authorize_url, flow, app),
        ConnectStep::Done(_) => panic!("connected without consent"),
    }
}

#[test]
fn only_an_address_of_the_web_is_a_server() {
    let http = Http::new(&Settings::default()).unwrap();
    assert_eq!(http.base_url("Social.Example/about").unwrap(), "https://social.example");
    for typed in
        ["", "http://social.example", "file:///etc/passwd", "https://a:b@social.example", "127.0.0.1"]
    {
        assert!(http.base_url(typed).is_err(), "{typed}");
    }
}
