//! One delivery, from its claim to the answer of its network.

use std::{
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, AtomicI64, Ordering},
    },
    time::Duration,
};

use db::lease::Claim;
use networks::{Content, Error as NetworkError, ErrorKind, Handle, Network, Next, Sending};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::{
    delivery::{AttemptKind, Outcome, is_too_late, while_processing},
    freeze::Outgoing,
    outcome::Ending,
    probe::Step,
    progress::Kept,
    store::{self, GoAhead, Job, LastAttempt},
    turn::Turn,
};
use crate::{
    App, Error, Result,
    channels::{
        place,
        secret::{Session, disconnected},
    },
    ids::{AttemptId, DeliveryId, WorkspaceId},
};

/// When the network is asked again for what it has, after a fault that says nothing of when.
const LATER: Duration = Duration::from_secs(300);

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
    /// The delivery as it stood when it was claimed, until the work begins.
    pub job: Mutex<Option<Job>>,
    /// Until when the claim is certainly this worker's, as the database last said.
    pub leased_until: AtomicI64,
    /// What the claim's number was when a person last set the delivery going.
    pub attempts_before: AtomicI64,
    /// When this sending began: its first attempt, or a person's later word; now, if this is the first.
    pub began_at: AtomicI64,
    /// Whether what was noted as spent is to be taken back: nothing is out.
    pub costs_nothing: AtomicBool,
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
    pub(super) async fn run(&self) {
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
        let mut job = self.job().await?;
        self.attempts_before.store(job.attempts_before, Ordering::Relaxed);
        if let Some(began) = job.first_attempt_at {
            self.began_at.store(began.max(job.scheduled_at), Ordering::Relaxed);
        }
        let last = self.last_attempt(&job).await?;
        let outcome = last.as_ref().map(|last| last.outcome);
        if matches!(outcome, Some(None | Some(Outcome::Unknown))) {
            if !self.is_settled(&job, last.as_ref()).await?
                || !self.settle_unknown(&job, last.map(|last| last.id)).await?
            {
                return Ok(());
            }
            // To ask the network may have taken a while.
            job = self.job().await?;
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

    /// The delivery as it stands: as it was claimed the first time, read anew after that.
    async fn job(&self) -> Result<Job> {
        let claimed = self.job.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(job) = claimed {
            return Ok(job);
        }
        let ids = [(self.workspace_id, self.delivery_id)];
        let jobs = store::jobs(self.app.db.read(), &ids, self.app.now()).await?;
        jobs.into_iter().next().ok_or_else(|| Error::Internal(format!("{} is gone", self.delivery_id)))
    }

    /// How the last attempt ended; a delivery that is claimed for the first time has none.
    async fn last_attempt(&self, job: &Job) -> Result<Option<LastAttempt>> {
        if self.claim.attempts == 1 && job.first_attempt_at.is_none() && job.handle.is_none() {
            return Ok(None);
        }
        Ok(store::last_attempt(self.app.db.read(), self.workspace_id, self.delivery_id).await?)
    }

    /// Whether the network has all of a post, and may show it without being asked again.
    fn is_handed_over(&self, job: &Job) -> bool {
        let handle = job.handle.as_deref().and_then(|handle| serde_json::from_str(handle).ok());
        let connector = Network::parse(&job.network).and_then(|network| self.app.connector(network));
        connector.zip(handle).is_some_and(|(connector, handle)| connector.handed_over(&handle))
    }

    /// Ends what must not go out now: nothing of it is at the network.
    async fn is_kept_back(&self, job: &Job) -> Result<bool> {
        let now = self.app.now();
        let ending = if job.post_deleted_at.is_some() {
            Ending::Canceled
        } else if is_too_late(job.scheduled_at, now, self.app.settings.missed_after_ms) {
            Ending::Missed
        } else if job.is_paused == 1 {
            Ending::Paused
        } else if let Some(until) = job.spent_until() {
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
        let mut session =
            self.app.channel_session_with(self.workspace_id, job.channel_id, job.access()).await?;
        let Turn { turn, waited } = if files.is_empty() { Turn::default() } else { self.turn().await };
        if waited {
            // It may have grown late or been paused meanwhile, and the access may have run out.
            if !held && self.is_kept_back(&self.job().await?).await? {
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
        // Last thing before the call. A process that was stopped for a while, or a machine that slept, may have lost the
        // claim meanwhile; and a pause that came in this moment still stops it.
        match store::go_ahead(self.app.db.read(), &self.worker, &self.claim, self.app.now()).await? {
            GoAhead::Lost => {
                tracing::warn!(delivery.id = %self.delivery_id, "a claim was lost before the post was sent");
                return Ok(());
            }
            GoAhead::Paused if !held => {
                self.costs_nothing.store(true, Ordering::Relaxed);
                return self.end(Some(attempt), Ending::Paused).await;
            }
            GoAhead::Disconnected if !held => {
                self.costs_nothing.store(true, Ordering::Relaxed);
                return self.end(Some(attempt), Ending::Refused(disconnected())).await;
            }
            GoAhead::Paused | GoAhead::Disconnected | GoAhead::Yes => {}
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
