//! Letters: a newsletter's posts as mail to its list, each subscriber once.
//!
//! Owns the tables `newsletters` (who it is from) and `letters` (one mail to one subscriber), the form of a mail, the
//! connection to the mail server and the worker that sends. A letter is noted as being sent, and that is committed, before
//! the first byte goes out; what a mail server took without saying so is unknown and never sent again by itself. The list
//! is the room `subscribers`'s. No log holds an address.

mod act;
mod counts;
mod edition;
mod letter;
mod line;
mod message;
mod newsletter;
mod run;
mod send;
pub(crate) mod store;
mod tell;

pub use counts::{LetterCounts, LetterLine, LettersPage};
pub(crate) use edition::fault;
pub use letter::State;
pub use newsletter::{Newsletter, SaveNewsletter};
pub use send::{SendLetters, Words, Write};
