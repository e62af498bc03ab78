//! Alerts: who is told, once; what takes them back.

use app::{
    Role,
    alerts::{Alert, Kind},
    channels::CheckChannels,
    posts::When,
};
use networks::{ErrorKind, Next};
use tasks::Task;
use testkit::TestApp;

use crate::scripted::{Say, World, error};

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;

async fn told(world: &World, actor: &app::Actor) -> Vec<Alert> {
    let found = world.app.alerts(actor, 0).await.expect("alerts").lines;
    found.into_iter().filter(|alert| alert.cleared_at.is_none()).collect()
}

async fn check(world: &World) {
    let stopping = tokio::sync::watch::channel(false).1;
    CheckChannels { app: world.app.clone() }.activate(&stopping).await.expect("an activation");
}

testkit::db_test! {
    async fn a_failed_post_is_told_to_those_who_may_publish(t: TestApp) {
        let world = World::new(t).await;
        let manager = world.kit.actor(Role::CommunityManager).await;
        let analyst = world.kit.actor(Role::Analyst).await;
        world.network.say([Say::Fail(ErrorKind::Invalid, Next::Never)]);
        let post = world.due("Refused").await;
        world.turn().await;
        assert!(told(&world, &analyst).await.is_empty());
        let alerts = told(&world, &manager).await;
        assert_eq!((alerts.len(), alerts[0].kind), (1, Kind::PostFailed));
        assert_eq!(alerts[0].params()["title"], "Refused");
        assert_eq!(world.app.frame_facts(&manager).await.expect("facts").alerts, 1);
        world.app.read_alerts(&manager, Some(alerts[0].id)).await.expect("read");
        assert_eq!(world.app.frame_facts(&manager).await.expect("facts").alerts, 0);
        assert_eq!(world.app.frame_facts(&world.owner).await.expect("facts").alerts, 1);
        assert!(world.app.read_alerts(&analyst, Some(alerts[0].id)).await.is_err());
        let id = world.delivery(post).await.id;
        world.app.reschedule_delivery(&world.owner, id, &When::Now).await.expect("again");
        assert!(told(&world, &world.owner).await.is_empty(), "settled by sending it again");
    }

    async fn a_missed_and_an_unclear_post_are_told(t: TestApp) {
        let world = World::new(t).await;
        let late = world.draft("Late").await;
        world.schedule(late, When::Now).await.expect("scheduled");
        world.kit.clock.advance(3 * HOUR);
        world.turn().await;
        world.network.say([Say::Fail(ErrorKind::Timeout, Next::Unknown)]);
        let unclear = world.due("Unclear").await;
        world.turn().await;
        world.kit.clock.advance(MINUTE);
        world.turn().await;
        let kinds: Vec<Kind> = told(&world, &world.owner).await.iter().map(|alert| alert.kind).collect();
        assert!(kinds.len() == 2 && kinds.contains(&Kind::PostMissed) && kinds.contains(&Kind::PostUnclear), "{kinds:?}");
        let id = world.delivery(unclear).await.id;
        world.app.confirm_published(&world.owner, id, "").await.expect("a word");
        assert_eq!(told(&world, &world.owner).await.len(), 1);
    }

    async fn a_post_at_risk_is_told_once_and_taken_back(t: TestApp) {
        let world = World::new(t).await;
        let post = world.draft("Soon").await;
        world.schedule(post, When::At(world.app.now() + 50 * MINUTE)).await.expect("scheduled");
        world.kit.clock.advance(31 * MINUTE);
        *world.network.profile_fails.lock().expect("lock") = Some(error(ErrorKind::Unavailable, Next::Never));
        check(&world).await;
        check(&world).await;
        let alerts = told(&world, &world.owner).await;
        assert_eq!((alerts.len(), alerts[0].kind), (1, Kind::PostAtRisk));
        assert_eq!(alerts[0].params()["title"], "Soon");
        world.app.check_channel(&world.owner, world.channel).await.expect("a check");
        assert_eq!(told(&world, &world.owner).await.len(), 1, "once");
        let later = world.draft("Later").await;
        world.schedule(later, When::At(world.app.now() + 20 * MINUTE)).await.expect("scheduled");
        world.app.check_channel(&world.owner, world.channel).await.expect("a check");
        assert_eq!(told(&world, &world.owner).await.len(), 2, "each post");
        let later = world.delivery(later).await.id;
        world.app.cancel_delivery(&world.owner, later).await.expect("taken back");
        assert_eq!(told(&world, &world.owner).await.len(), 1, "settled");
        *world.network.profile_fails.lock().expect("lock") = Some(error(ErrorKind::Credentials, Next::Reauthorise));
        world.app.check_channel(&world.owner, world.channel).await.expect("a check");
        assert_eq!(told(&world, &world.owner).await.len(), 2, "the channel needs its person");
        *world.network.profile_fails.lock().expect("lock") = None;
        world.app.check_channel(&world.owner, world.channel).await.expect("a check");
        assert!(told(&world, &world.owner).await.is_empty(), "well again");
    }

    async fn a_token_is_renewed_before_it_runs_out_on_a_post(t: TestApp) {
        let expires = t.now() + 100 * MINUTE;
        let world = World::expiring(t, expires).await;
        let post = world.draft("Soon").await;
        world.schedule(post, When::At(world.app.now() + 80 * MINUTE)).await.expect("scheduled");
        check(&world).await;
        assert_eq!(world.network.refreshes.load(std::sync::atomic::Ordering::SeqCst), 0);
        world.kit.clock.advance(45 * MINUTE);
        check(&world).await;
        assert_eq!(world.network.refreshes.load(std::sync::atomic::Ordering::SeqCst), 1);
        world.kit.clock.advance(35 * MINUTE);
        world.turn().await;
        assert_eq!(world.network.shown(), ["Soon"]);
    }
}
