//! Channels: checks, refreshes, numbers, abandoned connections.

use std::sync::atomic::Ordering;

use app::{
    App, Settings, channels::CheckChannels, deliveries::PublishDue, metrics::FetchMetrics, vault::Vault,
};
use db::{Db, Engine, values};
use tasks::Task;
use testkit::TestApp;

use crate::scripted::World;

const MINUTE: i64 = 60_000;
const DAY: i64 = 24 * 60 * MINUTE;

async fn activate(task: &dyn Task) {
    let stopping = tokio::sync::watch::channel(false).1;
    task.activate(&stopping).await.expect("an activation");
}

async fn damage(world: &World) {
    let tx = world.app.db.write().await.expect("tx");
    tx.run("update channels set secret = 'damaged' where id = $1", values![world.channel])
        .await
        .expect("damaged");
    tx.commit().await.expect("commit");
}

testkit::db_test! {
    async fn a_channel_that_only_makes_faults_keeps_no_other_waiting(t: TestApp) {
        let world = World::new(t).await;
        world.connect("harbour", i64::MAX).await;
        damage(&world).await;
        world.kit.clock.advance(2 * DAY);
        let now = world.app.now();
        let (one, other) = (CheckChannels { app: world.app.clone() }, CheckChannels { app: world.app.clone() });
        tokio::join!(activate(&one), activate(&other));
        assert_eq!(world.network.profiles.load(Ordering::SeqCst), 1, "each channel is checked by one process");
        let checked: Vec<i64> = world.app.db.read().column("select checked_at from channels", vec![]).await.expect("times");
        assert_eq!(checked, [now, now]);
    }

    async fn a_new_connection_is_not_overwritten_by_an_older_refresh(t: TestApp) {
        let world = World::new(t).await;
        let tx = world.app.db.write().await.expect("tx");
        tx.run("update channels set refreshing_by = 'one', refreshing_until = $1", values![world.app.now() + MINUTE])
            .await.expect("a refresh under way");
        tx.commit().await.expect("commit");
        assert_eq!(world.connect("kranich", i64::MAX).await, world.channel);
        let by: Vec<Option<String>> = world.app.db.read().column("select refreshing_by from channels", vec![]).await.expect("by");
        assert_eq!(by, [None]);
    }

    async fn what_nobody_came_back_for_is_deleted(t: TestApp) {
        let world = World::new(t).await;
        world.kit.things(&world.owner).await;
        let count = async || -> i64 {
            world.app.db.read().scalar("select count(*) from connections", vec![]).await.expect("count").unwrap_or(0)
        };
        activate(&CheckChannels { app: world.app.clone() }).await;
        assert_eq!(count().await, 1);
        world.kit.clock.advance(20 * MINUTE);
        activate(&CheckChannels { app: world.app.clone() }).await;
        assert_eq!(count().await, 0);
    }

    async fn the_numbers_of_one_channel_do_not_hang_on_another(t: TestApp) {
        let world = World::new(t).await;
        world.connect("harbour", i64::MAX).await;
        damage(&world).await;
        activate(&FetchMetrics::new(world.app.clone())).await;
        let told: Vec<i64> = world.app.db.read().column("select value from metric_latest", vec![]).await.expect("numbers");
        assert_eq!(told, [7]);
        let errors: Vec<Option<String>> = world.app.db.read()
            .column("select last_error from metric_fetches where state = 'scheduled' order by due_at", vec![]).await.expect("errors");
        assert_eq!(errors, [Some("network_local".to_owned()), None]);
    }

    async fn deliveries_of_two_instances_renew_a_token_once(t: TestApp) {
        // Two instances of the product over one database; the refresh token can be used once.
        let expires = t.now() + MINUTE;
        let world = World::expiring(t, expires).await;
        let mut posts = Vec::new();
        // More than one of them sends at a time.
        for number in 0..200 {
            posts.push(world.due(&format!("Post {number}")).await);
        }
        world.kit.clock.advance(2 * MINUTE);
        let mut other = App::new(
            // SQLite has one process.
            match world.app.db.engine() {
                Engine::Sqlite => world.app.db.clone(),
                Engine::Postgres => Db::connect(world.kit.database_url()).await.expect("a second pool"),
            },
            Vault::new([7; 32]),
            world.app.clock.clone(),
            Vec::new(),
            Settings::default(),
        );
        other.connectors = world.app.connectors.clone();
        let stopping = tokio::sync::watch::channel(false).1;
        let elsewhere = PublishDue::new(other);
        let (_, done) = tokio::join!(world.turn(), elsewhere.activate(&stopping));
        assert!(done.expect("a turn").done > 0, "both send");
        assert_eq!(world.network.shown().len(), 200);
        assert_eq!(world.network.refreshes.load(Ordering::SeqCst), 1);
        let health: Vec<String> = world.app.db.read().column("select health from channels", vec![]).await.expect("health");
        assert_eq!(health, ["healthy"]);
        // The pair that came of it is the one that is kept: the next renewal works with it.
        world.kit.clock.advance(2 * 60 * MINUTE);
        world.due("The next day").await;
        world.turn().await;
        assert_eq!((world.network.shown().len(), world.network.refreshes.load(Ordering::SeqCst)), (201, 2));
    }
}
