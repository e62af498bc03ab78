//! SQL that writes clicks.

use db::{Result, Tx};

use crate::visits::clicks::Click;

use super::rows::{slices, tuples};

/// Writes clicks; those that are there already stay as they are, so that a batch may be tried again.
pub(crate) async fn insert(tx: &Tx, clicks: &[Click]) -> Result<()> {
    for slice in slices(clicks) {
        let text = format!(
            "insert into clicks (workspace_id, id, link_id, at, crawler, referrer_host, device) values {} \
             on conflict (workspace_id, id) do nothing",
            tuples(slice.len(), 7)
        );
        let mut values = Vec::with_capacity(slice.len() * 7);
        for click in slice {
            values.extend(db::values![
                click.workspace_id,
                click.id,
                click.link_id,
                click.at,
                i64::from(click.crawler),
                click.referrer_host.clone(),
                click.device
            ]);
        }
        tx.run(&text, values).await?;
    }
    Ok(())
}
