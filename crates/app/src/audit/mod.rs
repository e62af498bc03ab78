//! The append-only audit log (SEC-12).
//!
//! Owns writing an entry inside the transaction of the act it tells of. Never changes or deletes one.

mod list;
mod store;

pub use list::{AuditEntry, AuditFilter};
pub use store::record;
