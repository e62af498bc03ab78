//! What the simulated networks send, signed by their own schemes: taken as it came, refused when anything about it differs.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::http::HeaderMap;
use networks::webhook::{About, Delivered, Params, Receiver, Refusal};
use networks::{Network, NetworkSettings, Registry, Settings};
use serde_json::{Value, json};
use simulator::{Config, Simulator};

use crate::rig::REDIRECT;
use crate::world::{now_ms, settings};

const APP: &str = "app-1";
const SECRET: &str = "secret-of-app-1";

/// Settings of an operator who has an app at every network.
fn with_secret(secret: &str) -> Settings {
    let mut settings = settings();
    for network in Network::ALL {
        let set = NetworkSettings {
            client_id: Some(APP.into()),
            client_secret: Some(secret.into()),
            webhook_secret: Some(secret.into()),
            ..NetworkSettings::default()
        };
        settings.networks.insert(*network, set);
    }
    settings
}

fn receiver(network: Network, secret: &str) -> Box<dyn Receiver> {
    let registry = Registry::new(&with_secret(secret)).unwrap();
    registry.get(network).unwrap().receiver().unwrap()
}

/// A network, what it sends, and the events that stand in it.
fn sent() -> Vec<(Network, simulator::Network, Value, usize)> {
    use simulator::Network as Sim;
    let page = |object: &str, change: Value| json!({"object": object, "entry": [{"id": "77", "time": 1_700_000_000, "changes": [change]}]});
    let content = json!({"publish_id": "v_pub~1", "publish_type": "DIRECT_PUBLISH"}).to_string();
    vec![
        (
            Network::Facebook,
            Sim::Facebook,
            page(
                "page",
                json!({"field": "feed", "value": {"item": "comment", "post_id": "77_1", "message": "schön 🍵"}}),
            ),
            1,
        ),
        (
            Network::Instagram,
            Sim::Instagram,
            page("instagram", json!({"field": "comments", "value": {"id": "c", "media": {"id": "m"}}})),
            1,
        ),
        (
            Network::Threads,
            Sim::Threads,
            json!({"topic": "moderate", "time": 1, "values": [{"field": "replies", "value": {"id": "r",
                "root_post": {"id": "p", "owner_id": "77"}}}]}),
            1,
        ),
        (
            Network::LinkedIn,
            Sim::LinkedIn,
            json!({"notifications": [{"action": "LIKE", "organizationalEntity": "urn:li:organization:7",
                "decoratedSourcePost": {"entity": "urn:li:share:1"}}]}),
            1,
        ),
        (
            Network::X,
            Sim::X,
            json!({"data": {"event_type": "like.create", "filter": {"user_id": "7"}, "payload": {"liked_tweet_id": "1"}}}),
            1,
        ),
        (
            Network::TikTok,
            Sim::TikTok,
            json!({"client_key": APP, "event": "post.publish.complete", "create_time": 1, "user_openid": "o", "content": content}),
            1,
        ),
        (
            Network::Slack,
            Sim::Slack,
            json!({"type": "event_callback", "event_time": 1, "event": {"type": "reaction_added",
                "item": {"type": "message", "channel": "C1", "ts": "1.2"}}}),
            1,
        ),
    ]
}

/// What was sent: headers and body.
type Kept = Arc<Mutex<Vec<(Params, Vec<u8>)>>>;

/// A place that keeps what is sent to it.
async fn listener() -> (String, Kept) {
    let kept: Kept = Arc::default();
    let keep = Arc::clone(&kept);
    let router = Router::new().fallback(async move |headers: HeaderMap, body: Bytes| {
        let headers = headers
            .iter()
            .map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned()))
            .collect();
        keep.lock().unwrap().push((headers, body.to_vec()));
    });
    let socket = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}/hooks", socket.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(socket, router).await });
    (address, kept)
}

#[tokio::test]
async fn what_a_network_signs_is_taken_and_nothing_else() {
    let sim = Simulator::start(Config::default()).await.unwrap();
    let (address, kept) = listener().await;
    for (network, simulated, body, events) in sent() {
        sim.add_app(simulated, APP, SECRET, REDIRECT);
        if network == Network::Slack {
            simulator::slack::set_signing_secret(&sim, SECRET);
        }
        sim.deliver_webhook(simulated, &address, body.to_string()).await.unwrap();
        let (headers, body) = kept.lock().unwrap().pop().unwrap();
        let now = now_ms();
        let ours = receiver(network, SECRET);
        let prove = |receiver: &dyn Receiver, headers: &Params, body: &[u8], now: i64| {
            receiver.prove(Delivered { headers, body }, now)
        };
        assert_eq!(prove(&*ours, &headers, &body, now), Ok(()), "{network}");
        // Sent twice it reads the same: what was looked at since is not looked at again.
        for _ in 0..2 {
            assert_eq!(ours.read(&body).unwrap().events.len(), events, "{network}");
        }
        let refused = Err(Refusal::Unproven);
        for at in [0, body.len() / 2, body.len() - 1] {
            let mut changed = body.clone();
            changed[at] ^= 1;
            assert_eq!(prove(&*ours, &headers, &changed, now), refused, "{network}: byte {at}");
        }
        assert_eq!(prove(&*receiver(network, "another"), &headers, &body, now), refused, "{network}");
        assert_eq!(prove(&*ours, &Params::new(), &body, now), refused, "{network}: unsigned");
        assert_eq!(prove(&*ours, &headers, b"", now), refused, "{network}: empty");
        for (name, value) in &headers {
            if name.contains("signature") {
                let mut cut = headers.clone();
                cut.insert(name.clone(), value[..value.len() - 2].to_owned());
                assert_eq!(prove(&*ours, &cut, &body, now), refused, "{network}: {name} cut short");
                cut.insert(name.clone(), "€ no signature".to_owned());
                assert_eq!(prove(&*ours, &cut, &body, now), refused, "{network}: {name}");
            }
        }
        let timed = matches!(network, Network::TikTok | Network::Slack);
        for later in [now + 6 * 60_000, now - 6 * 60_000] {
            assert_eq!(prove(&*ours, &headers, &body, later).is_err(), timed, "{network}");
        }
    }
    sim.shutdown().await;
}

#[test]
fn the_time_is_under_the_signature() {
    // TikTok and Slack: another time over the same body is another message.
    let registry = Registry::new(&with_secret(SECRET)).unwrap();
    for (network, name, value) in [
        (Network::TikTok, "tiktok-signature", "t=1000,s=00"),
        (Network::TikTok, "tiktok-signature", "t=,s="),
        (Network::TikTok, "tiktok-signature", "s=00"),
        (Network::Slack, "x-slack-signature", "v0=00"),
    ] {
        let receiver = registry.get(network).unwrap().receiver().unwrap();
        let headers = Params::from([
            (name.to_owned(), value.to_owned()),
            ("x-slack-request-timestamp".to_owned(), "1000".to_owned()),
        ]);
        let refused = receiver.prove(Delivered { headers: &headers, body: b"{}" }, 1_000_000);
        assert_eq!(refused, Err(Refusal::Unproven), "{network} {value}");
    }
}

#[test]
fn who_sends_nothing_or_is_not_set_up_has_no_receiver() {
    let of = |settings: &Settings| -> Vec<Network> {
        let registry = Registry::new(settings).unwrap();
        let all = registry.all().iter().filter(|connector| connector.receiver().is_some());
        all.map(|connector| connector.network()).collect()
    };
    assert_eq!(
        of(&with_secret(SECRET)),
        [
            Network::Facebook,
            Network::Instagram,
            Network::Threads,
            Network::LinkedIn,
            Network::X,
            Network::TikTok,
            Network::Slack
        ]
    );
    assert_eq!(of(&settings()), []);
    assert_eq!(of(&with_secret("")).len(), 7, "an empty secret has a receiver, and nothing is signed by it");
    let receiver = receiver(Network::Facebook, "");
    let told =
        receiver.read(br#"{"entry":[{"id":"1","changes":[{"field":"feed","value":{"post_id":"1_1"}}]}]}"#);
    assert_eq!(told.unwrap().events[0].about, About::Post("1_1".into()));
    let headers = Params::from([(
        "x-hub-signature-256".to_owned(),
        "sha256=b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad".to_owned(),
    )]);
    assert_eq!(receiver.prove(Delivered { headers: &headers, body: b"" }, 0), Err(Refusal::Unproven));
}
