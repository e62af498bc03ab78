//! A stored file as networks read it.

use std::sync::{Mutex, PoisonError};

use async_trait::async_trait;
use futures::Stream;
use networks::{Error, ErrorKind, MediaFacts, MediaFile, MediaKind, Next};

use super::{Media, MediaFiles};

/// What a check needs to know of files.
#[must_use]
pub fn facts(media: &[Media]) -> Vec<MediaFacts> {
    media.iter().map(facts_of).collect()
}

/// What a check needs to know of a file.
#[must_use]
pub fn facts_of(media: &Media) -> MediaFacts {
    let kind = match media.mime.split('/').next() {
        Some("image") => MediaKind::Image,
        Some("video") => MediaKind::Video,
        _ => MediaKind::Document,
    };
    MediaFacts {
        kind,
        file_name: media.file_name.clone(),
        mime: media.mime.clone(),
        bytes: media.bytes.unsigned_abs(),
        width: u32::try_from(media.width).unwrap_or(0),
        height: u32::try_from(media.height).unwrap_or(0),
        duration_ms: media.duration_ms.and_then(|ms| u32::try_from(ms).ok()),
        alt: media.alt.clone(),
    }
}

/// How much is taken at a time from a bucket, where each time is a request, and from a folder.
const PIECES: (u64, u64) = (1024 * 1024, 256 * 1024);

/// A file where files are kept.
pub struct StoredFile {
    files: MediaFiles,
    key: String,
    size: u64,
    /// What was taken from a bucket beyond what was asked for, and where it begins.
    ahead: Mutex<Option<(u64, Vec<u8>)>>,
}

impl StoredFile {
    pub(super) const fn new(files: MediaFiles, key: String, size: u64) -> Self {
        Self { files, key, size, ahead: Mutex::new(None) }
    }

    /// `length` bytes from `offset` on, piece by piece: never the whole in memory. The first piece is read before this
    /// returns, so that a file that cannot be had is known before anything is answered.
    ///
    /// # Errors
    /// `Store`, `Internal`.
    pub async fn stream(
        self,
        offset: u64,
        length: u64,
    ) -> crate::Result<impl Stream<Item = crate::Result<Vec<u8>>> + Send + use<>> {
        let piece = if self.files.bucket().is_some() { PIECES.0 } else { PIECES.1 };
        let end = offset.saturating_add(length);
        let first = self.files.read(&self.key, offset, length.min(piece)).await?;
        Ok(futures::stream::try_unfold((self, offset, Some(first)), move |(file, at, first)| async move {
            let left = end.saturating_sub(at).min(piece);
            let bytes = match first {
                Some(first) => first,
                None if left == 0 => Vec::new(),
                None => file.files.read(&file.key, at, left).await?,
            };
            let next = at + bytes.len() as u64;
            Ok(if bytes.is_empty() { None } else { Some((bytes, (file, next, None))) })
        }))
    }

    /// Small pieces of a file in a bucket are taken many at once.
    async fn read_bucket(&self, offset: u64, length: u64) -> crate::Result<Vec<u8>> {
        let end = offset.saturating_add(length).min(self.size);
        if offset >= end {
            return Ok(Vec::new());
        }
        if let Some(known) = self.known(offset, end) {
            return Ok(known);
        }
        let wanted = end.max(offset.saturating_add(PIECES.0).min(self.size)) - offset;
        let mut bytes = self.files.read(&self.key, offset, wanted).await?;
        if (bytes.len() as u64) < wanted {
            return Err(crate::Error::Store(format!("{}: shorter than it was", self.key)));
        }
        let asked = usize::try_from(end - offset).unwrap_or(bytes.len());
        if bytes.len() > asked {
            let kept = bytes.clone();
            bytes.truncate(asked);
            *self.ahead.lock().unwrap_or_else(PoisonError::into_inner) = Some((offset, kept));
        }
        Ok(bytes)
    }

    fn known(&self, offset: u64, end: u64) -> Option<Vec<u8>> {
        let ahead = self.ahead.lock().unwrap_or_else(PoisonError::into_inner);
        let (start, bytes) = ahead.as_ref()?;
        let first = usize::try_from(offset.checked_sub(*start)?).ok()?;
        let last = usize::try_from(end.checked_sub(*start)?).ok()?;
        bytes.get(first..last).map(<[u8]>::to_vec)
    }
}

#[async_trait]
impl MediaFile for StoredFile {
    async fn read(&self, offset: u64, length: u64) -> Result<Vec<u8>, Error> {
        let read = match self.files.bucket() {
            Some(_) => self.read_bucket(offset, length).await,
            None => self.files.read(&self.key, offset, length).await,
        };
        read.map_err(|error| {
            tracing::error!(%error, "a file of a post cannot be read");
            let next = Next::After(std::time::Duration::from_secs(60));
            Error::new(ErrorKind::Local, next, format!("a file of the post cannot be read: {error}"))
        })
    }
}
