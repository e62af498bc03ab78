//! Telling those who publish for a brand that letters of it did not go out.

use db::Tx;

use super::{State, store::Moved};
use crate::{
    Now, Result,
    alerts::{
        self, Kind,
        raise::{Raise, raise},
    },
    deliveries,
    ids::{DeliveryId, WorkspaceId},
};

/// What people are told when a letter ends so, if they are.
const fn kind(state: State) -> Option<Kind> {
    match state {
        State::Failed => Some(Kind::LettersFailed),
        State::Unknown => Some(Kind::LettersUnclear),
        _ => None,
    }
}

/// Tells of letters that a statement moved, once for each delivery.
pub(super) async fn moved(tx: &Tx, moved: &[Moved], now: Now) -> Result<()> {
    let mut told = Vec::new();
    for Moved { workspace_id, delivery_id, state } in moved {
        if kind(*state).is_some() && !told.contains(&(delivery_id, state)) {
            one(tx, *workspace_id, *delivery_id, *state, now).await?;
            told.push((delivery_id, state));
        }
    }
    Ok(())
}

/// Tells that a letter of a delivery ended so. What is told already is not told again.
pub(super) async fn one(
    tx: &Tx,
    workspace_id: WorkspaceId,
    delivery_id: DeliveryId,
    state: State,
    now: Now,
) -> Result<()> {
    let Some(kind) = kind(state) else { return Ok(()) };
    let Some(delivery) = deliveries::store::find(tx.sql(), workspace_id, delivery_id).await? else {
        return Ok(());
    };
    raise(tx, workspace_id, &Raise::delivery(kind, &delivery), now).await
}

/// A person saw to the letters of a delivery that stood in these states.
pub(super) async fn settle(
    tx: &Tx,
    workspace_id: WorkspaceId,
    delivery_id: DeliveryId,
    states: &[State],
    now: Now,
) -> Result<()> {
    let kinds: Vec<Kind> = states.iter().copied().filter_map(kind).collect();
    if !kinds.is_empty() {
        alerts::store::clear(tx, workspace_id, &delivery_id.to_string(), &kinds, false, now).await?;
    }
    Ok(())
}
