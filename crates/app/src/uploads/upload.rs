//! An upload as its row stands, and the pure rules of its pieces.

use db::FromQueryResult;
use serde::Serialize;

use crate::{
    Now,
    clock::DAY,
    ids::{BrandId, MediaId, UploadId, UserId},
};

/// How long an upload waits for its next byte, and how long what came of it can be asked for.
pub(super) const KEPT_FOR: i64 = 3 * DAY;

/// Uploads of one person that may be under way at a time.
pub(super) const MOST_OPEN: i64 = 100;

/// Pieces of one upload in a folder: it broke off so often, less one.
pub(super) const MOST_PIECES: usize = 1_000;

/// Pieces of one upload in a bucket, where each commit makes one.
pub(super) const MOST_STORED: usize = 10_000;

/// An upload as its row stands.
#[derive(Debug, Clone, FromQueryResult, Serialize)]
pub struct Upload {
    /// Id.
    pub id: UploadId,
    /// Whose file it will be.
    pub brand_id: BrandId,
    /// Who began it: nobody else sees it.
    pub user_id: Option<UserId>,
    /// File name without folders.
    pub file_name: String,
    /// Alternative text.
    pub alt: String,
    /// Folder of the library; empty for none.
    pub folder: String,
    /// Tags, comma-separated.
    pub tags: String,
    /// What the browser told of the file's last change: by name, size and this it knows the file again.
    pub modified: i64,
    /// Bytes in all.
    pub size: i64,
    /// Bytes that are on the disk.
    pub received: i64,
    /// See [`Piece`].
    pub(super) pieces: String,
    /// Number of the last writer.
    pub(super) fence: i64,
    /// Number of a writer that has not ended; 0 for none.
    pub(super) writing: i64,
    /// What came of it.
    pub media_id: Option<MediaId>,
    /// When it began.
    pub created_at: Now,
    /// When it is forgotten, unless more arrives.
    pub expires_at: Now,
}

/// A file of pieces: the number of its first byte within the whole, and the fence of whoever wrote it.
pub(super) type Piece = (i64, i64);

impl Upload {
    /// Whole percent that have arrived.
    #[must_use]
    pub const fn percent(&self) -> i64 {
        if self.size <= 0 { 0 } else { self.received * 100 / self.size }
    }

    pub(super) fn pieces(&self) -> Vec<Piece> {
        serde_json::from_str(&self.pieces).unwrap_or_default()
    }
}

/// The pieces with how many bytes each holds, of an upload of which `received` have arrived.
pub(super) fn with_lengths(pieces: &[Piece], received: i64) -> impl Iterator<Item = (Piece, u64)> {
    let ends = pieces.iter().skip(1).map(|next| next.0).chain([received]);
    pieces.iter().copied().zip(ends).map(|(piece, end)| (piece, u64::try_from(end - piece.0).unwrap_or(0)))
}

/// The pieces once a writer with `fence` has begun at `received`. A piece whose writer ended in order goes on; what a
/// writer left that may still be alive is not touched, and its bytes count up to `received` only.
pub(super) fn next_pieces(mut pieces: Vec<Piece>, received: i64, writing: i64, fence: i64) -> Vec<Piece> {
    let goes_on = writing == 0 && !pieces.is_empty();
    if !goes_on {
        pieces.retain(|(start, _)| *start < received);
        pieces.push((received, fence));
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_writer_that_may_be_alive_keeps_its_piece() {
        assert_eq!(next_pieces(vec![], 0, 0, 1), [(0, 1)]);
        assert_eq!(next_pieces(vec![(0, 1)], 70, 0, 2), [(0, 1)], "it ended: its piece goes on");
        assert_eq!(next_pieces(vec![(0, 1)], 70, 1, 2), [(0, 1), (70, 2)], "it may write yet");
        assert_eq!(next_pieces(vec![(0, 1)], 0, 1, 2), [(0, 2)], "nothing of it counts");
    }
}
