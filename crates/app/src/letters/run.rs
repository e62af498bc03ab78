//! One connection's turn: letter by letter, each noted before its first byte.

use std::sync::Arc;

use db::lease::Claim;
use lettre::message::Mailbox;
use tokio::sync::watch;

use super::{
    State,
    letter::{LONGEST, Outcome, again},
    line::Line,
    message::{Own, compose},
    send::Shared,
    store::{self, Job},
    tell,
};
use crate::{
    Error, Result,
    clock::MINUTE,
    deliveries::delivery::NEVER,
    ids::WorkspaceId,
    pauses, subscribers,
    subscribers::token::{self, Leaving},
};

/// A connection that sends until nothing is due.
pub(super) struct Turn {
    shared: Arc<Shared>,
    worker: String,
    portion: u32,
    stopping: watch::Receiver<bool>,
    line: Option<Line>,
}

/// What to do after a letter.
enum Then {
    GoOn,
    /// The mail server cannot be reached, or the process stops: it makes no sense to try the next one now.
    Stop,
}

impl Turn {
    pub(super) fn new(
        shared: Arc<Shared>,
        worker: String,
        portion: u32,
        stopping: watch::Receiver<bool>,
    ) -> Self {
        Self { shared, worker, portion, stopping, line: None }
    }

    pub(super) async fn run(mut self) -> Result<usize> {
        let mut done = 0;
        let outcome = self.work(&mut done).await;
        // What was taken and not begun is another's to send.
        let released = store::WAITING.release(&self.shared.app.db, &self.worker).await;
        if let Some(line) = self.line.take() {
            line.close().await;
        }
        outcome?;
        released?;
        Ok(done)
    }

    async fn work(&mut self, done: &mut usize) -> Result<()> {
        let shared = Arc::clone(&self.shared);
        while !*self.stopping.borrow() {
            let claims = shared.claim(&self.worker, self.portion).await?;
            if claims.is_empty() {
                return Ok(());
            }
            for claim in claims {
                if *self.stopping.borrow() {
                    return Ok(());
                }
                if let Then::Stop = self.letter(&claim).await? {
                    return Ok(());
                }
                *done += 1;
            }
        }
        Ok(())
    }

    async fn letter(&mut self, claim: &Claim) -> Result<Then> {
        let shared = Arc::clone(&self.shared);
        let app = &shared.app;
        let Ok(workspace_id) = claim.workspace_id.parse::<WorkspaceId>() else { return Ok(Then::GoOn) };
        let Some((job, to)) = self.wanted(claim, workspace_id).await? else { return Ok(Then::GoOn) };
        let edition = match shared.edition(workspace_id, &job).await {
            Ok(edition) => edition,
            Err(error @ (Error::Unavailable(_) | Error::Full(_) | Error::Store(_))) => return Err(error),
            Err(error) => {
                tracing::error!(delivery.id = %job.delivery_id, %error, "a letter could not be made ready");
                self.end(claim, &job, State::Failed, NEVER, Some("not_ready")).await?;
                return Ok(Then::GoOn);
            }
        };
        let leaving =
            Leaving { workspace_id, subscriber_id: job.subscriber_id, delivery_id: job.delivery_id };
        let own = Own {
            subscriber: job.subscriber_id.uuid().simple().to_string(),
            link: format!("{}/u/{}", app.settings.public_url, token::make(&app.vault, &leaving)),
            to,
        };
        let message = compose(&edition, &own, app.now());
        let message =
            message.map_err(|error| Error::Internal(format!("a letter cannot be made: {error}")))?;
        if self.line.is_none() {
            match shared.server.connect().await {
                Ok(line) => self.line = Some(line),
                Err(reason) => {
                    tracing::warn!(reason, "the mail server takes no letters; they are tried again");
                    self.postpone().await?;
                    return Ok(Then::Stop);
                }
            }
        }
        if !self.waited_for_turn().await {
            return Ok(Then::Stop);
        }
        if !self.begin(claim).await? {
            // Something came in between: it says what becomes of the letter. A claim that was lost is another's.
            self.wanted(claim, workspace_id).await?;
            return Ok(Then::GoOn);
        }
        let Some(line) = self.line.as_mut() else { return Ok(Then::Stop) };
        let (outcome, goes_on) = line.send(&edition.from.email, &own.to.email, &message).await;
        if !goes_on {
            self.line = None;
        }
        self.note(claim, &job, outcome).await?;
        Ok(Then::GoOn)
    }

    /// What is to be sent to whom; `None` when the letter must not go, and that is written down.
    async fn wanted(&self, claim: &Claim, workspace_id: WorkspaceId) -> Result<Option<(Job, Mailbox)>> {
        let sql = self.shared.app.db.read();
        let Some(job) = store::job(sql, workspace_id, &claim.id).await? else { return Ok(None) };
        if job.post_deleted_at.is_some() {
            self.end_all(claim, workspace_id, &job, State::Dropped).await?;
            return Ok(None);
        }
        let Some(to) = recipient(&job) else {
            self.end(claim, &job, State::Unsubscribed, NEVER, None).await?;
            return Ok(None);
        };
        let (brand_id, channel_id, now) = (job.brand_id, job.channel_id, self.shared.app.now());
        if job.disconnected_at.is_some()
            || job.sends != Some(1)
            || pauses::store::is_paused(sql, workspace_id, brand_id, channel_id, job.due_at, now).await?
        {
            self.end_all(claim, workspace_id, &job, State::Held).await?;
            return Ok(None);
        }
        Ok(Some((job, to)))
    }

    /// Waits for its place among all letters of this process; `false` when the process stops meanwhile.
    async fn waited_for_turn(&self) -> bool {
        let mut stopping = self.stopping.clone();
        let stopped = async move {
            if stopping.wait_for(|stops| *stops).await.is_err() {
                // Nobody is left who could say so.
                std::future::pending::<()>().await;
            }
        };
        tokio::select! {
            biased;
            () = stopped => false,
            () = self.shared.pace() => true,
        }
    }

    /// Commits that the letter is being sent; from here on it may be out. `false` when it must not be.
    async fn begin(&self, claim: &Claim) -> Result<bool> {
        let app = &self.shared.app;
        let tx = app.db.write_shared().await?;
        let now = app.now();
        if !store::begin_sending(&tx, &self.worker, claim, now + self.shared.lease, now).await? {
            return Ok(false);
        }
        tx.commit().await?;
        Ok(true)
    }

    /// The mail server is away: what this connection holds waits a minute, and what has waited too long is given up.
    async fn postpone(&self) -> Result<()> {
        let app = &self.shared.app;
        let now = app.now();
        let tx = app.db.write().await?;
        let moved = store::postpone(&tx, &self.worker, now + MINUTE, now - LONGEST).await?;
        tell::moved(&tx, &moved, now).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Writes down how it ended.
    async fn note(&self, claim: &Claim, job: &Job, outcome: Outcome) -> Result<()> {
        let now = self.shared.app.now();
        let (state, due_at, word) = match outcome {
            Outcome::Sent => (State::Sent, NEVER, None),
            Outcome::Bounced(word) => (State::Bounced, NEVER, Some(word)),
            Outcome::Refused(word) => (State::Failed, NEVER, Some(word)),
            Outcome::Unknown(word) => (State::Unknown, NEVER, Some(word)),
            Outcome::Later(word) => match again(job.created_at, now) {
                Some(due_at) => (State::Waiting, due_at, Some(word)),
                None => (State::Failed, NEVER, Some(word)),
            },
        };
        self.end(claim, job, state, due_at, word.as_deref()).await
    }

    async fn end(
        &self,
        claim: &Claim,
        job: &Job,
        state: State,
        due_at: i64,
        word: Option<&str>,
    ) -> Result<()> {
        let (app, now) = (&self.shared.app, self.shared.app.now());
        let tx = app.db.write_shared().await?;
        if !store::WAITING.finish(&tx, &self.worker, claim, state.as_str(), due_at, word).await? {
            tracing::warn!("a letter was another's before it ended");
            return Ok(());
        }
        let Ok(workspace_id) = claim.workspace_id.parse::<WorkspaceId>() else { return Ok(()) };
        match state {
            State::Sent => store::set_sent(&tx, claim, now).await?,
            State::Bounced => {
                let bounce = (subscribers::State::Subscribed, subscribers::State::Bounced);
                subscribers::store::set_state(&tx, workspace_id, job.subscriber_id, bounce, now).await?;
            }
            _ => tell::one(&tx, workspace_id, job.delivery_id, state, now).await?,
        }
        tx.commit().await?;
        Ok(())
    }

    /// Ends this letter, and all that wait of the same delivery, for the same reason.
    async fn end_all(&self, claim: &Claim, workspace_id: WorkspaceId, job: &Job, state: State) -> Result<()> {
        self.end(claim, job, state, NEVER, None).await?;
        let tx = self.shared.app.db.write().await?;
        let waiting = &[State::Waiting];
        store::set_all(&tx, workspace_id, job.delivery_id, waiting, (state, NEVER), 0).await?;
        tx.commit().await?;
        Ok(())
    }
}

/// Where a letter goes; `None` when its person is gone or wants it no more.
fn recipient(job: &Job) -> Option<Mailbox> {
    if job.subscribed != Some(subscribers::State::Subscribed) {
        return None;
    }
    let name = job.name.clone().filter(|name| !name.is_empty());
    Some(Mailbox::new(name, job.email.as_deref()?.parse().ok()?))
}
