//! What only Instagram has.

use std::time::Duration;

use networks::{ErrorKind, LookUp, Network, Next, Placement, Registry, Sending};
use simulator::{FaultKind, Pace};

use crate::meta::{at, film, jpeg, out_once, public};
use crate::rig::PASSWORD;
use crate::world::{Notes, World, now_ms, png};

#[tokio::test]
async fn instagram_is_connected_by_facebooks_login_too() {
    let world = World::start(Network::Instagram).await;
    let mut settings = world.rig.settings(&world.sim);
    let set = settings.networks.remove(&Network::Instagram).unwrap();
    settings.networks.insert(Network::Facebook, set);
    let connector = Registry::new(&settings).unwrap().get(Network::Instagram).unwrap();
    let found = crate::world::connect(&*world.rig, &connector, &world.server(), PASSWORD).await.unwrap();
    assert_eq!(found.profile.remote_id, world.account);
    let account = crate::world::account(world.base_url(), &found);
    assert_eq!(connector.profile(account).await.unwrap(), found.profile);
    assert_eq!(connector.account_metrics(account).await.unwrap().values.len(), 2);
    world.sim.set_processing(Pace::AtOnce);
    let content = world.text("By the other way");
    let handle = world.prepare(&content);
    let sending = connector.publish(account, &content, &handle, &Notes::default()).await.unwrap();
    assert!(matches!(sending, Sending::Published(_)), "{sending:?}");
    assert_eq!(connector.refresh(account, now_ms()).await.unwrap_err().next, Next::Reauthorise);
}

#[tokio::test]
async fn instagram_takes_reels_stories_and_mixed_albums() {
    let world = World::start(Network::Instagram).await;
    let picture = || jpeg(png());
    out_once(&world, &at(Placement::Reel, "A reel", vec![public(film(200))])).await;
    out_once(&world, &at(Placement::Feed, "A film", vec![public(film(200))])).await;
    out_once(&world, &at(Placement::Feed, "Both", vec![picture(), public(film(200))])).await;
    let story = out_once(&world, &at(Placement::Story, "", vec![picture()])).await;
    assert!(story.url.starts_with("http"));
    // Two stories without a word between them cannot be told apart.
    let content = at(Placement::Story, "", vec![public(film(200))]);
    let notes = Notes::default();
    world.fail(world.write(), FaultKind::ResetAfter, 1);
    world.publish(&content, &world.prepare(&content), &notes).await.unwrap_err();
    let kept = notes.last().unwrap();
    assert_eq!(world.look_up(&content, &kept, now_ms()).await.unwrap(), LookUp::CannotTell);
    assert_eq!(world.publish(&content, &kept, &notes).await.unwrap_err().next, Next::Unknown);
    assert_eq!(world.posts().len(), 5);
}

#[tokio::test]
async fn a_used_up_day_waits_before_anything_is_made() {
    let world = World::start(Network::Instagram).await;
    for number in 0..50 {
        let content = world.text(&format!("Number {number}"));
        world.publish(&content, &world.prepare(&content), &Notes::default()).await.unwrap();
    }
    let content = world.text("One too many");
    let notes = Notes::default();
    let error = world.publish(&content, &world.prepare(&content), &notes).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::RateLimited, "{error}");
    assert!(matches!(error.next, Next::After(wait) if wait >= Duration::from_secs(3_600)));
    assert!(notes.all().is_empty());
}

#[tokio::test]
async fn a_container_that_reads_as_missing_proves_nothing() {
    let world = World::start(Network::Instagram).await;
    let content = world.with_media("Hidden", vec![jpeg(png())]);
    let (notes, started_ms) = (Notes::default(), now_ms());
    world.fail(world.write(), FaultKind::ResetAfter, 1);
    let error = world.publish(&content, &world.prepare(&content), &notes).await.unwrap_err();
    assert_eq!(error.next, Next::Unknown, "{error}");
    // Neither the container nor the list shows it.
    simulator::instagram::hide_containers(&world.sim, true);
    let id = world.posts()[0].id.clone();
    assert!(world.sim.backdate(simulator::Network::Instagram, &id, started_ms - 3_600_000));
    let kept = notes.last().unwrap();
    assert_eq!(world.look_up(&content, &kept, started_ms).await.unwrap(), LookUp::CannotTell);
    assert_eq!(world.publish(&content, &kept, &notes).await.unwrap_err().next, Next::Unknown);
    assert_eq!(world.posts().len(), 1);
}
