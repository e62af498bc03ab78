//! What only Google Business Profile has: several locations, states, offers, pictures that are fetched.

use async_trait::async_trait;
use networks::{ConnectStep, Content, ErrorKind, LinkCard, LookUp, Network, Next, Sending, Settings};
use simulator::{AccountSpec, FaultKind, Pace, Simulator};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use crate::rig::{PASSWORD, REDIRECT, Rig, USERNAME};
use crate::world::{Notes, World, now_ms, png};
use crate::youtube::with_app;

/// The rig of Google Business Profile.
pub struct GoogleBusiness;

#[async_trait]
impl Rig for GoogleBusiness {
    fn sim_network(&self) -> simulator::Network {
        simulator::Network::GoogleBusiness
    }

    fn server(&self, sim: &Simulator) -> String {
        sim.url(simulator::Network::GoogleBusiness)
    }

    fn add_account(&self, sim: &Simulator) -> String {
        sim.add_app(simulator::Network::GoogleBusiness, "tandem", "app-secret", REDIRECT);
        let spec = AccountSpec::new(USERNAME, PASSWORD, "The Brand");
        sim.add_account(simulator::Network::GoogleBusiness, &spec)
    }

    fn settings(&self, sim: &Simulator) -> Settings {
        with_app(Network::GoogleBusiness, &self.server(sim))
    }

    fn is_typed(&self) -> bool {
        false
    }

    fn handle(&self) -> &'static str {
        "The Brand"
    }

    /// Pictures are fetched from a public address, which the suite's have not.
    fn dress(&self, mut content: Content) -> Content {
        content.parts[0].media.clear();
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
        "POST /v4/accounts"
    }

    /// Nothing is uploaded.
    fn upload(&self) -> &'static str {
        ""
    }

    fn look(&self) -> &'static str {
        "localPosts?pageSize"
    }

    fn health(&self) -> &'static str {
        "GET /v1/locations"
    }

    fn refresh(&self) -> &'static str {
        "POST /token"
    }
}

async fn world() -> World {
    World::start(Network::GoogleBusiness).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_location_is_a_channel_of_its_own() {
    let world = world().await;
    for number in 0..3 {
        let handle = format!("branch-{number}");
        simulator::google_business::add_location(&world.sim, USERNAME, &handle, "A branch").unwrap();
    }
    let typed = world.rig.typed("", "");
    let ConnectStep::Redirect { authorize_url, flow, .. } =
        world.connector.begin_connect(&typed).await.unwrap()
    else {
        panic!("no consent page")
    };
    let code = world.rig.consent(&authorize_url, PASSWORD).await.unwrap();
    let found = world.connector.finish_connect(&flow, &code, REDIRECT).await.unwrap();
    assert_eq!(found.len(), 4);
    let mut ids: Vec<&str> = found.iter().map(|one| one.profile.remote_id.as_str()).collect();
    ids.dedup();
    assert_eq!(ids.len(), 4);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_rejected_post_is_refused_though_the_answer_says_200() {
    let world = world().await;
    for pace in [Pace::AtOnce, Pace::Polls(1)] {
        world.sim.set_processing(pace);
        world.fail(world.write(), FaultKind::ProcessingFails, 1);
        let content = world.text("Call 0123 456");
        let notes = Notes::default();
        let error = world.publish(&content, &world.prepare(&content), &notes).await.unwrap_err();
        assert_eq!((error.kind, error.next), (ErrorKind::Invalid, Next::Never), "{error}");
        // Whoever asks again hears the same, and nothing is sent.
        let posts = world.posts().len();
        let again = world.publish(&content, &notes.last().unwrap(), &notes).await.unwrap_err();
        assert_eq!(again.kind, ErrorKind::Invalid);
        assert_eq!(world.posts().len(), posts);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_post_is_processing_until_google_has_decided() {
    let world = world().await;
    world.sim.set_processing(Pace::Polls(2));
    let content = world.text("Soon");
    let notes = Notes::default();
    let handle = world.prepare(&content);
    let first = world.connector.publish(world.as_account(), &content, &handle, &notes).await.unwrap();
    assert!(matches!(first, Sending::Processing(_)), "{first:?}");
    let published = world.publish(&content, &notes.last().unwrap(), &notes).await.unwrap();
    assert_eq!((world.posts().len(), &world.posts()[0].id), (1, &published.remote_id));
    let found = world.look_up(&content, &published.handle, now_ms()).await.unwrap();
    assert!(matches!(found, LookUp::Found(_)));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn offers_links_and_pictures_go_out() {
    let world = world().await;
    let mut content = world.text("Two cups for one");
    content.title = Some("Tea week".into());
    for (name, value) in [
        ("topic", "OFFER"),
        ("starts", "2026-12-01"),
        ("ends", "2026-12-07T18:30"),
        ("coupon", "TEA"),
        ("action", "BOOK"),
    ] {
        content.options.insert(name.into(), value.into());
    }
    let url = "https://brand.example/tea".to_owned();
    content.link = Some(LinkCard { url, title: String::new(), description: String::new() });
    let mut picture = png();
    picture.public_url = Some(serve(picture.read_all().await.unwrap()).await);
    content.parts[0].media = vec![picture];
    let capabilities = world.connector.capabilities(None);
    assert_eq!(capabilities.findings(&*world.connector, &content.outline()), []);
    let published = world.publish(&content, &world.prepare(&content), &Notes::default()).await.unwrap();
    let post = &world.posts()[0];
    assert_eq!(post.media, 1);
    assert_eq!(post.raw["offer"]["couponCode"], "TEA");
    assert_eq!(post.raw["event"]["schedule"]["endTime"]["hours"], 18);
    assert_eq!(post.raw["callToAction"]["actionType"], "BOOK");
    // A change leaves picture and offer as they are, and takes a button away that is gone.
    content.parts[0].text = "Three cups for two".into();
    content.link = None;
    world.connector.edit(world.as_account(), &published.handle, &content).await.unwrap();
    let post = &world.posts()[0];
    assert_eq!((post.text.as_str(), post.media), ("Three cups for two", 1));
    assert!(post.raw["callToAction"].is_null());
    assert_eq!(post.raw["offer"]["couponCode"], "TEA");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_picture_without_a_public_address_is_not_sent() {
    let world = world().await;
    let mut content = world.text("With a point");
    content.parts[0].media = vec![png()];
    let error = world.publish(&content, &world.prepare(&content), &Notes::default()).await.unwrap_err();
    assert_eq!((error.kind, error.next), (ErrorKind::Invalid, Next::Never), "{error}");
    assert_eq!(world.posts(), []);
}

/// A file behind an address; gives the address.
async fn serve(bytes: Vec<u8>) -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}/point.png", listener.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut request = [0; 2_048];
            let _ = stream.read(&mut request).await;
            let head = format!(
                "HTTP/1.1 200 OK\r\ncontent-type: image/png\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
                bytes.len()
            );
            let _ = stream.write_all(head.as_bytes()).await;
            let _ = stream.write_all(&bytes).await;
        }
    });
    address
}
