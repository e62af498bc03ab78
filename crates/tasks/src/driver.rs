//! The loop around each task.

use std::{
    any::Any,
    collections::BTreeMap,
    panic::AssertUnwindSafe,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use async_trait::async_trait;
use futures::FutureExt;
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
    /// Its loop is over though nobody told it to stop.
    pub is_dead: bool,
}

/// How every task of a process fares; cheap to clone.
#[derive(Debug, Clone, Default)]
pub struct Statuses(Arc<Mutex<BTreeMap<&'static str, Status>>>);

impl Statuses {
    /// By name.
    #[must_use]
    pub fn all(&self) -> BTreeMap<&'static str, Status> {
        self.lock().clone()
    }

    /// Names of tasks that nobody does any more.
    #[must_use]
    pub fn dead(&self) -> Vec<&'static str> {
        self.lock().iter().filter(|(_, status)| status.is_dead).map(|(name, _)| *name).collect()
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<&'static str, Status>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn note(&self, name: &'static str, outcome: Result<Activation, String>) {
        let mut statuses = self.lock();
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
}

/// Says that a loop is over, however it ended.
struct Ending {
    statuses: Statuses,
    name: &'static str,
    orderly: bool,
}

impl Drop for Ending {
    fn drop(&mut self) {
        self.statuses.lock().entry(self.name).or_default().is_dead = !self.orderly;
    }
}

/// Runs tasks until told to stop.
pub struct Driver {
    stop: watch::Sender<bool>,
    running: JoinSet<()>,
    statuses: Statuses,
}

impl Default for Driver {
    fn default() -> Self {
        Self::noting(Statuses::default())
    }
}

impl Driver {
    /// Notes in `statuses` how its tasks fare.
    #[must_use]
    pub fn noting(statuses: Statuses) -> Self {
        Self { stop: watch::channel(false).0, running: JoinSet::new(), statuses }
    }

    /// Starts a task; `wake` activates it ahead of its time.
    pub fn start(&mut self, task: Arc<dyn Task>, wake: Arc<Notify>) {
        let mut stopping = self.stop.subscribe();
        let statuses = self.statuses.clone();
        self.running.spawn(async move {
            let mut ending = Ending { statuses: statuses.clone(), name: task.name(), orderly: false };
            while !*stopping.borrow() {
                // A panic is a fault of this activation, not the end of the work.
                let activated = AssertUnwindSafe(task.activate(&stopping)).catch_unwind().await;
                let outcome = activated.unwrap_or_else(|panic| Err(words(panic.as_ref())));
                let rest = match &outcome {
                    Ok(activation) => activation.again_in.unwrap_or(task.period()).min(task.period()),
                    Err(message) => {
                        tracing::error!(task = task.name(), message, "task failed");
                        task.period()
                    }
                };
                statuses.note(task.name(), outcome);
                tokio::select! {
                    () = tokio::time::sleep(rest) => {}
                    () = wake.notified() => {}
                    _ = stopping.changed() => {}
                }
            }
            ending.orderly = true;
            task.release().await;
        });
    }

    /// How each task fares, by name.
    #[must_use]
    pub fn statuses(&self) -> BTreeMap<&'static str, Status> {
        self.statuses.all()
    }

    /// Tells every task to begin nothing more; [`Driver::stop`] waits for them.
    pub fn begin_stop(&self) {
        self.stop.send_replace(true);
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

fn words(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().copied();
    let text = text.or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    format!("it panicked: {}", text.unwrap_or("without a word"))
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

    struct Panics(AtomicU64);

    #[async_trait]
    impl Task for Panics {
        fn name(&self) -> &'static str {
            "panics"
        }

        fn period(&self) -> Duration {
            Duration::from_millis(1)
        }

        async fn activate(&self, _stopping: &watch::Receiver<bool>) -> Result<Activation, String> {
            assert!(self.0.fetch_add(1, Ordering::SeqCst) > 0, "the first time");
            Ok(Activation::default())
        }
    }

    #[tokio::test]
    async fn a_panic_is_noted_and_the_work_goes_on() {
        let task = Arc::new(Panics(AtomicU64::new(0)));
        let statuses = Statuses::default();
        let mut driver = Driver::noting(statuses.clone());
        driver.start(Arc::clone(&task) as Arc<dyn Task>, Arc::default());
        while task.0.load(Ordering::SeqCst) < 1 {
            tokio::task::yield_now().await;
        }
        while task.0.load(Ordering::SeqCst) < 3 {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        assert!(statuses.dead().is_empty());
        assert_eq!(statuses.all()["panics"].last_error, None);
        driver.stop(Duration::from_secs(5)).await;
    }

    #[test]
    fn a_loop_that_broke_off_is_dead() {
        let statuses = Statuses::default();
        drop(Ending { statuses: statuses.clone(), name: "broken", orderly: false });
        drop(Ending { statuses: statuses.clone(), name: "ended", orderly: true });
        assert_eq!(statuses.dead(), ["broken"]);
        assert_eq!(words(&"why"), "it panicked: why");
    }
}
