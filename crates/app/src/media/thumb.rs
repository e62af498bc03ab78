//! Small pictures for lists: made once, kept beside the file.

use std::path::Path;

use tokio::sync::Semaphore;

use super::{
    Media, Sort,
    files::{THUMB, beside, key_of},
    picture, store,
};
use crate::{Actor, App, Error, Permission, Result, ids::MediaId};

/// Longest side of a small picture.
const SIDE: u32 = 480;

/// A large picture takes hundreds of megabytes to decode: few at a time.
static DECODING: Semaphore = Semaphore::const_new(2);

impl App {
    /// A file's small picture, a JPEG; made if it is not there yet.
    ///
    /// # Errors
    /// `NotFound`, also for what has no picture; `Store` when its place does not answer.
    pub async fn media_thumbnail(&self, actor: &Actor, id: MediaId) -> Result<Vec<u8>> {
        actor.require(Permission::View)?;
        let media = store::find(self.db.read(), actor.workspace_id, id).await?.ok_or(Error::NotFound)?;
        actor.require_brand(media.brand_id)?;
        if media.sort() == Sort::Document {
            return Err(Error::NotFound);
        }
        let (files, key) = (self.files(), key_of(actor.workspace_id, &media));
        if let Some(small) = files.read_all(&beside(&key, THUMB)).await? {
            return Ok(small);
        }
        let small = if media.sort() == Sort::Video {
            if self.settings.ffmpeg.is_none() {
                return Err(Error::NotFound);
            }
            self.make_poster(&media, files.local(&key, media.bytes.unsigned_abs()).await?.path()).await?
        } else {
            let bytes = files.read_all(&key).await?.ok_or(Error::NotFound)?;
            in_turn(move || picture::thumbnail(&bytes, SIDE)).await?.ok_or(Error::NotFound)?
        };
        files.put_bytes(small.clone(), &beside(&key, THUMB)).await?;
        Ok(small)
    }

    /// Makes the small picture of a film that is on its way into a bucket, while it lies on the local disk: later the whole
    /// film would have to be fetched for it. Without one, it is.
    pub(super) async fn make_poster_ahead(&self, film: &Media, file: &Path, key: &str) {
        let files = self.files();
        if files.bucket().is_some()
            && film.sort() == Sort::Video
            && let Ok(small) = self.make_poster(film, file).await
        {
            let _ = files.put_bytes(small, &beside(key, THUMB)).await;
        }
    }

    /// A picture of a film, a little after its beginning, which is often black.
    async fn make_poster(&self, film: &Media, file: &Path) -> Result<Vec<u8>> {
        let ffmpeg = self.settings.ffmpeg.as_deref().ok_or(Error::NotFound)?;
        let _turn = DECODING.acquire().await.map_err(|error| Error::Internal(error.to_string()))?;
        let at = film.duration_ms.and_then(|ms| u32::try_from(ms / 4).ok()).unwrap_or(0).min(1_000);
        crate::renders::poster(ffmpeg, file, &film.mime, at, SIDE).await.ok_or(Error::NotFound)
    }
}

/// Work that decodes a picture, off the async threads. Its turn lasts as long as the work, whether or not anybody waits
/// for it yet.
pub(super) async fn in_turn<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
    let turn = DECODING.acquire().await.map_err(|error| Error::Internal(error.to_string()))?;
    let working = tokio::task::spawn_blocking(move || {
        let _turn = turn;
        work()
    });
    working.await.map_err(|error| Error::Internal(error.to_string()))
}
