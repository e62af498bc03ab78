//! The synthetic audience: it reads, reacts, answers, clicks and buys.
//!
//! Owns the rhythm of attention and the people who pay it. It never fetches
//! anything but loopback addresses and never touches the product's database:
//! it comes in by the networks and by the tracked links, like anybody else.

mod phrases;
mod rhythm;
mod shopper;
mod visit;

use std::io;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rand::SeedableRng;
use rand::rngs::StdRng;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::sim::Simulator;

/// How long a look around lasts, in real time.
const TICK: Duration = Duration::from_millis(500);

/// Where visits and orders are reported.
#[derive(Debug, Clone)]
pub struct TrackerTarget {
    /// The collecting address of the tracker; loopback only.
    pub collect_url: String,
    /// The site's key.
    pub site_key: String,
}

/// How an audience behaves.
#[derive(Debug, Clone)]
pub struct AudienceConfig {
    /// The same seed makes the same people with the same habits.
    pub seed: u64,
    /// How much faster than real life: 60 lives an hour in a minute, which suits a
    /// demo; a fresh post then has its rush within some minutes.
    pub pace: f64,
    /// Where clicks on tracked links become visits; `None` clicks without visiting.
    pub tracker: Option<TrackerTarget>,
}

/// What the audience has done so far.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct AudienceStats {
    /// Posts looked at.
    pub views: u64,
    /// Likes given.
    pub likes: u64,
    /// Replies written.
    pub replies: u64,
    /// Reposts made.
    pub reposts: u64,
    /// Quotes written.
    pub quotes: u64,
    /// Unasked mentions written.
    pub mentions: u64,
    /// New follows.
    pub follows: u64,
    /// Links opened.
    pub clicks: u64,
    /// Visits reported to the tracker.
    pub visits: u64,
    /// Orders reported to the tracker.
    pub orders: u64,
}

#[derive(Debug, Default)]
struct Tally {
    views: AtomicU64,
    likes: AtomicU64,
    replies: AtomicU64,
    reposts: AtomicU64,
    quotes: AtomicU64,
    mentions: AtomicU64,
    follows: AtomicU64,
    clicks: AtomicU64,
    visits: AtomicU64,
    orders: AtomicU64,
}

fn count(counter: &AtomicU64) {
    counter.fetch_add(1, Ordering::Relaxed);
}

/// A running audience; dropping it sends everybody home.
#[derive(Debug)]
pub struct Audience {
    stop: watch::Sender<bool>,
    /// The bits of an `f64`.
    pace: Arc<AtomicU64>,
    tally: Arc<Tally>,
    task: Mutex<Option<JoinHandle<()>>>,
}

impl Audience {
    /// Lets the audience in.
    ///
    /// # Errors
    /// When the tracker is not on a loopback address or the client cannot be made.
    pub fn start(sim: &Simulator, config: AudienceConfig) -> io::Result<Self> {
        let (stop, mut stopped) = watch::channel(false);
        let pace = Arc::new(AtomicU64::new(config.pace.max(0.0).to_bits()));
        let tally = Arc::new(Tally::default());
        let shopper = shopper::Shopper::new(config.tracker, config.seed, Arc::clone(&tally))?;
        let shared = Arc::clone(sim.shared());
        let started = shared.clock.now();
        let mut look = visit::Look {
            shared: Arc::clone(&shared),
            shopper,
            tally: Arc::clone(&tally),
            dice: StdRng::seed_from_u64(config.seed),
            started,
            lived: 0.0,
        };
        let clock = Arc::clone(&pace);
        let task = tokio::spawn(async move {
            let mut ticks = tokio::time::interval(TICK);
            ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Skip);
            loop {
                tokio::select! {
                    _ = ticks.tick() => {}
                    _ = stopped.wait_for(|stopped| *stopped) => break,
                    () = shared.stopped() => break,
                }
                look.around(TICK.as_secs_f64(), f64::from_bits(clock.load(Ordering::Relaxed)));
            }
        });
        Ok(Self { stop, pace, tally, task: Mutex::new(Some(task)) })
    }

    /// Changes how fast the audience lives; 0 makes it hold still.
    pub fn set_pace(&self, pace: f64) {
        self.pace.store(pace.max(0.0).to_bits(), Ordering::Relaxed);
    }

    /// What it has done so far.
    pub fn stats(&self) -> AudienceStats {
        let read = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        AudienceStats {
            views: read(&self.tally.views),
            likes: read(&self.tally.likes),
            replies: read(&self.tally.replies),
            reposts: read(&self.tally.reposts),
            quotes: read(&self.tally.quotes),
            mentions: read(&self.tally.mentions),
            follows: read(&self.tally.follows),
            clicks: read(&self.tally.clicks),
            visits: read(&self.tally.visits),
            orders: read(&self.tally.orders),
        }
    }

    /// Sends everybody home.
    pub async fn stop(&self) {
        self.stop.send_replace(true);
        let task = self.task.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(task) = task
            && let Err(error) = task.await
        {
            tracing::warn!(%error, "the audience ended badly");
        }
    }
}
