//! The pieces of an upload: in its folder, or in the bucket where files are kept. There, whichever process is asked next
//! finds them.

use std::path::{Path, PathBuf};

use tokio::{
    fs::{File, OpenOptions},
    io::{AsyncReadExt, AsyncSeekExt},
};

use super::{
    Upload,
    upload::{Piece, with_lengths},
};
use crate::{
    App, Error, Result,
    ids::UploadId,
    media::{Incoming, MediaFiles, describe},
};

/// How much is read at a time.
const AT_ONCE: usize = 256 * 1024;

/// How much is taken from a bucket at a time.
const FROM_BUCKET: u64 = 8 * 1024 * 1024;

/// Room that stays free whatever is uploaded: the database needs some.
const SPARE: u64 = 64 * 1024 * 1024;

impl App {
    /// The folder of an upload's pieces.
    pub(super) fn upload_folder(&self, id: UploadId) -> PathBuf {
        self.settings.media_dir.join("uploads").join(id.uuid().simple().to_string())
    }

    /// Whether so many bytes find room on the disk of the media folder.
    ///
    /// # Errors
    /// `Full` when they do not.
    pub fn require_room(&self, bytes: u64) -> Result<()> {
        let folder = &self.settings.media_dir;
        // A folder that is not made yet lies on the disk of those above it.
        let stands = folder.ancestors().find(|folder| folder.exists()).unwrap_or(Path::new("."));
        let Ok(disk) = rustix::fs::statvfs(stands) else { return Ok(()) };
        let free = disk.f_bavail.saturating_mul(disk.f_frsize);
        if bytes.saturating_add(SPARE) > free {
            let text =
                format!("the disk of {} has {free} bytes left, and {bytes} are needed", folder.display());
            return Err(Error::Full(text));
        }
        Ok(())
    }
}

pub(super) fn place(folder: &Path, (start, fence): Piece) -> PathBuf {
    folder.join(format!("{start}-{fence}.part"))
}

/// Whether the bytes that were told to have arrived are on the disk; a restored backup has none of them.
pub(super) async fn are_there(folder: &Path, pieces: &[Piece], received: i64) -> bool {
    for (piece, least) in with_lengths(pieces, received) {
        let length = tokio::fs::metadata(place(folder, piece)).await.map_or(0, |known| known.len());
        if length < least {
            return false;
        }
    }
    true
}

/// Opens the last piece where `received` ends; what stands behind it was never told to have arrived.
pub(super) async fn open_last(folder: &Path, pieces: &[Piece], received: i64) -> Result<File> {
    let Some(last) = pieces.last() else {
        return Err(Error::Internal("an upload without pieces".to_owned()));
    };
    let path = place(folder, *last);
    let opened = async {
        tokio::fs::create_dir_all(folder).await?;
        let mut file =
            OpenOptions::new().create(true).truncate(false).read(true).write(true).open(&path).await?;
        let length = u64::try_from(received - last.0).unwrap_or(0);
        file.set_len(length).await?;
        file.seek(std::io::SeekFrom::Start(length)).await?;
        Ok(file)
    };
    opened.await.map_err(|error| describe(&path, &error))
}

/// The key of a piece in a bucket.
fn key(id: UploadId, (start, fence): Piece) -> String {
    format!("{}/{start}-{fence}.part", under(id))
}

/// What the keys of an upload's pieces begin with.
fn under(id: UploadId) -> String {
    format!("uploads/{}", id.uuid().simple())
}

/// A file for what comes until it goes into the bucket. It has no name, so nothing stays of it whatever happens.
pub(super) async fn open_nameless(folder: &Path) -> Result<File> {
    let path = folder.with_extension(format!("{:016x}.part", rand::random::<u64>()));
    let opened = async {
        if let Some(parent) = path.parent() {
            tokio::fs::create_dir_all(parent).await?;
        }
        let file = OpenOptions::new().create_new(true).read(true).write(true).open(&path).await?;
        tokio::fs::remove_file(&path).await?;
        Ok(file)
    };
    opened.await.map_err(|error| describe(&path, &error))
}

/// Puts the `length` bytes of a nameless file into the bucket as a piece, and empties the file.
pub(super) async fn store(
    files: &MediaFiles,
    id: UploadId,
    piece: Piece,
    file: &mut File,
    length: i64,
) -> Result<()> {
    let Some(bucket) = files.bucket() else { return Ok(()) };
    let key = key(id, piece);
    let bad = |error: std::io::Error| describe(Path::new(&key), &error);
    file.rewind().await.map_err(bad)?;
    bucket.put(&key, file, length.unsigned_abs()).await?;
    file.rewind().await.map_err(bad)?;
    file.set_len(0).await.map_err(bad)
}

/// Writes every byte of an upload that is in a bucket, and then those of the nameless file.
pub(super) async fn copy_stored(
    files: &MediaFiles,
    upload: &Upload,
    last: &mut File,
    target: &mut Incoming,
) -> Result<()> {
    // The last one is still in the nameless file: of it nothing was told to have arrived.
    for (piece, length) in with_lengths(&upload.pieces(), upload.received) {
        let (key, mut at) = (key(upload.id, piece), 0);
        while at < length {
            let bytes = files.read(&key, at, FROM_BUCKET.min(length - at)).await?;
            if bytes.is_empty() {
                return Err(Error::Internal(format!("{key}: bytes that had arrived are gone")));
            }
            at += bytes.len() as u64;
            target.write(&bytes).await?;
        }
    }
    let bad = |error: std::io::Error| describe(Path::new("the last piece"), &error);
    last.rewind().await.map_err(bad)?;
    let mut buffer = vec![0; AT_ONCE];
    loop {
        let got = last.read(&mut buffer).await.map_err(bad)?;
        if got == 0 {
            return Ok(());
        }
        target.write(&buffer[..got]).await?;
    }
}

/// Writes every byte of an upload up to `end`, in order.
pub(super) async fn copy_all(folder: &Path, pieces: &[Piece], end: i64, target: &mut Incoming) -> Result<()> {
    let mut buffer = vec![0; AT_ONCE];
    for (piece, length) in with_lengths(pieces, end) {
        let path = place(folder, piece);
        let mut left = usize::try_from(length).unwrap_or(0);
        let mut file = File::open(&path).await.map_err(|error| describe(&path, &error))?;
        while left > 0 {
            let most = left.min(AT_ONCE);
            let got = file.read(&mut buffer[..most]).await.map_err(|error| describe(&path, &error))?;
            if got == 0 {
                return Err(Error::Internal(format!("{}: bytes that had arrived are gone", path.display())));
            }
            target.write(&buffer[..got]).await?;
            left -= got;
        }
    }
    Ok(())
}

/// Removes the pieces; what stays is room lost, and the sweep finds it again as long as the row stands.
pub(super) async fn remove(app: &App, id: UploadId) -> bool {
    let folder = app.upload_folder(id);
    if let Some(bucket) = app.files().bucket()
        && let Err(error) = bucket.delete_under(&under(id)).await
    {
        tracing::warn!(%error, upload.id = %id, "pieces of an upload stay in the bucket");
        return false;
    }
    match tokio::fs::remove_dir_all(&folder).await {
        Ok(()) => true,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => true,
        Err(error) => {
            tracing::warn!(%error, folder = %folder.display(), "pieces of an upload stay on the disk");
            false
        }
    }
}

/// Names the piece that a writer writes, for its faults.
pub(super) fn last_place(folder: &Path, upload: &Upload) -> PathBuf {
    upload.pieces().last().map_or_else(|| folder.to_owned(), |piece| place(folder, *piece))
}
