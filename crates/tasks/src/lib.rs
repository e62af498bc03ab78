//! The driver of background work: timer and signal, status, shutdown. Knows no noun of ours.
//!
//! A task is activated when its time has come or when it is woken; one activation at a time in this process, other
//! machines may run theirs. An activation takes no input: what there is to do stands in the database.

mod driver;

pub use driver::{Activation, Driver, Status, Statuses, Task};
