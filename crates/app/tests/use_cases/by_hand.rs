//! What people publish by hand: never sent, told once, ended by their word.

use std::sync::atomic::Ordering;

use app::{
    Error, Role,
    alerts::{Alert, Kind},
    channels::{ChannelByHand, CheckChannels},
    deliveries::{Delivery, Proof, PublishDue, State, by_hand::Step},
    ids::{ChannelId, DeliveryId, PostId},
    posts::{SavePost, Shape, VariantDraft, When},
};
use networks::{ErrorKind, Next};
use tasks::Task;
use testkit::TestApp;

use crate::scripted::{Say, World};

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;
const TEXT: &str = "Spring teas are here: https://shop.example/spring";

fn code(outcome: app::Result<impl std::fmt::Debug>) -> String {
    match outcome {
        Err(Error::Invalid(faults)) => faults.iter().map(|fault| fault.code).collect::<Vec<_>>().join(" "),
        Err(error) => error.code().to_owned(),
        Ok(fine) => format!("{fine:?}"),
    }
}

fn proof(url: &str) -> Proof {
    Proof { url: url.to_owned(), ..Proof::default() }
}

impl World {
    async fn by_hand(&self, network: &str, name: &str, url: &str) -> ChannelId {
        let input = ChannelByHand {
            brand_id: Some(self.kit.brand(&self.owner).await),
            network: network.to_owned(),
            name: name.to_owned(),
            url: url.to_owned(),
        };
        self.app.add_channel_by_hand(&self.owner, &input).await.expect("a channel")
    }

    /// A post that waits for a person on a channel without a connection.
    async fn handed_over(&self) -> (PostId, Delivery) {
        let channel = self.by_hand("mastodon", "by hand", "https://social.example/@tea").await;
        let post = self.save(None, TEXT, &[channel]).await.expect("a post");
        self.schedule(post, When::Now).await.expect("scheduled");
        self.turn().await;
        (post, self.delivery(post).await)
    }

    async fn told(&self) -> Vec<Alert> {
        let all = self.app.alerts(&self.owner, 0).await.expect("alerts").lines;
        all.into_iter().filter(|alert| alert.kind == Kind::PostByHand).collect()
    }

    async fn attempts(&self, id: DeliveryId) -> Vec<(String, Option<String>)> {
        let delivery = self.app.find_delivery(&self.owner, id).await.expect("a delivery");
        let found = self.app.find_post(&self.owner, delivery.post_id).await.expect("a post").attempts;
        let of = found.into_iter().filter(|attempt| attempt.delivery_id == id);
        of.map(|attempt| (attempt.outcome.expect("an outcome").to_string(), attempt.error_message)).collect()
    }
}

testkit::db_test! {
    async fn publishers_pass_by_what_people_publish(t: TestApp) {
        let world = World::new(t).await;
        let hand = world.by_hand("mastodon", "by hand", "https://social.example/@tea").await;
        let named = world.by_hand("Xing", "Tandem Teas", "").await;
        let post = world.save(None, TEXT, &[world.channel, hand, named]).await.expect("a post");
        world.schedule(post, When::At(world.app.now() + HOUR)).await.expect("scheduled");
        world.turn().await;
        assert!(world.told().await.is_empty(), "it is not time yet");
        world.kit.clock.advance(HOUR);
        let stopping = tokio::sync::watch::channel(false).1;
        let (one, other) = (PublishDue::new(world.app.clone()), PublishDue::new(world.app.clone()));
        let turns = tokio::join!(one.activate(&stopping), other.activate(&stopping));
        assert!(turns.0.is_ok() && turns.1.is_ok());
        for _ in 0..30 {
            world.kit.clock.advance(HOUR);
            world.turn().await;
        }
        assert_eq!(world.network.shown().len(), 1, "the connected channel alone is sent to");
        let told = world.told().await;
        let names: Vec<_> = told.iter().map(|alert| alert.params()["channel"].clone()).collect();
        assert!(names.len() == 2 && names.contains(&"Tandem Teas".to_owned()), "each is told once: {names:?}");
        let found = world.app.find_post(&world.owner, post).await.expect("a post");
        let by_hand: Vec<_> = found.deliveries.iter().filter(|each| each.channel_id != world.channel).collect();
        for delivery in by_hand {
            assert!(delivery.waits_by_hand(), "{delivery:?}");
            assert_eq!(delivery.stands(), "due_by_hand");
            assert!(world.attempts(delivery.id).await.is_empty(), "nothing was tried");
            let sheet = world.app.hand_sheet(&world.owner, delivery.id).await.expect("a sheet");
            assert!(sheet.is_ready && sheet.parts[0].contains("/l/") && !sheet.parts[0].contains("shop.example"));
        }
        let links: Vec<String> = world.app.db.read()
            .column("select target_url from links where post_id = $1", db::values![post]).await.expect("links");
        assert_eq!(links.len(), 3, "each delivery has its own link");
        assert!(links.iter().any(|link| link.contains("utm_source=xing&")), "{links:?}");
    }

    async fn a_proof_makes_it_published(t: TestApp) {
        let world = World::new(t).await;
        let (post, waits) = world.handed_over().await;
        let word = async |typed: Proof| code(world.app.publish_by_hand(&world.owner, waits.id, &typed).await);
        assert_eq!(word(proof("")).await, "required");
        assert_eq!(word(proof("http://social.example/1")).await, "link_not_https");
        let later = Proof { at: "2099-01-01T10:00".to_owned(), ..proof("https://other.example/1") };
        assert_eq!(word(later).await, "link_other_host time_future");
        world.app.tick_hand_step(&world.owner, waits.id, "text", true).await.expect("a step");
        world.app.tick_hand_step(&world.owner, waits.id, "published", true).await.expect("a step");
        world.app.tick_hand_step(&world.owner, waits.id, "published", false).await.expect("a step");
        let sheet = world.app.hand_sheet(&world.owner, waits.id).await.expect("a sheet");
        let done: Vec<_> = sheet.steps.iter().map(|(step, tick)| (*step, tick.is_some())).collect();
        assert_eq!(done, [(Step::Text, true), (Step::Published, false)]);
        world.kit.clock.advance(MINUTE);
        let url = "https://social.example/@tea/1";
        world.app.confirm_published(&world.owner, waits.id, url).await.expect("published");
        let out = world.delivery(post).await;
        assert_eq!((out.state, out.remote_url.as_deref(), out.last_error.as_deref()), (State::Published, Some(url), None));
        assert_eq!(out.published_at, Some(world.app.now()));
        assert_eq!(world.attempts(waits.id).await, [("sent".to_owned(), None)]);
        assert!(world.told().await.iter().all(|alert| alert.cleared_at.is_some()));
        assert_eq!(word(proof(url)).await, "delivery_not_by_hand");
        world.turn().await;
        assert!(world.network.shown().is_empty());
        assert_eq!(code(world.schedule(post, When::Now).await), "already_scheduled");
    }

    async fn without_a_proof_it_is_moved_or_ends_with_a_reason(t: TestApp) {
        let world = World::new(t).await;
        let (post, waits) = world.handed_over().await;
        assert_eq!(code(world.save(Some(post), "Another text", &[waits.channel_id]).await), "post_in_flight");
        world.app.reschedule_delivery(&world.owner, waits.id, &When::At(world.app.now() + HOUR)).await.expect("moved");
        world.save(Some(post), "Another text", &[waits.channel_id]).await.expect("changed");
        world.kit.clock.advance(HOUR);
        world.turn().await;
        let sheet = world.app.hand_sheet(&world.owner, waits.id).await.expect("a sheet");
        assert!(sheet.delivery.waits_by_hand() && sheet.parts == ["Another text"]);
        assert_eq!(code(world.app.not_published(&world.owner, waits.id, " ").await), "required");
        world.app.not_published(&world.owner, waits.id, "The fair is off").await.expect("noted");
        let ended = world.delivery(post).await;
        assert_eq!((ended.state, ended.last_error.as_deref()), (State::Canceled, Some("not_published")));
        assert_eq!(world.attempts(waits.id).await, [("not_sent".to_owned(), Some("The fair is off".to_owned()))]);
        world.schedule(post, When::Now).await.expect("planned anew");
    }

    async fn a_pause_and_the_clock_hold_for_people_too(t: TestApp) {
        let world = World::new(t).await;
        let hand = world.by_hand("print", "Posters at the station", "").await;
        let paused = world.save(None, "Not now", &[hand]).await.expect("a post");
        world.app.pause_channel(&world.owner, hand, "a complaint").await.expect("a pause");
        world.schedule(paused, When::Now).await.expect("scheduled");
        world.turn().await;
        assert_eq!(world.delivery(paused).await.state, State::Paused);
        world.app.resume_channel(&world.owner, hand).await.expect("resumed");
        let missed = world.save(None, "Too late", &[hand]).await.expect("a post");
        world.schedule(missed, When::Now).await.expect("scheduled");
        world.kit.clock.advance(3 * HOUR);
        world.turn().await;
        assert_eq!(world.delivery(missed).await.state, State::Missed);
        assert!(world.told().await.is_empty());
        let hung = world.save(None, "Hung up", &[hand]).await.expect("a post");
        world.schedule(hung, When::Now).await.expect("scheduled");
        world.turn().await;
        let waits = world.delivery(hung).await;
        world.app.publish_by_hand(&world.owner, waits.id, &proof("")).await.expect("a poster has no address");
        assert_eq!(world.delivery(hung).await.state, State::Published);
    }

    async fn what_an_api_refuses_a_person_takes_over(t: TestApp) {
        let world = World::new(t).await;
        world.network.say([Say::Fail(ErrorKind::Invalid, Next::Never), Say::OnePart(Next::Never)]);
        let post = world.due("one").await;
        world.turn().await;
        let failed = world.delivery(post).await;
        assert_eq!(failed.state, State::Failed);
        world.app.hand_over_delivery(&world.owner, failed.id).await.expect("handed over");
        world.turn().await;
        assert!(world.delivery(post).await.waits_by_hand());
        let shape = world.app.find_post(&world.owner, post).await.expect("a post").variants[0].shape();
        assert!(shape.by_hand, "the composer shows it");
        let thread = world.due("one\n---\ntwo").await;
        world.turn().await;
        let partly = world.delivery(thread).await;
        assert_eq!(code(world.app.hand_over_delivery(&world.owner, partly.id).await), "post_partly_out");
        assert_eq!(world.network.shown(), ["one"]);
    }

    async fn the_composer_says_who_publishes_what_waits(t: TestApp) {
        let world = World::new(t).await;
        let save = async |id: Option<PostId>, by_hand: bool| {
            let shape = Shape { by_hand, ..Shape::default() };
            let input = SavePost {
                id,
                brand_id: Some(world.kit.brand(&world.owner).await),
                text: "x".repeat(5_000),
                variants: vec![(world.channel, VariantDraft { text: None, shape })],
                ..SavePost::default()
            };
            world.app.save_post(&world.owner, input).await.expect("a post").id
        };
        let post = save(None, false).await;
        assert_eq!(code(world.schedule(post, When::At(world.app.now() + HOUR)).await), "post_text_too_long");
        save(Some(post), true).await;
        world.schedule(post, When::At(world.app.now() + HOUR)).await.expect("a person may");
        assert_eq!(world.delivery(post).await.by_hand, 1);
        save(Some(post), false).await;
        assert_eq!(world.delivery(post).await.by_hand, 0);
        save(Some(post), true).await;
        world.kit.clock.advance(HOUR);
        world.turn().await;
        assert!(world.delivery(post).await.waits_by_hand() && world.network.shown().is_empty());
    }

    async fn a_channel_by_hand_is_added_once_and_never_checked(t: TestApp) {
        let world = World::new(t).await;
        let one = world.by_hand("Twitch ", "Tea live", "https://twitch.tv/tea").await;
        assert_eq!(world.by_hand("Twitch", "TEA LIVE", "").await, one);
        let missing = ChannelByHand { url: "tea".to_owned(), ..ChannelByHand::default() };
        let refused = world.app.add_channel_by_hand(&world.owner, &missing).await;
        assert_eq!(code(refused), "required required required url_malformed");
        world.kit.clock.advance(48 * HOUR);
        let stopping = tokio::sync::watch::channel(false).1;
        CheckChannels { app: world.app.clone() }.activate(&stopping).await.expect("a check");
        assert_eq!(world.network.profiles.load(Ordering::SeqCst), 1, "the connected one alone");
        let channel = world.app.find_channel(&world.owner, one).await.expect("a channel");
        assert_eq!((channel.health.as_str(), channel.network.as_str()), ("by_hand", "Twitch"));
        world.app.disconnect_channel(&world.owner, one).await.expect("put away");
        let channel = world.app.find_channel(&world.owner, one).await.expect("a channel");
        assert!(!channel.is_connected() && channel.is_by_hand());
        assert_eq!(world.by_hand("Twitch", "Tea live", "").await, one);
    }

    async fn others_hands_are_tied(t: TestApp) {
        let world = World::new(t).await;
        let (_, waits) = world.handed_over().await;
        let stranger = world.kit.second_workspace().await;
        assert_eq!(code(world.app.hand_sheet(&stranger, waits.id).await.map(|_| ())), "not_found");
        assert_eq!(code(world.app.not_published(&stranger, waits.id, "no").await), "not_found");
        let analyst = world.kit.actor(Role::Analyst).await;
        assert!(world.app.hand_sheet(&analyst, waits.id).await.is_ok());
        assert_eq!(code(world.app.publish_by_hand(&analyst, waits.id, &proof("")).await), "forbidden");
        assert_eq!(code(world.app.tick_hand_step(&analyst, waits.id, "text", true).await), "forbidden");
        assert_eq!(code(world.app.tick_hand_step(&world.owner, waits.id, "dance", true).await), "unknown_choice");
    }
}
