//! Leads: people who showed interest, from the first word to the deal.
//!
//! Owns the table `leads`, the pipeline and the hand-over to sales. A deal that is won becomes a conversion of
//! [`crate::visits`], so that it counts like any sale. Never talks with anybody: conversations are the room `inbox`'s.

mod change;
mod deal;
mod lead;
mod list;
mod store;

pub use lead::{Lead, LeadInput, Stage};
pub use list::{LeadFilter, Owner, StageSum};
