//! Facebook, Instagram and Threads: their rigs, and what only they have.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use async_trait::async_trait;
use networks::{
    Content, ErrorKind, Handle, LookUp, Media, MediaFacts, MediaKind, Network, Next, Placement, Registry,
    Sending, Settings,
};
use simulator::{AccountSpec, FaultKind, Pace, Simulator};

use crate::rig::{PASSWORD, REDIRECT, Rig, USERNAME};
use crate::world::{Notes, World, now_ms, png, settings};

const APP: &str = "1234567890";
const SECRET: &str = "app-secret-of-a-test";

pub struct Facebook;
pub struct Instagram;
pub struct Threads;

/// A picture of 4:5 that is no more than its header.
const JPEG: [u8; 23] = [
    0xff, 0xd8, 0xff, 0xc0, 0, 0x11, 8, 0x05, 0x00, 0x04, 0x00, 3, 1, 0x22, 0, 2, 0x11, 1, 3, 0x11, 1, 0xff,
    0xd9,
];

/// A film that is no more than its header and some bytes.
fn film_bytes(length: usize) -> Vec<u8> {
    let mut bytes = b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom".to_vec();
    bytes.resize(length, 7);
    bytes
}

/// An instance's public address: any path gives a picture or, by its name, a film.
pub fn files() -> &'static str {
    static BASE: OnceLock<String> = OnceLock::new();
    BASE.get_or_init(|| {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let Ok(mut stream) = stream else { continue };
                let mut asked = [0; 2_048];
                let count = stream.read(&mut asked).unwrap_or(0);
                let asked = String::from_utf8_lossy(&asked[..count]).into_owned();
                let (mime, bytes) = if asked.contains(".mp4") {
                    ("video/mp4", film_bytes(200))
                } else {
                    ("image/jpeg", JPEG.to_vec())
                };
                let status = if asked.contains("missing") { "404 Not Found" } else { "200 OK" };
                let head = format!(
                    "HTTP/1.1 {status}\r\ncontent-type: {mime}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
                    bytes.len()
                );
                let _ = stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(&bytes));
            }
        });
        base
    })
}

pub fn public(mut media: Media) -> Media {
    let name = media.facts.file_name.clone();
    media.public_url = Some(format!("{}/{name}", files()));
    media
}

pub fn film(length: usize) -> Media {
    let facts = MediaFacts {
        kind: MediaKind::Video,
        file_name: "film.mp4".into(),
        mime: "video/mp4".into(),
        bytes: length as u64,
        width: 1080,
        height: 1920,
        duration_ms: Some(12_000),
        alt: String::new(),
    };
    Media { facts, public_url: None, file: Arc::new(film_bytes(length)) }
}

fn with_app(sim: &Simulator, network: Network) -> Settings {
    let mut settings = settings();
    let own = settings.networks.entry(network).or_default();
    own.base_url = Some(sim.url(sim_network(network)));
    own.web_url = own.base_url.clone();
    own.client_id = Some(APP.to_owned());
    own.client_secret = Some(SECRET.to_owned());
    settings
}

fn sim_network(network: Network) -> simulator::Network {
    simulator::Network::parse(network.as_str()).unwrap()
}

fn add(sim: &Simulator, network: Network) -> String {
    assert!(sim.add_app(sim_network(network), APP, SECRET, REDIRECT));
    sim.add_account(sim_network(network), &AccountSpec::new(USERNAME, PASSWORD, "The Brand"))
}

fn token(world: &World) -> String {
    world.credentials().0["token"].as_str().unwrap().to_owned()
}

#[async_trait]
impl Rig for Facebook {
    fn sim_network(&self) -> simulator::Network {
        simulator::Network::Facebook
    }

    fn server(&self, sim: &Simulator) -> String {
        sim.url(simulator::Network::Facebook)
    }

    fn add_account(&self, sim: &Simulator) -> String {
        add(sim, Network::Facebook)
    }

    fn settings(&self, sim: &Simulator) -> Settings {
        with_app(sim, Network::Facebook)
    }

    fn is_typed(&self) -> bool {
        false
    }

    fn revokes(&self) -> bool {
        false
    }

    fn refuses_same(&self) -> bool {
        true
    }

    fn write(&self) -> &'static str {
        "/feed"
    }

    fn upload(&self) -> &'static str {
        "/photos"
    }

    fn look(&self) -> &'static str {
        "/published_posts"
    }

    fn health(&self) -> &'static str {
        "?fields=id%2Cname%2Cusername"
    }

    async fn alts(&self, world: &World, remote_id: &str) -> Option<Vec<String>> {
        let post = world.read(&format!("/v25.0/{remote_id}?fields=attachments"), &token(world)).await;
        let alt =
            |place: usize| post["attachments"]["data"][place]["description"].as_str().unwrap().to_owned();
        Some([0, 1].map(alt).into())
    }
}

#[async_trait]
impl Rig for Instagram {
    fn sim_network(&self) -> simulator::Network {
        simulator::Network::Instagram
    }

    fn server(&self, sim: &Simulator) -> String {
        sim.url(simulator::Network::Instagram)
    }

    fn add_account(&self, sim: &Simulator) -> String {
        add(sim, Network::Instagram)
    }

    fn settings(&self, sim: &Simulator) -> Settings {
        with_app(sim, Network::Instagram)
    }

    fn is_typed(&self) -> bool {
        false
    }

    fn revokes(&self) -> bool {
        false
    }

    fn renews_late(&self) -> bool {
        false
    }

    fn token_life_ms(&self) -> i64 {
        60 * 24 * 3_600_000
    }

    /// No post without a picture.
    fn dress(&self, mut content: Content) -> Content {
        for part in &mut content.parts {
            part.media = std::mem::take(&mut part.media).into_iter().map(jpeg).collect();
            if part.media.is_empty() {
                part.media.push(jpeg(png()));
            }
        }
        content
    }

    fn write(&self) -> &'static str {
        "/media_publish"
    }

    /// The network fetches them itself.
    fn upload(&self) -> &'static str {
        ""
    }

    fn look(&self) -> &'static str {
        "fields=status_code"
    }

    fn health(&self) -> &'static str {
        "/me?fields=user_id"
    }
}

/// The picture, as Instagram takes pictures.
pub fn jpeg(mut media: Media) -> Media {
    media.facts.file_name = "picture.jpg".into();
    media.facts.mime = "image/jpeg".into();
    public(media)
}

#[async_trait]
impl Rig for Threads {
    fn sim_network(&self) -> simulator::Network {
        simulator::Network::Threads
    }

    fn server(&self, sim: &Simulator) -> String {
        sim.url(simulator::Network::Threads)
    }

    fn add_account(&self, sim: &Simulator) -> String {
        add(sim, Network::Threads)
    }

    fn settings(&self, sim: &Simulator) -> Settings {
        with_app(sim, Network::Threads)
    }

    fn is_typed(&self) -> bool {
        false
    }

    fn revokes(&self) -> bool {
        false
    }

    fn renews_late(&self) -> bool {
        false
    }

    fn token_life_ms(&self) -> i64 {
        60 * 24 * 3_600_000
    }

    fn dress(&self, mut content: Content) -> Content {
        for part in &mut content.parts {
            part.media = std::mem::take(&mut part.media).into_iter().map(public).collect();
        }
        content
    }

    fn write(&self) -> &'static str {
        "POST /v1.0/me/threads_publish"
    }

    /// The network fetches them itself.
    fn upload(&self) -> &'static str {
        ""
    }

    fn look(&self) -> &'static str {
        "fields=status"
    }

    fn health(&self) -> &'static str {
        "/me?fields=id"
    }
}

pub fn at(placement: Placement, text: &str, media: Vec<Media>) -> Content {
    Content { placement, ..Content::single(text.to_owned(), media, None) }
}

/// Publishes, and looks again with every handle that a crash could have left behind.
pub async fn out_once(world: &World, content: &Content) -> networks::Published {
    let notes = Notes::default();
    let before = world.posts().len();
    let published = world.publish(content, &world.prepare(content), &notes).await.unwrap();
    let tried = |handle: &Handle| {
        handle.0["tried"] == true || handle.0["parts"][0]["tried"] == true || handle.0["sent"].is_object()
    };
    for kept in notes.all().into_iter().filter(tried) {
        let again = world.publish(content, &kept, &Notes::default()).await.unwrap();
        assert_eq!(again.remote_id, published.remote_id, "{}", kept.0);
    }
    assert_eq!(world.posts().len(), before + 1);
    published
}

#[tokio::test]
async fn an_app_must_be_set_by_the_operator() {
    for network in [Network::Facebook, Network::Instagram, Network::Threads] {
        let connector = Registry::new(&settings()).unwrap().get(network).unwrap();
        let error = connector.begin_connect(&networks::ConnectInput::default()).await.err().unwrap();
        assert_eq!((error.kind, error.next), (ErrorKind::Setup, Next::Never), "{network}");
    }
}

#[tokio::test]
async fn a_token_is_renewed_from_its_second_day() {
    for network in [Network::Instagram, Network::Threads] {
        let mut world = World::start(network).await;
        let error = world.connector.refresh(world.as_account(), now_ms()).await.unwrap_err();
        assert_eq!(error.next, Next::Reauthorise, "not in its first day: {error}");
        world.sim.advance(Duration::from_secs(25 * 3_600));
        let old = world.credentials().clone();
        world.connected.credentials = world.connector.refresh(world.with(&old), now_ms()).await.unwrap();
        assert_ne!(world.credentials(), &old);
        world.connector.profile(world.as_account()).await.unwrap();
        world.fail("/refresh_access_token", FaultKind::ServerErrorBefore(502), 1);
        let error = world.connector.refresh(world.as_account(), now_ms()).await.unwrap_err();
        assert!(matches!(error.next, Next::After(_)), "{error}");
    }
}

#[tokio::test]
async fn what_is_worked_on_is_asked_for_again() {
    for network in [Network::Instagram, Network::Threads] {
        let world = World::start(network).await;
        world.sim.set_processing(Pace::Polls(2));
        let content = world.with_media("Slowly", vec![png(), png()]);
        let notes = Notes::default();
        let handle = world.prepare(&content);
        let first = world.connector.publish(world.as_account(), &content, &handle, &notes);
        assert!(matches!(first.await.unwrap(), Sending::Processing(_)), "{network}");
        let kept = notes.last().unwrap();
        assert_eq!(world.look_up(&content, &kept, now_ms()).await.unwrap(), LookUp::Absent);
        let published = world.publish(&content, &kept, &notes).await.unwrap();
        assert_eq!(world.posts()[0].media, 2);
        assert!(published.url.starts_with("http"), "{}", published.url);
    }
}

#[tokio::test]
async fn files_of_no_use_are_told() {
    for network in [Network::Instagram, Network::Threads] {
        let world = World::start(network).await;
        let mut content = world.with_media("A film", vec![public(film(200))]);
        content.parts[0].media[0] = public(film(200));
        world.fail(
            if network == Network::Threads { "/threads" } else { "/media" },
            FaultKind::ProcessingFails,
            2,
        );
        let handle = world.prepare(&content);
        let error = world.publish(&content, &handle, &Notes::default()).await.unwrap_err();
        assert_eq!((error.kind, error.next), (ErrorKind::Invalid, Next::Never), "{error}");
        world.sim.faults().clear();
        content.parts[0].media[0].public_url = Some(format!("{}/missing.jpg", files()));
        content.parts[0].media[0].facts.kind = MediaKind::Image;
        let error = world.publish(&content, &handle, &Notes::default()).await.unwrap_err();
        assert_eq!((error.kind, error.next), (ErrorKind::Invalid, Next::Never), "{error}");
        assert_eq!(world.posts(), []);
    }
}

#[tokio::test]
async fn a_container_of_yesterday_is_made_anew() {
    for network in [Network::Instagram, Network::Threads] {
        let world = World::start(network).await;
        let content = world.text("Over night");
        let notes = Notes::default();
        world.fail(world.write(), FaultKind::ServerErrorBefore(503), 1);
        world.publish(&content, &world.prepare(&content), &notes).await.unwrap_err();
        world.sim.advance(Duration::from_secs(25 * 3_600));
        let kept = notes.last().unwrap();
        assert_eq!(world.look_up(&content, &kept, now_ms()).await.unwrap(), LookUp::Absent);
        world.publish(&content, &kept, &notes).await.unwrap();
        assert_eq!(world.posts().len(), 1);
    }
}

#[tokio::test]
async fn a_first_comment_follows_the_post_and_never_repeats_it() {
    for network in [Network::Facebook, Network::Instagram] {
        let world = World::start(network).await;
        let mut content = world.text("With a word below");
        content.first_comment = Some("First!".into());
        let comments = |world: &World| world.posts().iter().filter(|post| post.reply_to.is_some()).count();
        // The answer to the comment never comes.
        world.fail("/comments", FaultKind::ResetAfter, 1);
        let published = world.publish(&content, &world.prepare(&content), &Notes::default()).await.unwrap();
        world.publish(&content, &published.handle, &Notes::default()).await.unwrap();
        assert_eq!((world.posts().len(), comments(&world)), (2, 1), "{network}");
        // It never arrives: it is made alone.
        content.parts[0].text = "With another word below".into();
        world.fail("/comments", FaultKind::ServerErrorBefore(503), 1);
        world.publish(&content, &world.prepare(&content), &Notes::default()).await.unwrap();
        assert_eq!((world.posts().len(), comments(&world)), (4, 2), "{network}");
        // It is refused: the post is out all the same.
        content.parts[0].text = "With no word below".into();
        world.fail("/comments", FaultKind::Refused, 1);
        let notes = Notes::default();
        let published = world.publish(&content, &world.prepare(&content), &notes).await.unwrap();
        assert!(published.handle.0["comment"]["refused"].is_string(), "{}", published.handle.0);
        assert_eq!((world.posts().len(), comments(&world)), (5, 2), "{network}");
    }
}
