//! How many calls a network still allows: learnt from its answers, asked before a post is sent.

use networks::{Budget, BudgetScope};

use super::{store::Job, work::Work};
use crate::{
    Now, Result,
    channels::{spending, store},
    ids::ChannelId,
};

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
        let tx = self.app.db.write_shared().await?;
        match told.scope {
            BudgetScope::Account => {
                store::put_channel_budget(&tx, self.workspace_id, channel_id, &budget).await?;
            }
            BudgetScope::App => store::put_app_budget(&tx, network, &budget).await?,
        }
        tx.commit().await?;
        Ok(())
    }

    /// Notes what the delivery will cost at its network; `false` when this month's money does not reach for it.
    pub(super) async fn may_spend(
        &self,
        tx: &db::Tx,
        job: &Job,
        price_micros: i64,
        now: Now,
    ) -> Result<bool> {
        let (workspace_id, channel_id) = (self.workspace_id, job.channel_id);
        let limit = store::lock_spend_limit(tx, workspace_id, channel_id).await?;
        let since = spending::start_of_month(now);
        let without = Some(self.delivery_id);
        let spent = store::spent_since(tx.sql(), workspace_id, channel_id, without, since).await?;
        if !spending::fits(spent, price_micros, limit) {
            return Ok(false);
        }
        store::put_spending(tx, workspace_id, self.delivery_id, channel_id, price_micros, now).await?;
        Ok(true)
    }
}
