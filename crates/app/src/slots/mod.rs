//! Posting times of channels, and the queue: a post that is put into it goes out at its channel's next free one.
//!
//! Owns the weekly times and what instants they mean. It never writes a delivery: who does, holds the times first.

mod edit;
mod queue;
mod slot;
pub(crate) mod store;

pub use queue::{ChannelSlots, FreeSlot};
pub use slot::{MAX_SLOTS, Slot, between, next_free};
