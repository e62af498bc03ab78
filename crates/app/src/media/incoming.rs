//! A file on its way in: written to disk as it comes, never held in memory.

use std::{
    io::ErrorKind,
    path::{Path, PathBuf},
};

use sha2::{Digest, Sha256};
use tokio::io::AsyncWriteExt;

use super::MAX_UPLOAD_BYTES;
use crate::{Actor, App, Error, FieldError, Permission, Result};

/// What a file's first bytes say it is, whatever its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Picture,
    /// MP4 or MOV.
    Mp4,
    /// WebM, or another Matroska.
    Webm,
    Pdf,
}

/// Enough of a file to know its kind.
const HEAD: usize = 12;

pub(super) fn kind_of(head: &[u8]) -> Kind {
    match (head, head.get(4..8)) {
        (_, Some(b"ftyp" | b"moov" | b"mdat" | b"wide")) => Kind::Mp4,
        ([0x1A, 0x45, 0xDF, 0xA3, ..], _) => Kind::Webm,
        ([b'%', b'P', b'D', b'F', b'-', ..], _) => Kind::Pdf,
        _ => Kind::Picture,
    }
}

/// Whether a file that begins so is a picture, or is none that is taken.
pub(crate) fn is_picture(head: &[u8]) -> bool {
    head.len() >= HEAD && kind_of(head) == Kind::Picture
}

/// A file being received. What is not kept in the end is removed when this goes.
pub struct Incoming {
    pub(super) path: PathBuf,
    file: tokio::fs::File,
    sha256: Sha256,
    head: Vec<u8>,
    bytes: u64,
    film_limit: u64,
}

impl Incoming {
    /// Takes the next bytes. What goes over the limit is counted and not written.
    ///
    /// # Errors
    /// `Full` when the disk is full.
    pub async fn write(&mut self, chunk: &[u8]) -> Result<()> {
        let missing = HEAD.saturating_sub(self.head.len()).min(chunk.len());
        self.head.extend_from_slice(&chunk[..missing]);
        self.bytes = self.bytes.saturating_add(chunk.len() as u64);
        if self.is_over() {
            return Ok(());
        }
        self.sha256.update(chunk);
        self.file.write_all(chunk).await.map_err(|error| describe(&self.path, &error))
    }

    /// How many bytes came.
    #[must_use]
    pub const fn bytes(&self) -> u64 {
        self.bytes
    }

    pub(super) fn kind(&self) -> Kind {
        kind_of(&self.head)
    }

    /// Most bytes of a file of this kind.
    pub(super) fn limit(&self) -> u64 {
        match self.kind() {
            Kind::Picture => MAX_UPLOAD_BYTES as u64,
            Kind::Mp4 | Kind::Webm | Kind::Pdf => self.film_limit,
        }
    }

    /// Whether more came than a file of its kind may have: what follows is not written.
    #[must_use]
    pub fn is_over(&self) -> bool {
        self.bytes > self.limit()
    }

    /// All is there: gives its digest in hex and the file from its beginning, for those who need both before it is kept.
    ///
    /// # Errors
    /// `Invalid` with `file_too_large` on `file`.
    pub async fn read_again(&mut self) -> Result<(String, tokio::fs::File)> {
        if self.is_over() {
            return Err(self.too_large("file"));
        }
        let digest = self.finish().await?;
        let file = tokio::fs::File::open(&self.path).await.map_err(|error| describe(&self.path, &error))?;
        Ok((digest, file))
    }

    /// The refusal of a file over its limit.
    #[must_use]
    pub fn too_large(&self, name: &str) -> Error {
        let limit = self.limit() / (1024 * 1024);
        let fault = FieldError::new("file", "file_too_large").with("name", name).with("limit_mb", limit);
        Error::Invalid(vec![fault])
    }

    /// All is there: on the disk for sure, with its digest in hex.
    pub(super) async fn finish(&mut self) -> Result<String> {
        let done = async {
            self.file.flush().await?;
            self.file.sync_all().await
        };
        done.await.map_err(|error| describe(&self.path, &error))?;
        Ok(hex(self.sha256.clone().finalize().as_slice()))
    }
}

impl Drop for Incoming {
    fn drop(&mut self) {
        // What is kept has a name of its own by now.
        let _ = std::fs::remove_file(&self.path);
    }
}

/// The name of a file of these bytes.
pub(super) fn digest(bytes: &[u8]) -> String {
    hex(Sha256::digest(bytes).as_slice())
}

pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A fault of the media folder.
pub(crate) fn describe(path: &Path, error: &std::io::Error) -> Error {
    match error.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge => {
            Error::Full(format!("the disk of the media folder is full: {}: {error}", path.display()))
        }
        _ => Error::Internal(format!("{}: {error}", path.display())),
    }
}

impl App {
    /// Begins to receive a file.
    ///
    /// # Errors
    /// `Forbidden`; `Full` when the disk is full.
    pub async fn receive_media(&self, actor: &Actor) -> Result<Incoming> {
        actor.require(Permission::WritePosts)?;
        let folder = self.settings.media_dir.join(actor.workspace_id.uuid().simple().to_string());
        let path = folder.join(format!("{:016x}.part", rand::random::<u64>()));
        let made = async {
            tokio::fs::create_dir_all(&folder).await?;
            tokio::fs::File::create_new(&path).await
        };
        let file = made.await.map_err(|error| describe(&path, &error))?;
        let film_limit = self.settings.upload_max_bytes;
        Ok(Incoming { path, file, sha256: Sha256::new(), head: vec![], bytes: 0, film_limit })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bytes_say_what_it_is() {
        assert_eq!(kind_of(b"\0\0\0\x20ftypisom"), Kind::Mp4);
        assert_eq!(kind_of(b"\x1A\x45\xDF\xA3\0\0\0"), Kind::Webm);
        assert_eq!(kind_of(b"%PDF-1.7\n"), Kind::Pdf);
        assert_eq!(kind_of(b"MZ"), Kind::Picture);
    }
}
