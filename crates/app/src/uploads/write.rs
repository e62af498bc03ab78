//! Taking the next bytes of an upload.

use std::path::PathBuf;

use tokio::{fs::File, io::AsyncWriteExt};

use super::{
    Upload, pieces, store,
    upload::{KEPT_FOR, MOST_PIECES, MOST_STORED, next_pieces},
};
use crate::{
    Actor, App, Error, FieldError, Permission, Result,
    ids::{MediaId, UploadId},
    media::{MAX_UPLOAD_BYTES, Media, describe, is_picture},
};

/// After so many bytes what has come is put on the disk for sure and told to have arrived.
const COMMIT_EVERY: i64 = 8 * 1024 * 1024;

/// Commits of the largest upload into a bucket, about: it has room for breaks beyond them.
const MOST_COMMITS: i64 = 2_000;

/// Most bytes of a picture.
const MOST_OF_A_PICTURE: i64 = MAX_UPLOAD_BYTES as i64;

/// What came of a request to write.
pub enum Written {
    /// Go on: the bytes are taken.
    Open(Box<Writer>),
    /// Somebody else writes, or the bytes do not go on where those before ended; so much has arrived.
    Elsewhere(i64),
}

/// The one who writes an upload, until a newer one takes over.
pub struct Writer {
    app: App,
    actor: Actor,
    upload: Upload,
    folder: PathBuf,
    file: File,
    /// Written, perhaps not yet on the disk.
    at: i64,
    lost: bool,
}

/// What keeps a file that arrived by pieces: the row is finished in the transaction that writes the file's.
pub(crate) struct Arrival {
    id: UploadId,
    fence: i64,
}

impl Arrival {
    /// Finishes the upload.
    ///
    /// # Errors
    /// `Conflict` when another writer took over: then nothing is kept.
    pub(crate) async fn finish(&self, tx: &db::Tx, actor: &Actor, media_id: MediaId) -> Result<()> {
        if store::finish(tx, actor.workspace_id, self.id, self.fence, media_id).await? {
            Ok(())
        } else {
            Err(Error::Conflict("upload_elsewhere"))
        }
    }
}

impl App {
    /// Begins to write at `offset`.
    ///
    /// # Errors
    /// `NotFound`; `Conflict("upload_broken_often")`.
    pub async fn write_upload(&self, actor: &Actor, id: UploadId, offset: i64) -> Result<Written> {
        actor.require(Permission::WritePosts)?;
        let mut upload = self.upload(actor, id).await?;
        if upload.received != offset || upload.media_id.is_some() {
            return Ok(Written::Elsewhere(upload.received));
        }
        let known = upload.pieces();
        let stored = self.files().bucket().is_some();
        // What is in a bucket is whole: nobody goes on in it.
        let writing = if stored { upload.fence.max(1) } else { upload.writing };
        let pieces = next_pieces(known, offset, writing, upload.fence + 1);
        if pieces.len() > if stored { MOST_STORED } else { MOST_PIECES } {
            return Err(Error::Conflict("upload_broken_often"));
        }
        let text = serde_json::to_string(&pieces).unwrap_or_default();
        let tx = self.db.write().await?;
        if !store::take_over(&tx, actor.workspace_id, &upload, &text).await? {
            drop(tx);
            return Ok(Written::Elsewhere(self.upload(actor, id).await?.received));
        }
        tx.commit().await?;
        upload.fence += 1;
        upload.writing = upload.fence;
        upload.pieces = text;
        let folder = self.upload_folder(id);
        if !stored && !pieces::are_there(&folder, &pieces, offset).await {
            self.forget_upload(actor.workspace_id, id).await?;
            return Err(Error::NotFound);
        }
        let file = if stored {
            pieces::open_nameless(&folder).await?
        } else {
            pieces::open_last(&folder, &pieces, offset).await?
        };
        let writer =
            Writer { app: self.clone(), actor: actor.clone(), upload, folder, file, at: offset, lost: false };
        Ok(Written::Open(Box::new(writer)))
    }
}

impl Writer {
    /// How many bytes are still to come.
    #[must_use]
    pub const fn left(&self) -> i64 {
        self.upload.size - self.at
    }

    /// Takes bytes; what is over the announced size is cut off. `false` when another writer took over.
    ///
    /// # Errors
    /// `Full` when the disk is full; `Invalid` for a picture larger than pictures may be.
    pub async fn write(&mut self, chunk: &[u8]) -> Result<bool> {
        if self.at == 0 && is_picture(chunk) && self.upload.size > MOST_OF_A_PICTURE {
            // Said by the bytes themselves, whatever was told before: no need to wait for the rest.
            self.app.forget_upload(self.actor.workspace_id, self.upload.id).await?;
            let told = FieldError::new("file", "file_too_large").with("name", &self.upload.file_name);
            return Err(Error::Invalid(vec![told.with("limit_mb", MOST_OF_A_PICTURE / (1024 * 1024))]));
        }
        let room = usize::try_from(self.left()).unwrap_or(0);
        let taken = chunk.len().min(room);
        let written = self.file.write_all(&chunk[..taken]).await;
        written.map_err(|error| self.describe(&error))?;
        self.at += i64::try_from(taken).unwrap_or(0);
        // The last bytes are told to have arrived when the file is kept, not before.
        if self.left() > 0 && self.at - self.upload.received >= self.commit_every() {
            self.commit(false).await?;
        }
        Ok(!self.lost)
    }

    /// Ends writing. What came is told to have arrived; the whole is kept as a file of the library.
    ///
    /// # Errors
    /// `Invalid` for a file that is not taken: the upload is then forgotten. All others leave it as it was.
    pub async fn end(mut self) -> Result<(Upload, Option<Media>)> {
        if self.lost {
            return Ok((self.app.upload(&self.actor, self.upload.id).await?, None));
        }
        if self.left() > 0 {
            self.commit(true).await?;
            if self.lost {
                return Ok((self.app.upload(&self.actor, self.upload.id).await?, None));
            }
            return Ok((self.upload, None));
        }
        self.sync().await?;
        let (app, actor, id) = (self.app.clone(), self.actor.clone(), self.upload.id);
        match self.keep().await {
            Ok(media) => {
                pieces::remove(&app, id).await;
                Ok((app.upload(&actor, id).await?, Some(media)))
            }
            Err(Error::Invalid(faults)) => {
                app.forget_upload(actor.workspace_id, id).await?;
                Err(Error::Invalid(faults))
            }
            Err(Error::Conflict("upload_elsewhere")) => Ok((app.upload(&actor, id).await?, None)),
            Err(error) => Err(error),
        }
    }

    async fn keep(self) -> Result<Media> {
        let Self { app, actor, upload, folder, mut file, .. } = self;
        app.require_room(upload.size.unsigned_abs())?;
        let mut incoming = app.receive_media(&actor).await?;
        if app.files().bucket().is_some() {
            pieces::copy_stored(&app.files(), &upload, &mut file, &mut incoming).await?;
        } else {
            pieces::copy_all(&folder, &upload.pieces(), upload.size, &mut incoming).await?;
        }
        let arrival = Arrival { id: upload.id, fence: upload.fence };
        app.keep_arrived(&actor, &upload, incoming, arrival).await
    }

    /// A piece for each commit: a large file has larger ones.
    fn commit_every(&self) -> i64 {
        let stored = self.app.settings.bucket.is_some();
        if stored { COMMIT_EVERY.max(self.upload.size / MOST_COMMITS) } else { COMMIT_EVERY }
    }

    /// Puts what came where it lasts and tells it.
    async fn commit(&mut self, ended: bool) -> Result<()> {
        self.sync().await?;
        let pieces = self.store_piece().await?;
        let expires_at = self.app.now() + KEPT_FOR;
        let (workspace_id, upload) = (self.actor.workspace_id, &self.upload);
        let tx = self.app.db.write().await?;
        let held = store::advance(&tx, workspace_id, upload, &pieces, self.at, ended, expires_at).await?;
        tx.commit().await?;
        self.lost = !held;
        if held {
            self.upload.pieces = pieces;
            self.upload.received = self.at;
            self.upload.expires_at = expires_at;
        }
        Ok(())
    }

    /// In a bucket what came since the last commit is a piece of its own. Gives the pieces as the row tells them next.
    async fn store_piece(&mut self) -> Result<String> {
        let files = self.app.files();
        let mut pieces = self.upload.pieces();
        let Some(last) = pieces.last().copied().filter(|last| files.bucket().is_some() && last.0 < self.at)
        else {
            return Ok(self.upload.pieces.clone());
        };
        pieces::store(&files, self.upload.id, last, &mut self.file, self.at - last.0).await?;
        pieces.push((self.at, self.upload.fence));
        Ok(serde_json::to_string(&pieces).unwrap_or_default())
    }

    async fn sync(&mut self) -> Result<()> {
        let done = async {
            self.file.flush().await?;
            self.file.sync_data().await
        };
        done.await.map_err(|error: std::io::Error| self.describe(&error))
    }

    fn describe(&self, error: &std::io::Error) -> Error {
        describe(&pieces::last_place(&self.folder, &self.upload), error)
    }
}
