//! The bytes of a film, chunk by chunk.

use std::time::Duration;

use reqwest::header::CONTENT_RANGE;

use super::TikTok;
use super::publish::{Attempt, Plan};
use crate::http::{Body, Call};
use crate::steps::Kept;
use crate::{Error, ErrorKind, Media, Next};

/// Chunks are 5 to 64 MB, the last takes the rest and is less than two of them
/// (content-posting-api-media-transfer-guide).
const CHUNK: u64 = 10_000_000;
const LATER: Duration = Duration::from_secs(30);

/// A small film goes in one piece.
pub(super) fn chunk_size(size: u64) -> u64 {
    size.min(CHUNK)
}

/// Where the last whole chunk of the first `bytes` ends; a chunk that came in part is sent again.
pub(super) fn chunks_of(bytes: u64, chunk: u64, size: u64) -> u64 {
    if bytes >= size || chunk == 0 {
        return size.min(bytes);
    }
    let last_begins = (size / chunk).saturating_sub(1) * chunk;
    (bytes / chunk * chunk).min(last_begins)
}

/// The end of the chunk that begins at `offset`.
fn chunk_end(offset: u64, chunk: u64, size: u64) -> u64 {
    let end = offset.saturating_add(chunk);
    // What is left is less than a chunk: it goes with this one.
    if size.saturating_sub(end) < chunk { size } else { end }
}

impl TikTok {
    /// `PUT` to the address that was told, with `Content-Range` (content-posting-api-media-transfer-guide): 206 for a
    /// chunk, 201 for the last.
    pub(super) async fn upload(
        &self,
        attempt: &Attempt<'_>,
        video: &Media,
        plan: &mut Plan,
    ) -> Result<(), Error> {
        let size = video.facts.bytes;
        loop {
            let Some(upload) = plan.upload.as_mut().filter(|upload| upload.uploaded < size) else {
                return Ok(());
            };
            let end = chunk_end(upload.uploaded, upload.chunk, size);
            let bytes = video.file.read(upload.uploaded, end - upload.uploaded).await?;
            let url = upload.url.parse().map_err(|_| {
                Error::new(ErrorKind::Protocol, Next::Never, "the place to upload to is no address")
            })?;
            let range = format!("bytes {}-{}/{size}", upload.uploaded, end.saturating_sub(1));
            let call = Call::put(url, Body::Bytes(video.facts.mime.clone(), bytes))
                .header(CONTENT_RANGE, &range)
                .secret(&upload.url);
            let answer = self.http.send(call).await?;
            // Nothing else says that the bytes are there: a proxy may answer 200.
            if !matches!(answer.status, 201 | 206) {
                let error = answer.fault_by_status("a piece of the film was refused");
                return self.refused(attempt, size, plan, error).await;
            }
            upload.uploaded = end;
            attempt.progress.save(&plan.keep()).await?;
        }
    }

    /// A place to upload to is good for an hour. Whether the film may be begun anew, the publish id tells: only one
    /// that still waits for bytes is certainly not out.
    async fn refused(
        &self,
        attempt: &Attempt<'_>,
        size: u64,
        plan: &mut Plan,
        error: Error,
    ) -> Result<(), Error> {
        if matches!(error.kind, ErrorKind::Unavailable | ErrorKind::RateLimited | ErrorKind::Timeout) {
            return Err(error);
        }
        let publish_id = plan.publish_id.clone().unwrap_or_default();
        let status = self.status(attempt.account.base_url, &attempt.token, &publish_id).await?;
        let waits_for_bytes =
            status.status == "PROCESSING_UPLOAD" && status.uploaded_bytes.is_some_and(|bytes| bytes < size);
        let is_gone = matches!(error.status, Some(403 | 404 | 410));
        if waits_for_bytes && is_gone {
            plan.forget();
            attempt.progress.save(&plan.keep()).await?;
        }
        // Called again, the send asks for the state and goes on from there.
        Err(Error { kind: ErrorKind::Unavailable, next: Next::After(LATER), ..error })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chunks_are_as_tiktok_counts_them() {
        for (size, count, last) in [
            (1, 1, 1),
            (4_999_999, 1, 4_999_999),
            (10_000_000, 1, 10_000_000),
            (10_000_001, 1, 10_000_001),
            (19_999_999, 1, 19_999_999),
            (20_000_000, 2, 10_000_000),
            (35_000_000, 3, 15_000_000),
        ] {
            let chunk = chunk_size(size);
            let (mut offset, mut ends) = (0, vec![]);
            while offset < size {
                let end = chunk_end(offset, chunk, size);
                ends.push(end - offset);
                offset = end;
            }
            assert_eq!((ends.len(), ends.last().copied()), (count, Some(last)), "{size}");
            assert_eq!(u64::try_from(count).unwrap(), (size / chunk).max(1), "{size}");
        }
    }

    #[test]
    fn an_upload_goes_on_at_a_chunk() {
        for (bytes, expected) in [
            (0, 0),
            (9_999_999, 0),
            (10_000_000, 10_000_000),
            (25_000_000, 20_000_000),
            (35_000_000, 35_000_000),
        ] {
            assert_eq!(chunks_of(bytes, CHUNK, 35_000_000), expected, "{bytes}");
        }
        assert_eq!(chunks_of(15_000_000, CHUNK, 19_000_000), 0);
    }
}
