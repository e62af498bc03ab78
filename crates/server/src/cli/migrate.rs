//! `tandem migrate`.

use anyhow::Context;
use db::Db;

use super::say;
use crate::config::Config;

/// Brings the database up to date.
pub async fn run(config: &Config) -> anyhow::Result<()> {
    let folder = config.data_dir();
    std::fs::create_dir_all(folder)
        .with_context(|| format!("cannot make the data folder {}", folder.display()))?;
    let db = Db::open(&config.database_url()).await.context("cannot bring the database up to date")?;
    let names = db::applied_migrations(&db).await?;
    say(format!(
        "The database is up to date: {} migrations, the last is {}",
        names.len(),
        names.last().map_or("none", String::as_str)
    ))
}
