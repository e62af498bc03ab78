//! Where files are kept: a folder, or a bucket. The one way to their bytes, whatever stands behind it.

use std::{
    io::{ErrorKind, SeekFrom},
    path::{Path, PathBuf},
};

use tokio::{
    fs::File,
    io::{AsyncReadExt, AsyncSeekExt, AsyncWriteExt},
};

use super::{Media, bucket::Bucket, incoming::describe};
use crate::{App, Error, Result, Settings, ids::WorkspaceId};

/// How much is taken out of a bucket at a time.
const AT_ONCE: u64 = 8 * 1024 * 1024;

/// Beside a file: a small picture of it that can be made again.
pub(super) const THUMB: &str = "thumb";

/// The place for files.
#[derive(Debug, Clone)]
pub(crate) struct MediaFiles {
    /// Files, or what is worked on when they are in a bucket.
    folder: PathBuf,
    bucket: Option<Bucket>,
}

/// A file of the place on the local disk; a copy that was fetched goes with this.
pub(crate) struct LocalFile {
    path: PathBuf,
    fetched: bool,
}

impl LocalFile {
    /// Where it is.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for LocalFile {
    fn drop(&mut self) {
        if self.fetched {
            let _ = std::fs::remove_file(&self.path);
        }
    }
}

impl App {
    /// The place for files.
    pub(crate) fn files(&self) -> MediaFiles {
        MediaFiles::of(&self.settings)
    }
}

/// The key of a file within the place.
pub(crate) fn key_of(workspace_id: WorkspaceId, media: &Media) -> String {
    format!("{}/{}", workspace_id.uuid().simple(), media.sha256)
}

/// The key of what stands beside a file.
pub(super) fn beside(key: &str, ending: &str) -> String {
    format!("{key}.{ending}")
}

impl MediaFiles {
    pub(super) fn of(settings: &Settings) -> Self {
        Self { folder: settings.media_dir.clone(), bucket: settings.bucket.clone() }
    }

    /// The bucket, where there is one.
    pub(crate) const fn bucket(&self) -> Option<&Bucket> {
        self.bucket.as_ref()
    }

    /// Keeps a file that lies whole on the local disk, and stays there. What is there with this key and as many bytes is the same file, and is not sent again.
    pub(crate) async fn put(&self, from: &Path, key: &str) -> Result<()> {
        let Some(bucket) = &self.bucket else {
            let to = self.folder.join(key);
            return put_into_folder(from, &to).await.map_err(|error| describe(&to, &error));
        };
        let opened = async {
            let file = File::open(from).await?;
            let length = file.metadata().await?.len();
            Ok((file, length))
        };
        let (mut file, length) = opened.await.map_err(|error| describe(from, &error))?;
        if bucket.size(key).await? == Some(length) {
            return Ok(());
        }
        bucket.put(key, &mut file, length).await
    }

    /// Keeps bytes that can be made again: whole or not at all, but not on the disk for sure.
    pub(crate) async fn put_bytes(&self, bytes: Vec<u8>, key: &str) -> Result<()> {
        if let Some(bucket) = &self.bucket {
            return bucket.put_bytes(key, bytes).await;
        }
        let place = self.folder.join(key);
        // Written beside and renamed: two that make it at once do not disturb each other.
        let part = place.with_extension(format!("{:016x}.part", rand::random::<u64>()));
        let written = async {
            tokio::fs::write(&part, bytes).await?;
            tokio::fs::rename(&part, &place).await
        };
        written.await.map_err(|error| describe(&place, &error))
    }

    /// Whether a file is there.
    pub(crate) async fn is_there(&self, key: &str) -> Result<bool> {
        match &self.bucket {
            Some(bucket) => Ok(bucket.size(key).await?.is_some()),
            None => {
                let place = self.folder.join(key);
                tokio::fs::try_exists(&place).await.map_err(|error| describe(&place, &error))
            }
        }
    }

    /// Bytes from `offset` on: `length`, or fewer at the file's end.
    pub(crate) async fn read(&self, key: &str, offset: u64, length: u64) -> Result<Vec<u8>> {
        if let Some(bucket) = &self.bucket {
            return bucket.get(key, offset, length).await?.ok_or_else(|| gone(key));
        }
        let place = self.folder.join(key);
        let read = async {
            let mut file = File::open(&place).await?;
            file.seek(SeekFrom::Start(offset)).await?;
            let mut bytes = Vec::new();
            file.take(length).read_to_end(&mut bytes).await?;
            Ok(bytes)
        };
        read.await.map_err(|error| describe(&place, &error))
    }

    /// Every byte of a file that is small; `None` when it is not there.
    pub(crate) async fn read_all(&self, key: &str) -> Result<Option<Vec<u8>>> {
        if let Some(bucket) = &self.bucket {
            return bucket.get_all(key).await;
        }
        let place = self.folder.join(key);
        match tokio::fs::read(&place).await {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(describe(&place, &error)),
        }
    }

    /// As [`MediaFiles::read_all`], for a file that must be there.
    pub(crate) async fn read_whole(&self, key: &str) -> Result<Vec<u8>> {
        self.read_all(key).await?.ok_or_else(|| gone(key))
    }

    /// Deletes a file, if it is there.
    pub(crate) async fn delete(&self, key: &str) -> Result<()> {
        if let Some(bucket) = &self.bucket {
            return bucket.delete(key).await;
        }
        let place = self.folder.join(key);
        match tokio::fs::remove_file(&place).await {
            Err(error) if error.kind() != ErrorKind::NotFound => Err(describe(&place, &error)),
            _ => Ok(()),
        }
    }

    /// The file on the local disk, for programs that must seek in it: fetched out of a bucket, `length` bytes.
    pub(crate) async fn local(&self, key: &str, length: u64) -> Result<LocalFile> {
        let Some(bucket) = &self.bucket else {
            return Ok(LocalFile { path: self.folder.join(key), fetched: false });
        };
        let path = self.folder.join("fetched").join(format!("{:016x}.part", rand::random::<u64>()));
        let made = async {
            tokio::fs::create_dir_all(self.folder.join("fetched")).await?;
            File::create_new(&path).await
        };
        let mut file = made.await.map_err(|error| describe(&path, &error))?;
        let local = LocalFile { path, fetched: true };
        let mut at = 0;
        while at < length {
            let bytes = bucket.get(key, at, AT_ONCE.min(length - at)).await?.ok_or_else(|| gone(key))?;
            if bytes.is_empty() {
                return Err(gone(key));
            }
            at += bytes.len() as u64;
            file.write_all(&bytes).await.map_err(|error| describe(&local.path, &error))?;
        }
        file.flush().await.map_err(|error| describe(&local.path, &error))?;
        Ok(local)
    }
}

async fn put_into_folder(from: &Path, to: &Path) -> std::io::Result<()> {
    match tokio::fs::hard_link(from, to).await {
        Ok(()) => {}
        Err(error) if error.kind() == ErrorKind::AlreadyExists => return Ok(()),
        // Some file systems have no second name for a file.
        Err(_) => {
            let part = to.with_extension(format!("{:016x}.part", rand::random::<u64>()));
            tokio::fs::copy(from, &part).await?;
            File::open(&part).await?.sync_all().await?;
            tokio::fs::rename(&part, to).await?;
        }
    }
    // The name, too, outlives a loss of power.
    if let Some(folder) = to.parent() {
        File::open(folder).await?.sync_all().await?;
    }
    Ok(())
}

fn gone(key: &str) -> Error {
    Error::Internal(format!("the file {key} is not where it should be"))
}
