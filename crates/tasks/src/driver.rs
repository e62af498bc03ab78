//! The loop around each task.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use async_trait::async_trait;
use serde::Serialize;
use tokio::{
    sync::{Notify, watch},
    task::JoinSet,
};

/// What an activation found.
#[derive(Debug, Clone, Default)]
pub struct Activation {
    /// How many rows it worked on.
    pub done: usize,
    /// When to come back, if sooner than the period.
    pub again_in: Option<Duration>,
}

/// A piece of background work.
#[async_trait]
pub trait Task: Send + Sync + 'static {
    /// Name for logs and the status page: `publish_due`.
    fn name(&self) -> &'static str;

    /// How long it rests when nothing wakes it.
    fn period(&self) -> Duration;

    /// Does what there is to do. `stopping` turns true when the process shuts down: finish what is begun, begin nothing.
    ///
    /// # Errors
    /// A sentence for the log; the task is activated again after its period.
    async fn activate(&self, stopping: &watch::Receiver<bool>) -> Result<Activation, String>;

    /// Last act of an orderly shutdown: gives back what is still held.
    async fn release(&self) {}
}

/// How a task fares.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Status {
    /// Activations so far.
    pub activations: u64,
    /// Rows worked on so far.
    pub done: u64,
    /// What the last failed activation said, until one succeeds.
    pub last_error: Option<String>,
}

/// Runs tasks until told to stop.
pub struct Driver {
    stop: watch::Sender<bool>,
    running: JoinSet<()>,
    statuses: Arc<Mutex<BTreeMap<&'static str, Status>>>,
}

impl Default for Driver {
    fn default() -> Self {
        Self { stop: watch::channel(false).0, running: JoinSet::new(), statuses: Arc::default() }
    }
}

impl Driver {
    /// Starts a task; `wake` activates it ahead of its time.
    pub fn start(&mut self, task: Arc<dyn Task>, wake: Arc<Notify>) {
        let mut stopping = self.stop.subscribe();
        let statuses = Arc::clone(&self.statuses);
        self.running.spawn(async move {
            while !*stopping.borrow() {
                let outcome = task.activate(&stopping).await;
                let rest = match &outcome {
                    Ok(activation) => activation.again_in.unwrap_or(task.period()).min(task.period()),
                    Err(message) => {
                        tracing::error!(task = task.name(), message, "task failed");
                        task.period()
                    }
                };
                note(&statuses, task.name(), outcome);
                tokio::select! {
                    () = tokio::time::sleep(rest) => {}
                    () = wake.notified() => {}
                    _ = stopping.changed() => {}
                }
            }
            task.release().await;
        });
    }

    /// How each task fares, by name.
    #[must_use]
    pub fn statuses(&self) -> BTreeMap<&'static str, Status> {
        self.statuses.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Tells every task to stop and waits at most `patience` for them to finish and release.
    pub async fn stop(mut self, patience: Duration) {
        self.stop.send_replace(true);
        let all = async { while self.running.join_next().await.is_some() {} };
        if tokio::time::timeout(patience, all).await.is_err() {
            tracing::warn!("background work did not finish in time; its leases will run out");
        }
    }
}

fn note(
    statuses: &Mutex<BTreeMap<&'static str, Status>>,
    name: &'static str,
    outcome: Result<Activation, String>,
) {
    let mut statuses = statuses.lock().unwrap_or_else(PoisonError::into_inner);
    let status = statuses.entry(name).or_default();
    status.activations += 1;
    match outcome {
        Ok(activation) => {
            status.done += activation.done as u64;
            status.last_error = None;
        }
        Err(message) => status.last_error = Some(message),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU64, Ordering};

    use super::*;

    struct Counter(AtomicU64);

    #[async_trait]
    impl Task for Counter {
        fn name(&self) -> &'static str {
            "counter"
        }

        fn period(&self) -> Duration {
            Duration::from_secs(3600)
        }

        async fn activate(&self, _stopping: &watch::Receiver<bool>) -> Result<Activation, String> {
            self.0.fetch_add(1, Ordering::SeqCst);
            Ok(Activation { done: 1, again_in: None })
        }

        async fn release(&self) {
            self.0.fetch_add(100, Ordering::SeqCst);
        }
    }

    #[tokio::test]
    async fn a_signal_activates_and_a_stop_releases() {
        let task = Arc::new(Counter(AtomicU64::new(0)));
        let wake = Arc::new(Notify::new());
        let mut driver = Driver::default();
        driver.start(Arc::clone(&task) as Arc<dyn Task>, Arc::clone(&wake));
        while task.0.load(Ordering::SeqCst) < 1 {
            tokio::task::yield_now().await;
        }
        wake.notify_one();
        while task.0.load(Ordering::SeqCst) < 2 {
            tokio::task::yield_now().await;
        }
        driver.stop(Duration::from_secs(5)).await;
        assert_eq!(task.0.load(Ordering::SeqCst), 102);
    }
}
