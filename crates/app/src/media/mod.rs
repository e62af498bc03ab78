//! Media: the pictures, films and documents that posts carry.
//!
//! Owns the files, in a folder or a bucket, and what is known of them. `MediaFiles` is the one way to their bytes. A
//! file is named by its own digest, so the same picture is kept once; it is never changed: what is cut or converted becomes a
//! version beside it. Beside a picture that told of place or device stands, as `.original`, what was uploaded; it is never
//! given out. `.thumb` is a small picture that can be made again.

mod bucket;
mod delete;
mod edit;
mod file;
mod files;
mod film;
mod fit;
mod incoming;
mod keep;
mod library;
mod picture;
mod probe;
mod public;
mod read;
mod row;
pub(crate) mod store;
mod strip;
mod thumb;
mod upload;
mod version;

pub use bucket::{Bucket, BucketSettings};
pub use edit::EditMedia;
pub use file::StoredFile;
pub(crate) use file::{facts, facts_of};
pub(crate) use files::{MediaFiles, key_of};
pub use fit::can_be_fitted;
pub(crate) use fit::{Frame, cut};
pub use incoming::Incoming;
pub(crate) use incoming::{describe, is_picture};
pub use library::{MediaFilter, MediaPage, MediaShelves, MediaUse};
pub use probe::probe_files;
pub(crate) use row::tidy_name as tidy_media_name;
pub use row::{Media, Rights, Sort, ended_rights, shelf_faults};
pub use upload::MAX_UPLOAD_BYTES;
pub(crate) use version::in_place;
pub use version::{CropMedia, CropShape};
