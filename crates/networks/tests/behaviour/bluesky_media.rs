//! Films and link cards on Bluesky.

use networks::{ErrorKind, LinkCard, Network, Next, Registry, Sending};
use serde_json::Value;
use simulator::FaultKind;

use crate::world::{Notes, World, png, settings};
use crate::youtube::film;

async fn world() -> World {
    let mut world = World::start(Network::Bluesky).await;
    // All hosts are the simulator's, the video service's too.
    let settings = settings().with_base_url(Network::Bluesky, &world.server());
    world.connector = Registry::new(&settings).unwrap().get(Network::Bluesky).unwrap();
    world
}

async fn embed(world: &World, remote_id: &str) -> Value {
    let rkey = remote_id.rsplit('/').next().unwrap();
    let account = &world.account;
    let path =
        format!("/xrpc/com.atproto.repo.getRecord?repo={account}&collection=app.bsky.feed.post&rkey={rkey}");
    let token = world.credentials().0["access"].as_str().unwrap().to_owned();
    world.read(&path, &token).await["value"]["embed"].clone()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_card_goes_out_with_and_without_a_picture() {
    let world = world().await;
    let url = "https://brand.example/tea".to_owned();
    let card = LinkCard { url, title: "Tea".into(), description: "All of it".into() };
    for media in [vec![], vec![png()]] {
        let mut content = world.with_media("Look", media.clone());
        content.link = Some(card.clone());
        let found = world.connector.capabilities(None).findings(&*world.connector, &content.outline());
        assert_eq!(found, []);
        let published = world.publish(&content, &world.prepare(&content), &Notes::default()).await.unwrap();
        let embed = embed(&world, &published.remote_id).await;
        assert_eq!(embed["$type"], "app.bsky.embed.external");
        assert_eq!(embed["external"]["uri"], "https://brand.example/tea");
        assert_eq!(embed["external"]["thumb"].is_object(), !media.is_empty());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_film_goes_through_the_video_service() {
    let world = world().await;
    let mut clip = film(3 * 1024 * 1024);
    clip.facts.alt = "Tea is poured".into();
    let content = world.with_media("A film", vec![clip.clone()]);
    let handle = world.prepare(&content);
    let notes = Notes::default();
    let first = world.connector.publish(world.as_account(), &content, &handle, &notes).await.unwrap();
    assert!(matches!(first, Sending::Processing(_)), "{first:?}");
    assert!(notes.last().unwrap().0["parts"][0]["job"].is_string(), "the job is kept");
    let published = world.publish(&content, &notes.last().unwrap(), &notes).await.unwrap();
    let shown = embed(&world, &published.remote_id).await;
    assert_eq!((&shown["$type"], &shown["alt"]), (&"app.bsky.embed.video".into(), &"Tea is poured".into()));
    assert_eq!(shown["aspectRatio"]["height"], 1_920);
    // The same film again: the service says that it has it, and gives it.
    let again = world.with_media("The film again", vec![clip]);
    let other = world.publish(&again, &world.prepare(&again), &Notes::default()).await.unwrap();
    assert_eq!(embed(&world, &other.remote_id).await["video"], shown["video"]);
    assert_eq!(world.posts().len(), 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_film_that_is_refused_or_interrupted() {
    let world = world().await;
    for (number, kind) in
        [FaultKind::ResetAfter, FaultKind::ServerErrorBefore(503), FaultKind::HtmlInsteadOfJson]
            .into_iter()
            .enumerate()
    {
        let content = world.with_media("Interrupted", vec![film(1_000 + number)]);
        let (handle, notes) = (world.prepare(&content), Notes::default());
        world.fail("uploadVideo", kind, 1);
        let error = world.publish(&content, &handle, &notes).await.unwrap_err();
        assert!(matches!(error.next, Next::After(_)), "nothing is out: {error}");
        world.publish(&content, &notes.last().unwrap_or(handle), &notes).await.unwrap();
    }
    assert_eq!(world.posts().len(), 3);
    let content = world.with_media("Broken", vec![film(5_000)]);
    world.fail("uploadVideo", FaultKind::ProcessingFails, 1);
    let error = world.publish(&content, &world.prepare(&content), &Notes::default()).await.unwrap_err();
    assert_eq!((error.kind, error.next), (ErrorKind::Invalid, Next::Never), "{error}");
    // A fault of the service's own is tried again, and not for ever.
    simulator::bluesky::fail_films(&world.sim, Some("generic_failure"));
    let content = world.with_media("Lost again and again", vec![film(5_500)]);
    let error = world.publish(&content, &world.prepare(&content), &Notes::default()).await.unwrap_err();
    assert_eq!((error.kind, error.next), (ErrorKind::Unavailable, Next::Never), "{error}");
    simulator::bluesky::fail_films(&world.sim, None);
    simulator::bluesky::allow_films(&world.sim, false);
    let content = world.with_media("Not allowed", vec![film(6_000)]);
    let error = world.publish(&content, &world.prepare(&content), &Notes::default()).await.unwrap_err();
    assert_eq!((error.kind, error.next), (ErrorKind::Permission, Next::Never), "{error}");
    assert!(error.message.contains("confirm your email"), "{error}");
    assert_eq!(world.posts().len(), 3);
}
