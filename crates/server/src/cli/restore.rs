//! `tandem restore`.

use std::{fs::File, path::PathBuf};

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
        let database = PathBuf::from(url.trim_start_matches("sqlite://"));
        for taken in [config.secret_key_file(), config.media_dir()].iter().chain(sqlite.then_some(&database))
        {
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
        std::fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
        let unpacked = folder.join(".restore");
        tar::Archive::new(source)
            .unpack(&unpacked)
            .with_context(|| format!("{} is no backup of Tandem", self.file.display()))?;
        let moved = place(&unpacked, config, sqlite.then_some(&database));
        // Whatever is left is a copy of what stands in the backup.
        let _ = std::fs::remove_dir_all(&unpacked);
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

fn place(unpacked: &std::path::Path, config: &Config, database: Option<&PathBuf>) -> anyhow::Result<()> {
    let put = |name: &str, target: PathBuf| {
        std::fs::rename(unpacked.join(name), &target)
            .with_context(|| format!("the backup has no {name}, or {} cannot be written", target.display()))
    };
    put(KEY, config.secret_key_file())?;
    if let Some(database) = database {
        put(DATABASE, database.clone())?;
    }
    if unpacked.join(MEDIA).exists() {
        put(MEDIA, config.media_dir())?;
    }
    Ok(())
}
