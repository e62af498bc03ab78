//! When a look at the network can prove that a post is not there.

use networks::Network;

use super::{
    delivery::Outcome,
    outcome::Ending,
    publish::Work,
    store::{self, Job, LastAttempt},
};
use crate::Result;

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
            let tx = self.app.db.write().await?;
            store::close_attempt(&tx, self.workspace_id, last.id, Outcome::Unknown, None, now).await?;
            tx.commit().await?;
        }
        self.end(None, Ending::Settling(until, last.error_code.clone())).await?;
        Ok(false)
    }
}
