//! Counters of posts and accounts.

use networks::{ErrorKind, Metric, Next};
use simulator::FaultKind;

use crate::on_each_network;
use crate::world::{Notes, World};

on_each_network!(
    counters_of_posts_are_read,
    counters_of_the_account_are_read,
    a_network_in_trouble_gives_no_counters,
);

async fn counters_of_posts_are_read(world: World) {
    let content = world.text("Count me");
    let mut ids = Vec::new();
    for _ in 0..2 {
        let published = world.publish(&content, &world.prepare(&content), &Notes::default()).await.unwrap();
        ids.push(published.remote_id);
    }
    for reader in 0..3 {
        assert!(world.sim.reader(world.rig.sim_network(), reader).like(&ids[0]));
    }
    assert!(world.sim.reader(world.rig.sim_network(), 0).repost(&ids[0]));
    world.sim.reader(world.rig.sim_network(), 1).reply(&ids[0], "Nice").unwrap();
    world.connector.delete(world.as_account(), &ids[1]).await.unwrap();
    let counted = world.connector.post_metrics(world.as_account(), &ids).await.unwrap();
    assert_eq!(counted.len(), 2);
    let of = |id: &String| counted.iter().find(|post| post.remote_id == *id).unwrap().values.clone();
    let values = of(&ids[0]).unwrap();
    let value = |metric| values.iter().find(|(told, _)| *told == metric).map(|(_, value)| *value);
    assert_eq!(value(Metric::Likes), Some(3));
    assert_eq!(value(Metric::Reposts), Some(1));
    assert_eq!(value(Metric::Replies), Some(1));
    // What the network does not offer is absent.
    let offered = world.connector.capabilities(None).post_metrics;
    assert!(values.iter().all(|(metric, _)| offered.contains(metric)));
    assert_eq!((value(Metric::Impressions), value(Metric::Reach), value(Metric::Views)), (None, None, None));
    assert_eq!(of(&ids[1]), None, "a removed post has no counters, not zeros");
}

async fn counters_of_the_account_are_read(world: World) {
    world.sim.set_followers(world.rig.sim_network(), &world.account, 1_234).unwrap();
    let content = world.text("One");
    world.publish(&content, &world.prepare(&content), &Notes::default()).await.unwrap();
    let counted = world.connector.account_metrics(world.as_account()).await.unwrap();
    let offered = world.connector.capabilities(None).account_metrics;
    assert_eq!(counted.values.iter().map(|(metric, _)| *metric).collect::<Vec<_>>(), offered);
    assert_eq!(counted.values, [(Metric::Followers, 1_234), (Metric::Posts, 1)]);
}

async fn a_network_in_trouble_gives_no_counters(world: World) {
    let content = world.text("Count me");
    let published = world.publish(&content, &world.prepare(&content), &Notes::default()).await.unwrap();
    let ids = [published.remote_id];
    for (kind, expected) in [
        (FaultKind::ServerErrorBefore(502), ErrorKind::Unavailable),
        (FaultKind::HtmlInsteadOfJson, ErrorKind::Protocol),
        (FaultKind::ResetBefore, ErrorKind::Unavailable),
        (FaultKind::Hang, ErrorKind::Timeout),
    ] {
        world.fail("GET /", kind, 1);
        let error = world.connector.post_metrics(world.as_account(), &ids).await.unwrap_err();
        assert_eq!(error.kind, expected, "{error}");
        assert!(matches!(error.next, Next::After(_)), "{error}");
    }
}
