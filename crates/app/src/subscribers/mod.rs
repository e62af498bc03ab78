//! Subscribers: who gets a newsletter, and what proves that they asked for it.
//!
//! Owns the tables `subscribers` and `forgotten_addresses`: adding, importing, leaving by the link of a mail, forgetting.
//! Whoever unsubscribed is never subscribed again by an import. Never sends: that is the room `letters`'s. Addresses are
//! personal data: who may not work on leads does not see them, and no log, audit entry or link holds one.

mod add;
mod export;
mod forget;
mod import;
mod leave;
mod list;
pub mod reading;
pub(crate) mod store;
mod subscriber;
pub mod token;

pub use import::{Import, ImportOutcome};
pub use list::{ListCounts, SubscriberFilter};
pub use reading::{BadLine, Entry, MOST_LINES, ReadList};
pub(crate) use subscriber::address;
pub use subscriber::{AddSubscriber, Consent, State, Subscriber};
