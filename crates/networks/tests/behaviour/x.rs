//! What only X has: short links, films in pieces, polls, comments, credits.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use networks::{
    Content, ErrorKind, LinkCard, LookUp, Media, MediaFacts, MediaKind, Metric, Network, NetworkSettings,
    Next, Part, Poll, Sending, Settings,
};
use serde_json::json;
use simulator::{AccountSpec, FaultKind, Simulator};

use crate::rig::{PASSWORD, REDIRECT, Rig, USERNAME};
use crate::world::{Notes, World, now_ms, png, settings};

pub struct X;

#[async_trait]
impl Rig for X {
    fn sim_network(&self) -> simulator::Network {
        simulator::Network::X
    }

    fn server(&self, sim: &Simulator) -> String {
        sim.url(simulator::Network::X)
    }

    fn add_account(&self, sim: &Simulator) -> String {
        sim.add_app(simulator::Network::X, "app-1", "app-secret-1", REDIRECT);
        sim.add_account(simulator::Network::X, &AccountSpec::new(USERNAME, PASSWORD, "The Brand"))
    }

    fn settings(&self, sim: &Simulator) -> Settings {
        with_app(Network::X, self.server(sim))
    }

    fn is_typed(&self) -> bool {
        false
    }

    fn write(&self) -> &'static str {
        "POST /2/tweets"
    }

    fn upload(&self) -> &'static str {
        "POST /2/media/upload"
    }

    fn look(&self) -> &'static str {
        "/tweets?max_results="
    }

    fn health(&self) -> &'static str {
        "/2/users/me"
    }

    fn refresh(&self) -> &'static str {
        "/2/oauth2/token"
    }

    fn refuses_same(&self) -> bool {
        true
    }

    async fn alts(&self, world: &World, remote_id: &str) -> Option<Vec<String>> {
        let post = world.posts().into_iter().find(|post| post.id == remote_id).unwrap();
        let mut alts: Vec<(String, String)> = post.raw["alt"]
            .as_object()
            .unwrap()
            .iter()
            .map(|(id, alt)| (id.clone(), alt.as_str().unwrap_or("").to_owned()))
            .collect();
        alts.sort();
        Some(alts.into_iter().map(|(_, alt)| alt).collect())
    }
}

/// Settings of an operator who has an app at the network.
pub fn with_app(network: Network, server: String) -> Settings {
    let set = NetworkSettings {
        base_url: Some(server),
        client_id: Some("app-1".into()),
        client_secret: Some("app-secret-1".into()),
        ..NetworkSettings::default()
    };
    Settings { networks: [(network, set)].into(), ..settings() }
}

/// A film of so many bytes.
pub fn film(bytes: usize) -> Media {
    let mut file = b"\0\0\0\x18ftypisom".to_vec();
    file.resize(bytes, 7);
    let facts = MediaFacts {
        kind: MediaKind::Video,
        file_name: "film.mp4".into(),
        mime: "video/mp4".into(),
        bytes: bytes as u64,
        width: 1_280,
        height: 720,
        duration_ms: Some(5_000),
        alt: String::new(),
    };
    Media { facts, public_url: None, file: Arc::new(file) }
}

#[tokio::test]
async fn a_film_goes_in_pieces_and_takes_its_time() {
    let world = World::start(Network::X).await;
    world.sim.set_processing(simulator::Pace::Polls(2));
    let content = world.with_media("A film", vec![film(9 * 1024 * 1024)]);
    let notes = Notes::default();
    let mut handle = world.prepare(&content);
    // The third piece meets a fault: the next call goes on there.
    world.sim.faults().push_after(
        2,
        simulator::Fault {
            network: simulator::Network::X,
            route: "/append".into(),
            kind: FaultKind::ServerErrorBefore(503),
            times: 1,
        },
    );
    let error = world.publish(&content, &handle, &notes).await.unwrap_err();
    assert!(matches!(error.next, Next::After(_)), "{error}");
    handle = notes.last().unwrap();
    assert_eq!(handle.0["parts"][0]["files"][0]["pieces"], 2);
    let sending = world.connector.publish(world.as_account(), &content, &handle, &notes).await.unwrap();
    assert!(matches!(sending, Sending::Processing(wait) if wait == Duration::from_secs(1)), "{sending:?}");
    world.publish(&content, &notes.last().unwrap(), &notes).await.unwrap();
    assert_eq!((world.posts().len(), world.posts()[0].media), (1, 1));
}

#[tokio::test]
async fn a_film_that_cannot_be_used_is_told() {
    let world = World::start(Network::X).await;
    let content = world.with_media("A film", vec![film(1_000)]);
    let notes = Notes::default();
    world.fail("/finalize", FaultKind::ProcessingFails, 2);
    // It is tried once more from the start, since files are forgotten, too.
    let error = world.publish(&content, &world.prepare(&content), &notes).await.unwrap_err();
    assert!(matches!(error.next, Next::After(_)), "{error}");
    let error = world.publish(&content, &notes.last().unwrap(), &notes).await.unwrap_err();
    assert_eq!((error.kind, error.next), (ErrorKind::Invalid, Next::Never), "{error}");
    assert!(error.message.contains("Unsupported video format"), "{error}");
    assert_eq!(world.posts(), []);
}

#[tokio::test]
async fn a_text_with_links_is_found_again() {
    let world = World::start(Network::X).await;
    let started_ms = now_ms();
    let words =
        "Tea & <more>: https://brand.com/x?a=1&b=2 and brand.org/y, (https://en.wikipedia.org/wiki/Tea)!";
    let content = world.with_media(words, vec![png()]);
    let notes = Notes::default();
    world.fail(world.write(), FaultKind::ResetAfter, 1);
    let error = world.publish(&content, &world.prepare(&content), &notes).await.unwrap_err();
    assert_eq!(error.next, Next::Unknown, "{error}");
    let found = world.look_up(&content, &notes.last().unwrap(), started_ms).await.unwrap();
    assert!(matches!(found, LookUp::Found(_)), "{found:?}");
}

#[tokio::test]
async fn the_same_text_again_is_the_first_one_only_after_a_try_of_ours() {
    let world = World::start(Network::X).await;
    let content = world.text("Once and again");
    let first = world.publish(&content, &world.prepare(&content), &Notes::default()).await.unwrap();
    let error = world.publish(&content, &world.prepare(&content), &Notes::default()).await.unwrap_err();
    assert_eq!((error.kind, error.next), (ErrorKind::Invalid, Next::Never), "{error}");
    // A list that shows nothing yet, and then the refusal: the list is asked once more.
    let mut handle = world.prepare(&content);
    handle.0["parts"][0]["tried"] = json!(true);
    let found = world.publish(&content, &handle, &Notes::default()).await.unwrap();
    assert_eq!(found.remote_id, first.remote_id);
    assert_eq!(world.posts().len(), 1);
}

#[tokio::test]
async fn polls_cards_and_choices_go_out() {
    let world = World::start(Network::X).await;
    let poll = Some(Poll { options: vec!["Green".into(), "Black".into()], minutes: 1_440 });
    let options = [("reply_settings".to_owned(), "following".to_owned())].into();
    let content = Content { poll, options, ..world.text("Which tea?") };
    world.publish(&content, &world.prepare(&content), &Notes::default()).await.unwrap();
    assert_eq!(world.posts()[0].raw["poll"]["duration_minutes"], 1_440);
    assert_eq!(world.posts()[0].raw["reply_settings"], "following");
    let link =
        Some(LinkCard { url: "https://brand.com/a".into(), title: "A".into(), description: String::new() });
    let content = Content { link, ..world.text("Read on") };
    world.publish(&content, &world.prepare(&content), &Notes::default()).await.unwrap();
    assert_eq!(world.posts()[1].text, "Read on\nhttps://brand.com/a");
}

#[tokio::test]
async fn a_comment_follows_and_its_failure_is_its_own() {
    let world = World::start(Network::X).await;
    let parts = ["One", "Two"].map(|text| Part { text: text.into(), media: vec![] }).into();
    let content = Content { parts, first_comment: Some("More: brand.com".into()), ..Content::default() };
    world.sim.faults().push_after(
        2,
        simulator::Fault {
            network: simulator::Network::X,
            route: "POST /2/tweets".into(),
            kind: FaultKind::ResetAfter,
            times: 1,
        },
    );
    let published = world.publish(&content, &world.prepare(&content), &Notes::default()).await.unwrap();
    let posts = world.posts();
    assert_eq!(posts.len(), 3);
    assert_eq!(posts[2].reply_to.as_ref(), Some(&posts[1].id));
    assert_eq!(published.remote_id, posts[0].id);
}

#[tokio::test]
async fn a_refused_comment_leaves_the_post_out() {
    let world = World::start(Network::X).await;
    let content = Content { first_comment: Some("日".repeat(200)), ..world.text("One") };
    let published = world.publish(&content, &world.prepare(&content), &Notes::default()).await.unwrap();
    assert_eq!(world.posts().len(), 1);
    assert!(published.handle.0["comment"]["refused"].is_string());
}

#[tokio::test]
async fn without_credits_only_the_operator_can_help() {
    let world = World::start(Network::X).await;
    simulator::x::set_credits(&world.sim, 1);
    let content = world.text("The last one");
    world.publish(&content, &world.prepare(&content), &Notes::default()).await.unwrap();
    let content = world.text("One too many");
    let error = world.publish(&content, &world.prepare(&content), &Notes::default()).await.unwrap_err();
    assert_eq!((error.kind, error.next), (ErrorKind::Setup, Next::Never), "{error}");
}

#[tokio::test]
async fn clicks_are_told_for_a_month_and_views_of_films() {
    let world = World::start(Network::X).await;
    let content = world.with_media("A film", vec![film(1_000)]);
    let published = world.publish(&content, &world.prepare(&content), &Notes::default()).await.unwrap();
    for reader in 0..4 {
        world.sim.reader(simulator::Network::X, reader).like(&published.remote_id);
    }
    let ids = [published.remote_id.clone()];
    let count = async || {
        world.connector.post_metrics(world.as_account(), &ids).await.unwrap()[0].values.clone().unwrap()
    };
    let values = count().await;
    assert!(values.contains(&(Metric::Clicks, 2)) && values.contains(&(Metric::Views, 48)), "{values:?}");
    world.sim.backdate(simulator::Network::X, &published.remote_id, now_ms() - 31 * 24 * 3_600_000);
    let values = count().await;
    assert!(values.iter().all(|(metric, _)| *metric != Metric::Clicks), "{values:?}");
}

#[tokio::test]
async fn without_an_app_nothing_is_connected() {
    let settings = Settings { networks: Default::default(), ..settings() };
    let connector = networks::Registry::new(&settings).unwrap().get(Network::X).unwrap();
    let error = connector.begin_connect(&X.typed("", "")).await.err().unwrap();
    assert_eq!((error.kind, error.next), (ErrorKind::Setup, Next::Never));
}
