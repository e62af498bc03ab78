//! Counting what came: in memory first, so that a flood is not a flood of writes.

use std::{
    collections::BTreeMap,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use networks::Network;

use super::store::{self, Count};
use crate::{App, Result};

/// How long counts gather.
const GATHER: Duration = Duration::from_secs(2);

/// What is not written yet. Part of [`App`].
#[derive(Default)]
pub struct Tally {
    counts: Mutex<BTreeMap<Network, Count>>,
    writing: AtomicBool,
}

/// How a request was taken.
#[derive(Debug, Clone, Copy)]
pub(super) enum Taken {
    /// It was the network's, with so many events of use.
    Accepted(usize),
    Refused,
}

impl Tally {
    fn add(&self, one: Count, network: Network) {
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(sum) = counts.get_mut(&network) else {
            counts.insert(network, one);
            return;
        };
        sum.accepted += one.accepted;
        sum.refused += one.refused;
        sum.events += one.events;
        sum.accepted_at = one.accepted_at.max(sum.accepted_at);
        sum.refused_at = one.refused_at.max(sum.refused_at);
    }

    fn take(&self) -> BTreeMap<Network, Count> {
        std::mem::take(&mut *self.counts.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl App {
    /// Counts a request; written within two seconds, by a task of its own.
    pub(super) fn note_webhook(&self, network: Network, taken: Taken) {
        let now = self.now();
        let mut one = Count {
            network: network.as_str().to_owned(),
            accepted: 0,
            refused: 0,
            events: 0,
            accepted_at: None,
            refused_at: None,
        };
        match taken {
            Taken::Accepted(events) => {
                one.accepted = 1;
                one.events = i64::try_from(events).unwrap_or(i64::MAX);
                one.accepted_at = Some(now);
            }
            Taken::Refused => {
                one.refused = 1;
                one.refused_at = Some(now);
            }
        }
        self.webhooks.add(one, network);
        if !self.webhooks.writing.swap(true, Ordering::SeqCst) {
            let app = self.clone();
            tokio::spawn(async move {
                tokio::time::sleep(GATHER).await;
                app.webhooks.writing.store(false, Ordering::SeqCst);
                if let Err(error) = app.finish_webhooks().await {
                    tracing::warn!(%error, "the counts of webhooks were not written; they are with the next");
                }
            });
        }
    }

    /// Writes what was counted.
    ///
    /// # Errors
    /// Any database error; the counts are kept for the next time.
    pub async fn finish_webhooks(&self) -> Result<()> {
        let counts = self.webhooks.take();
        if counts.is_empty() {
            return Ok(());
        }
        let written = async {
            let tx = self.db.write().await?;
            for count in counts.values() {
                store::add(&tx, count).await?;
            }
            tx.commit().await
        };
        written.await.map_err(|error| {
            for (network, count) in counts.clone() {
                self.webhooks.add(count, network);
            }
            error.into()
        })
    }
}
