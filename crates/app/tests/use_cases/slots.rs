//! Posting times and the queue.

use app::{
    Error, Role,
    deliveries::State,
    ids::PostId,
    members::Access,
    posts::{SchedulePost, When},
    slots::{MAX_SLOTS, Slot, between},
};
use testkit::TestApp;

use crate::scripted::World;

const DAY: i64 = 86_400_000;

fn codes(outcome: app::Result<()>) -> Vec<(String, &'static str)> {
    match outcome {
        Err(Error::Invalid(faults)) => faults.into_iter().map(|fault| (fault.field, fault.code)).collect(),
        Err(error) => vec![(String::new(), error.code())],
        Ok(()) => Vec::new(),
    }
}

/// Working days at nine and half past five.
async fn with_times(world: &World) -> Vec<Slot> {
    for time in ["09:00", "17:30"] {
        world.app.add_slots(&world.owner, world.channel, &[1, 2, 3, 4, 5], time).await.expect("times");
    }
    world.app.channel_slots(&world.owner, world.channel).await.expect("the times").slots
}

impl World {
    /// The first instants of the channel's posting times.
    fn ahead(&self, slots: &[Slot], count: usize) -> Vec<i64> {
        let now = self.app.now();
        let mut ahead = between(slots, &self.owner.zone, now + 1, now + 60 * DAY);
        ahead.truncate(count);
        ahead
    }

    async fn at(&self, post: PostId) -> i64 {
        self.delivery(post).await.scheduled_at
    }
}

testkit::db_test! {
    async fn twenty_who_queue_at_once_get_the_first_twenty_times(t: TestApp) {
        let world = World::new(t).await;
        let slots = with_times(&world).await;
        let mut posts = Vec::new();
        for number in 0..20 {
            posts.push(world.draft(&format!("Number {number}")).await);
        }
        let mut tasks = tokio::task::JoinSet::new();
        for post in posts.clone() {
            let (app, owner) = (world.app.clone(), world.owner.clone());
            tasks.spawn(async move {
                let wanted = SchedulePost { channels: Vec::new(), when: When::Queue };
                app.schedule_post(&owner, post, &wanted).await
            });
        }
        while let Some(outcome) = tasks.join_next().await {
            outcome.expect("no panic").expect("in the queue");
        }
        let mut got = Vec::new();
        for post in posts {
            got.push(world.at(post).await);
        }
        got.sort_unstable();
        assert_eq!(got, world.ahead(&slots, 20));
    }

    async fn what_is_queued_takes_the_next_free_time_and_gives_it_back(t: TestApp) {
        let world = World::new(t).await;
        let (app, owner) = (&world.app, &world.owner);
        let (one, two, three) = (world.draft("One").await, world.draft("Two").await, world.draft("Three").await);
        let field = format!("variant.{}", world.channel);
        let none = vec![(field, "no_posting_times")];
        assert_eq!(codes(world.schedule(one, When::Queue).await), none);
        assert_eq!(codes(app.plan_post(owner, one, &When::Queue).await), none);
        let ahead = world.ahead(&with_times(&world).await, 6);
        // Somebody chose the first time without the queue.
        world.schedule(three, When::At(ahead[0])).await.expect("scheduled");
        world.schedule(one, When::Queue).await.expect("queued");
        let shown = app.next_slots(owner, &[world.channel], Some(two)).await.expect("the next");
        app.plan_post(owner, two, &When::Queue).await.expect("queued");
        assert_eq!((world.at(one).await, world.at(two).await), (ahead[1], ahead[2]));
        assert_eq!(shown[&world.channel], ahead[2], "as it was shown before");
        // Queued once more it stays where it is, and the other one moves up when there is room.
        app.plan_post(owner, one, &When::Queue).await.expect("again");
        assert_eq!(world.at(one).await, ahead[1]);
        let delivery = world.delivery(one).await.id;
        app.reschedule_delivery(owner, delivery, &When::At(ahead[4])).await.expect("moved");
        app.reschedule_delivery(owner, world.delivery(two).await.id, &When::Queue).await.expect("moved up");
        assert_eq!(world.at(two).await, ahead[1]);
        app.cancel_delivery(owner, world.delivery(two).await.id).await.expect("canceled");
        app.reschedule_delivery(owner, delivery, &When::Queue).await.expect("moved up");
        assert_eq!(world.at(one).await, ahead[1], "a canceled one holds nothing");
        world.kit.clock.advance(60_000);
        world.schedule(two, When::Queue).await.expect("queued anew");
        assert_eq!(world.at(two).await, ahead[2]);
        // What came too late holds nothing either.
        world.kit.clock.advance(ahead[2] - app.now() + DAY / 4);
        world.turn().await;
        assert_eq!(world.delivery(two).await.state, State::Missed);
        app.reschedule_delivery(owner, world.delivery(two).await.id, &When::Queue).await.expect("queued again");
        assert_eq!(world.at(two).await, ahead[3]);
        // Taking the times away leaves what is queued.
        app.set_slots(owner, world.channel, &[]).await.expect("no times");
        assert_eq!((world.at(two).await, world.delivery(two).await.state), (ahead[3], State::Scheduled));
    }

    async fn times_are_added_at_once_taken_away_and_guarded(t: TestApp) {
        let world = World::new(t).await;
        let (app, owner, id) = (&world.app, &world.owner, world.channel);
        let both = vec![("weekday".to_owned(), "required"), ("time".to_owned(), "clock_malformed")];
        assert_eq!(codes(app.add_slots(owner, id, &[], "25:00").await), both);
        assert_eq!(codes(app.add_slots(owner, id, &[8], "09:00").await), [("weekday".to_owned(), "unknown_choice")]);
        app.add_slots(owner, id, &[5, 1], "09:00").await.expect("added");
        app.add_slots(owner, id, &[1], "9:00").await.expect("there already");
        let monday = Slot::read(1, "09:00").expect("a time");
        app.remove_slot(owner, id, monday.weekday, &monday.time()).await.expect("removed");
        let slots = app.channel_slots(owner, id).await.expect("times").slots;
        assert_eq!(slots, [Slot::read(5, "09:00").expect("a time")]);
        let many: Vec<Slot> = (0..=MAX_SLOTS).filter_map(|at| Slot::of(1, at.try_into().ok()?)).collect();
        assert_eq!(codes(app.set_slots(owner, id, &many).await), [("times".to_owned(), "too_many_slots")]);
        let access = Access { role: Role::ContentEditor, brand_id: None, access_ends_at: None };
        let editor = world.kit.actor_in(owner, access).await;
        assert_eq!(codes(app.add_slots(&editor, id, &[1], "09:00").await), [(String::new(), "forbidden")]);
        assert_eq!(app.channel_slots(&editor, id).await.expect("to be seen").slots, slots);
        let stranger = world.kit.second_workspace().await;
        assert_eq!(codes(app.set_slots(&stranger, id, &[]).await), [(String::new(), "not_found")]);
        assert!(matches!(app.channel_slots(&stranger, id).await, Err(Error::NotFound)));
        assert!(app.next_slots(&stranger, &[id], None).await.expect("nothing").is_empty());
        let month = app.calendar_month(owner, "").await.expect("a month");
        let friday = month.days.iter().find(|day| !day.free.is_empty()).expect("a free time");
        assert_eq!(friday.date.weekday().to_monday_one_offset(), 5);
        assert!(app.calendar_month(&editor, "").await.expect("a month").days.iter().all(|day| day.free.is_empty()));
    }
}
