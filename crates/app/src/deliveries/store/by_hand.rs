//! SQL of deliveries that people publish.

use db::{FromQueryResult, Result, Sql, Tx, lease::Claim, values};

use crate::{
    Now,
    deliveries::delivery::{AttemptKind, BY_HAND, NEVER, Outcome, State},
    ids::{AttemptId, ChannelId, DeliveryId, PostId, WorkspaceId},
};

/// Sets whether a person publishes what waits of a post on one channel, also what failed or was missed.
pub(crate) async fn set(
    tx: &Tx,
    workspace_id: WorkspaceId,
    post_id: PostId,
    channel_id: ChannelId,
    by_hand: bool,
) -> Result<()> {
    tx.run(
        "update deliveries set by_hand = $1 where workspace_id = $2 and post_id = $3 and channel_id = $4 \
         and leased_by is null and state in ('draft', 'awaiting_approval', 'scheduled', 'retry_at', 'paused', 'missed', \
         'failed')",
        values![i64::from(by_hand), workspace_id, post_id, channel_id],
    )
    .await?;
    Ok(())
}

/// Sets whether people publish some deliveries that wait.
pub(crate) async fn set_all(
    tx: &Tx,
    workspace_id: WorkspaceId,
    ids: &[DeliveryId],
    by_hand: bool,
) -> Result<()> {
    for some in ids.chunks(500) {
        let marks: Vec<String> = (3..some.len() + 3).map(|number| format!("${number}")).collect();
        let mut values = values![i64::from(by_hand), workspace_id];
        values.extend(some.iter().map(|id| db::Value::from(*id)));
        let text = format!(
            "update deliveries set by_hand = $1 where workspace_id = $2 and leased_by is null and id in ({})",
            marks.join(", ")
        );
        tx.run(&text, values).await?;
    }
    Ok(())
}

/// Gives a claimed delivery into a person's hands; `false` when the claim is no longer this worker's.
pub(crate) async fn take(tx: &Tx, worker: &str, claim: &Claim) -> Result<bool> {
    let changed = tx
        .run(
            "update deliveries set by_hand = 1 where workspace_id = $1 and id = $2 and leased_by = $3 and attempts = $4",
            values![claim.workspace_id.as_str(), claim.id.as_str(), worker, claim.attempts],
        )
        .await?;
    Ok(changed == 1)
}

/// Keeps what a person publishes; `false` when the claim is no longer this worker's.
pub(crate) async fn keep_content(tx: &Tx, worker: &str, claim: &Claim, content: &str) -> Result<bool> {
    let changed = tx
        .run(
            "update deliveries set content = $1, hand_steps = null where workspace_id = $2 and id = $3 \
             and leased_by = $4 and attempts = $5",
            values![content, claim.workspace_id.as_str(), claim.id.as_str(), worker, claim.attempts],
        )
        .await?;
    Ok(changed == 1)
}

/// What is kept of a delivery that a person publishes.
#[derive(Debug, Default, FromQueryResult)]
pub(crate) struct Kept {
    pub content: Option<String>,
    pub hand_steps: Option<String>,
}

/// What is kept of it.
pub(crate) async fn kept(sql: Sql<'_>, workspace_id: WorkspaceId, id: DeliveryId) -> Result<Kept> {
    let found = sql
        .first(
            "select content, hand_steps from deliveries where workspace_id = $1 and id = $2",
            values![workspace_id, id],
        )
        .await?;
    Ok(found.unwrap_or_default())
}

/// Holds a delivery that waits for a person until the end of the transaction; `false` when it waits no longer.
pub(crate) async fn hold(tx: &Tx, workspace_id: WorkspaceId, id: DeliveryId) -> Result<bool> {
    let held = tx
        .run(
            &format!(
                "update deliveries set by_hand = by_hand where workspace_id = $1 and id = $2 and leased_by is null \
                 and state = 'unknown' and by_hand = 1 and last_error = '{BY_HAND}'"
            ),
            values![workspace_id, id],
        )
        .await?;
    Ok(held == 1)
}

/// Keeps which steps are done, of a delivery that is held.
pub(crate) async fn set_steps(tx: &Tx, workspace_id: WorkspaceId, id: DeliveryId, steps: &str) -> Result<()> {
    tx.run(
        "update deliveries set hand_steps = $1 where workspace_id = $2 and id = $3",
        values![steps, workspace_id, id],
    )
    .await?;
    Ok(())
}

/// Ends the waiting of a delivery that is held.
pub(crate) async fn end(
    tx: &Tx,
    workspace_id: WorkspaceId,
    id: DeliveryId,
    to: State,
    word: Option<&str>,
) -> Result<()> {
    tx.run(
        "update deliveries set state = $1, due_at = $2, last_error = $3 where workspace_id = $4 and id = $5",
        values![to, NEVER, word.map(str::to_owned), workspace_id, id],
    )
    .await?;
    Ok(())
}

/// A person's word with its reason.
pub(crate) struct Word<'a> {
    pub number: i64,
    pub person: &'a str,
    pub outcome: Outcome,
    pub reason: Option<&'a str>,
    pub now: Now,
}

/// Notes a person's word among the attempts.
pub(crate) async fn put_word(
    tx: &Tx,
    workspace_id: WorkspaceId,
    id: DeliveryId,
    word: &Word<'_>,
) -> Result<()> {
    tx.run(
        "insert into attempts (workspace_id, id, delivery_id, number, kind, worker, started_at, finished_at, outcome, \
         error_message) values ($1, $2, $3, $4, $5, $6, $7, $7, $8, $9)",
        values![
            workspace_id,
            AttemptId::generate(),
            id,
            word.number,
            AttemptKind::Person,
            word.person,
            word.now,
            word.outcome,
            word.reason.map(str::to_owned)
        ],
    )
    .await?;
    Ok(())
}
