//! How many calls a network still allows: learnt from its answers, asked before a post is sent.

use networks::{Budget, BudgetScope};

use super::publish::Work;
use crate::{Now, Result, channels::store, ids::ChannelId};

/// Only scarcity is written down: a write for each answer would cost more than it saves.
const FEW: u32 = 3;

impl Work {
    /// Keeps what the network told, when little is left.
    pub(super) async fn keep_budget(
        &self,
        network: &str,
        channel_id: ChannelId,
        told: &Budget,
    ) -> Result<()> {
        if told.remaining > FEW {
            return Ok(());
        }
        let wait = i64::try_from(told.resets_in.as_millis()).unwrap_or(i64::MAX);
        let budget = store::KeptBudget {
            name: told.name.to_owned(),
            remaining: i64::from(told.remaining),
            resets_at: self.app.now().saturating_add(wait),
        };
        let tx = self.app.db.write().await?;
        match told.scope {
            BudgetScope::Account => {
                store::put_channel_budget(&tx, self.workspace_id, channel_id, &budget).await?;
            }
            BudgetScope::App => store::put_app_budget(&tx, network, &budget).await?,
        }
        tx.commit().await?;
        Ok(())
    }

    /// When the network takes posts again, if it takes none at `now`.
    pub(super) async fn spent_until(
        &self,
        network: &str,
        channel_id: ChannelId,
        now: Now,
    ) -> Result<Option<Now>> {
        Ok(store::spent_until(self.app.db.read(), self.workspace_id, channel_id, network, now).await?)
    }
}
