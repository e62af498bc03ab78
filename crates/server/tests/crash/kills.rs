//! Killing the process at every step of a delivery until all posts are out, and counting them on the server.

use std::time::{Duration, Instant};

use app::{
    deliveries::{PublishDue, State, probe::Step as Place},
    posts::When,
};

use crate::{
    process::Process,
    proxy::{Hold, LOOK_UP, SEND},
    world::World,
};

/// How many deliveries a process has in hand at a time.
const IN_HAND: usize = 32;

/// Where a delivery stands when its process dies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    BeforeAttempt,
    AfterAttempt,
    /// While sending: the network has not seen it, and sees it later, when nobody waits for the answer.
    RequestUnderWay,
    /// While sending: the network has the post, the answer is under way.
    AnswerUnderWay,
    AfterAnswer,
    /// Whether it is out is being asked.
    LookingUp,
}

impl Step {
    const ALL: [Self; 6] = [
        Self::BeforeAttempt,
        Self::AfterAttempt,
        Self::RequestUnderWay,
        Self::AnswerUnderWay,
        Self::AfterAnswer,
        Self::LookingUp,
    ];

    /// Where the process halts by itself; for the others the proxy holds something back.
    const fn halt(self) -> Option<&'static str> {
        match self {
            Self::BeforeAttempt => Some(Place::BeforeAttempt.as_str()),
            Self::AfterAttempt => Some(Place::AfterAttempt.as_str()),
            Self::AfterAnswer => Some(Place::AfterAnswer.as_str()),
            Self::RequestUnderWay | Self::AnswerUnderWay | Self::LookingUp => None,
        }
    }

    const fn hold(self) -> Option<(&'static str, Hold)> {
        match self {
            Self::RequestUnderWay => Some((SEND, Hold::Request)),
            Self::AnswerUnderWay => Some((SEND, Hold::Answer)),
            Self::LookingUp => Some((LOOK_UP, Hold::Request)),
            Self::BeforeAttempt | Self::AfterAttempt | Self::AfterAnswer => None,
        }
    }
}

/// What a step's run came to.
#[derive(Default)]
struct Tally {
    kills: usize,
    reached: usize,
}

/// For each step: so many due deliveries; processes that are killed when what they have in hand has come to the step,
/// until as many have; then processes that are killed while they send freely, until all posts are out.
pub async fn killed_at_every_step(world: World, each: usize) {
    for step in Step::ALL {
        let started = Instant::now();
        let (repeats_before, taken_before) = (repeats(&world), world.taken_again().await);
        let texts = world.schedule(&format!("{step:?}"), each).await;
        let mut tally = Tally::default();
        if step == Step::LookingUp {
            // There must be something to look up.
            while world.states().await.contains_key("scheduled") {
                kill_at(&world, Step::AfterAttempt).await;
                tally.kills += 1;
            }
        }
        let mut round = 0;
        while world.left().await > 0 {
            assert!(round < each, "no end: {:?}", world.states().await);
            if tally.reached < each {
                tally.reached += kill_at(&world, step).await;
                tally.kills += 1;
            }
            // Nothing is saved before the attempt: the next process takes the same ones, so these must go out first.
            if step == Step::BeforeAttempt {
                kill_while_sending(&world, IN_HAND, &mut tally).await;
            } else if tally.reached >= each {
                // What was held comes late: before it is asked for, while it is, or (a third) when all are out.
                world.proxy.release(|batch| batch % 3 == 1);
                let proxy = world.proxy.clone();
                let late = tokio::spawn(async move {
                    tokio::time::sleep(Duration::from_millis(400)).await;
                    proxy.release(|batch| batch % 3 == 2);
                });
                kill_while_sending(&world, 15 + round * 7 % 30, &mut tally).await;
                late.await.expect("released");
            }
            round += 1;
        }
        world.proxy.release(|_| true);
        // What was held reaches the network now.
        tokio::time::sleep(Duration::from_millis(500)).await;
        world.expect_each_once(&texts).await;
        let Tally { kills, reached } = tally;
        let taken = world.taken_again().await - taken_before;
        let least = if step == Step::BeforeAttempt { each / 2 } else { each };
        assert!(taken >= least, "{step:?}: only {taken} of {each} were in hand when a process died");
        let (seconds, repeats) = (started.elapsed().as_secs_f64(), repeats(&world) - repeats_before);
        println!(
            "{step:?}: {each} posts once each; {kills} kills, {reached} times at the step, {taken} in the hands of \
             processes that died, {repeats} requests repeated, {seconds:.1} s"
        );
    }
}

/// A process that is killed when the deliveries it has in hand have come to the step; gives their number.
async fn kill_at(world: &World, step: Step) -> usize {
    match step.hold() {
        Some((kind, what)) => world.proxy.hold(kind, what),
        None => world.proxy.open(),
    }
    let wanted = world.left().await.min(IN_HAND);
    let mut process = Process::start(&world.settings_with_short_leases(), step.halt());
    let at_step =
        |process: &Process| if step.hold().is_some() { world.proxy.held() } else { process.halted() };
    let (began, mut grew, mut reached) = (Instant::now(), Instant::now(), 0);
    loop {
        tokio::time::sleep(Duration::from_millis(20)).await;
        assert!(process.is_alive(), "the process ended by itself:\n{}", process.log());
        let now = at_step(&process);
        if now > reached {
            (grew, reached) = (Instant::now(), now);
        }
        // Others may lie under the leases of the dead, or are found out to be sent.
        let settled = reached > 0 && grew.elapsed() > Duration::from_millis(500);
        let nothing = began.elapsed() > Duration::from_secs(2) && world.left().await == 0;
        if reached >= wanted || settled || nothing {
            break;
        }
        assert!(began.elapsed() < Duration::from_secs(60), "nothing came to {step:?}:\n{}", process.log());
    }
    process.kill().await;
    world.proxy.open();
    at_step(&process)
}

/// A process that is killed at no step in particular, after so many posts.
async fn kill_while_sending(world: &World, posts: usize, tally: &mut Tally) {
    world.proxy.open();
    let before = world.proxy.sent();
    let mut process = Process::start(&world.settings_with_short_leases(), None);
    let began = Instant::now();
    let mut asked = Instant::now();
    while world.proxy.sent() < before + posts {
        tokio::time::sleep(Duration::from_millis(5)).await;
        assert!(process.is_alive(), "the process ended by itself:\n{}", process.log());
        if asked.elapsed() > Duration::from_millis(300) {
            if world.left().await == 0 {
                break;
            }
            asked = Instant::now();
        }
        assert!(
            began.elapsed() < Duration::from_secs(60),
            "stuck: {:?}\n{}",
            world.states().await,
            process.log()
        );
    }
    process.kill().await;
    tally.kills += 1;
}

fn repeats(world: &World) -> usize {
    let mut keys = world.proxy.keys();
    let all = keys.len();
    keys.sort_unstable();
    keys.dedup();
    all - keys.len()
}

/// A process dies while it asks whether a post is out: until somebody has asked again it counts as unknown. As
/// `scheduled` a person could move it, it would get a new handle, and be out twice.
pub async fn killed_while_looking_up(world: World) {
    let texts = world.schedule("Asked", 1).await;
    assert_eq!(kill_at(&world, Step::AnswerUnderWay).await, 1);
    assert_eq!(kill_at(&world, Step::LookingUp).await, 1);
    let app = world.open().await;
    PublishDue::new(app.clone()).recover().await.expect("recover");
    let id: Option<String> = app.db.read().scalar("select id from deliveries", vec![]).await.expect("id");
    let id = id.expect("a delivery").parse().expect("id");
    let delivery = app.find_delivery(&world.actor, id).await.expect("delivery");
    assert_eq!(delivery.state, State::Unknown);
    for moved in [
        app.reschedule_delivery(&world.actor, id, &When::Now).await,
        app.cancel_delivery(&world.actor, id).await,
    ] {
        assert!(matches!(moved, Err(app::Error::Conflict("delivery_in_flight"))), "{moved:?}");
    }
    app.db.close().await.expect("close");
    drop(app);
    let mut process = Process::start(&world.settings_with_short_leases(), None);
    let began = Instant::now();
    while world.left().await > 0 {
        tokio::time::sleep(Duration::from_millis(50)).await;
        assert!(began.elapsed() < Duration::from_secs(30), "{:?}\n{}", world.states().await, process.log());
    }
    process.kill().await;
    world.expect_each_once(&texts).await;
}
