//! The fault matrix through the product's own worker: attempts, kept handles, look-ups and retries are those of the real
//! store, on both engines. A crash is the worker's future dropped at one of its awaits, those of the database among them;
//! its lease runs out, and other workers go on. Counted is what the network really has.
//!
//! A seeded sample by default; `TANDEM_TEST_MATRIX=full` tries every fault with a crash at every await,
//! a number every so-many-th.

#![expect(clippy::print_stdout, reason = "what was counted is for people to read")]

use std::time::{Duration, Instant};

use networks::Network;
use simulator::{Fault, FaultKind};
use testkit::{Engine, Sender, State};

use crate::matrix::{AWAITS_MOST, Dice, Tally, faults, richest};
use crate::world::{World, now_ms};

/// Rounds after which a delivery that is still moving is lost.
const ROUNDS: usize = 60;

/// How late a network takes a request whose connection was cut.
const ACCEPTS_LATE: Duration = Duration::from_millis(20);

/// A delivery that takes longer than its faults explain is told.
const SLOW: Duration = Duration::from_secs(10);

/// How much of the matrix is tried.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Extent {
    /// Some faults, each with one crash.
    Sample,
    /// Every fault, with a crash at every so-many-th await on the average.
    Steps(usize),
}

impl Extent {
    fn asked() -> Self {
        match std::env::var("TANDEM_TEST_MATRIX").as_deref() {
            Ok("full") => Self::Steps(1),
            Ok(steps) => steps.parse().map_or(Self::Sample, |steps: usize| Self::Steps(steps.max(1))),
            Err(_) => Self::Sample,
        }
    }

    fn tries(self, fault: Option<&FaultKind>, dice: &mut Dice) -> bool {
        // A send that hangs costs its whole time-out: of these fewer are tried, unless all are.
        let hangs = matches!(fault, Some(FaultKind::Hang | FaultKind::HangAfter));
        self != Self::Sample || dice.below(if hangs { 8 } else { 3 }) == 0
    }

    fn first(self, dice: &mut Dice) -> usize {
        match self {
            Self::Sample => 1 + dice.number(80),
            Self::Steps(steps) => 1 + dice.number(steps),
        }
    }

    fn next(self, polls: usize, dice: &mut Dice) -> Option<usize> {
        match self {
            Self::Sample => None,
            Self::Steps(steps) => Some(polls + 1 + dice.number(2 * steps - 1)),
        }
    }
}

/// A network and the worker that sends to it.
struct Bench {
    world: World,
    sender: Sender,
    deliveries: usize,
}

impl Bench {
    async fn start(network: Network, engine: Engine) -> Self {
        let world = World::start(network).await;
        world.sim.enforce_rate_limits(false);
        let (connector, files) = (world.connector.clone(), crate::meta::files());
        let sender = Sender::new(engine, connector, &world.connected, files).await;
        Self { world, sender, deliveries: 0 }
    }
}

/// Tries the matrix on one network and engine, prints its line and judges it.
async fn check(network: Network, engine: Engine) {
    let extent = Extent::asked();
    let mut tally = Tally::default();
    // Each network and engine has a sample of its own.
    let seed =
        network.as_str().bytes().map(u64::from).sum::<u64>() + 7 * u64::from(engine == Engine::Postgres);
    let mut dice = Dice(seed);
    let mut bench = Bench::start(network, engine).await;
    let native = bench.world.connector.capabilities(None).repeatable;
    for fault in faults().into_iter().chain([Some(FaultKind::AcceptLate(ACCEPTS_LATE))]) {
        if !extent.tries(fault.as_ref(), &mut dice) {
            continue;
        }
        let mut polls = extent.first(&mut dice);
        loop {
            let crashed = bench.one(fault.as_ref(), polls, &mut tally).await;
            // Not every network renews a token that ran out; and lists grow long.
            if fault == Some(FaultKind::ExpiredToken) || bench.deliveries >= 100 {
                bench.sender.remove().await;
                bench = Bench::start(network, engine).await;
            }
            match extent.next(polls, &mut dice) {
                Some(next) if crashed && polls < AWAITS_MOST => polls = next,
                _ => break,
            }
        }
    }
    bench.sender.remove().await;
    let word = if engine == Engine::Sqlite { "sqlite" } else { "postgres" };
    println!(
        "{network} engine-{word} deliveries {} duplicates {} lost {} waiting {}",
        tally.deliveries, tally.duplicates, tally.lost, tally.waiting
    );
    assert_eq!((tally.duplicates, tally.lost), (0, 0), "{network} on {word}: {tally:?}");
    assert!(!native || tally.waiting == 0, "{network} has a native handle: {tally:?}");
    // Of a sample all may be refusals.
    assert!(
        extent == Extent::Sample || tally.refused <= tally.deliveries * 2 / 3,
        "{network} on {word}: {tally:?}"
    );
}

impl Bench {
    /// One delivery with one fault and one crash; gives whether the crash came before the end.
    async fn one(&mut self, fault: Option<&FaultKind>, polls: usize, tally: &mut Tally) -> bool {
        let Self { world, sender, deliveries } = self;
        *deliveries += 1;
        let number = tally.deliveries;
        let content = richest(world, number);
        let parts = content.parts.len();
        let before = world.posts().len();
        if let Some(kind) = fault {
            let network = world.rig.sim_network();
            let route = world.write().to_owned();
            let fault = Fault { network, route, kind: kind.clone(), times: 1 };
            // The first part of a thread, then the second.
            world.sim.faults().push_after(u32::try_from(number % parts).unwrap(), fault);
        }
        // As if it had begun before the network's lists could lag: nobody waits for them here.
        sender.kit.clock.set(now_ms() - world.rig.lag_ms());
        let began = Instant::now();
        let delivery = sender.schedule(&content).await;
        let crashed = sender.die_after(polls).await;
        // What a cut connection still carries arrives now or never.
        tokio::time::sleep(Duration::from_millis(if crashed { 30 } else { 0 })).await;
        let late =
            if matches!(fault, Some(FaultKind::AcceptLate(_))) { 2 * ACCEPTS_LATE } else { Duration::ZERO };
        let standing = sender.go_on(delivery, ROUNDS, late).await;
        world.sim.faults().clear();
        let made = world.posts().len() - before;
        tally.deliveries += 1;
        tally.duplicates += made.saturating_sub(parts);
        let mut lost = false;
        match standing.state {
            State::Published => lost = made < parts,
            State::Failed | State::Missed => tally.refused += 1,
            // A person must say what the network cannot; or must connect the channel again.
            State::Unknown => tally.waiting += 1,
            State::RetryAt if standing.last_error.as_deref() == Some("credentials_refused") => {
                tally.refused += 1;
            }
            _ => lost = true,
        }
        tally.lost += usize::from(lost);
        if made > parts || lost {
            println!(
                "{} on the engine: {made} of {parts} posts, fault {fault:?}, crash after {polls} polls, {standing:?}",
                world.network
            );
        }
        if began.elapsed() > SLOW {
            println!(
                "{} took {:?}, fault {fault:?}, crash after {polls} polls",
                world.network,
                began.elapsed()
            );
        }
        crashed
    }
}

macro_rules! on_both_engines {
    ($($name:ident $network:ident),+ $(,)?) => {
        $(
            mod $name {
                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn sqlite() {
                    super::check(networks::Network::$network, testkit::Engine::Sqlite).await;
                }

                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn postgres() {
                    super::check(networks::Network::$network, testkit::Engine::Postgres).await;
                }
            }
        )+
    };
}

on_both_engines! {
    matrix_bluesky Bluesky,
    matrix_mastodon Mastodon,
    matrix_linkedin LinkedIn,
    matrix_x X,
    matrix_telegram Telegram,
    matrix_tiktok TikTok,
    matrix_pinterest Pinterest,
    matrix_reddit Reddit,
    matrix_facebook Facebook,
    matrix_instagram Instagram,
    matrix_threads Threads,
    matrix_discord Discord,
    matrix_slack Slack,
    matrix_wordpress WordPress,
    matrix_youtube YouTube,
    matrix_google_business GoogleBusiness,
}
