//! Small pictures for lists: made once, kept beside the file.

use std::path::{Path, PathBuf};

use tokio::sync::Semaphore;

use super::{Media, Sort, incoming::describe, picture, store};
use crate::{Actor, App, Error, Permission, Result, ids::MediaId};

/// Longest side of a small picture.
const SIDE: u32 = 480;

/// A large picture takes hundreds of megabytes to decode: few at a time.
static DECODING: Semaphore = Semaphore::const_new(2);

impl App {
    /// The place of a file's small picture, a JPEG; made if it is not there yet.
    ///
    /// # Errors
    /// `NotFound`, also for what has no picture.
    pub async fn media_thumbnail(&self, actor: &Actor, id: MediaId) -> Result<PathBuf> {
        actor.require(Permission::View)?;
        let media = store::find(self.db.read(), actor.workspace_id, id).await?.ok_or(Error::NotFound)?;
        actor.require_brand(media.brand_id)?;
        if media.sort() == Sort::Document {
            return Err(Error::NotFound);
        }
        let file = self.media_file(actor.workspace_id, &media);
        let place = file.with_extension("thumb");
        if tokio::fs::try_exists(&place).await.unwrap_or(false) {
            return Ok(place);
        }
        if media.sort() == Sort::Video {
            let poster = self.make_poster(&media, &file).await?;
            return self.keep_thumbnail(&file, poster).await;
        }
        let _turn = DECODING.acquire().await.map_err(|error| Error::Internal(error.to_string()))?;
        let bytes = tokio::fs::read(&file).await.map_err(|_| Error::NotFound)?;
        let small = off_thread(move || picture::thumbnail(&bytes, SIDE)).await?.ok_or(Error::NotFound)?;
        self.keep_thumbnail(&file, small).await
    }

    /// A picture of a film, a little after its beginning, which is often black.
    async fn make_poster(&self, film: &Media, file: &Path) -> Result<Vec<u8>> {
        let ffmpeg = self.settings.ffmpeg.as_deref().ok_or(Error::NotFound)?;
        let _turn = DECODING.acquire().await.map_err(|error| Error::Internal(error.to_string()))?;
        let at = film.duration_ms.and_then(|ms| u32::try_from(ms / 4).ok()).unwrap_or(0).min(1_000);
        crate::renders::poster(ffmpeg, file, &film.mime, at, SIDE).await.ok_or(Error::NotFound)
    }

    async fn keep_thumbnail(&self, file: &Path, small: Vec<u8>) -> Result<PathBuf> {
        let place = file.with_extension("thumb");
        // Written beside and renamed: two that make it at once do not disturb each other.
        let part = file.with_extension(format!("{:016x}.part", rand::random::<u64>()));
        let written = async {
            tokio::fs::write(&part, small).await?;
            tokio::fs::rename(&part, &place).await
        };
        written.await.map_err(|error| describe(&place, &error))?;
        Ok(place)
    }
}

/// Slow work off the async threads.
pub(super) async fn off_thread<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
    tokio::task::spawn_blocking(work).await.map_err(|error| Error::Internal(error.to_string()))
}

/// As [`off_thread`], for work that decodes a picture.
pub(super) async fn in_turn<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
    let _turn = DECODING.acquire().await.map_err(|error| Error::Internal(error.to_string()))?;
    off_thread(work).await
}
