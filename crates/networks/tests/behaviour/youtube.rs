//! What only YouTube has: upload sessions, pieces, work after the upload, the first comment.

use std::sync::Arc;

use async_trait::async_trait;
use networks::{
    Content, ErrorKind, LookUp, Media, MediaFacts, MediaKind, Metric, Network, NetworkSettings, Next,
    Placement, Sending, Settings,
};
use simulator::{AccountSpec, FaultKind, Simulator};

use crate::rig::{PASSWORD, REDIRECT, Rig, USERNAME};
use crate::world::{Notes, World, now_ms, settings};

/// The rig of YouTube.
pub struct YouTube;

#[async_trait]
impl Rig for YouTube {
    fn sim_network(&self) -> simulator::Network {
        simulator::Network::YouTube
    }

    fn server(&self, sim: &Simulator) -> String {
        sim.url(simulator::Network::YouTube)
    }

    fn add_account(&self, sim: &Simulator) -> String {
        sim.add_app(simulator::Network::YouTube, "tandem", "app-secret", REDIRECT);
        sim.add_account(simulator::Network::YouTube, &AccountSpec::new(USERNAME, PASSWORD, "The Brand"))
    }

    fn settings(&self, sim: &Simulator) -> Settings {
        with_app(Network::YouTube, &self.server(sim))
    }

    fn is_typed(&self) -> bool {
        false
    }

    fn handle(&self) -> &'static str {
        "@brand"
    }

    fn dress(&self, mut content: Content) -> Content {
        content.title = Some("A film".into());
        for part in &mut content.parts {
            part.media = vec![film(1_000)];
            // Refused as such; that it is found has a case of its own.
            part.text = part.text.replace(['<', '>'], "‹");
        }
        content
    }

    fn rotates(&self) -> bool {
        false
    }

    fn revokes(&self) -> bool {
        false
    }

    fn processes(&self) -> bool {
        true
    }

    fn write(&self) -> &'static str {
        "PUT /upload/youtube/v3/videos"
    }

    fn upload(&self) -> &'static str {
        "POST /upload/youtube/v3/videos"
    }

    fn look(&self) -> &'static str {
        "PUT /upload/youtube/v3/videos"
    }

    fn health(&self) -> &'static str {
        "/youtube/v3/channels"
    }

    fn refresh(&self) -> &'static str {
        "POST /token"
    }
}

/// What an operator would have set for a network of Google.
pub fn with_app(network: Network, server: &str) -> Settings {
    let mut settings = settings().with_base_url(network, server);
    let set = settings.networks.entry(network).or_default();
    let app = (Some("tandem".to_owned()), Some("app-secret".to_owned()));
    *set = NetworkSettings { client_id: app.0, client_secret: app.1, ..set.clone() };
    settings
}

/// What looks like a film of so many bytes.
pub fn film(bytes: usize) -> Media {
    let mut file = vec![0, 0, 0, 0x18];
    file.extend(b"ftypmp42");
    file.resize(bytes, 7);
    let facts = MediaFacts {
        kind: MediaKind::Video,
        file_name: "film.mp4".into(),
        mime: "video/mp4".into(),
        bytes: bytes as u64,
        width: 1_080,
        height: 1_920,
        duration_ms: Some(30_000),
        alt: String::new(),
    };
    Media { facts, public_url: None, file: Arc::new(file) }
}

async fn world() -> World {
    World::start(Network::YouTube).await
}

fn long(world: &World, text: &str, bytes: usize) -> Content {
    let mut content = world.text(text);
    content.parts[0].media = vec![film(bytes)];
    content
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_long_film_goes_in_pieces_and_goes_on_where_it_stopped() {
    let world = world().await;
    let content = long(&world, "Three pieces", 10 * 1024 * 1024);
    let handle = world.prepare(&content);
    let notes = Notes::default();
    world.sim.faults().push_after(
        1,
        simulator::Fault {
            network: simulator::Network::YouTube,
            route: world.write().into(),
            kind: FaultKind::ServerErrorBefore(503),
            times: 1,
        },
    );
    let error = world.publish(&content, &handle, &notes).await.unwrap_err();
    assert!(matches!(error.next, Next::After(_)), "no film without its last piece: {error}");
    let kept = notes.last().unwrap();
    assert!(kept.0["session"].is_string());
    assert_eq!(world.look_up(&content, &kept, now_ms()).await.unwrap(), LookUp::Absent);
    let published = world.publish(&content, &kept, &notes).await.unwrap();
    assert_eq!(world.posts().len(), 1);
    assert_eq!(published.url, format!("https://www.youtube.com/watch?v={}", published.remote_id));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_forgotten_session_is_looked_for_among_the_uploads() {
    let world = world().await;
    let started_ms = now_ms();
    let content = world.text("Where is it");
    let notes = Notes::default();
    world.fail(world.write(), FaultKind::ResetAfter, 1);
    let error = world.publish(&content, &world.prepare(&content), &notes).await.unwrap_err();
    assert_eq!(error.next, Next::Unknown, "{error}");
    simulator::youtube::forget_sessions(&world.sim);
    let kept = notes.last().unwrap();
    let LookUp::Found(found) = world.look_up_done(&content, &kept, started_ms).await else { panic!() };
    assert_eq!(found.remote_id, world.posts()[0].id);
    // Two of one title: nobody can tell which of them it was.
    let other = world.text("Another");
    world.publish(&other, &world.prepare(&other), &Notes::default()).await.unwrap();
    simulator::youtube::forget_sessions(&world.sim);
    assert_eq!(world.look_up(&content, &kept, started_ms).await.unwrap(), LookUp::CannotTell);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_film_that_youtube_refuses_is_told_with_its_reason() {
    let world = world().await;
    let content = world.text("Broken");
    world.fail(world.write(), FaultKind::ProcessingFails, 1);
    let error = world.publish(&content, &world.prepare(&content), &Notes::default()).await.unwrap_err();
    assert_eq!((error.kind, error.next), (ErrorKind::Invalid, Next::Never), "{error}");
    assert!(error.message.contains("invalidFile"), "{error}");
    simulator::youtube::reject_duplicates(&world.sim, true);
    let again = world.text("Again");
    let error = world.publish(&again, &world.prepare(&again), &Notes::default()).await.unwrap_err();
    assert!(error.message.contains("duplicate"), "{error}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn until_youtube_is_done_the_film_is_processing() {
    let world = world().await;
    let content = world.text("Patience");
    let notes = Notes::default();
    let handle = world.prepare(&content);
    let first = world.connector.publish(world.as_account(), &content, &handle, &notes).await.unwrap();
    assert!(matches!(first, Sending::Processing(_)), "{first:?}");
    world.publish(&content, &notes.last().unwrap(), &notes).await.unwrap();
    assert_eq!(world.posts().len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_first_comment_is_retried_alone_and_never_twice() {
    let world = world().await;
    for kind in [FaultKind::ServerErrorAfter(503), FaultKind::ServerErrorBefore(503), FaultKind::ResetAfter] {
        let mut content = world.text("With a comment");
        content.first_comment = Some(format!("Where to buy: {kind:?}"));
        world.fail("POST /youtube/v3/commentThreads", kind, 1);
        let before = world.posts().len();
        let published = world.publish(&content, &world.prepare(&content), &Notes::default()).await.unwrap();
        let posts = world.posts();
        assert_eq!(posts.len(), before + 2, "one film, one comment");
        let comment = posts.iter().find(|post| post.reply_to.as_ref() == Some(&published.remote_id)).unwrap();
        assert_eq!(Some(&comment.text), content.first_comment.as_ref());
    }
    // A private film takes none: it is out all the same.
    let mut content = world.text("Not for all");
    content.first_comment = Some("Hello".into());
    content.options.insert("privacy".into(), "private".into());
    let before = world.posts().len();
    let published = world.publish(&content, &world.prepare(&content), &Notes::default()).await.unwrap();
    assert_eq!(world.posts().len(), before + 1);
    assert!(published.handle.0["comment"]["refused"].is_string());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn choices_reach_the_film_and_its_words_can_be_changed() {
    let world = world().await;
    let mut content = world.text("Before");
    content.placement = Placement::Reel;
    for (name, value) in [("privacy", "unlisted"), ("category", "Education"), ("tags", "tea, green tea")] {
        content.options.insert(name.into(), value.into());
    }
    let published = world.publish(&content, &world.prepare(&content), &Notes::default()).await.unwrap();
    assert!(published.url.contains("/shorts/"), "{}", published.url);
    let raw = world.posts()[0].raw.clone();
    assert_eq!(raw["status"]["privacyStatus"], "unlisted");
    assert_eq!(raw["snippet"]["categoryId"], "27");
    assert_eq!(raw["snippet"]["tags"], serde_json::json!(["tea", "green tea"]));
    content.title = Some("Another title".into());
    content.parts[0].text = "After".into();
    world.connector.edit(world.as_account(), &published.handle, &content).await.unwrap();
    let post = &world.posts()[0];
    assert_eq!((post.text.as_str(), &post.raw["snippet"]["title"]), ("After", &"Another title".into()));
    assert_eq!(post.raw["status"]["privacyStatus"], "unlisted");
    world.connector.delete(world.as_account(), &published.remote_id).await.unwrap();
    let error = world.connector.edit(world.as_account(), &published.handle, &content).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::NotFound, "{error}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_used_up_quota_waits_for_the_next_day() {
    let world = world().await;
    let mut error = None;
    for number in 0..101 {
        let content = world.text(&format!("Film {number}"));
        let sent = world
            .connector
            .publish(world.as_account(), &content, &world.prepare(&content), &Notes::default())
            .await;
        error = sent.err();
    }
    let error = error.unwrap();
    assert_eq!(error.kind, ErrorKind::RateLimited, "{error}");
    assert_eq!(world.posts().len(), 100);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_an_app_the_operator_is_told() {
    let world = world().await;
    let settings = settings().with_base_url(Network::YouTube, &world.server());
    let connector = networks::Registry::new(&settings).unwrap().get(Network::YouTube).unwrap();
    let typed = world.rig.typed("", "");
    let error = connector.begin_connect(&typed).await.err().unwrap();
    assert_eq!((error.kind, error.next), (ErrorKind::Setup, Next::Never), "{error}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn views_are_told_and_hidden_comments_are_left_out() {
    let world = world().await;
    let content = world.text("Counted");
    let published = world.publish(&content, &world.prepare(&content), &Notes::default()).await.unwrap();
    world.sim.reader(simulator::Network::YouTube, 1).like(&published.remote_id);
    let ids = [published.remote_id.clone(), "gone1234567".to_owned()];
    let counted = world.connector.post_metrics(world.as_account(), &ids).await.unwrap();
    let values = counted[0].values.clone().unwrap();
    assert!(values.contains(&(Metric::Likes, 1)) && values.contains(&(Metric::Replies, 0)), "{values:?}");
    assert!(values.iter().any(|(metric, views)| *metric == Metric::Views && *views > 0));
    assert_eq!(counted[1].values, None);
}
