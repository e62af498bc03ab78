//! What all networks of one simulator share, and the way to each network's state.

use std::sync::atomic::AtomicBool;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::watch;

use crate::clock::Clock;
use crate::faults::Faults;
use crate::world::{Draft, Network, SimPost, World};
use crate::{bluesky, mastodon};

pub(crate) struct Shared {
    pub(crate) clock: Clock,
    pub(crate) seed: u64,
    pub(crate) latency: Duration,
    pub(crate) faults: Faults,
    pub(crate) enforce_limits: AtomicBool,
    /// Turns true at shutdown.
    pub(crate) stop: watch::Sender<bool>,
    pub(crate) bluesky_url: String,
    pub(crate) mastodon_url: String,
    pub(crate) bluesky: Mutex<bluesky::State>,
    pub(crate) mastodon: Mutex<mastodon::State>,
}

impl Shared {
    pub(crate) fn bluesky(&self) -> MutexGuard<'_, bluesky::State> {
        self.bluesky.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn mastodon(&self) -> MutexGuard<'_, mastodon::State> {
        self.mastodon.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn with_world<R>(&self, network: Network, work: impl FnOnce(&mut World) -> R) -> R {
        match network {
            Network::Bluesky => work(&mut self.bluesky().world),
            Network::Mastodon => work(&mut self.mastodon().world),
        }
    }

    /// The account with which person `number` of the audience is on a network.
    pub(crate) fn reader(&self, network: Network, number: usize) -> String {
        match network {
            Network::Bluesky => bluesky::reader(self, number),
            Network::Mastodon => mastodon::reader(self, number),
        }
    }

    /// Gives a draft the network's own form and publishes it.
    pub(crate) fn publish(&self, network: Network, draft: &Draft, silent: bool) -> SimPost {
        match network {
            Network::Bluesky => bluesky::publish_draft(self, draft, silent),
            Network::Mastodon => mastodon::publish_draft(self, draft, silent),
        }
    }

    /// An id for a like, repost or follow.
    pub(crate) fn reaction_id(&self, network: Network, by: &str, kind: &str) -> String {
        let micros = self.clock.unique_micros();
        match network {
            Network::Bluesky => bluesky::reaction_uri(by, kind, micros),
            Network::Mastodon => micros.to_string(),
        }
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
