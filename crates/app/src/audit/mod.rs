//! The append-only audit log (SEC-12).
//!
//! Owns writing an entry inside the transaction of the act it tells of. Never changes or deletes one.

mod store;

pub use store::record;
