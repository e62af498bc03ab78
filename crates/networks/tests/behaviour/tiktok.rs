//! What only TikTok has: publish ids, pieces of a film, a chosen audience, photos by address.

use std::sync::Arc;

use async_trait::async_trait;
use networks::{
    ConnectStep, Content, ErrorKind, LookUp, Media, MediaFacts, MediaKind, Metric, Network, NetworkSettings,
    Next, Settings,
};
use simulator::{AccountSpec, FaultKind, Pace, SeedPost, Simulator};

use crate::once::{deliver, every_crash_leaves_one_post, losses};
use crate::rig::{PASSWORD, REDIRECT, Rig, USERNAME};
use crate::world::{Notes, World, now_ms, settings};

pub struct TikTok;

/// Settings of an operator whose app is registered at the simulated network.
pub fn with_app(sim: &Simulator, network: Network, simulated: simulator::Network) -> Settings {
    let mut settings = settings();
    let own = NetworkSettings {
        base_url: Some(sim.url(simulated)),
        client_id: Some("app-1".into()),
        client_secret: Some("secret-of-app-1".into()),
        ..NetworkSettings::default()
    };
    settings.networks.insert(network, own);
    settings
}

/// Adds the account and the app.
pub fn add_account_and_app(sim: &Simulator, network: simulator::Network) -> String {
    sim.add_app(network, "app-1", "secret-of-app-1", REDIRECT);
    sim.add_account(network, &AccountSpec::new(USERNAME, PASSWORD, "The Brand"))
}

/// A film as far as its first bytes go.
pub fn film(bytes: usize) -> Media {
    let mut file = b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom".to_vec();
    file.resize(bytes.max(24), 7);
    let facts = MediaFacts {
        kind: MediaKind::Video,
        file_name: "film.mp4".into(),
        mime: "video/mp4".into(),
        bytes: file.len() as u64,
        width: 720,
        height: 1280,
        duration_ms: Some(10_000),
        alt: String::new(),
    };
    Media { facts, public_url: None, file: Arc::new(file) }
}

#[async_trait]
impl Rig for TikTok {
    fn sim_network(&self) -> simulator::Network {
        simulator::Network::TikTok
    }

    fn server(&self, sim: &Simulator) -> String {
        sim.url(simulator::Network::TikTok)
    }

    fn add_account(&self, sim: &Simulator) -> String {
        add_account_and_app(sim, simulator::Network::TikTok)
    }

    fn settings(&self, sim: &Simulator) -> Settings {
        with_app(sim, Network::TikTok, simulator::Network::TikTok)
    }

    fn is_typed(&self) -> bool {
        false
    }

    fn dress(&self, mut content: Content) -> Content {
        content.parts[0].media = vec![film(1_000)];
        content.options.insert("privacy".into(), "PUBLIC_TO_EVERYONE".into());
        content
    }

    fn write(&self) -> &'static str {
        "PUT /upload/"
    }

    fn upload(&self) -> &'static str {
        "PUT /upload/"
    }

    fn look(&self) -> &'static str {
        "status/fetch"
    }

    fn health(&self) -> &'static str {
        "GET /v2/user/info/"
    }

    fn refresh(&self) -> &'static str {
        "/v2/oauth/token/"
    }
}

async fn world() -> World {
    let world = World::start(Network::TikTok).await;
    world.sim.enforce_rate_limits(false);
    world
}

fn with_film(world: &World, text: &str, bytes: usize) -> Content {
    let mut content = world.text(text);
    content.parts[0].media = vec![film(bytes)];
    content
}

#[tokio::test]
async fn a_film_goes_out_in_pieces_and_gets_its_public_id() {
    let world = world().await;
    let content = with_film(&world, "Tea 🍵 #tea", 25_000_000);
    let notes = Notes::default();
    let published = world.publish(&content, &world.prepare(&content), &notes).await.unwrap();
    let posts = world.posts();
    assert_eq!((posts.len(), posts[0].text.as_str()), (1, "Tea 🍵 #tea"));
    assert_eq!((&posts[0].id, &posts[0].url), (&published.remote_id, &published.url));
    assert_eq!(published.remote_id.len(), 19);
    // Two pieces, each saved; the place is saved before the first byte.
    assert!(notes.all().iter().any(|handle| handle.0["upload"]["uploaded"] == 0));
    assert!(notes.all().iter().any(|handle| handle.0["upload"]["uploaded"] == 10_000_000));
    let metrics = world.connector.post_metrics(world.as_account(), &[published.remote_id]).await.unwrap();
    assert_eq!(
        metrics[0].values.as_deref().unwrap(),
        [(Metric::Views, 0), (Metric::Likes, 0), (Metric::Replies, 0), (Metric::Shares, 0)]
    );
}

#[tokio::test]
async fn the_address_of_consent_has_the_challenge_in_hexadecimal() {
    let world = world().await;
    let step = world.connector.begin_connect(&world.rig.typed("", "")).await.unwrap();
    let ConnectStep::Redirect { authorize_url, .. } = step else { panic!("no consent") };
    let url = url::Url::parse(&authorize_url).unwrap();
    let value = |name: &str| url.query_pairs().find(|(key, _)| key == name).unwrap().1.into_owned();
    assert_eq!(value("client_key"), "app-1");
    assert!(value("code_challenge").len() == 64 && value("scope").contains("user.info.basic,"));
}

#[tokio::test]
async fn every_lost_answer_ends_in_one_post() {
    let world = world().await;
    for route in ["PUT /upload/", "video/init", "status/fetch", "creator_info"] {
        let before = world.posts().len();
        // An upload has six times the time: of those that hang one is enough.
        let few = losses()
            .into_iter()
            .filter(|kind| !(route.starts_with("PUT") && matches!(kind, FaultKind::Hang)));
        for (count, kind) in few.enumerate() {
            world.fail(route, kind.clone(), 1);
            let content = with_film(&world, &format!("{route} {count}"), 1_000);
            let published = deliver(&world, &content, 0).await;
            assert_eq!(world.posts().len(), before + count + 1, "{route} {kind:?}");
            assert!(world.posts().iter().any(|post| post.id == published.remote_id), "{route} {kind:?}");
            world.sim.faults().clear();
        }
    }
}

#[tokio::test]
async fn a_film_goes_on_where_it_broke_off() {
    let world = world().await;
    for kind in [FaultKind::ResetAfter, FaultKind::ResetBefore, FaultKind::ServerErrorAfter(502)] {
        let before = world.posts().len();
        let content = with_film(&world, &format!("{kind:?}"), 31_000_000);
        let notes = Notes::default();
        let network = world.rig.sim_network();
        let fault = simulator::Fault { network, route: "PUT /upload/".into(), kind: kind.clone(), times: 1 };
        world.sim.faults().push_after(1, fault);
        let error = world.publish(&content, &world.prepare(&content), &notes).await.unwrap_err();
        assert!(matches!(error.next, Next::After(_)), "a film without its end is not out: {error}");
        let kept = notes.last().unwrap();
        assert_eq!(kept.0["upload"]["uploaded"], 10_000_000);
        assert_eq!(world.look_up(&content, &kept, now_ms()).await.unwrap(), LookUp::Absent);
        let published = world.publish(&content, &kept, &notes).await.unwrap();
        assert_eq!(world.posts().len(), before + 1, "{kind:?}");
        // The same publish id to the end.
        assert_eq!(published.handle.0["publish_id"], kept.0["publish_id"]);
        assert_eq!(published.handle.0["begun"], 1);
    }
}

#[tokio::test]
async fn a_crash_anywhere_leaves_one_post() {
    let world = world().await;
    every_crash_leaves_one_post(&world, &with_film(&world, "Once", 21_000_000), 0).await;
}

#[tokio::test]
async fn a_place_to_upload_to_that_ran_out_is_asked_for_anew() {
    let world = world().await;
    let content = with_film(&world, "Slow", 21_000_000);
    let notes = Notes::default();
    let network = world.rig.sim_network();
    let kind = FaultKind::ServerErrorBefore(503);
    let fault = simulator::Fault { network, route: "PUT /upload/".into(), kind, times: 1 };
    world.sim.faults().push_after(1, fault);
    world.publish(&content, &world.prepare(&content), &notes).await.unwrap_err();
    world.sim.advance(std::time::Duration::from_secs(2 * 3_600));
    let error = world.publish(&content, &notes.last().unwrap(), &notes).await.unwrap_err();
    assert!(matches!(error.next, Next::After(_)), "{error}");
    let published = world.publish(&content, &notes.last().unwrap(), &notes).await.unwrap();
    assert_eq!(published.handle.0["begun"], 2);
    assert_eq!(world.posts().len(), 1);
}

#[tokio::test]
async fn a_film_that_fails_is_told_and_one_that_may_work_is_begun_anew() {
    let world = world().await;
    let content = with_film(&world, "Broken", 1_000);
    let notes = Notes::default();
    world.fail("PUT /upload/", FaultKind::ProcessingFails, 1);
    let error = world.publish(&content, &world.prepare(&content), &notes).await.unwrap_err();
    assert!(matches!(error.next, Next::After(_)), "their own fault passes: {error}");
    assert_eq!(world.posts(), []);
    world.publish(&content, &notes.last().unwrap(), &notes).await.unwrap();
    assert_eq!(world.posts().len(), 1);
    let mut text = film(1_000);
    text.file = Arc::new(vec![b'x'; 1_000]);
    let content =
        Content { parts: vec![networks::Part { text: String::new(), media: vec![text] }], ..content };
    let error = world.publish(&content, &world.prepare(&content), &Notes::default()).await.unwrap_err();
    assert_eq!((error.kind, error.next), (ErrorKind::Invalid, Next::Never), "{error}");
    assert!(error.message.contains("file_format_check_failed"), "{error}");
}

#[tokio::test]
async fn the_audience_is_the_creators_own() {
    let world = world().await;
    let mut content = with_film(&world, "Followers", 1_000);
    content.options.insert("privacy".into(), "FOLLOWER_OF_CREATOR".into());
    let error = world.publish(&content, &world.prepare(&content), &Notes::default()).await.unwrap_err();
    assert_eq!((error.kind, error.next), (ErrorKind::Invalid, Next::Never), "{error}");
    content.options.insert("privacy".into(), "SELF_ONLY".into());
    let published = world.publish(&content, &world.prepare(&content), &Notes::default()).await.unwrap();
    // A private post has no public id and no address.
    assert!(published.remote_id.starts_with("v_pub_file~") && published.url.is_empty());
    let metrics = world.connector.post_metrics(world.as_account(), &[published.remote_id]).await.unwrap();
    assert_eq!(metrics[0].values, Some(vec![]));
}

#[tokio::test]
async fn photos_without_an_address_are_a_matter_of_setup() {
    let world = world().await;
    let mut content = world.text("Photos");
    content.parts[0].media = vec![crate::world::png()];
    let error = world.publish(&content, &world.prepare(&content), &Notes::default()).await.unwrap_err();
    assert_eq!((error.kind, error.next), (ErrorKind::Setup, Next::Never), "{error}");
}

#[tokio::test]
async fn photos_are_named_once_and_looked_for() {
    let world = world().await;
    let files = axum::Router::new().route(
        "/photo.jpg",
        axum::routing::get(|| async {
            (
                [("content-type", "image/jpeg")],
                [0xff_u8, 0xd8, 0xff, 0xe0, 0, 4, 1, 1, 0xff, 0xc0, 0, 11, 8, 0, 9, 0, 4],
            )
        }),
    );
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}/photo.jpg", listener.local_addr().unwrap());
    let server = tokio::spawn(async move { axum::serve(listener, files).await });
    let photos = |text: &str| {
        let mut content = world.text(text);
        let mut photo = crate::world::png();
        photo.facts.mime = "image/jpeg".into();
        photo.public_url = Some(address.clone());
        content.parts[0].media = vec![photo.clone(), photo];
        content
    };
    let content = photos("Two photos");
    let published = world.publish(&content, &world.prepare(&content), &Notes::default()).await.unwrap();
    assert!(published.url.contains("/photo/"), "{}", published.url);
    assert_eq!(world.posts()[0].media, 2);
    // Lost after it was made: found by its words. Lost before: a person must say.
    for (kind, is_out) in [(FaultKind::ResetAfter, true), (FaultKind::ResetBefore, false)] {
        let content = photos(&format!("{kind:?}"));
        let notes = Notes::default();
        world.fail("content/init", kind, 1);
        let error = world.publish(&content, &world.prepare(&content), &notes).await.unwrap_err();
        assert_eq!(error.next, Next::Unknown, "{error}");
        let found = world.look_up(&content, &notes.last().unwrap(), now_ms()).await.unwrap();
        assert_eq!(matches!(found, LookUp::Found(_)), is_out, "{found:?}");
        assert_eq!(matches!(found, LookUp::CannotTell), !is_out, "{found:?}");
    }
    every_crash_leaves_one_post_of(&world, &photos("Once")).await;
    server.abort();
}

/// As [`every_crash_leaves_one_post`], beside posts that are there already.
async fn every_crash_leaves_one_post_of(world: &World, content: &Content) {
    let before = world.posts().len();
    let notes = Notes::default();
    let published = world.publish(content, &world.prepare(content), &notes).await.unwrap();
    for handle in notes.all() {
        let again = world.publish(content, &handle, &Notes::default()).await.unwrap();
        assert_eq!(again.remote_id, published.remote_id);
    }
    assert_eq!(world.posts().len(), before + 1);
}

#[tokio::test]
async fn a_review_that_takes_its_time_does_not_hold_the_post_up_for_ever() {
    let world = world().await;
    world.sim.set_processing(Pace::Polls(24));
    let content = with_film(&world, "Slow review", 1_000);
    let published = deliver(&world, &content, 0).await;
    assert!(published.remote_id.starts_with("v_pub_file~"));
    world.sim.set_processing(Pace::AtOnce);
    // Its counters are found by the publish id once the review is over.
    for _ in 0..12 {
        let ids = [published.remote_id.clone()];
        let metrics = world.connector.post_metrics(world.as_account(), &ids).await.unwrap();
        if !metrics[0].values.as_deref().unwrap().is_empty() {
            return;
        }
    }
    panic!("never counted");
}

#[tokio::test]
async fn a_consent_without_the_right_to_publish_is_of_no_use() {
    let world = world().await;
    let step = world.connector.begin_connect(&world.rig.typed("", "")).await.unwrap();
    let ConnectStep::Redirect { authorize_url, flow, .. } = step else { panic!("no consent") };
    let cut = authorize_url.replace("%2Cvideo.publish", "");
    let code = world.rig.consent(&cut, PASSWORD).await.unwrap();
    let error = world.connector.finish_connect(&flow, &code, REDIRECT).await.unwrap_err();
    assert_eq!((error.kind, error.next), (ErrorKind::Permission, Next::Reauthorise), "{error}");
}

#[tokio::test]
async fn the_account_is_counted() {
    let world = world().await;
    let network = world.rig.sim_network();
    world.sim.set_followers(network, &world.account, 1_200).unwrap();
    world
        .sim
        .seed_post(network, &world.account, SeedPost { text: "Old".into(), ..SeedPost::default() })
        .unwrap();
    let counted = world.connector.account_metrics(world.as_account()).await.unwrap();
    assert_eq!(counted.values, [(Metric::Followers, 1_200), (Metric::Likes, 0), (Metric::Posts, 1)]);
}
