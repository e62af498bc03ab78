//! Uploads: files on their way into the library, in pieces, resumed after any break.
//!
//! Owns the rows of uploads under way and the pieces under `uploads/` of the media folder, or of the bucket. What is told
//! to have arrived is there for sure. One writer at a time: a newer one takes over and the older one's next commit fails. A file that is
//! whole goes to `media`, in the transaction that says so; nothing here ever judges what a file is.

mod begin;
mod list;
mod pieces;
mod store;
mod sweep;
mod upload;
mod write;

pub use begin::BeginUpload;
pub use sweep::SweepUploads;
pub use upload::Upload;
pub(crate) use write::Arrival;
pub use write::{Writer, Written};
