//! Media: the pictures, films and documents that posts carry.
//!
//! Owns the files under the media folder and what is known of them. A file is named by its own digest, so the same
//! picture is kept once; it is never changed. Beside a picture that told of place or device stands, as `.original`, what
//! was uploaded; it is never given out.

mod file;
mod film;
mod incoming;
mod public;
mod read;
pub(crate) mod store;
mod strip;
mod upload;

pub(crate) use file::{StoredFile, facts, facts_of};
pub use incoming::Incoming;
pub use store::Media;
pub use upload::MAX_UPLOAD_BYTES;
