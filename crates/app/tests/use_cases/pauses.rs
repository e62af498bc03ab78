//! Pauses: what they stop, what they hold, and that nothing fires by itself afterwards.

use app::{
    Error, Role,
    deliveries::State,
    members::Access,
    pauses::{BeginPause, EndPauses, HeldAct},
    posts::When,
};
use tasks::Task;
use testkit::TestApp;

use crate::scripted::World;

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;

fn pause(subject: impl ToString, from: i64, until: i64) -> BeginPause {
    let time = |at: i64| if at == 0 { String::new() } else { at.to_string() };
    BeginPause {
        subject: subject.to_string(),
        reason: "An accident".into(),
        from: time(from),
        until: time(until),
    }
}

async fn end_pauses(world: &World) {
    let stopping = tokio::sync::watch::channel(false).1;
    EndPauses { app: world.app.clone() }.activate(&stopping).await.expect("an activation");
}

testkit::db_test! {
    async fn a_brand_and_everything_can_be_paused_by_the_strategist_alone(t: TestApp) {
        let world = World::new(t).await;
        let brand = world.kit.brand(&world.owner).await;
        let manager = world.kit.actor(Role::CommunityManager).await;
        let strategist = world.kit.actor(Role::Strategist).await;
        let (one, all, channel) = (pause(brand, 0, 0), pause("workspace", 0, 0), pause(world.channel, 0, 0));
        for wanted in [&one, &all] {
            assert!(matches!(world.app.begin_pause(&manager, wanted).await, Err(Error::Forbidden("pause_publishing"))));
        }
        let own = world.app.begin_pause(&manager, &channel).await.expect("a pause");
        let brands = world.app.begin_pause(&strategist, &one).await.expect("a pause");
        let post = world.due("Held").await;
        world.turn().await;
        assert_eq!(world.delivery(post).await.state, State::Paused);
        assert_eq!(world.app.frame_facts(&manager).await.expect("facts").pauses.len(), 2);
        assert!(matches!(world.app.end_pause(&manager, brands).await, Err(Error::Forbidden("pause_publishing"))));
        world.app.end_pause(&manager, own).await.expect("ended");
        assert!(matches!(world.app.end_pause(&manager, own).await, Err(Error::Conflict("pause_over"))));
        // The brand still is paused, so the channel is.
        let other = world.due("Held too").await;
        world.turn().await;
        assert_eq!(world.delivery(other).await.state, State::Paused);
        world.app.end_pause(&strategist, brands).await.expect("ended");
        world.turn().await;
        assert!(world.network.shown().is_empty());
        let foreign = world.kit.second_workspace().await;
        assert!(matches!(world.app.end_pause(&foreign, own).await, Err(Error::NotFound)));
        assert!(matches!(world.app.begin_pause(&foreign, &channel).await, Err(Error::NotFound)));
        assert!(matches!(world.app.begin_pause(&foreign, &one).await, Err(Error::NotFound)));
    }

    async fn what_fell_due_in_a_pause_that_ended_by_itself_waits_for_a_person(t: TestApp) {
        let world = World::new(t).await;
        let now = world.app.now();
        world.app.begin_pause(&world.owner, &pause("workspace", now + 30 * MINUTE, now + 2 * HOUR)).await.expect("a pause");
        let (before, within, after) = (world.draft("Before").await, world.draft("Within").await, world.draft("After").await);
        for (post, at) in [(before, 10 * MINUTE), (within, HOUR), (after, 3 * HOUR)] {
            world.schedule(post, When::At(now + at)).await.expect("scheduled");
        }
        world.kit.clock.advance(15 * MINUTE);
        world.turn().await;
        assert_eq!(world.network.shown(), ["Before"]);
        // No worker ran during the pause: the times say that it was held, even before anybody wrote the pause off.
        world.kit.clock.advance(2 * HOUR);
        world.turn().await;
        assert_eq!(world.delivery(within).await.state, State::Paused);
        end_pauses(&world).await;
        let over = &world.app.pauses(&world.owner).await.expect("pauses")[0];
        assert_eq!((over.ended_at, over.ended_by.as_deref()), (Some(now + 2 * HOUR), Some("")));
        world.kit.clock.advance(HOUR);
        world.turn().await;
        assert_eq!(world.network.shown(), ["Before", "After"]);
        let held = world.app.held_deliveries(&world.owner, 0).await.expect("held");
        assert_eq!((held.total, held.lines[0].0.post_title.as_str(), held.next), (1, "Within", None));
        assert!(held.lines[0].1 > world.app.now());
    }

    async fn ending_a_pause_holds_what_no_worker_saw(t: TestApp) {
        let world = World::new(t).await;
        let id = world.app.begin_pause(&world.owner, &pause(world.channel, 0, 0)).await.expect("a pause");
        let post = world.due("Held").await;
        world.kit.clock.advance(MINUTE);
        assert_eq!(world.app.end_pause(&world.owner, id).await.expect("ended"), 1);
        assert_eq!(world.delivery(post).await.state, State::Paused);
    }

    async fn held_posts_are_looked_through(t: TestApp) {
        let world = World::new(t).await;
        let id = world.app.begin_pause(&world.owner, &pause("workspace", 0, 0)).await.expect("a pause");
        let mut posts = Vec::new();
        for text in ["One", "Two", "Three", "Four"] {
            posts.push(world.due(text).await);
            world.kit.clock.advance(MINUTE);
        }
        world.turn().await;
        world.app.end_pause(&world.owner, id).await.expect("ended");
        let held = world.app.held_deliveries(&world.owner, 0).await.expect("held");
        let titles: Vec<&str> = held.lines.iter().map(|(line, _)| line.post_title.as_str()).collect();
        assert_eq!(titles, ["One", "Two", "Three", "Four"]);
        let times: Vec<i64> = held.lines.iter().map(|(_, at)| *at).collect();
        assert!(times.windows(2).all(|pair| pair[1] - pair[0] == HOUR), "{times:?}");
        let ids: Vec<_> = held.lines.iter().map(|(line, _)| line.id).collect();
        let acts = [
            (ids[0], HeldAct::Send(When::Now)),
            (ids[1], HeldAct::Send(When::At(times[1]))),
            (ids[2], HeldAct::Cancel),
            (ids[3], HeldAct::Send(When::At(1))),
        ];
        let editor = world.kit.actor(Role::ContentEditor).await;
        assert!(matches!(world.app.decide_held(&editor, &acts).await, Err(Error::Forbidden("publish"))));
        let report = world.app.decide_held(&world.owner, &acts).await.expect("a report");
        assert_eq!((report.done, report.refused.len(), report.refused[0].0), (3, 1, ids[3]));
        world.turn().await;
        assert_eq!(world.network.shown(), ["One"]);
        let mut states = Vec::new();
        for post in posts {
            states.push(world.delivery(post).await.state);
        }
        assert_eq!(states, [State::Published, State::Scheduled, State::Canceled, State::Paused]);
        let again = world.app.decide_held(&world.owner, &acts[..1]).await.expect("a report");
        assert!(matches!(again.refused[0].1, Error::Conflict("delivery_not_held")));
    }

    async fn who_sees_one_brand_cannot_end_a_pause_of_all(t: TestApp) {
        let world = World::new(t).await;
        let all = world.app.begin_pause(&world.owner, &pause("workspace", 0, 0)).await.expect("a pause");
        let brand = world.kit.brand(&world.owner).await;
        let access = Access { role: Role::Strategist, brand_id: Some(brand), access_ends_at: None };
        let limited = world.kit.actor_in(&world.owner, access).await;
        assert!(matches!(world.app.end_pause(&limited, all).await, Err(Error::Forbidden("pause_publishing"))));
        let one = world.app.begin_pause(&limited, &pause(brand, 0, 0)).await.expect("their own");
        world.app.end_pause(&limited, one).await.expect("their own");
        world.app.end_pause(&world.owner, all).await.expect("the owner's");
    }

    async fn a_planned_pause_does_not_keep_an_emergency_out(t: TestApp) {
        let world = World::new(t).await;
        let now = world.app.now();
        let later = pause("workspace", now + 48 * HOUR, now + 72 * HOUR);
        let planned = world.app.begin_pause(&world.owner, &later).await.expect("planned");
        let wanted = pause("workspace", 0, 0);
        let (one, two) = tokio::join!(
            world.app.begin_pause(&world.owner, &wanted),
            world.app.begin_pause(&world.owner, &wanted),
        );
        assert!(one.is_ok() != two.is_ok(), "one press of two");
        let post = world.due("Held").await;
        world.turn().await;
        assert_eq!(world.delivery(post).await.state, State::Paused);
        world.app.end_pause(&world.owner, one.or(two).expect("one")).await.expect("ended");
        world.kit.clock.advance(49 * HOUR);
        let other = world.due("Held by the plan").await;
        world.turn().await;
        assert_eq!(world.delivery(other).await.state, State::Paused);
        world.app.end_pause(&world.owner, planned).await.expect("ended");
    }

    async fn what_is_moved_is_checked_again(t: TestApp) {
        let world = World::new(t).await;
        let post = world.due("Held").await;
        world.app.pause_channel(&world.owner, world.channel, "An accident").await.expect("paused");
        world.turn().await;
        let held = world.delivery(post).await;
        assert_eq!(held.state, State::Paused);
        world.app.disconnect_channel(&world.owner, world.channel).await.expect("disconnected");
        let moved = world.app.reschedule_delivery(&world.owner, held.id, &When::Now).await;
        assert!(matches!(moved, Err(Error::Invalid(faults)) if faults[0].code == "channel_disconnected"));
        assert_eq!(world.delivery(post).await.state, State::Paused);
    }

    async fn one_pause_stands_for_a_channel(t: TestApp) {
        let world = World::new(t).await;
        let now = world.app.now();
        world.app.begin_pause(&world.owner, &pause(world.channel, 0, now + HOUR)).await.expect("a pause");
        let again = world.app.begin_pause(&world.owner, &pause(world.channel, 0, 0)).await;
        assert!(matches!(again, Err(Error::Invalid(faults)) if faults[0].code == "already_paused"));
        let faults = world.app.begin_pause(&world.owner, &BeginPause { until: "1".into(), ..BeginPause::default() }).await;
        assert!(matches!(faults, Err(Error::Invalid(faults)) if faults.len() == 3));
        let channel = world.app.find_channel(&world.owner, world.channel).await.expect("a channel");
        assert_eq!(channel.pause_reason.as_deref(), Some("An accident"));
        world.kit.clock.advance(2 * HOUR);
        let channel = world.app.find_channel(&world.owner, world.channel).await.expect("a channel");
        assert_eq!(channel.paused_at, None);
        world.app.begin_pause(&world.owner, &pause(world.channel, 0, 0)).await.expect("the old one is over");
    }
}
