//! The publisher: claims due deliveries and sends each once.

use std::{
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};

use async_trait::async_trait;
use db::{
    Tx,
    lease::{Claim, Queue},
};
use networks::{
    Budget, Capabilities, Content, Error as NetworkError, ErrorKind, Handle, LookUp, Next, Progress, Sending,
};
use tasks::{Activation, Task};
use tokio::{sync::watch, task::JoinSet};

use super::{
    delivery::{AttemptKind, Outcome, is_too_late},
    freeze::Outgoing,
    outcome::Ending,
    probe::Step,
    store::{self, Job},
};
use crate::{
    App, Error, Result,
    channels::{self, secret::Session},
    clock::SECOND,
    ids::{AttemptId, DeliveryId, WorkspaceId},
};

/// How many deliveries one process sends at a time.
const CONCURRENCY: usize = 32;

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
}

/// A claim being worked on.
pub(crate) struct Work {
    pub app: App,
    pub worker: Arc<str>,
    pub claim: Claim,
    pub workspace_id: WorkspaceId,
    pub delivery_id: DeliveryId,
    pub lease: i64,
    /// What the claim's number was when a person last set the delivery going.
    pub attempts_before: AtomicI64,
    /// When the first attempt began; now, if this is the first.
    pub began_at: AtomicI64,
    /// The handle that was saved last, as the row now has it.
    pub saved: Mutex<Option<Handle>>,
}

impl PublishDue {
    /// A publisher of its own name.
    #[must_use]
    pub fn new(app: App) -> Self {
        Self { app, worker: Arc::from(format!("publisher-{:016x}", rand::random::<u64>())), lease: LEASE }
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
            if room > 0 {
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
        loop {
            while running.try_join_next().is_some() {}
            if fault.is_none() && !*stopping.borrow() && running.len() < CONCURRENCY {
                // While there is much to send, what a dead worker left must not wait for the end of it.
                let give_back = self.app.now() >= give_back_at;
                match self.claim(give_back, CONCURRENCY.saturating_sub(running.len())).await {
                    Ok(claims) => done += self.begin(claims, &mut running),
                    // What is being sent is not broken off for that.
                    Err(error) => fault = Some(error),
                }
                if give_back {
                    give_back_at = self.app.now() + GIVE_BACK_EVERY;
                }
            }
            if running.is_empty() {
                break;
            }
            // Something may fall due while others are being sent.
            let _ = tokio::time::timeout(Duration::from_millis(500), running.join_next()).await;
        }
        match fault {
            Some(error) => Err(error),
            None => Ok(Activation { done, again_in: self.idle_time().await? }),
        }
    }

    fn begin(&self, claims: Vec<Claim>, running: &mut JoinSet<()>) -> usize {
        let before = running.len();
        for claim in claims {
            let (Ok(workspace_id), Ok(delivery_id)) = (claim.workspace_id.parse(), claim.id.parse()) else {
                continue;
            };
            let (app, worker, lease) = (self.app.clone(), Arc::clone(&self.worker), self.lease);
            let (attempts_before, began_at) = (AtomicI64::new(0), AtomicI64::new(app.now()));
            let saved = Mutex::default();
            let work = Work {
                app,
                worker,
                claim,
                workspace_id,
                delivery_id,
                lease,
                attempts_before,
                began_at,
                saved,
            };
            running.spawn(async move { work.run().await });
        }
        running.len() - before
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

/// What the sender decided.
pub(crate) enum Step1 {
    /// Send it, or go on sending it.
    Send(Box<Ready>),
    /// It ended without sending.
    Ended,
}

/// A delivery with an open attempt.
pub(crate) struct Ready {
    pub attempt: AttemptId,
    pub session: Session,
    pub outgoing: Outgoing,
}

impl Work {
    async fn run(&self) {
        let renewing = async {
            loop {
                tokio::time::sleep(Duration::from_millis((self.lease / 3).unsigned_abs())).await;
                let until = self.app.now() + self.lease;
                match store::SCHEDULED.renew(&self.app.db, &self.worker, &self.claim, until).await {
                    Ok(true) => {}
                    // Another worker has it now: whatever this one still did could only be done twice.
                    Ok(false) => {
                        tracing::warn!(delivery.id = %self.delivery_id, "a claim was lost");
                        break;
                    }
                    Err(error) => {
                        tracing::warn!(delivery.id = %self.delivery_id, %error, "a lease could not be renewed");
                    }
                }
            }
        };
        let outcome = tokio::select! {
            biased;
            outcome = self.deliver() => outcome,
            () = renewing => Ok(()),
        };
        if let Err(error) = outcome {
            // The row stays under its lease and is given back when that runs out: nothing is lost.
            tracing::error!(delivery.id = %self.delivery_id, %error, "a delivery stopped");
        }
    }

    async fn deliver(&self) -> Result<()> {
        self.app.probe.reached(Step::BeforeAttempt).await;
        let job = store::job(self.app.db.read(), self.workspace_id, self.delivery_id).await?;
        let job = job.ok_or_else(|| Error::Internal(format!("{} is gone", self.delivery_id)))?;
        self.attempts_before.store(job.attempts_before, Ordering::Relaxed);
        if let Some(began) = job.first_attempt_at {
            self.began_at.store(began, Ordering::Relaxed);
        }
        let last = store::last_attempt(self.app.db.read(), self.workspace_id, self.delivery_id).await?;
        let may_be_out =
            last.as_ref().is_some_and(|last| matches!(last.outcome, None | Some(Outcome::Unknown)));
        if may_be_out && !self.settle_unknown(&job, last.map(|last| last.id)).await? {
            return Ok(());
        }
        let now = self.app.now();
        if is_too_late(job.scheduled_at, now, self.app.settings.missed_after_ms) {
            return self.end(None, Ending::Missed).await;
        }
        if channels::store::is_paused(self.app.db.read(), self.workspace_id, job.channel_id).await? {
            return self.end(None, Ending::Paused).await;
        }
        if let Some(until) = self.spent_until(&job.network, job.channel_id, now).await? {
            let wait = Duration::from_millis((until - now).unsigned_abs());
            let why = "the network takes no more posts for now";
            let spent = NetworkError::new(ErrorKind::RateLimited, Next::After(wait), why);
            return self.end(None, Ending::Refused(spent)).await;
        }
        match self.open(&job).await? {
            Step1::Ended => Ok(()),
            Step1::Send(ready) => self.send(&job, *ready).await,
        }
    }

    /// Commits the attempt and its handle; from here on the post may be out.
    async fn open(&self, job: &Job) -> Result<Step1> {
        let session = match self.app.channel_session(self.workspace_id, job.channel_id, None).await {
            Ok(session) => session,
            Err(Error::Network(error)) => {
                self.end(None, Ending::Refused(error)).await?;
                return Ok(Step1::Ended);
            }
            Err(error) => return Err(error),
        };
        let now = self.app.now();
        let connector = session.connector.as_ref();
        let files = self.app.load_files(self.workspace_id, job).await?;
        let tx = self.app.db.write().await?;
        let (outgoing, frozen) =
            self.app.freeze(&tx, self.workspace_id, self.delivery_id, job, files, connector, now).await?;
        let limits = serde_json::from_str(&job.limits).ok();
        if let Some(refusal) = refusal(&connector.capabilities(limits.as_ref()), &outgoing, connector) {
            // Nothing of the freezing stands: the author mends the text.
            drop(tx);
            self.end(None, Ending::Refused(refusal)).await?;
            return Ok(Step1::Ended);
        }
        if !store::begin_sending(&tx, &self.worker, &self.claim, &frozen, now).await? {
            return Ok(Step1::Ended);
        }
        let attempt = self.open_attempt(&tx, AttemptKind::Send).await?;
        tx.commit().await?;
        self.app.probe.reached(Step::AfterAttempt).await;
        Ok(Step1::Send(Box::new(Ready { attempt, session, outgoing })))
    }

    async fn open_attempt(&self, tx: &Tx, kind: AttemptKind) -> Result<AttemptId> {
        let (workspace_id, delivery_id) = (self.workspace_id, self.delivery_id);
        let (number, now) = (self.claim.attempts, self.app.now());
        Ok(store::open_attempt(tx, workspace_id, delivery_id, number, kind, &self.worker, now).await?)
    }

    async fn send(&self, job: &Job, ready: Ready) -> Result<()> {
        let Ready { attempt, session, outgoing } = ready;
        // A process that was stopped for a while, or a machine that slept, may have lost the claim meanwhile.
        if !store::is_held(self.app.db.read(), &self.worker, &self.claim, self.app.now()).await? {
            tracing::warn!(delivery.id = %self.delivery_id, "a claim was lost before the post was sent");
            return Ok(());
        }
        // Last thing before the call: a pause that came in this moment still stops it.
        if channels::store::is_paused(self.app.db.read(), self.workspace_id, job.channel_id).await? {
            return self.end(Some(attempt), Ending::Paused).await;
        }
        let mut outcome = self.publish(&session, &outgoing.content, &outgoing.handle).await;
        if let Err(error) = &outcome
            && error.kind == ErrorKind::Credentials
            && let Ok(renewed) =
                self.app.channel_session(self.workspace_id, job.channel_id, Some(&session.credentials)).await
        {
            // Parts may be out already: it goes on from what was saved meanwhile.
            let saved = self.saved.lock().unwrap_or_else(PoisonError::into_inner).clone();
            let handle = saved.unwrap_or(outgoing.handle);
            outcome = self.publish(&renewed, &outgoing.content, &handle).await;
        }
        self.app.probe.reached(Step::AfterAnswer).await;
        match outcome {
            Ok(Sending::Published(published)) => self.end(Some(attempt), Ending::Sent(published)).await,
            Ok(Sending::Processing(told)) => self.end(Some(attempt), Ending::Processing(told)).await,
            Err(error) if error.next == Next::Unknown => {
                self.end(Some(attempt), Ending::Unknown(error)).await
            }
            Err(error) => {
                if error.next == Next::Reauthorise {
                    self.app.mark_reconnect(self.workspace_id, job.channel_id, &error).await?;
                }
                self.end(Some(attempt), Ending::Refused(error)).await
            }
        }
    }

    async fn publish(
        &self,
        session: &Session,
        content: &Content,
        handle: &Handle,
    ) -> Result<Sending, NetworkError> {
        session.connector.publish(session.account(), content, handle, self).await
    }

    /// Finds out about a post that may be out. `true` when it certainly is not and may be sent.
    async fn settle_unknown(&self, job: &Job, open: Option<AttemptId>) -> Result<bool> {
        let (Some(handle), Some(started)) = (&job.handle, job.first_attempt_at) else { return Ok(true) };
        if let Some(open) = open {
            // The worker that opened it is gone without a word.
            let tx = self.app.db.write().await?;
            store::close_attempt(&tx, self.workspace_id, open, Outcome::Unknown, None, self.app.now())
                .await?;
            tx.commit().await?;
        }
        let session = match self.app.channel_session(self.workspace_id, job.channel_id, None).await {
            Ok(session) => session,
            Err(Error::Network(error)) => {
                self.end(None, Ending::Unknown(error)).await?;
                return Ok(false);
            }
            Err(error) => return Err(error),
        };
        let handle: Handle =
            serde_json::from_str(handle).map_err(|error| Error::Internal(error.to_string()))?;
        let connector = session.connector.as_ref();
        let content = self.app.frozen_content(self.workspace_id, job).await?;
        let tx = self.app.db.write().await?;
        let attempt = self.open_attempt(&tx, AttemptKind::LookUp).await?;
        tx.commit().await?;
        let found = connector.look_up(session.account(), &content, &handle, started).await;
        match found {
            Ok(LookUp::Found(published)) => {
                self.end(Some(attempt), Ending::Sent(published)).await?;
                Ok(false)
            }
            Ok(LookUp::Absent) => {
                let tx = self.app.db.write().await?;
                store::close_attempt(&tx, self.workspace_id, attempt, Outcome::Absent, None, self.app.now())
                    .await?;
                tx.commit().await?;
                Ok(true)
            }
            Ok(LookUp::CannotTell) => {
                self.end(Some(attempt), Ending::AskAPerson).await?;
                Ok(false)
            }
            Err(error) => {
                self.end(Some(attempt), Ending::Unknown(error)).await?;
                Ok(false)
            }
        }
    }
}

#[async_trait]
impl Progress for Work {
    async fn save(&self, handle: &Handle) -> Result<(), NetworkError> {
        let local = |message: String| NetworkError::new(ErrorKind::Local, Next::Unknown, message);
        let text = serde_json::to_string(handle).map_err(|error| local(error.to_string()))?;
        let saved = async {
            let tx = self.app.db.write().await?;
            let mine = store::save_handle(&tx, &self.worker, &self.claim, &text).await?;
            tx.commit().await?;
            Ok(mine)
        };
        let saved: db::Result<bool> = saved.await;
        match saved {
            Ok(true) => {
                *self.saved.lock().unwrap_or_else(PoisonError::into_inner) = Some(handle.clone());
                Ok(())
            }
            Ok(false) => Err(local("another worker has this delivery now".to_owned())),
            Err(error) => Err(local(error.to_string())),
        }
    }

    async fn budget(&self, told: Budget) {
        let found = store::job(self.app.db.read(), self.workspace_id, self.delivery_id).await;
        let kept = match found {
            Ok(Some(job)) => self.keep_budget(&job.network, job.channel_id, &told).await,
            Ok(None) => Ok(()),
            Err(error) => Err(error.into()),
        };
        if let Err(error) = kept {
            // The network will refuse by itself what is too much.
            tracing::warn!(delivery.id = %self.delivery_id, %error, "a network's budget was not kept");
        }
    }
}

/// A network's refusal that is known before anything is sent.
fn refusal(
    capabilities: &Capabilities,
    outgoing: &Outgoing,
    connector: &dyn networks::Connector,
) -> Option<NetworkError> {
    let found = capabilities.findings(connector, &outgoing.content.outline());
    let fault = &found.iter().find(|finding| finding.blocks)?.fault;
    Some(NetworkError::new(ErrorKind::Invalid, Next::Never, format!("over the network's limits: {fault:?}")))
}
