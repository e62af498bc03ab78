//! Small pictures for lists: made once, kept beside the file.

use std::path::PathBuf;

use tokio::sync::Semaphore;

use super::{Sort, incoming::describe, picture, store};
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
        if media.sort() != Sort::Image {
            return Err(Error::NotFound);
        }
        let file = self.media_file(actor.workspace_id, &media);
        let place = file.with_extension("thumb");
        if tokio::fs::try_exists(&place).await.unwrap_or(false) {
            return Ok(place);
        }
        let _turn = DECODING.acquire().await.map_err(|error| Error::Internal(error.to_string()))?;
        let bytes = tokio::fs::read(&file).await.map_err(|_| Error::NotFound)?;
        let small = off_thread(move || picture::thumbnail(&bytes, SIDE)).await?.ok_or(Error::NotFound)?;
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
