//! Files that come in pieces, kept in memory until they are whole.

use std::collections::BTreeMap;

use axum::body::Bytes;
use serde_json::Value;

use crate::images::{Sniffed, sniff};
use crate::processing::Processing;

/// Why a piece is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum UploadFault {
    /// No such upload, or of another owner.
    Unknown,
    /// The piece begins elsewhere than the upload stands; carries where it stands.
    Offset(u64),
    /// More bytes than were announced or than are allowed.
    TooLarge,
    /// The upload is whole already.
    Whole,
}

/// One file on its way.
#[derive(Debug, Clone, Default)]
pub(crate) struct Upload {
    pub(crate) id: String,
    pub(crate) owner: String,
    /// The size that was announced.
    pub(crate) total: Option<u64>,
    /// What the sender calls it.
    pub(crate) mime: String,
    bytes: Vec<u8>,
    segments: BTreeMap<u64, Bytes>,
    pub(crate) finished: bool,
    /// The work that began when it was whole.
    pub(crate) processing: Option<Processing>,
    pub(crate) begun_at: i64,
    /// What only the network knows of it.
    pub(crate) extra: Value,
}

/// The uploads of a network.
#[derive(Debug, Default)]
pub(crate) struct Uploads(BTreeMap<String, Upload>);

impl Upload {
    pub(crate) fn new(id: &str, owner: &str, total: Option<u64>, mime: &str, now: i64) -> Self {
        Self {
            id: id.to_owned(),
            owner: owner.to_owned(),
            total,
            mime: mime.to_owned(),
            begun_at: now,
            ..Self::default()
        }
    }

    /// How many bytes are here, in order.
    pub(crate) fn received(&self) -> u64 {
        self.bytes.len() as u64
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// What it really is, whatever its sender called it.
    pub(crate) fn sniffed(&self) -> Option<Sniffed> {
        sniff(&self.bytes)
    }

    /// Whether all announced bytes are here.
    pub(crate) fn is_whole(&self) -> bool {
        self.total.is_some_and(|total| self.received() == total)
    }

    /// Adds a piece that begins at `offset`; answers how many bytes are here then.
    pub(crate) fn append(&mut self, offset: u64, piece: &[u8]) -> Result<u64, UploadFault> {
        if self.finished {
            return Err(UploadFault::Whole);
        }
        if offset != self.received() {
            return Err(UploadFault::Offset(self.received()));
        }
        if self.total.is_some_and(|total| self.received() + piece.len() as u64 > total) {
            return Err(UploadFault::TooLarge);
        }
        self.bytes.extend_from_slice(piece);
        Ok(self.received())
    }

    /// Keeps a numbered piece; the same number again replaces it.
    pub(crate) fn put_segment(&mut self, number: u64, piece: Bytes) -> Result<(), UploadFault> {
        if self.finished {
            return Err(UploadFault::Whole);
        }
        self.segments.insert(number, piece);
        let size: u64 = self.segments.values().map(|piece| piece.len() as u64).sum();
        if self.total.is_some_and(|total| size > total) {
            self.segments.remove(&number);
            return Err(UploadFault::TooLarge);
        }
        Ok(())
    }

    /// Joins the numbered pieces, if none is missing between them.
    pub(crate) fn join_segments(&mut self) -> bool {
        let gapless = self.segments.keys().zip(0..).all(|(number, wanted)| *number == wanted);
        if gapless {
            self.bytes = self.segments.values().flat_map(|piece| piece.iter().copied()).collect();
            self.segments.clear();
        }
        gapless
    }
}

impl Uploads {
    pub(crate) fn insert(&mut self, upload: Upload) {
        self.0.insert(upload.id.clone(), upload);
    }

    pub(crate) fn get(&self, id: &str) -> Option<&Upload> {
        self.0.get(id)
    }

    pub(crate) fn get_mut(&mut self, id: &str) -> Option<&mut Upload> {
        self.0.get_mut(id)
    }

    /// The upload, if it is this owner's.
    pub(crate) fn own(&mut self, id: &str, owner: &str) -> Result<&mut Upload, UploadFault> {
        self.0.get_mut(id).filter(|upload| upload.owner == owner).ok_or(UploadFault::Unknown)
    }

    pub(crate) fn remove(&mut self, id: &str) -> Option<Upload> {
        self.0.remove(id)
    }
}

/// A `Content-Range` header: `bytes A-B/TOTAL`, or `bytes */TOTAL` to ask how far
/// an upload is; the total may be `*`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ContentRange {
    /// First and last byte; `None` for a question.
    pub(crate) span: Option<(u64, u64)>,
    pub(crate) total: Option<u64>,
}

impl ContentRange {
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (span, total) = text.strip_prefix("bytes ")?.trim().split_once('/')?;
        let total = if total == "*" { None } else { Some(total.parse().ok()?) };
        if span == "*" {
            return Some(Self { span: None, total });
        }
        let (first, last) = span.split_once('-')?;
        let (first, last) = (first.parse().ok()?, last.parse().ok()?);
        let sound = first <= last && total.is_none_or(|total| last < total);
        sound.then_some(Self { span: Some((first, last)), total })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_come_in_order_and_within_the_size() {
        let mut upload = Upload::new("u", "me", Some(5), "video/mp4", 0);
        assert_eq!(upload.append(0, b"abc"), Ok(3));
        assert_eq!(upload.append(0, b"abc"), Err(UploadFault::Offset(3)));
        assert_eq!(upload.append(3, b"def"), Err(UploadFault::TooLarge));
        assert_eq!((upload.append(3, b"de"), upload.is_whole()), (Ok(5), true));
        assert_eq!(upload.bytes(), b"abcde");
    }

    #[test]
    fn numbered_pieces_are_joined_without_gaps() {
        let mut upload = Upload::new("u", "me", Some(4), "", 0);
        upload.put_segment(1, Bytes::from_static(b"cd")).unwrap();
        assert!(!upload.join_segments());
        upload.put_segment(0, Bytes::from_static(b"ab")).unwrap();
        assert!(upload.join_segments() && upload.bytes() == b"abcd");
        assert_eq!(upload.put_segment(0, Bytes::from_static(b"abcde")), Err(UploadFault::TooLarge));
    }

    #[test]
    fn content_ranges() {
        let range = |span, total| Some(ContentRange { span, total });
        assert_eq!(ContentRange::parse("bytes 0-99/200"), range(Some((0, 99)), Some(200)));
        assert_eq!(ContentRange::parse("bytes */200"), range(None, Some(200)));
        assert_eq!(ContentRange::parse("bytes 0-0/*"), range(Some((0, 0)), None));
        assert_eq!(ContentRange::parse("bytes 5-4/9"), None);
        assert_eq!(ContentRange::parse("bytes 0-9/9"), None);
    }
}
