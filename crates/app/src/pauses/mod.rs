//! Pauses: nothing goes out on a channel, of a brand, or at all, and nothing fires by itself afterwards.
//!
//! Owns beginning and ending a pause and the list of what it held. It never sends: the publisher asks
//! [`store::KeptBack`] last, before the first byte.

mod begin;
mod end;
mod held;
mod list;
pub mod pause;
pub(crate) mod store;

pub use begin::BeginPause;
pub use end::EndPauses;
pub use held::{Held, HeldAct, HeldLetters, HeldPage, HeldReport};
pub use pause::{Pause, Subject};
