//! Posts that may be out: when a look at the network can prove that one is not there, and the look itself.

use std::time::Duration;

use networks::{Error as NetworkError, ErrorKind, Handle, LookUp, Network, Next, Since};

use super::{
    delivery::{AttemptKind, Outcome},
    outcome::Ending,
    store::{self, Job, LastAttempt},
    work::{Work, local_fault},
};
use crate::{Error, Result, channels::secret::Session, ids::AttemptId};

/// When credentials that could not be renewed are tried again.
const RENEW_AGAIN: Duration = Duration::from_secs(60);

impl Work {
    /// Whether the network's lists can be trusted by now to show what the last attempt made. Until then the delivery
    /// waits, unless the network itself keeps a second post out.
    pub(super) async fn is_settled(&self, job: &Job, last: Option<&LastAttempt>) -> Result<bool> {
        let connector = Network::parse(&job.network).and_then(|network| self.app.connector(network));
        let limits = serde_json::from_str(&job.limits).ok();
        let repeatable =
            connector.is_some_and(|connector| connector.capabilities(limits.as_ref()).repeatable);
        let (Some(last), false) = (last, repeatable) else { return Ok(true) };
        let now = self.app.now();
        let until = last.finished_at.unwrap_or(now) + self.app.settings.settle_ms;
        if until <= now {
            return Ok(true);
        }
        if last.outcome.is_none() {
            // The worker that opened it is gone without a word.
            let tx = self.app.db.write_shared().await?;
            store::close_attempt(&tx, self.workspace_id, last.id, Outcome::Unknown, None, now).await?;
            tx.commit().await?;
        }
        self.end(None, Ending::Settling(until, last.error_code.clone())).await?;
        Ok(false)
    }

    /// Finds out about a post that may be out. `true` when it certainly is not and may be sent.
    pub(super) async fn settle_unknown(&self, job: &Job, open: Option<AttemptId>) -> Result<bool> {
        let (Some(handle), Some(started)) = (&job.handle, job.first_attempt_at) else { return Ok(true) };
        if let Some(open) = open {
            // The worker that opened it is gone without a word.
            let tx = self.app.db.write_shared().await?;
            store::close_attempt(&tx, self.workspace_id, open, Outcome::Unknown, None, self.app.now())
                .await?;
            tx.commit().await?;
        }
        let found = async {
            let session = self.app.channel_session(self.workspace_id, job.channel_id, None).await?;
            let handle: Handle =
                serde_json::from_str(handle).map_err(|error| Error::Internal(error.to_string()))?;
            let content = self.app.frozen_content(self.workspace_id, job).await?;
            Ok((session, handle, content))
        };
        let (session, handle, content) = match found.await {
            Ok(found) => found,
            Err(Error::Network(error)) => {
                self.end(None, Ending::Unknown(error)).await?;
                return Ok(false);
            }
            Err(error @ (Error::Unavailable(_) | Error::Full(_))) => return Err(error),
            Err(error) => {
                tracing::error!(delivery.id = %self.delivery_id, %error, "a delivery could not be looked up");
                self.end(None, Ending::Unknown(local_fault())).await?;
                return Ok(false);
            }
        };
        let connector = session.connector.as_ref();
        let tx = self.app.db.write_shared().await?;
        let attempt = self.open_attempt(&tx, AttemptKind::LookUp).await?;
        tx.commit().await?;
        let since = Since::new(started, self.app.now());
        let found = match connector.look_up(session.account(), &content, &handle, since).await {
            Err(refused) if refused.kind == ErrorKind::Credentials => {
                match self.renewed(job, &session, refused).await {
                    Ok(renewed) => connector.look_up(renewed.account(), &content, &handle, since).await,
                    Err(error) => Err(error),
                }
            }
            found => found,
        };
        match found {
            Ok(LookUp::Found(published)) => {
                self.end(Some(attempt), Ending::Sent(published)).await?;
                Ok(false)
            }
            Ok(LookUp::Absent) => {
                let tx = self.app.db.write_shared().await?;
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
                if error.next == Next::Reauthorise {
                    self.app.mark_reconnect(self.workspace_id, job.channel_id, &error).await?;
                }
                self.end(Some(attempt), Ending::Unknown(error)).await?;
                Ok(false)
            }
        }
    }

    /// The session with renewed credentials, after the network refused those it had; else what to end with.
    pub(super) async fn renewed(
        &self,
        job: &Job,
        session: &Session,
        refused: NetworkError,
    ) -> Result<Session, NetworkError> {
        let stale = Some(&session.credentials);
        match self.app.channel_session(self.workspace_id, job.channel_id, stale).await {
            Ok(renewed) => Ok(renewed),
            Err(Error::Network(error)) if error.next == Next::Reauthorise => Err(refused),
            // A network that cannot renew just now is no dead token.
            Err(error) => {
                Err(NetworkError::new(ErrorKind::Unavailable, Next::After(RENEW_AGAIN), error.to_string()))
            }
        }
    }
}
