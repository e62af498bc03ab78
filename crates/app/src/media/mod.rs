//! Media: the pictures that posts carry.
//!
//! Owns the files under the media folder and what is known of them. A file is named by its own digest, so the same
//! picture is kept once; it is never changed.

mod file;
mod public;
mod read;
pub(crate) mod store;
mod upload;

pub(crate) use file::{StoredFile, facts, facts_of};
pub use store::Media;
pub use upload::MAX_UPLOAD_BYTES;
