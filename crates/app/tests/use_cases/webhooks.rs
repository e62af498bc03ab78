//! What networks send by themselves: what it wakes, once, and what it leaves alone.

use std::sync::atomic::Ordering;

use app::{
    Error,
    channels::CheckChannels,
    deliveries::State,
    metrics::FetchMetrics,
    webhooks::{Params, Received, Refusal, counts},
};
use db::values;
use networks::{ErrorKind, Next};
use serde_json::{Value, json};
use tasks::Task;
use testkit::TestApp;

use crate::scripted::{Say, World, error};

const SECOND: i64 = 1_000;
const MINUTE: i64 = 60 * SECOND;

async fn activate(task: &dyn Task) {
    let stopping = tokio::sync::watch::channel(false).1;
    task.activate(&stopping).await.expect("an activation");
}

/// Sends what the scripted network sends, with its proof.
async fn send(world: &World, about: &str, id: &str, account: &str, at: i64) {
    let body = json!({"account": account, "about": about, "id": id, "at": at});
    assert_eq!(send_as(world, "proven", &body).await, Received::Taken(None));
}

async fn send_as(world: &World, proof: &str, body: &Value) -> Received {
    let headers = Params::from([("x-proof".to_owned(), proof.to_owned())]);
    world.app.receive_webhook("mastodon", &headers, body.to_string().as_bytes()).await.expect("received")
}

/// When the counters of each post are fetched, by channel.
async fn fetches(world: &World) -> Vec<i64> {
    let text = "select due_at from metric_fetches where subject_kind = 'delivery' order by channel_id, id";
    world.app.db.read().column(text, values![]).await.expect("fetches")
}

testkit::db_test! {
    async fn a_delivery_that_waits_is_looked_at_at_once_and_goes_out_once(t: TestApp) {
        let world = World::new(t).await;
        world.network.say([Say::Processing]);
        let post = world.due("A film").await;
        world.turn().await;
        let waits = world.delivery(post).await;
        assert_eq!((waits.state, waits.due_at), (State::Processing, world.app.now() + 10 * SECOND));
        world.kit.clock.advance(6 * SECOND);
        let now = world.app.now();
        // Of another account, another send, or the time before the last look: nothing moves.
        send(&world, "sending", "ticket-1", "harbour", now).await;
        send(&world, "sending", "ticket-2", "kranich", now).await;
        send(&world, "sending", "ticket-1", "kranich", now - 20 * SECOND).await;
        assert_eq!(world.delivery(post).await.due_at, waits.due_at);
        send(&world, "sending", "ticket-1", "kranich", now).await;
        send(&world, "sending", "ticket-1", "kranich", now).await;
        let woken = world.delivery(post).await;
        assert_eq!((woken.state, woken.due_at), (State::Processing, now));
        assert_eq!(woken.attempts, waits.attempts, "nobody was asked yet");
        world.turn().await;
        assert_eq!(world.delivery(post).await.state, State::Published);
        // Late and out of order.
        send(&world, "sending", "ticket-1", "kranich", now).await;
        send(&world, "sending", "ticket-1", "kranich", now - MINUTE).await;
        world.turn().await;
        assert_eq!(world.network.shown(), ["A film"]);
        assert_eq!(world.delivery(post).await.state, State::Published);
    }

    async fn the_networks_word_is_not_believed(t: TestApp) {
        let world = World::new(t).await;
        // It says "done", and works on it all the same.
        world.network.say([Say::Processing, Say::Processing]);
        let post = world.due("A film").await;
        world.turn().await;
        world.kit.clock.advance(6 * SECOND);
        send(&world, "sending", "ticket-1", "kranich", world.app.now()).await;
        world.turn().await;
        assert_eq!(world.delivery(post).await.state, State::Processing);
        assert!(world.network.shown().is_empty());
        world.kit.clock.advance(20 * SECOND);
        world.turn().await;
        assert_eq!(world.network.shown(), ["A film"]);
    }

    async fn counters_are_fetched_sooner_and_once(t: TestApp) {
        let world = World::new(t).await;
        world.due("A post").await;
        world.turn().await;
        let fetcher = FetchMetrics::new(world.app.clone());
        activate(&fetcher).await;
        assert_eq!(fetches(&world).await, [world.app.now() + MINUTE], "not while others are going out");
        world.kit.clock.advance(MINUTE);
        activate(&fetcher).await;
        let regular = fetches(&world).await;
        assert_eq!(regular, [world.app.now() + 5 * MINUTE]);
        send(&world, "post", "id-9", "kranich", world.app.now()).await;
        send(&world, "post", "id-0", "harbour", world.app.now()).await;
        assert_eq!(fetches(&world).await, regular, "another post, another account");
        let happened = world.app.now();
        send(&world, "post", "id-0", "kranich", happened).await;
        let woken = fetches(&world).await;
        assert_eq!(woken, [happened + MINUTE], "a minute after the last fetch");
        for _ in 0..20 {
            world.kit.clock.advance(SECOND);
            send(&world, "post", "id-0", "kranich", world.app.now()).await;
        }
        assert_eq!(fetches(&world).await, woken, "a flood costs nothing more");
        world.kit.clock.advance(2 * MINUTE);
        activate(&fetcher).await;
        let after = fetches(&world).await;
        send(&world, "post", "id-0", "kranich", happened).await;
        assert_eq!(fetches(&world).await, after, "sent again, it is older than the numbers");
        world.kit.clock.advance(2 * MINUTE);
        send(&world, "post", "id-0", "kranich", world.app.now()).await;
        assert_eq!(fetches(&world).await, [world.app.now() + 5 * SECOND]);
    }

    async fn a_network_that_refuses_is_not_asked_more_often(t: TestApp) {
        let world = World::new(t).await;
        world.due("A post").await;
        world.turn().await;
        world.kit.clock.advance(MINUTE);
        activate(&FetchMetrics::new(world.app.clone())).await;
        // As a fetch that failed leaves it.
        let later = world.app.now() + 60 * MINUTE;
        let tx = world.app.db.write().await.expect("tx");
        tx.run("update metric_fetches set attempts = 3, due_at = $1", values![later]).await.expect("a failure");
        tx.commit().await.expect("commit");
        world.kit.clock.advance(10 * MINUTE);
        send(&world, "post", "id-0", "kranich", world.app.now()).await;
        assert!(fetches(&world).await.iter().all(|due_at| *due_at == later));
    }

    async fn an_access_taken_back_during_a_check_is_checked_once_more(t: TestApp) {
        let world = World::new(t).await;
        let checker = CheckChannels { app: world.app.clone() };
        activate(&checker).await;
        let state = async || {
            let text = "select checked_at from channels where checked_at is not null";
            world.app.db.read().column::<i64>(text, values![]).await.expect("channels")
        };
        assert!(!state().await.is_empty());
        // A check is under way, and the network tells it meanwhile.
        world.kit.clock.advance(25 * 60 * MINUTE);
        let (asked, turn) = (world.network.profiles.load(Ordering::SeqCst), world.network.profile_turn.lock().await);
        let under_way = tokio::spawn(async move { activate(&checker).await });
        while world.network.profiles.load(Ordering::SeqCst) == asked {
            tokio::task::yield_now().await;
        }
        send(&world, "access", "", "kranich", world.app.now()).await;
        drop(turn);
        under_way.await.expect("a check");
        assert!(state().await.is_empty(), "what it saw may be older than what was told: due again");
        activate(&CheckChannels { app: world.app.clone() }).await;
        assert!(!state().await.is_empty(), "and checked once more");
    }

    async fn one_account_in_two_workspaces_wakes_both_and_nobody_else(t: TestApp) {
        let world = World::new(t).await;
        world.connect("harbour", i64::MAX).await;
        let other = World { owner: world.kit.second_workspace().await, kit: world.kit.clone(), app: world.app.clone(),
            network: world.network.clone(), channel: world.channel };
        let other = World { channel: other.connect("kranich", i64::MAX).await, ..other };
        for world in [&world, &other] {
            world.due("A post").await;
        }
        world.turn().await;
        let fetcher = FetchMetrics::new(world.app.clone());
        world.kit.clock.advance(MINUTE);
        activate(&fetcher).await;
        let regular = fetches(&world).await;
        assert_eq!(regular.len(), 2);
        world.kit.clock.advance(2 * MINUTE);
        send(&world, "post", "id-0", "harbour", world.app.now()).await;
        assert_eq!(fetches(&world).await, regular);
        send(&world, "post", "id-0", "kranich", world.app.now()).await;
        let soon = world.app.now() + 5 * SECOND;
        assert_eq!(fetches(&world).await, [soon, soon]);
        let checked = "select workspace_id from channels where checked_at is null";
        let woken: Vec<String> = world.app.db.read().column(checked, values![]).await.expect("channels");
        assert!(woken.is_empty());
        world.kit.clock.advance(MINUTE);
        send(&world, "access", "", "harbour", world.app.now()).await;
        let woken: Vec<String> = world.app.db.read().column(checked, values![]).await.expect("channels");
        assert_eq!(woken, [world.owner.workspace_id.uuid().hyphenated().to_string()]);
    }

    async fn a_consent_taken_back_is_checked_with_the_network(t: TestApp) {
        let world = World::new(t).await;
        let checker = CheckChannels { app: world.app.clone() };
        let health = async || -> Vec<String> {
            world.app.db.read().column("select health from channels", values![]).await.expect("health")
        };
        world.kit.clock.advance(MINUTE);
        let happened = world.app.now();
        send(&world, "access", "", "kranich", happened).await;
        world.kit.clock.advance(10 * SECOND);
        activate(&checker).await;
        assert_eq!(health().await, ["healthy"], "the network knows of nothing");
        *world.network.profile_fails.lock().expect("profile") = Some(error(ErrorKind::Credentials, Next::Reauthorise));
        world.kit.clock.advance(MINUTE);
        send(&world, "access", "", "kranich", happened).await;
        activate(&checker).await;
        assert_eq!(health().await, ["healthy"], "it was checked since");
        send(&world, "access", "", "kranich", world.app.now()).await;
        activate(&checker).await;
        assert_eq!(health().await, ["reconnect"]);
    }

    async fn a_group_taken_back_checks_all_of_it_and_no_other(t: TestApp) {
        let world = World::new(t).await;
        let far = i64::MAX / 2;
        let mut of_group = vec![world.connect("harbour", far).await, world.connect("lighthouse", far).await];
        of_group.sort_by_key(|id| id.uuid());
        world.kit.clock.advance(MINUTE);
        send(&world, "group", "", "42", world.app.now()).await;
        let checked = "select id from channels where checked_at is null order by id";
        let woken: Vec<app::ids::ChannelId> = world.app.db.read().column(checked, values![]).await.expect("channels");
        assert!(woken.is_empty());
        send(&world, "group", "", &far.to_string(), world.app.now()).await;
        let woken: Vec<app::ids::ChannelId> = world.app.db.read().column(checked, values![]).await.expect("channels");
        assert_eq!(woken, of_group);
    }

    async fn what_is_not_proven_moves_nothing_and_is_counted(t: TestApp) {
        let world = World::new(t).await;
        world.due("A post").await;
        world.turn().await;
        world.kit.clock.advance(MINUTE);
        activate(&FetchMetrics::new(world.app.clone())).await;
        let regular = fetches(&world).await;
        let body = json!({"account": "kranich", "about": "post", "id": "id-0", "at": world.app.now()});
        assert_eq!(send_as(&world, "guessed", &body).await, Received::Refused(Refusal::Unproven));
        assert_eq!(fetches(&world).await, regular);
        // Proven, and not what the network describes: taken, so that it is not sent again for days, and not counted.
        assert_eq!(send_as(&world, "proven", &json!("nonsense")).await, Received::Taken(None));
        send(&world, "post", "id-0", "kranich", world.app.now()).await;
        for word in ["bluesky", "x", "nonsense", "", "mastodon "] {
            let gone = world.app.receive_webhook(word, &Params::new(), b"{}").await;
            assert!(matches!(gone, Err(Error::NotFound)), "{word}: {gone:?}");
        }
        world.app.finish_webhooks().await.expect("counted");
        world.app.finish_webhooks().await.expect("once");
        let counted = counts(&world.app.db).await.expect("counts");
        let [count] = &counted[..] else { panic!("one network: {counted:?}") };
        assert_eq!((count.accepted, count.refused, count.events), (1, 1, 1));
        assert_eq!((count.accepted_at, count.refused_at), (Some(world.app.now()), Some(world.app.now())));
        let kept: Vec<String> = world.app.db.read().column("select network from webhook_counts", values![]).await.expect("rows");
        assert_eq!(kept, ["mastodon"]);
    }
}
