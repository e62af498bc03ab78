//! The publisher: claims due deliveries and sends each once.

use std::{
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, AtomicI64, Ordering},
    },
    time::{Duration, Instant},
};

use async_trait::async_trait;
use db::lease::{Claim, Queue};
use networks::{Content, Error as NetworkError, ErrorKind, Handle, Network, Next, Sending};
use tasks::{Activation, Task};
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore, watch},
    task::JoinSet,
};

use super::{
    delivery::{AttemptKind, Outcome, is_too_late, while_processing},
    freeze::Outgoing,
    outcome::Ending,
    probe::Step,
    progress::Kept,
    store::{self, Job},
    turn::{self, Turn},
};
use crate::{
    App, Error, Now, Result,
    channels::{place, secret::Session},
    clock::SECOND,
    ids::{AttemptId, DeliveryId, WorkspaceId},
    pauses,
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

/// When the network is asked again for what it has, after a fault that says nothing of when.
const LATER: Duration = Duration::from_secs(300);

/// What is looked after, the new first.
const QUEUES: [Queue; 4] = [store::SCHEDULED, store::RETRY, store::PROCESSING, store::UNKNOWN];

/// The background task.
pub struct PublishDue {
    app: App,
    worker: Arc<str>,
    lease: i64,
    with_files: Arc<Semaphore>,
}

/// A claim being worked on.
pub(crate) struct Work {
    pub app: App,
    pub worker: Arc<str>,
    pub claim: Claim,
    pub workspace_id: WorkspaceId,
    pub delivery_id: DeliveryId,
    pub lease: i64,
    /// Turns of those that carry files.
    pub with_files: Arc<Semaphore>,
    /// Until when the claim is certainly this worker's, as the database last said.
    pub leased_until: AtomicI64,
    /// What the claim's number was when a person last set the delivery going.
    pub attempts_before: AtomicI64,
    /// When this sending began: its first attempt, or a person's later word; now, if this is the first.
    pub began_at: AtomicI64,
    /// Whether what was noted as spent is to be taken back: nothing is out.
    pub costs_nothing: AtomicBool,
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

    async fn claim(&self, give_back: bool, free: usize) -> Result<Vec<Claim>> {
        if give_back {
            let now = self.app.now();
            store::give_back(&self.app.db, now, now).await?;
        }
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
        Ok(claims)
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
                let leased_until = self.app.now() + self.lease;
                let claims = self.claim(give_back, free.min(CLAIM)).await;
                claimed_at = Some(Instant::now());
                if give_back {
                    give_back_at = self.app.now() + GIVE_BACK_EVERY;
                }
                match claims {
                    Ok(claims) => {
                        let more = claims.len() >= CLAIM;
                        done += self.begin(claims, leased_until, &mut running);
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

    fn begin(&self, claims: Vec<Claim>, leased_until: Now, running: &mut JoinSet<()>) -> usize {
        let before = running.len();
        for work in claims.into_iter().filter_map(|claim| self.work(claim, leased_until)) {
            running.spawn(async move { work.run().await });
        }
        running.len() - before
    }

    fn work(&self, claim: Claim, leased_until: Now) -> Option<Work> {
        let (Ok(workspace_id), Ok(delivery_id)) = (claim.workspace_id.parse(), claim.id.parse()) else {
            return None;
        };
        Some(Work {
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
            costs_nothing: AtomicBool::new(false),
        })
    }

    /// Claims one delivery that is due and works on it in the caller's own task: dropped, it is as a process that died at
    /// that very await. For tests; gives whether there was one.
    ///
    /// # Errors
    /// Any database error of the claim.
    pub async fn work_on_one(&self) -> Result<bool> {
        let leased_until = self.app.now() + self.lease;
        let claims = self.claim(true, 1).await?;
        let Some(work) = claims.into_iter().next().and_then(|claim| self.work(claim, leased_until)) else {
            return Ok(false);
        };
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

/// A delivery with an open attempt.
pub(crate) struct Ready {
    pub attempt: AttemptId,
    pub session: Session,
    pub outgoing: Outgoing,
    /// Held until it is sent, if it carries files.
    _turn: Option<OwnedSemaphorePermit>,
}

impl Work {
    async fn run(&self) {
        let outcome = tokio::select! {
            biased;
            outcome = self.deliver() => outcome,
            () = self.keep_lease() => Ok(()),
        };
        if let Err(error) = outcome {
            // The row stays under its lease and is given back when that runs out: nothing is lost.
            tracing::error!(delivery.id = %self.delivery_id, %error, "a delivery stopped");
        }
    }

    /// Renews the lease; returns when the claim is lost, or may be: whatever this worker still did, another could do too.
    /// What it leaves is then as unknown as after a crash.
    async fn keep_lease(&self) {
        let pause = Duration::from_millis((self.lease / 3).unsigned_abs());
        loop {
            tokio::time::sleep(pause).await;
            let until = self.app.now() + self.lease;
            let renewing = store::SCHEDULED.renew(&self.app.db, &self.worker, &self.claim, until);
            match tokio::time::timeout(pause, renewing).await {
                Ok(Ok(true)) => self.leased_until.store(until, Ordering::Relaxed),
                Ok(Ok(false)) => {
                    tracing::warn!(delivery.id = %self.delivery_id, "a claim was lost");
                    return;
                }
                Ok(Err(error)) => {
                    tracing::warn!(delivery.id = %self.delivery_id, %error, "a lease could not be renewed");
                }
                Err(_) => {
                    tracing::warn!(delivery.id = %self.delivery_id, "the database does not renew a lease");
                }
            }
            if self.app.now() >= self.leased_until.load(Ordering::Relaxed) {
                tracing::error!(delivery.id = %self.delivery_id, "a lease ran out: the sending is broken off");
                return;
            }
        }
    }

    async fn deliver(&self) -> Result<()> {
        self.app.probe.reached(Step::BeforeAttempt).await;
        let job = store::job(self.app.db.read(), self.workspace_id, self.delivery_id).await?;
        let job = job.ok_or_else(|| Error::Internal(format!("{} is gone", self.delivery_id)))?;
        self.attempts_before.store(job.attempts_before, Ordering::Relaxed);
        if let Some(began) = job.first_attempt_at {
            self.began_at.store(began.max(job.scheduled_at), Ordering::Relaxed);
        }
        let last = store::last_attempt(self.app.db.read(), self.workspace_id, self.delivery_id).await?;
        let outcome = last.as_ref().map(|last| last.outcome);
        if matches!(outcome, Some(None | Some(Outcome::Unknown)))
            && (!self.is_settled(&job, last.as_ref()).await?
                || !self.settle_unknown(&job, last.map(|last| last.id)).await?)
        {
            return Ok(());
        }
        // What the network has and works on is asked for, whatever the clock and the pauses say: it may come out.
        let held = outcome == Some(Some(Outcome::Processing)) && self.is_handed_over(&job);
        if !held && self.is_kept_back(&job).await? {
            return Ok(());
        }
        // What the network has a part of already is gone on with there.
        if job.by_hand == 1 && job.handle.is_none() {
            return self.hand_over(&job).await;
        }
        if job.network == place::NEWSLETTER {
            return self.mail_out(&job).await;
        }
        match self.open(&job, held).await {
            Ok(Some(ready)) => self.send(&job, ready, held).await,
            Ok(None) => Ok(()),
            Err(Error::Network(error)) if held => {
                let wait = while_processing(&error).unwrap_or(LATER);
                self.end(None, Ending::Processing(wait)).await
            }
            Err(Error::Network(error)) => self.end(None, Ending::Refused(error)).await,
            Err(error @ (Error::Unavailable(_) | Error::Full(_))) => Err(error),
            Err(error) => {
                // A file that is gone, a secret that cannot be opened: nothing was sent, and somebody must see it.
                tracing::error!(delivery.id = %self.delivery_id, %error, "a delivery could not be made ready");
                let ending = match held {
                    true => Ending::Processing(LATER),
                    false => Ending::Refused(local_fault()),
                };
                self.end(None, ending).await
            }
        }
    }

    /// Whether the network has all of a post, and may show it without being asked again.
    fn is_handed_over(&self, job: &Job) -> bool {
        let handle = job.handle.as_deref().and_then(|handle| serde_json::from_str(handle).ok());
        let connector = Network::parse(&job.network).and_then(|network| self.app.connector(network));
        connector.zip(handle).is_some_and(|(connector, handle)| connector.handed_over(&handle))
    }

    /// Whether a pause keeps it back: one that holds, or one that held when it fell due.
    async fn is_paused(&self, job: &Job) -> Result<bool> {
        let (sql, workspace_id) = (self.app.db.read(), self.workspace_id);
        let (brand_id, channel_id, due_at) = (job.brand_id, job.channel_id, job.due_at);
        Ok(pauses::store::is_paused(sql, workspace_id, brand_id, channel_id, due_at, self.app.now()).await?)
    }

    /// Ends what must not go out now: nothing of it is at the network.
    async fn is_kept_back(&self, job: &Job) -> Result<bool> {
        let now = self.app.now();
        let ending = if job.post_deleted_at.is_some() {
            Ending::Canceled
        } else if is_too_late(job.scheduled_at, now, self.app.settings.missed_after_ms) {
            Ending::Missed
        } else if self.is_paused(job).await? {
            Ending::Paused
        } else if let Some(until) = self.spent_until(job, now).await? {
            Ending::Spent(until)
        } else {
            return Ok(false);
        };
        self.end(None, ending).await?;
        Ok(true)
    }

    /// Commits the attempt and its handle; from here on the post may be out. `None` when it ended without that.
    async fn open(&self, job: &Job, held: bool) -> Result<Option<Ready>> {
        let files = self.app.load_files(self.workspace_id, job).await?;
        let mut session = self.app.channel_session(self.workspace_id, job.channel_id, None).await?;
        let Turn { turn, waited } = if files.is_empty() { Turn::default() } else { self.turn().await };
        if waited {
            // It may have grown late or been paused meanwhile, and the access may have run out.
            if !held && self.is_kept_back(job).await? {
                return Ok(None);
            }
            session = self.app.channel_session(self.workspace_id, job.channel_id, None).await?;
        }
        let now = self.app.now();
        let connector = session.connector.as_ref();
        // What the network has already is not held back by that.
        if !held && files.is_barred(now) {
            self.end(None, Ending::RightsEnded).await?;
            return Ok(None);
        }
        let tx = self.app.db.write_shared().await?;
        let (outgoing, frozen) =
            self.app.freeze(&tx, self.workspace_id, self.delivery_id, job, files, connector, now).await?;
        let limits = serde_json::from_str(&job.limits).ok();
        let capabilities = connector.capabilities(limits.as_ref());
        let refusal = outgoing.refusal(&capabilities, connector);
        if let Some(refusal) = refusal.filter(|_| !held) {
            // Nothing of the freezing stands: the author mends the text.
            drop(tx);
            self.end(None, Ending::Refused(refusal)).await?;
            return Ok(None);
        }
        let price = connector.price_micros(&capabilities, &outgoing.content.outline());
        if let Some(price) = price.filter(|_| !held)
            && !self.may_spend(&tx, job, price, now).await?
        {
            drop(tx);
            self.end(None, Ending::OverBudget).await?;
            return Ok(None);
        }
        if !store::begin_sending(&tx, &self.worker, &self.claim, &frozen, now).await? {
            drop(tx);
            // The post was deleted in this moment; a claim that was lost changes nothing by this.
            self.end(None, Ending::Canceled).await?;
            return Ok(None);
        }
        let attempt = self.open_attempt(&tx, AttemptKind::Send).await?;
        tx.commit().await?;
        self.app.probe.reached(Step::AfterAttempt).await;
        Ok(Some(Ready { attempt, session, outgoing, _turn: turn }))
    }

    async fn send(&self, job: &Job, ready: Ready, held: bool) -> Result<()> {
        let Ready { attempt, session, outgoing, _turn } = ready;
        // A process that was stopped for a while, or a machine that slept, may have lost the claim meanwhile.
        if !store::is_held(self.app.db.read(), &self.worker, &self.claim, self.app.now()).await? {
            tracing::warn!(delivery.id = %self.delivery_id, "a claim was lost before the post was sent");
            return Ok(());
        }
        // Last thing before the call: a pause that came in this moment still stops it.
        if !held && self.is_paused(job).await? {
            self.costs_nothing.store(true, Ordering::Relaxed);
            return self.end(Some(attempt), Ending::Paused).await;
        }
        let mut handle = outgoing.handle;
        let outcome = match self.publish(job, &session, &outgoing.content, &mut handle).await {
            Err(refused) if refused.kind == ErrorKind::Credentials => {
                match self.renewed(job, &session, refused).await {
                    Ok(renewed) => self.publish(job, &renewed, &outgoing.content, &mut handle).await,
                    Err(error) => Err(error),
                }
            }
            outcome => outcome,
        };
        self.app.probe.reached(Step::AfterAnswer).await;
        let error = match outcome {
            Ok(Sending::Published(published)) => {
                return self.end(Some(attempt), Ending::Sent(published)).await;
            }
            Ok(Sending::Processing(told)) => return self.end(Some(attempt), Ending::Processing(told)).await,
            Err(error) => error,
        };
        if error.next == Next::Reauthorise {
            self.app.mark_reconnect(self.workspace_id, job.channel_id, &error).await?;
        }
        let waits = while_processing(&error).filter(|_| session.connector.handed_over(&handle));
        let ending = match waits {
            Some(wait) => Ending::Processing(wait),
            None if error.next == Next::Unknown => Ending::Unknown(error),
            None => {
                let free = !session.connector.anything_out(&handle);
                self.costs_nothing.store(free, Ordering::Relaxed);
                Ending::Refused(error)
            }
        };
        self.end(Some(attempt), ending).await
    }

    /// One call of the connector; `handle` becomes what it saved last.
    async fn publish(
        &self,
        job: &Job,
        session: &Session,
        content: &Content,
        handle: &mut Handle,
    ) -> Result<Sending, NetworkError> {
        let kept = Kept { work: self, job, handle: Mutex::new(handle.clone()) };
        let outcome = session.connector.publish(session.account(), content, handle, &kept).await;
        *handle = kept.handle.into_inner().unwrap_or_else(PoisonError::into_inner);
        outcome
    }
}

/// What stands with a delivery that a fault of ours kept back; the log has the rest.
pub(super) fn local_fault() -> NetworkError {
    NetworkError::new(ErrorKind::Local, Next::After(Duration::from_secs(60)), "it could not be made ready")
}
