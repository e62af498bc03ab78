//! SQL that writes clicks.

use db::{Result, Sql, Tx};

use crate::visits::clicks::Click;

use super::{
    days::LinkDays,
    rows::{slices, tuples},
};

/// Whether a batch is stored: all of it is, or nothing.
pub(crate) async fn is_stored(sql: Sql<'_>, clicks: &[Click]) -> Result<bool> {
    let Some(first) = clicks.first() else { return Ok(true) };
    let found: Option<String> = sql
        .scalar(
            "select id from clicks where workspace_id = $1 and id = $2",
            db::values![first.workspace_id, first.id],
        )
        .await?;
    Ok(found.is_some())
}

/// Writes clicks and adds them to the sums of their links.
pub(crate) async fn insert(tx: &Tx, clicks: &[Click]) -> Result<()> {
    let mut days = LinkDays::default();
    for slice in slices(clicks) {
        let text = format!(
            "insert into clicks (workspace_id, id, link_id, at, crawler, referrer_host, device) values {}",
            tuples(slice.len(), 7)
        );
        let mut values = Vec::with_capacity(slice.len() * 7);
        for click in slice {
            days.click(click.workspace_id, click.link_id, click.at, click.crawler);
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
    days.put(tx).await
}
