//! Deliveries: one variant to one channel at one time, sent once.
//!
//! Owns the states, the claim, the attempts and the three outcomes. The order of things in `work.rs` is what keeps
//! the promise "never twice, never lost": the attempt and its handle are committed before the first byte goes out, an
//! unknown outcome is looked up and never simply sent again, and whoever lost the lease changes nothing. What people
//! publish by hand goes the same way up to the sending, and then waits for their word.

mod act;
mod budget;
pub mod by_hand;
pub mod delivery;
mod freeze;
mod hand_over;
mod mail_out;
mod outcome;
pub mod probe;
mod progress;
pub mod publish;
mod settle;
pub(crate) mod store;
mod turn;
mod work;

pub use by_hand::{HandSheet, Proof};
pub use delivery::{Attempt, Delivery, State};
pub(crate) use mail_out::frozen_letter;
pub use publish::PublishDue;
