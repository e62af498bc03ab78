//! Deliveries between states: what a person, a pause, an edit or a fault of ours does to them.

use std::{sync::atomic::Ordering, time::Duration};

use app::{Error, Role, deliveries::State, posts::When};
use db::values;
use networks::{ErrorKind, Next};
use testkit::TestApp;

use crate::scripted::{Say, World};

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;
const THREAD: &str = "one\n---\ntwo";

fn code(outcome: app::Result<impl std::fmt::Debug>) -> String {
    match outcome {
        Err(Error::Invalid(faults)) => faults[0].code.to_owned(),
        Err(error) => error.code().to_owned(),
        Ok(fine) => format!("{fine:?}"),
    }
}

testkit::db_test! {
    async fn a_thread_that_is_partly_out_is_gone_on_with(t: TestApp) {
        let world = World::new(t).await;
        world.network.say([Say::OnePart(Next::Never)]);
        let post = world.due(THREAD).await;
        world.turn().await;
        let failed = world.delivery(post).await;
        assert_eq!((failed.state, world.network.shown()), (State::Failed, vec!["one".to_owned()]));
        assert_eq!(code(world.schedule(post, When::Now).await), "post_partly_out");
        world.app.reschedule_delivery(&world.owner, failed.id, &When::Now).await.expect("again");
        world.turn().await;
        assert_eq!(world.delivery(post).await.state, State::Published);
        assert_eq!(world.network.shown(), ["one", "two"]);
    }

    async fn waiting_for_a_new_connection_uses_no_tries(t: TestApp) {
        let world = World::new(t).await;
        // Whatever is renewed is refused again.
        world.network.say((0..60).map(|_| Say::Fail(ErrorKind::Credentials, Next::Reauthorise)));
        let post = world.due("Tea").await;
        for _ in 0..15 {
            world.turn().await;
            assert_eq!(world.delivery(post).await.state, State::RetryAt);
            world.kit.clock.advance(6 * MINUTE);
        }
        assert_eq!(world.connect("kranich", i64::MAX).await, world.channel, "connected again");
        world.network.say_no_more();
        world.network.say([Say::Fail(ErrorKind::Unavailable, Next::After(Duration::from_secs(30)))]);
        world.turn().await;
        assert_eq!(world.delivery(post).await.state, State::RetryAt, "one of its tries, not the last of them");
        world.kit.clock.advance(6 * MINUTE);
        world.turn().await;
        assert_eq!(world.delivery(post).await.state, State::Published);
        assert_eq!(world.network.shown(), ["Tea"]);
    }

    async fn a_persons_word_does_not_begin_a_thread_anew(t: TestApp) {
        let world = World::new(t).await;
        world.network.say([Say::OnePart(Next::Unknown)]);
        let post = world.due(THREAD).await;
        world.turn().await;
        world.kit.clock.advance(MINUTE);
        world.turn().await;
        let unknown = world.delivery(post).await;
        assert_eq!(unknown.state, State::Unknown);
        world.app.confirm_absent(&world.owner, unknown.id).await.expect("a word");
        world.turn().await;
        assert_eq!(world.network.shown(), ["one", "two"]);
    }

    async fn what_the_network_works_on_is_neither_missed_nor_paused(t: TestApp) {
        let world = World::new(t).await;
        let later = Next::After(Duration::from_secs(30));
        world.network.say([Say::Processing, Say::Fail(ErrorKind::RateLimited, later)]);
        let post = world.due("A film").await;
        world.turn().await;
        assert_eq!(world.delivery(post).await.state, State::Processing);
        world.app.pause_channel(&world.owner, world.channel, "a complaint").await.expect("a pause");
        world.kit.clock.advance(3 * HOUR);
        world.turn().await;
        let held = world.delivery(post).await;
        assert_eq!((held.state, held.due_at), (State::Processing, world.app.now() + 30_000));
        world.kit.clock.advance(MINUTE);
        world.turn().await;
        assert_eq!(world.delivery(post).await.state, State::Published);
    }

    async fn a_file_being_prepared_is_paused(t: TestApp) {
        let world = World::new(t).await;
        world.network.say([Say::Preparing]);
        let post = world.due("A film").await;
        world.turn().await;
        world.app.pause_channel(&world.owner, world.channel, "a complaint").await.expect("a pause");
        world.kit.clock.advance(MINUTE);
        world.turn().await;
        assert_eq!(world.delivery(post).await.state, State::Paused);
        assert!(world.network.shown().is_empty());
    }

    async fn a_deleted_post_is_not_sent(t: TestApp) {
        let world = World::new(t).await;
        let post = world.due("Gone").await;
        let tx = world.app.db.write().await.expect("tx");
        tx.run("update posts set deleted_at = 1 where id = $1", values![post]).await.expect("deleted");
        tx.commit().await.expect("commit");
        world.turn().await;
        let states: Vec<String> = world.app.db.read().column("select state from deliveries", vec![]).await.expect("states");
        assert_eq!((states, world.network.shown()), (vec!["canceled".to_owned()], vec![]));
        world.network.say([Say::Fail(ErrorKind::Timeout, Next::Unknown)]);
        let other = world.due("Perhaps out").await;
        world.turn().await;
        assert_eq!(code(world.app.delete_post(&world.owner, other).await), "post_in_flight");
    }

    async fn an_edit_goes_out_or_is_refused(t: TestApp) {
        let world = World::new(t).await;
        let later = Next::After(Duration::from_secs(30));
        world.network.say([Say::Fail(ErrorKind::Unavailable, later)]);
        let post = world.due("As it was").await;
        world.turn().await;
        assert_eq!(world.delivery(post).await.state, State::RetryAt);
        world.save(Some(post), "As it is", &[world.channel]).await.expect("saved");
        world.kit.clock.advance(MINUTE);
        world.turn().await;
        assert_eq!(world.network.shown(), ["As it is"]);

        world.network.say([Say::Fail(ErrorKind::Timeout, Next::Unknown), Say::OnePart(later)]);
        let unknown = world.due("Perhaps out").await;
        world.turn().await;
        assert_eq!(code(world.save(Some(unknown), "Else", &[world.channel]).await), "post_in_flight");
        let thread = world.due(THREAD).await;
        world.turn().await;
        assert_eq!(world.delivery(thread).await.state, State::RetryAt);
        assert_eq!(code(world.save(Some(thread), "one\n---\nthree", &[world.channel]).await), "post_partly_out");
    }

    async fn a_channel_taken_out_of_a_post_gets_nothing(t: TestApp) {
        let world = World::new(t).await;
        let post = world.due("Not for you").await;
        world.save(Some(post), "Not for you", &[]).await.expect("saved");
        world.turn().await;
        assert_eq!((world.delivery(post).await.state, world.network.shown()), (State::Canceled, vec![]));
        assert!(world.app.find_post(&world.owner, post).await.expect("a post").variants.is_empty());
        assert_eq!(code(world.schedule(post, When::Now).await), "channel_required");
        world.save(Some(post), "For you", &[world.channel]).await.expect("saved");
        world.schedule(post, When::Now).await.expect("scheduled");
        world.turn().await;
        assert_eq!(world.network.shown(), ["For you"]);
    }

    async fn who_may_not_publish_does_not_change_what_goes_out(t: TestApp) {
        let world = World::new(t).await;
        let editor = world.kit.actor(Role::ContentEditor).await;
        let post = world.draft("A draft").await;
        world.save_as(&editor, Some(post), "A better draft", &[world.channel]).await.expect("saved");
        world.schedule(post, When::At(world.app.now() + HOUR)).await.expect("scheduled");
        assert_eq!(code(world.save_as(&editor, Some(post), "Something else", &[world.channel]).await), "forbidden");
        assert_eq!(code(world.save_as(&editor, Some(post), "A better draft", &[]).await), "forbidden");
        assert_eq!(world.app.find_post(&world.owner, post).await.expect("a post").post.text, "A better draft");
        assert_eq!(world.delivery(post).await.state, State::Scheduled);
    }

    async fn a_spent_budget_is_waited_for_and_is_no_try(t: TestApp) {
        let world = World::new(t).await;
        world.network.say([Say::LastOfTheHour]);
        world.due("The last").await;
        world.turn().await;
        let post = world.due("One too many").await;
        world.turn().await;
        let waiting = world.delivery(post).await;
        assert_eq!((waiting.state, waiting.due_at), (State::RetryAt, world.app.now() + HOUR));
        let tries: Vec<i64> = world.app.db.read()
            .column("select attempts - attempts_before from deliveries where id = $1", values![waiting.id]).await.expect("tries");
        assert_eq!(tries, [0]);
        world.kit.clock.advance(HOUR + MINUTE);
        world.turn().await;
        assert_eq!(world.network.shown(), ["The last", "One too many"]);
    }

    async fn a_fault_of_ours_is_seen_and_tried_again(t: TestApp) {
        let world = World::new(t).await;
        let sealed: Vec<String> = world.app.db.read().column("select secret from channels", vec![]).await.expect("secret");
        let set = async |secret: &str| {
            let tx = world.app.db.write().await.expect("tx");
            tx.run("update channels set secret = $1", values![secret]).await.expect("secret");
            tx.commit().await.expect("commit");
        };
        set("damaged").await;
        let post = world.due("Not lost").await;
        world.turn().await;
        let waiting = world.delivery(post).await;
        assert_eq!((waiting.state, waiting.last_error.as_deref()), (State::RetryAt, Some("network_local")));
        assert_eq!(waiting.due_at, world.app.now() + MINUTE);
        set(&sealed[0]).await;
        world.kit.clock.advance(MINUTE);
        world.turn().await;
        assert_eq!(world.network.shown(), ["Not lost"]);
        assert_eq!(world.network.refreshes.load(Ordering::SeqCst), 0);
    }

    async fn a_post_over_the_months_money_is_held(t: TestApp) {
        let world = World::new(t).await;
        world.network.price_micros.store(15_000, Ordering::SeqCst);
        world.app.set_spend_limit(&world.owner, world.channel, "0.04").await.expect("a limit");
        let editor = world.kit.actor(Role::CommunityManager).await;
        assert_eq!(code(world.app.set_spend_limit(&editor, world.channel, "").await), "forbidden");
        assert_eq!(code(world.app.set_spend_limit(&world.owner, world.channel, "much").await), "money_malformed");
        // A refused one costs nothing.
        world.network.say([Say::Fail(ErrorKind::Invalid, Next::Never)]);
        world.due("Refused").await;
        world.turn().await;
        let mut posts = Vec::new();
        for text in ["One", "Two", "Three"] {
            posts.push(world.due(text).await);
        }
        world.turn().await;
        assert_eq!(world.network.shown().len(), 2, "two of 1.5 cents fit into 4");
        let channel = world.app.find_channel(&world.owner, world.channel).await.expect("a channel");
        let spent = world.app.channel_spending(&world.owner, &channel).await.expect("money").expect("a price");
        assert_eq!((spent.spent_micros, spent.limit_minor), (30_000, Some(4)));
        let held = world.app.held_deliveries(&world.owner, 0).await.expect("held");
        assert_eq!((held.total, held.lines[0].0.last_error.as_deref()), (1, Some("over_budget")));
        let told = world.app.alerts(&world.owner, 0).await.expect("alerts").lines;
        assert!(told.iter().any(|alert| alert.kind.as_str() == "post_over_budget"), "{told:?}");
        world.app.set_spend_limit(&world.owner, world.channel, "").await.expect("no limit");
        world.app.reschedule_delivery(&world.owner, held.lines[0].0.id, &When::Now).await.expect("again");
        world.turn().await;
        assert_eq!(world.network.shown().len(), 3);
    }
}
