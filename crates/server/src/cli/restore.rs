//! `tandem restore`.

use std::{
    fs::{self, File},
    io::ErrorKind,
    path::{Path, PathBuf},
};

use anyhow::{Context, bail};
use clap::Args;
use db::{Db, Engine};

use super::{
    backup::{DATABASE, KEY, MEDIA},
    say,
};
use crate::config::Config;

/// Put a backup in the place of an empty data folder.
#[derive(Debug, Args)]
pub struct Restore {
    /// File that `tandem backup` made.
    file: PathBuf,
}

impl Restore {
    /// Restores; nothing that is there is overwritten.
    pub async fn run(self, config: &Config) -> anyhow::Result<()> {
        let url = config.database_url();
        let sqlite = Engine::of_url(&url) == Some(Engine::Sqlite);
        let database = db::sqlite_file(&url);
        // A log that a killed process left would be played over the restored file.
        let beside = |end: &str| PathBuf::from(format!("{}{end}", database.display()));
        let files = [database.clone(), beside("-wal"), beside("-shm"), beside("-journal")];
        let files = files.iter().take(if sqlite { files.len() } else { 0 });
        // Beside a bucket the folder holds nothing but work.
        let media = Some(config.media_dir()).filter(|_| config.bucket().is_none());
        for taken in [config.secret_key_file()].iter().chain(&media).chain(files) {
            if taken.exists() {
                bail!(
                    "{} exists already: move it away, or set TANDEM_DATA_DIR to an empty folder",
                    taken.display()
                );
            }
        }
        let source =
            File::open(&self.file).with_context(|| format!("cannot read {}", self.file.display()))?;
        let folder = config.data_dir();
        fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
        let unpacked = folder.join(".restore");
        let moved = tar::Archive::new(source)
            .unpack(&unpacked)
            .with_context(|| {
                format!("{} is no backup of Tandem, or there is no room for it", self.file.display())
            })
            .and_then(|()| place(&unpacked, config, sqlite.then_some(&database)));
        // Whatever is left is a copy of what stands in the backup.
        let _ = fs::remove_dir_all(&unpacked);
        moved?;
        if sqlite {
            Db::open(&url).await.context("the restored database cannot be opened")?.close().await?;
        } else {
            say(
                "The database is on PostgreSQL: restore it with pg_restore or psql. Key and media are in place.",
            )?;
        }
        say(format!("Restored from {}", self.file.display()))
    }
}

/// Moves what was unpacked into its places; what was placed is taken away again when a later part fails, so that another
/// try finds empty places.
fn place(unpacked: &Path, config: &Config, database: Option<&PathBuf>) -> anyhow::Result<()> {
    let mut parts = vec![(KEY, config.secret_key_file())];
    parts.extend(database.map(|database| (DATABASE, database.clone())));
    if unpacked.join(MEDIA).exists() {
        match config.bucket() {
            None => parts.push((MEDIA, config.media_dir())),
            Some(bucket) => {
                let folder = config.data_dir().join("media-restored");
                say(format!("The backup's media is put into {}: copy it into {bucket}.", folder.display()))?;
                parts.push((MEDIA, folder));
            }
        }
    }
    for (index, (name, target)) in parts.iter().enumerate() {
        let moved = move_to(&unpacked.join(name), target)
            .with_context(|| format!("the backup has no {name}, or {} cannot be written", target.display()));
        if moved.is_err() {
            for (_, placed) in &parts[..=index] {
                let _ = if placed.is_dir() { fs::remove_dir_all(placed) } else { fs::remove_file(placed) };
            }
            return moved;
        }
    }
    Ok(())
}

/// Moves a file or folder, also to another file system.
fn move_to(from: &Path, to: &Path) -> std::io::Result<()> {
    match fs::rename(from, to) {
        Err(error) if error.kind() == ErrorKind::CrossesDevices => copy_all(from, to),
        moved => moved,
    }
}

fn copy_all(from: &Path, to: &Path) -> std::io::Result<()> {
    if !from.is_dir() {
        fs::copy(from, to)?;
        return File::open(to)?.sync_all();
    }
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        copy_all(&entry.path(), &to.join(entry.file_name()))?;
    }
    Ok(())
}
