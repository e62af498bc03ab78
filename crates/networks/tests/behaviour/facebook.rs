//! What only Facebook has.

use std::sync::Arc;
use std::time::Duration;

use networks::{ErrorKind, Network, Next, Placement};
use serde_json::Value;
use simulator::{AccountSpec, FaultKind, Pace};

use crate::meta::{at, film, out_once, public};
use crate::rig::{PASSWORD, REDIRECT};
use crate::world::{Notes, World, now_ms, png};

#[tokio::test]
async fn every_page_is_connected_with_a_token_of_its_own() {
    let world = World::start(Network::Facebook).await;
    let page = |handle: &str, extra: Value| AccountSpec {
        handle: handle.into(),
        display_name: handle.to_uppercase(),
        extra,
        ..AccountSpec::default()
    };
    let owner = world.account.as_str();
    let second = page("second", serde_json::json!({ "owner": owner }));
    let second = world.sim.add_account(simulator::Network::Facebook, &second);
    let read_only = serde_json::json!({ "owner": owner, "tasks": ["ANALYZE"] });
    world.sim.add_account(simulator::Network::Facebook, &page("third", read_only));
    world.sim.add_account(simulator::Network::Facebook, &page("other", serde_json::json!({ "owner": "1" })));
    let input = world.rig.typed(&world.server(), PASSWORD);
    let step = world.connector.begin_connect(&input).await.unwrap();
    let networks::ConnectStep::Redirect { authorize_url, flow, .. } = step else { panic!() };
    let code = world.rig.consent(&authorize_url, PASSWORD).await.unwrap();
    let connected = world.connector.finish_connect(&flow, &code, REDIRECT).await.unwrap();
    let mut ids: Vec<_> = connected.iter().map(|connected| connected.profile.remote_id.clone()).collect();
    ids.sort();
    let mut expected = vec![world.account.clone(), second];
    expected.sort();
    assert_eq!(ids, expected);
    assert_ne!(connected[0].credentials, connected[1].credentials);
    // A page's token has no end.
    assert!(!world.connector.needs_refresh(&connected[0].credentials, i64::MAX));
}

#[tokio::test]
async fn facebook_takes_films_in_pieces() {
    let world = World::start(Network::Facebook).await;
    world.sim.set_processing(Pace::Polls(1));
    // Three pieces as the network asks for them; the second meets a reset.
    let content = at(Placement::Feed, "A long film", vec![film(2_500_000)]);
    let network = simulator::Network::Facebook;
    let (route, kind) = ("/videos".to_owned(), FaultKind::ResetAfter);
    world.sim.faults().push_after(2, simulator::Fault { network, route, kind, times: 1 });
    let notes = Notes::default();
    let error = world.publish(&content, &world.prepare(&content), &notes).await.unwrap_err();
    assert!(matches!(error.next, Next::After(_)), "a piece shows nothing: {error}");
    let kept = notes.last().unwrap();
    let published = world.publish(&content, &kept, &notes).await.unwrap();
    assert_eq!(published.remote_id, world.posts()[0].id);
    assert!(published.url.starts_with("http"), "{}", published.url);
    assert_eq!(world.posts().len(), 1);
    out_once(&world, &at(Placement::Feed, "Another", vec![film(900)])).await;
}

#[tokio::test]
async fn facebook_takes_reels_and_stories() {
    let world = World::start(Network::Facebook).await;
    world.sim.set_processing(Pace::Polls(1));
    for (media, text) in [(film(900), "By its bytes"), (public(film(200)), "By its address")] {
        let content = at(Placement::Reel, text, vec![media]);
        let reel = out_once(&world, &content).await;
        let counted = world.connector.post_metrics(world.as_account(), &[reel.remote_id]).await.unwrap();
        assert_eq!(counted[0].values.as_ref().unwrap().len(), 3);
    }
    out_once(&world, &at(Placement::Story, "", vec![film(900)])).await;
    out_once(&world, &at(Placement::Story, "", vec![png()])).await;
    assert_eq!(world.posts().len(), 4);
}

#[tokio::test]
async fn a_film_whose_last_answer_never_came_is_one_post() {
    for kind in [FaultKind::ResetAfter, FaultKind::ResetBefore, FaultKind::HtmlInsteadOfJson] {
        let world = World::start(Network::Facebook).await;
        let started_ms = now_ms();
        let content = at(Placement::Reel, "A reel", vec![film(900)]);
        let network = simulator::Network::Facebook;
        let route = "/video_reels".to_owned();
        world.sim.faults().push_after(1, simulator::Fault { network, route, kind, times: 1 });
        let notes = Notes::default();
        let error = world.publish(&content, &world.prepare(&content), &notes).await.unwrap_err();
        assert_eq!(error.next, Next::Unknown, "{error}");
        let kept = notes.last().unwrap();
        world.look_up(&content, &kept, started_ms).await.unwrap();
        let published = world.publish(&content, &kept, &notes).await.unwrap();
        assert_eq!(world.posts().len(), 1);
        assert_eq!(published.remote_id, world.posts()[0].id);
    }
}

#[tokio::test]
async fn a_film_that_the_network_cannot_use_is_told() {
    let world = World::start(Network::Facebook).await;
    let mut media = film(900);
    media.file = Arc::new(vec![0_u8; 900]);
    let content = at(Placement::Feed, "Broken", vec![media]);
    let error = world.publish(&content, &world.prepare(&content), &Notes::default()).await.unwrap_err();
    assert_eq!((error.kind, error.next), (ErrorKind::Invalid, Next::Never), "{error}");
    assert_eq!(world.posts(), []);
}

#[tokio::test]
async fn the_same_post_again_is_looked_up() {
    let world = World::start(Network::Facebook).await;
    let content = world.text("Every Monday");
    let started_ms = now_ms();
    let notes = Notes::default();
    world.fail(world.write(), FaultKind::ResetAfter, 1);
    world.publish(&content, &world.prepare(&content), &notes).await.unwrap_err();
    // The list is behind: the post is sent again, and Facebook knows it.
    let kept = notes.last().unwrap();
    world.fail("/published_posts", FaultKind::Slow(Duration::from_millis(1)), 1);
    let id = world.posts()[0].id.clone();
    assert!(world.sim.backdate(simulator::Network::Facebook, &id, started_ms - 3_600_000));
    let error = world.publish(&content, &kept, &notes).await.unwrap_err();
    assert_eq!(error.next, Next::Unknown, "{error}");
    // Somebody who writes the same twice is told.
    let error = world.publish(&content, &world.prepare(&content), &Notes::default()).await.unwrap_err();
    assert_eq!((error.kind, error.next), (ErrorKind::Invalid, Next::Never), "{error}");
    assert_eq!(world.posts().len(), 1);
}

#[tokio::test]
async fn a_post_of_facebook_is_changed() {
    let world = World::start(Network::Facebook).await;
    let content = world.text("With a mistace");
    let published = world.publish(&content, &world.prepare(&content), &Notes::default()).await.unwrap();
    let mended = world.text("Without a mistake");
    world.connector.edit(world.as_account(), &published.handle, &mended).await.unwrap();
    assert_eq!(world.posts()[0].text, "Without a mistake");
    world.connector.delete(world.as_account(), &published.remote_id).await.unwrap();
    let error = world.connector.edit(world.as_account(), &published.handle, &mended).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::NotFound, "{error}");
}

#[tokio::test]
async fn counters_that_are_gone_leave_the_others() {
    let world = World::start(Network::Facebook).await;
    let content = world.text("Count me");
    let published = world.publish(&content, &world.prepare(&content), &Notes::default()).await.unwrap();
    world.sim.reader(simulator::Network::Facebook, 1).like(&published.remote_id);
    // The whole group is refused, and one of its names.
    world.fail("/insights", FaultKind::Refused, 2);
    let ids = [published.remote_id];
    let counted = world.connector.post_metrics(world.as_account(), &ids).await.unwrap();
    let values = counted[0].values.clone().unwrap();
    let told: Vec<_> = values.iter().map(|(metric, _)| *metric).collect();
    use networks::Metric::{Clicks, Reach, Reactions, Replies};
    assert_eq!(told, [Reactions, Replies, Reach, Clicks]);
    assert!(values.contains(&(Reactions, 1)));
}
