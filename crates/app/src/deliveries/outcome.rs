//! Writing down how a claim ended.

use std::{sync::atomic::Ordering, time::Duration};

use db::Tx;
use networks::{Next, Published};
use serde_json::json;

use super::{
    delivery::{
        AttemptKind, BY_HAND, Move, NEVER, Outcome, State, after_processing, after_refusal, after_unknown,
        while_disconnected,
    },
    store,
    work::Work,
};
use crate::{
    Actor, App, Now, Result,
    alerts::{self, Kind},
    audit,
    channels::{self, Health},
    ids::{AttemptId, ChannelId, WorkspaceId},
    metrics,
};

/// How a claim ended.
pub(crate) enum Ending {
    /// The network has the post.
    Sent(Published),
    /// The network refused it, or nothing was sent; nothing is out.
    Refused(networks::Error),
    /// The network works on it, and wants to be asked again after this time.
    Processing(Duration),
    /// It may be out: a worker looks it up later.
    Unknown(networks::Error),
    /// It may be out and the network cannot tell.
    AskAPerson,
    /// Too late.
    Missed,
    /// A pause keeps it back.
    Paused,
    /// The network takes no more posts until then.
    Spent(Now),
    /// It may be out, and it is too early to look: the network's lists may not show it yet.
    Settling(Now, Option<String>),
    /// This month's money of its channel does not reach for it.
    OverBudget,
    /// Its post was deleted before anything was sent.
    Canceled,
    /// A file of it may not be used any more.
    RightsEnded,
    /// It is a newsletter, and nobody is on its list.
    ListEmpty,
    /// It is a newsletter and cannot go as a letter, for a reason.
    Unfit(&'static str),
    /// A person publishes it, and is told so.
    ByHand,
}

impl Ending {
    /// The network was not asked to take the post, or its channel must be connected again first.
    fn counts_as_no_try(&self) -> bool {
        match self {
            Self::Spent(_) | Self::Settling(..) => true,
            Self::Refused(error) | Self::Unknown(error) => error.next == Next::Reauthorise,
            _ => false,
        }
    }
}

impl Work {
    /// Notes inside `tx` that a try begins.
    pub(super) async fn open_attempt(&self, tx: &Tx, kind: AttemptKind) -> Result<AttemptId> {
        let (workspace_id, delivery_id) = (self.workspace_id, self.delivery_id);
        let (number, now) = (self.claim.attempts, self.app.now());
        Ok(store::open_attempt(tx, workspace_id, delivery_id, number, kind, &self.worker, now).await?)
    }

    /// Closes the attempt and moves the delivery, in one transaction and only while the claim is this worker's.
    pub(crate) async fn end(&self, attempt: Option<AttemptId>, ending: Ending) -> Result<()> {
        let app = &self.app;
        let now = app.now();
        let number = self.claim.attempts;
        let tries = number - self.attempts_before.load(Ordering::Relaxed);
        let (outcome, error, to) = match &ending {
            Ending::Sent(_) => (Outcome::Sent, None, Move { state: State::Published, due_at: NEVER }),
            Ending::Refused(error) => (Outcome::Refused, Some(error), after_refusal(error.next, tries, now)),
            Ending::Processing(told) => {
                let began = self.began_at.load(Ordering::Relaxed);
                (Outcome::Processing, None, after_processing(*told, began, now))
            }
            Ending::Unknown(error) if error.next == Next::Reauthorise => {
                let began = self.began_at.load(Ordering::Relaxed);
                (Outcome::Unknown, Some(error), while_disconnected(began, now))
            }
            Ending::Unknown(error) => (Outcome::Unknown, Some(error), after_unknown(tries, now)),
            Ending::AskAPerson | Ending::ByHand => {
                (Outcome::Unknown, None, Move { state: State::Unknown, due_at: NEVER })
            }
            Ending::Missed => (Outcome::NotSent, None, Move { state: State::Missed, due_at: NEVER }),
            Ending::Paused | Ending::OverBudget => {
                (Outcome::NotSent, None, Move { state: State::Paused, due_at: NEVER })
            }
            Ending::Spent(until) => (Outcome::NotSent, None, Move { state: State::RetryAt, due_at: *until }),
            Ending::Settling(until, _) => {
                (Outcome::Unknown, None, Move { state: State::Unknown, due_at: *until })
            }
            Ending::Canceled => (Outcome::NotSent, None, Move { state: State::Canceled, due_at: NEVER }),
            Ending::RightsEnded | Ending::ListEmpty | Ending::Unfit(_) => {
                (Outcome::NotSent, None, Move { state: State::Failed, due_at: NEVER })
            }
        };
        let word = match &ending {
            Ending::Sent(_) | Ending::Processing(_) => None,
            Ending::Refused(error) | Ending::Unknown(error) => Some(error.code()),
            Ending::AskAPerson => Some("network_cannot_tell"),
            Ending::Missed => Some("too_late"),
            Ending::Paused => Some("paused"),
            Ending::OverBudget => Some("over_budget"),
            Ending::Spent(_) => Some("network_rate_limited"),
            Ending::Settling(_, word) => word.as_deref(),
            Ending::Canceled => Some("post_deleted"),
            Ending::RightsEnded => Some("media_rights_ended"),
            Ending::ListEmpty => Some("list_empty"),
            Ending::Unfit(word) => Some(*word),
            Ending::ByHand => Some(BY_HAND),
        };
        let tx = app.db.write_shared().await?;
        let state = to.state.as_str();
        let held = match &ending {
            Ending::Sent(published) => self.finish_published(&tx, published, now).await?,
            _ => store::SCHEDULED.finish(&tx, &self.worker, &self.claim, state, to.due_at, word).await?,
        };
        if !held {
            tracing::warn!(delivery.id = %self.delivery_id, "a claim was lost before it ended");
            return Ok(());
        }
        if let Some(attempt) = attempt {
            store::close_attempt(&tx, self.workspace_id, attempt, outcome, error, now).await?;
        }
        if to.state == State::Processing || ending.counts_as_no_try() {
            store::forgive_attempt(&tx, self.workspace_id, self.delivery_id).await?;
        }
        if !matches!(to.state, State::RetryAt | State::Processing) && !matches!(ending, Ending::Settling(..))
        {
            let actor = Actor::system(self.workspace_id, jiff::tz::TimeZone::UTC, "");
            let detail = json!({"state": state, "attempt": number, "error": word});
            audit::record(&tx, &actor, now, "finish_delivery", "delivery", self.delivery_id, detail).await?;
        }
        if self.costs_nothing.load(Ordering::Relaxed) {
            channels::store::remove_spending(&tx, self.workspace_id, self.delivery_id).await?;
        }
        self.tell(&tx, &to, word, now).await?;
        tx.commit().await?;
        tracing::info!(delivery.id = %self.delivery_id, state, attempt = number, error = word, "delivery moved");
        Ok(())
    }

    /// Notes where the post is, and when its numbers are asked for; `false` when the claim is no longer this worker's.
    async fn finish_published(&self, tx: &Tx, published: &Published, now: Now) -> Result<bool> {
        let (id, workspace_id) = (self.delivery_id.uuid(), self.workspace_id);
        let channel = store::finish_published(tx, &self.worker, &self.claim, published, now).await?;
        let Some(channel_id) = channel else { return Ok(false) };
        let first = metrics::schedule::first_for_post(now, self.app.settings.metrics_pace);
        metrics::store::put_fetch(tx, workspace_id, id, "delivery", channel_id, first).await?;
        Ok(true)
    }
}

impl Work {
    /// Tells people what they must know of, and takes back what is settled.
    async fn tell(&self, tx: &Tx, to: &Move, word: Option<&str>, now: Now) -> Result<()> {
        let kind = match to.state {
            State::Paused if word == Some("over_budget") => Kind::PostOverBudget,
            State::Failed => Kind::PostFailed,
            State::Missed => Kind::PostMissed,
            State::Unknown if word == Some(BY_HAND) => Kind::PostByHand,
            State::Unknown if to.due_at == NEVER => Kind::PostUnclear,
            // A first try has nothing to take back.
            State::Published | State::Canceled if self.claim.attempts > 1 => {
                return alerts::settle(tx, self.workspace_id, self.delivery_id, now).await;
            }
            _ => return Ok(()),
        };
        let Some(delivery) = store::find(tx.sql(), self.workspace_id, self.delivery_id).await? else {
            return Ok(());
        };
        alerts::raise::raise(tx, self.workspace_id, &alerts::raise::Raise::delivery(kind, &delivery), now)
            .await
    }
}

impl App {
    /// Notes that a channel's credentials are refused.
    pub(crate) async fn mark_reconnect(
        &self,
        workspace_id: WorkspaceId,
        channel_id: ChannelId,
        error: &networks::Error,
    ) -> Result<()> {
        let tx = self.db.write().await?;
        let detail = Some(error.message.clone());
        self.note_health(&tx, workspace_id, channel_id, Health::Reconnect, detail).await?;
        tx.commit().await?;
        Ok(())
    }
}
