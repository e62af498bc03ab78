//! Alerts: what a person must know without looking for it, in the product and by mail.
//!
//! Owns who is told, that each thing is told once, and reading. It never decides that something is wrong: the rooms that
//! find out call [`raise::raise`] inside their own transaction, and [`store::clear`] when it is well again.

pub mod alert;
mod frame;
mod mail;
pub(crate) mod raise;
mod read;
pub(crate) mod store;

use db::Tx;

use crate::{
    Now, Result,
    ids::{DeliveryId, WorkspaceId},
};

pub use alert::{Alert, Kind};
pub use frame::{FrameFacts, PauseNotice};
pub use mail::{AlertMail, MailAlerts};
pub use read::AlertPage;

/// What was wrong with a delivery is settled: nobody is reminded of it any more.
pub(crate) async fn settle(tx: &Tx, workspace_id: WorkspaceId, id: DeliveryId, now: Now) -> Result<()> {
    let kinds = &[
        Kind::PostAtRisk,
        Kind::PostFailed,
        Kind::PostMissed,
        Kind::PostUnclear,
        Kind::PostByHand,
        Kind::PostOverBudget,
        Kind::LettersFailed,
        Kind::LettersUnclear,
    ];
    store::clear(tx, workspace_id, &id.to_string(), kinds, false, now).await?;
    Ok(())
}
