//! What all networks of one simulator share, and the way to each network's state.

use std::collections::BTreeMap;
use std::sync::atomic::AtomicBool;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::watch;

use crate::clock::Clock;
use crate::faults::Faults;
use crate::limits::{Charge, Limits, Standing};
use crate::processing::Pace;
use crate::record::Record;
use crate::stand_in::{Listed, Network, StandIn, States};
use crate::world::World;

pub(crate) struct Shared {
    pub(crate) clock: Clock,
    pub(crate) seed: u64,
    pub(crate) latency: Duration,
    pub(crate) faults: Faults,
    /// Where requests are written down, if they are.
    pub(crate) record: Option<Record>,
    pub(crate) enforce_limits: AtomicBool,
    /// Turns true at shutdown.
    pub(crate) stop: watch::Sender<bool>,
    /// The base address of every network that was started.
    pub(crate) urls: BTreeMap<Network, String>,
    pub(crate) states: States,
    pub(crate) limits: Mutex<Limits>,
    /// How long media are worked on.
    pub(crate) pace: Mutex<Pace>,
    /// Names that stand for a loopback address when media are fetched.
    pub(crate) hosts: Mutex<BTreeMap<String, String>>,
    /// For media that are fetched and webhooks that are sent; loopback only.
    pub(crate) client: reqwest::Client,
}

impl Shared {
    /// The networks that were started.
    pub(crate) fn networks(&self) -> impl Iterator<Item = Network> + '_ {
        self.urls.keys().copied()
    }

    /// The base address of a network, without a slash at the end. One that was
    /// not started has an address that leads nowhere and says so.
    pub(crate) fn url(&self, network: Network) -> &str {
        self.urls.get(&network).map_or("http://not-started.invalid", String::as_str)
    }

    /// What a network keeps, locked.
    pub(crate) fn state<S: Listed>(&self) -> MutexGuard<'_, S> {
        S::slot(&self.states).lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn with_world<R>(&self, network: Network, work: impl FnOnce(&mut World) -> R) -> R
    where
        R: Default,
    {
        let (mut work, mut done) = (Some(work), R::default());
        network.stand_in().with_world(self, &mut |world| {
            if let Some(work) = work.take() {
                done = work(world);
            }
        });
        done
    }

    /// Spends from a window of a network; for quotas that a handler counts itself.
    pub(crate) fn spend<S: StandIn>(&self, charge: &Charge, now: i64) -> Standing {
        let key = format!("{}|{}", S::NETWORK.as_str(), charge.key);
        let mut limits = self.limits.lock().unwrap_or_else(PoisonError::into_inner);
        limits.spend(charge.rule, &key, charge.points, now)
    }

    /// How long media are worked on, as tests have it.
    pub(crate) fn pace(&self) -> Pace {
        *self.pace.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Ends early when the simulator stops.
    pub(crate) async fn sleep(&self, duration: Duration) {
        let mut stop = self.stop.subscribe();
        tokio::select! {
            () = tokio::time::sleep(duration) => {}
            _ = stop.wait_for(|stopped| *stopped) => {}
        }
    }

    pub(crate) async fn stopped(&self) {
        let mut stop = self.stop.subscribe();
        // A closed channel is a stopped simulator too.
        let _ended = stop.wait_for(|stopped| *stopped).await;
    }
}
