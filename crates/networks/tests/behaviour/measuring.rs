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
    let mut ids = Vec::new();
    for text in ["Count me", "Count me, too"] {
        let content = world.text(text);
        let published = world.publish(&content, &world.prepare(&content), &Notes::default()).await.unwrap();
        ids.push(published.remote_id);
    }
    for reader in 0..3 {
        assert!(world.sim.reader(world.rig.sim_network(), reader).like(&ids[0]));
    }
    assert!(world.sim.reader(world.rig.sim_network(), 0).repost(&ids[0]));
    world.sim.reader(world.rig.sim_network(), 1).reply(&ids[0], "Nice").unwrap();
    let deletes = world.connector.capabilities(None).can_delete;
    if deletes {
        world.connector.delete(world.as_account(), &ids[1]).await.unwrap();
    }
    let counted = world.connector.post_metrics(world.as_account(), &ids).await.unwrap();
    assert_eq!(counted.len(), 2);
    let of = |id: &String| counted.iter().find(|post| post.remote_id == *id).unwrap().values.clone();
    let values = of(&ids[0]).unwrap();
    let value = |metric| values.iter().find(|(told, _)| *told == metric).map(|(_, value)| *value);
    // What the network does not offer is absent.
    let offered = world.connector.capabilities(None).post_metrics;
    assert!(values.iter().all(|(metric, _)| offered.contains(metric)));
    for (metric, told) in
        [(Metric::Likes, 3), (Metric::Reposts, 1), (Metric::Shares, 1), (Metric::Replies, 1)]
    {
        assert_eq!(value(metric), offered.contains(&metric).then_some(told), "{metric:?}");
    }
    match of(&ids[1]) {
        None => assert!(world.rig.knows_removed()),
        Some(_) if !deletes => {}
        Some(values) => {
            assert!(!world.rig.knows_removed(), "a removed post has no counters, not zeros");
            assert!(values.iter().all(|(_, value)| *value == 0));
        }
    }
}

async fn counters_of_the_account_are_read(world: World) {
    world.sim.set_followers(world.rig.sim_network(), &world.account, 1_234).unwrap();
    let content = world.text("One");
    world.publish(&content, &world.prepare(&content), &Notes::default()).await.unwrap();
    let counted = world.connector.account_metrics(world.as_account()).await.unwrap();
    let offered = world.connector.capabilities(None).account_metrics;
    assert_eq!(counted.values.iter().map(|(metric, _)| *metric).collect::<Vec<_>>(), offered);
    for (metric, expected) in [(Metric::Followers, 1_234), (Metric::Posts, 1)] {
        let told = counted.values.iter().find(|(told, _)| *told == metric).map(|(_, value)| *value);
        assert_eq!(told, offered.contains(&metric).then_some(expected), "{metric:?}");
    }
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
        world.fail("/", kind, 1);
        let error = world.connector.post_metrics(world.as_account(), &ids).await.unwrap_err();
        assert_eq!(error.kind, expected, "{error}");
        assert!(matches!(error.next, Next::After(_)), "{error}");
    }
}
