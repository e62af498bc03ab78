//! A stored file as networks read it.

use std::{io::SeekFrom, path::PathBuf};

use async_trait::async_trait;
use networks::{Error, ErrorKind, MediaFacts, MediaFile, MediaKind, Next};
use tokio::io::{AsyncReadExt, AsyncSeekExt};

use super::Media;

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

/// A file of the media folder.
pub struct StoredFile(pub PathBuf);

#[async_trait]
impl MediaFile for StoredFile {
    async fn read(&self, offset: u64, length: u64) -> Result<Vec<u8>, Error> {
        let read = async {
            let mut file = tokio::fs::File::open(&self.0).await?;
            file.seek(SeekFrom::Start(offset)).await?;
            let mut bytes = Vec::new();
            file.take(length).read_to_end(&mut bytes).await?;
            Ok(bytes)
        };
        read.await.map_err(|error: std::io::Error| {
            let next = Next::After(std::time::Duration::from_secs(60));
            Error::new(ErrorKind::Local, next, format!("a file of the post cannot be read: {error}"))
        })
    }
}
