//! One connection's turn: letter by letter, each noted before its first byte.

use std::sync::Arc;

use db::lease::Claim;
use lettre::message::Mailbox;
use tokio::sync::watch;

use super::{
    State,
    letter::{Outcome, again},
    line::Line,
    message::{Own, compose},
    send::Shared,
    store::{self, Job},
};
use crate::{
    Error, Result,
    clock::{DAY, MINUTE},
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
    /// The mail server cannot be reached: it makes no sense to try the next one now.
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
        let app = &shared.app;
        while !*self.stopping.borrow() {
            let claims =
                store::WAITING.claim(&app.db, &self.worker, app.now(), shared.lease, self.portion).await?;
            if claims.is_empty() {
                return Ok(());
            }
            for claim in claims {
                shared.pace().await;
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
        let Some(job) = store::job(app.db.read(), workspace_id, &claim.id).await? else {
            return Ok(Then::GoOn);
        };
        if job.post_deleted_at.is_some() {
            self.end(claim, State::Dropped, NEVER, None).await?;
            return Ok(Then::GoOn);
        }
        let Some(to) = recipient(&job) else {
            self.end(claim, State::Unsubscribed, NEVER, None).await?;
            return Ok(Then::GoOn);
        };
        let now = app.now();
        let (brand_id, channel_id) = (job.brand_id, job.channel_id);
        if pauses::store::is_paused(app.db.read(), workspace_id, brand_id, channel_id, job.due_at, now)
            .await?
        {
            self.hold(claim, workspace_id, &job).await?;
            return Ok(Then::GoOn);
        }
        let edition = match shared.edition(workspace_id, &job).await {
            Ok(edition) => edition,
            Err(error @ (Error::Unavailable(_) | Error::Full(_))) => return Err(error),
            Err(error) => {
                tracing::error!(delivery.id = %job.delivery_id, %error, "a letter could not be made ready");
                self.end(claim, State::Failed, NEVER, Some("not_ready")).await?;
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
        let message = compose(&edition, &own, now);
        let message =
            message.map_err(|error| Error::Internal(format!("a letter cannot be made: {error}")))?;
        if self.line.is_none() {
            match shared.server.connect().await {
                Ok(line) => self.line = Some(line),
                Err(reason) => {
                    tracing::warn!(reason, "the mail server takes no letters; they are tried again");
                    let now = app.now();
                    store::postpone(&app.db, &self.worker, now + MINUTE, now - 2 * DAY).await?;
                    return Ok(Then::Stop);
                }
            }
        }
        if !self.begin(claim).await? {
            // They left in this moment; a claim that was lost changes nothing by this.
            self.end(claim, State::Unsubscribed, NEVER, None).await?;
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

    /// Commits that the letter is being sent; from here on it may be out. `false` when it must not be.
    async fn begin(&self, claim: &Claim) -> Result<bool> {
        let app = &self.shared.app;
        let tx = app.db.write_shared().await?;
        let until = app.now() + self.shared.lease;
        if !store::begin_sending(&tx, &self.worker, claim, until).await? {
            return Ok(false);
        }
        tx.commit().await?;
        Ok(true)
    }

    /// Writes down how it ended.
    async fn note(&self, claim: &Claim, job: &Job, outcome: Outcome) -> Result<()> {
        let now = self.shared.app.now();
        match outcome {
            Outcome::Sent => self.end(claim, State::Sent, NEVER, None).await,
            Outcome::Bounced(word) => self.end(claim, State::Bounced, NEVER, Some(&word)).await,
            Outcome::Refused(word) => self.end(claim, State::Failed, NEVER, Some(&word)).await,
            Outcome::Unknown(word) => self.end(claim, State::Unknown, NEVER, Some(&word)).await,
            Outcome::Later(word) => match again(claim.attempts, job.created_at, now) {
                Some(due_at) => self.end(claim, State::Waiting, due_at, Some(&word)).await,
                None => self.end(claim, State::Failed, NEVER, Some(&word)).await,
            },
        }
    }

    async fn end(&self, claim: &Claim, state: State, due_at: i64, word: Option<&str>) -> Result<()> {
        let app = &self.shared.app;
        let tx = app.db.write_shared().await?;
        if !store::WAITING.finish(&tx, &self.worker, claim, state.as_str(), due_at, word).await? {
            tracing::warn!("a letter was another's before it ended");
            return Ok(());
        }
        match state {
            State::Sent => store::set_sent(&tx, claim, app.now()).await?,
            State::Bounced => {
                let (Ok(workspace_id), Some(subscriber)) = (claim.workspace_id.parse(), subscriber_of(claim))
                else {
                    return Ok(());
                };
                let bounce = (subscribers::State::Subscribed, subscribers::State::Bounced);
                subscribers::store::set_state(&tx, workspace_id, subscriber, bounce, app.now()).await?;
            }
            _ => {}
        }
        tx.commit().await?;
        Ok(())
    }

    /// A pause holds this letter and all that wait of the same delivery.
    async fn hold(&self, claim: &Claim, workspace_id: WorkspaceId, job: &Job) -> Result<()> {
        self.end(claim, State::Held, NEVER, None).await?;
        let tx = self.shared.app.db.write().await?;
        store::hold(&tx, workspace_id, job.delivery_id).await?;
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

/// Whose letter it is, as its id says.
fn subscriber_of(claim: &Claim) -> Option<crate::ids::SubscriberId> {
    claim.id.split_once('.')?.1.parse().ok()
}
