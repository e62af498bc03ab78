//! `tandem backup`.

use std::{
    fs::{File, OpenOptions},
    io::{ErrorKind, Read},
    path::{Path, PathBuf},
};

use anyhow::Context;
use clap::Args;
use db::{Db, Engine};

use super::say;
use crate::config::Config;

/// Name of the database inside a backup.
pub const DATABASE: &str = "tandem.sqlite";
/// Name of the key file inside a backup.
pub const KEY: &str = "secret.key";
/// Name of the media folder inside a backup.
pub const MEDIA: &str = "media";

/// Write a consistent copy of database, key and media to one file (tar); media in a bucket stays there.
#[derive(Debug, Args)]
pub struct Backup {
    /// File to make; it must not exist. Keep it as safe as the instance itself: it holds the key.
    file: PathBuf,
}

impl Backup {
    /// Copies while Tandem runs; a PostgreSQL database itself is left to pg_dump.
    pub async fn run(self, config: &Config) -> anyhow::Result<()> {
        let target = create_private(&self.file).with_context(|| {
            format!("cannot make {}: name a file that does not exist", self.file.display())
        })?;
        let written = self.write(config, target).await;
        if written.is_err() {
            // Half a backup is worse than none.
            let _ = std::fs::remove_file(&self.file);
        }
        written?;
        say(format!("Backup written to {}", self.file.display()))
    }

    async fn write(&self, config: &Config, target: File) -> anyhow::Result<()> {
        let mut archive = tar::Builder::new(target);
        let url = config.database_url();
        if Engine::of_url(&url) == Some(Engine::Sqlite) {
            let copy = self.file.with_extension("database.part");
            // The engine writes into an empty file that is there, so nobody else can read the copy meanwhile.
            create_private(&copy).with_context(|| format!("{} is in the way: remove it", copy.display()))?;
            let copied = async {
                let db = Db::connect_beside(&url).await?;
                db.copy_to(&copy.display().to_string()).await
            };
            let added = copied
                .await
                .map_err(anyhow::Error::from)
                .and_then(|()| Ok(archive.append_path_with_name(&copy, DATABASE)?));
            // The copy stands in the archive now, or is of no use.
            let _ = std::fs::remove_file(&copy);
            added.context("cannot copy the database")?;
        } else {
            say("The database is on PostgreSQL: back it up with pg_dump. Key and media are copied now.")?;
        }
        archive.append_path_with_name(config.secret_key_file(), KEY).context("cannot copy the key file")?;
        let media = config.media_dir();
        if let Some(bucket) = config.bucket() {
            say(format!(
                "Media is in {bucket}: it is not copied. Turn on versions in the bucket, or copy it."
            ))?;
        } else if media.exists() {
            append_media(&mut archive, &media, Path::new(MEDIA)).context("cannot copy the media")?;
        }
        archive.into_inner().and_then(|file| file.sync_all()).context("cannot write the backup")
    }
}

/// A new file that only its owner reads: it will hold the key and everybody's data.
fn create_private(path: &Path) -> std::io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// Adds the files of a folder and of those in it. Uploads that are under way belong to no post yet and are left out; a
/// file that is removed meanwhile is left out too.
fn append_media(archive: &mut tar::Builder<File>, folder: &Path, within: &Path) -> anyhow::Result<()> {
    for entry in std::fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))? {
        let entry = entry?;
        let (path, name) = (entry.path(), within.join(entry.file_name()));
        if entry.file_type()?.is_dir() {
            append_media(archive, &path, &name)?;
            continue;
        }
        if path.extension().is_some_and(|extension| extension == "part") {
            continue;
        }
        let file = match File::open(&path) {
            Err(error) if error.kind() == ErrorKind::NotFound => continue,
            opened => opened.with_context(|| format!("cannot read {}", path.display()))?,
        };
        let metadata = file.metadata()?;
        let mut header = tar::Header::new_gnu();
        header.set_metadata(&metadata);
        // As many bytes as the header says, even if the file grows.
        archive.append_data(&mut header, &name, file.take(metadata.len()))?;
    }
    Ok(())
}
