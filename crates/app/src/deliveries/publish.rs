//! The publisher: claims due deliveries and has each sent once.

use std::{
    collections::BTreeMap,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicI64},
    },
    time::{Duration, Instant},
};

use async_trait::async_trait;
use db::lease::{Claim, Queue};
use tasks::{Activation, Task};
use tokio::{
    sync::{Semaphore, watch},
    task::JoinSet,
};

use super::{
    store::{self, Job},
    turn,
    work::Work,
};
use crate::{
    App, Now, Result,
    clock::SECOND,
    ids::{DeliveryId, WorkspaceId},
};

/// How many deliveries one process sends at a time.
const CONCURRENCY: usize = 128;

/// So many are taken at a time, if so many are due: a claim costs a commit, whether of one or of many. Not more, so that
/// several processes share what falls due at once.
const CLAIM: usize = 32;

/// After so long a claim is made for fewer too: some sends take minutes, and what is due does not wait for them.
const CLAIM_PATIENCE: Duration = Duration::from_millis(100);

/// How long a worker may be silent before another takes over; renewed while it sends.
const LEASE: i64 = 60 * SECOND;

/// How often a busy process looks for leases that ran out.
const GIVE_BACK_EVERY: i64 = 2 * SECOND;

/// What is looked after, the new first.
const QUEUES: [Queue; 4] = [store::SCHEDULED, store::RETRY, store::PROCESSING, store::UNKNOWN];

/// The background task.
pub struct PublishDue {
    app: App,
    worker: Arc<str>,
    lease: i64,
    with_files: Arc<Semaphore>,
}

impl PublishDue {
    /// A publisher of its own name.
    #[must_use]
    pub fn new(app: App) -> Self {
        let worker = Arc::from(format!("publisher-{:016x}", rand::random::<u64>()));
        Self { app, worker, lease: LEASE, with_files: Arc::new(Semaphore::new(turn::WITH_FILES)) }
    }

    /// With another lease, in milliseconds: for tests that wait for one to run out.
    #[must_use]
    pub fn with_lease(mut self, lease_ms: i64) -> Self {
        self.lease = lease_ms;
        self
    }

    /// First act of a process that knows itself alone (SQLite): what the last one left is given back at once.
    ///
    /// # Errors
    /// Any database error.
    pub async fn recover(&self) -> Result<u64> {
        Ok(store::give_back(&self.app.db, i64::MAX, self.app.now()).await?)
    }

    async fn claim(&self, give_back: bool, free: usize) -> Result<Vec<Work>> {
        if give_back {
            let now = self.app.now();
            store::give_back(&self.app.db, now, now).await?;
        }
        let leased_until = self.app.now() + self.lease;
        let mut claims = Vec::new();
        for queue in QUEUES {
            let room = u32::try_from(free.saturating_sub(claims.len())).unwrap_or(0);
            // To look costs less than to write.
            let is_due = room > 0
                && queue.next_due(self.app.db.read()).await?.is_some_and(|due| due <= self.app.now());
            if is_due {
                claims
                    .extend(queue.claim(&self.app.db, &self.worker, self.app.now(), self.lease, room).await?);
            }
        }
        Ok(self.read_jobs(claims, leased_until).await)
    }

    /// What is to be done for claims, read at once. What cannot be read is left to each delivery itself: one that is damaged
    /// keeps no other from going out.
    async fn read_jobs(&self, claims: Vec<Claim>, leased_until: Now) -> Vec<Work> {
        let mut of_ids: BTreeMap<(WorkspaceId, DeliveryId), Claim> = BTreeMap::new();
        for claim in claims {
            match (claim.workspace_id.parse(), claim.id.parse()) {
                (Ok(workspace_id), Ok(id)) => {
                    of_ids.insert((workspace_id, id), claim);
                }
                _ => tracing::error!(delivery.id = %claim.id, "a delivery's id cannot be read"),
            }
        }
        let ids: Vec<_> = of_ids.keys().copied().collect();
        let read = store::jobs(self.app.db.read(), &ids, self.app.now()).await.unwrap_or_else(|error| {
            tracing::error!(%error, "deliveries could not be read together");
            Vec::new()
        });
        let mut jobs: BTreeMap<_, _> =
            read.into_iter().map(|job| ((job.workspace_id, job.id), job)).collect();
        of_ids.into_iter().map(|(id, claim)| self.work(id, claim, jobs.remove(&id), leased_until)).collect()
    }

    /// How long until something falls due, or a lease runs out whose worker may be dead.
    async fn idle_time(&self) -> Result<Option<Duration>> {
        let sql = self.app.db.read();
        let mut next = store::next_lease_end(sql).await?.map(|end| end + 1);
        for queue in QUEUES {
            if let Some(due) = queue.next_due(sql).await? {
                next = Some(next.map_or(due, |next| next.min(due)));
            }
        }
        let wait = next.map(|due| (due - self.app.now()).max(0).unsigned_abs());
        Ok(wait.map(Duration::from_millis))
    }

    async fn drain(&self, stopping: &watch::Receiver<bool>) -> Result<Activation> {
        let mut running = JoinSet::new();
        let mut done = 0;
        let mut fault = None;
        let mut give_back_at = 0;
        let mut claimed_at = None::<Instant>;
        loop {
            while running.try_join_next().is_some() {}
            let free = CONCURRENCY.saturating_sub(running.len());
            let is_time = free >= CLAIM || claimed_at.is_none_or(|at| at.elapsed() >= CLAIM_PATIENCE);
            if fault.is_none() && !*stopping.borrow() && free > 0 && is_time {
                // While there is much to send, what a dead worker left must not wait for the end of it.
                let give_back = self.app.now() >= give_back_at;
                let claims = self.claim(give_back, free.min(CLAIM)).await;
                claimed_at = Some(Instant::now());
                if give_back {
                    give_back_at = self.app.now() + GIVE_BACK_EVERY;
                }
                match claims {
                    Ok(claims) => {
                        let more = claims.len() >= CLAIM;
                        done += claims.len();
                        for work in claims {
                            running.spawn(async move { work.run().await });
                        }
                        if more && running.len() + CLAIM <= CONCURRENCY {
                            continue;
                        }
                    }
                    // What is being sent is not broken off for that.
                    Err(error) => fault = Some(error),
                }
            }
            if running.is_empty() {
                break;
            }
            // Something may fall due while others are being sent.
            let pause = if running.len() < CONCURRENCY { CLAIM_PATIENCE } else { Duration::from_millis(500) };
            let _ = tokio::time::timeout(pause, running.join_next()).await;
        }
        match fault {
            Some(error) => Err(error),
            None => Ok(Activation { done, again_in: self.idle_time().await? }),
        }
    }

    fn work(
        &self,
        (workspace_id, delivery_id): (WorkspaceId, DeliveryId),
        claim: Claim,
        job: Option<Job>,
        leased_until: Now,
    ) -> Work {
        Work {
            app: self.app.clone(),
            worker: Arc::clone(&self.worker),
            claim,
            workspace_id,
            delivery_id,
            lease: self.lease,
            with_files: Arc::clone(&self.with_files),
            leased_until: AtomicI64::new(leased_until),
            attempts_before: AtomicI64::new(0),
            began_at: AtomicI64::new(self.app.now()),
            job: Mutex::new(job),
            costs_nothing: AtomicBool::new(false),
        }
    }

    /// Claims one delivery that is due and works on it in the caller's own task: dropped, it is as a process that died at
    /// that very await. For tests; gives whether there was one.
    ///
    /// # Errors
    /// Any database error of the claim.
    pub async fn work_on_one(&self) -> Result<bool> {
        let Some(work) = self.claim(true, 1).await?.into_iter().next() else { return Ok(false) };
        work.run().await;
        Ok(true)
    }
}

#[async_trait]
impl Task for PublishDue {
    fn name(&self) -> &'static str {
        "publish_due"
    }

    fn period(&self) -> Duration {
        Duration::from_secs(5)
    }

    async fn activate(&self, stopping: &watch::Receiver<bool>) -> Result<Activation, String> {
        self.drain(stopping).await.map_err(|error| error.to_string())
    }

    async fn release(&self) {
        if let Err(error) = store::release(&self.app.db, &self.worker, self.app.now()).await {
            tracing::warn!(%error, "claims were not given back; their leases will run out");
        }
    }
}
