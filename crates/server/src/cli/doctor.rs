//! `tandem doctor`.

use clap::Args;
use db::Db;
use serde::Serialize;

use super::say;
use crate::config::Config;

/// Check settings, database, key file, channels and disk, and say what to mend.
#[derive(Debug, Args)]
pub struct Doctor {
    /// As JSON.
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Finding {
    check: &'static str,
    ok: bool,
    says: String,
}

impl Doctor {
    /// Checks; fails when anything must be mended.
    pub async fn run(self, config: &Config) -> anyhow::Result<()> {
        let mut findings = vec![finding("settings", Ok("read without fault".to_owned()))];
        findings.push(finding("data_dir", writable(config)));
        findings.push(finding("media", media(config).await));
        findings.push(finding("ffmpeg", ffmpeg(config).await));
        match Db::connect_beside(&config.database_url()).await {
            Ok(db) => {
                let pending = db::pending_migrations(&db).await;
                findings.push(finding(
                    "database",
                    match pending {
                        Ok(pending) if pending.is_empty() => Ok("reachable and up to date".to_owned()),
                        Ok(pending) => {
                            Err(format!("{} migrations are missing: run tandem migrate", pending.len()))
                        }
                        Err(error) => Err(error.to_string()),
                    },
                ));
                findings.push(finding("channels", channels(&db).await));
                findings.push(finding("webhooks", webhooks(&db).await));
                findings.push(finding("secret_key_file", key(config, &db).await));
            }
            Err(error) => findings.push(finding("database", Err(error.to_string()))),
        }
        if self.json {
            say(serde_json::to_string_pretty(&findings)?)?;
        } else {
            for finding in &findings {
                say(format!(
                    "{} {:16} {}",
                    if finding.ok { "ok  " } else { "MEND" },
                    finding.check,
                    finding.says
                ))?;
            }
        }
        let broken = findings.iter().filter(|finding| !finding.ok).count();
        if broken > 0 {
            anyhow::bail!("{broken} of {} checks must be mended", findings.len());
        }
        Ok(())
    }
}

async fn ffmpeg(config: &Config) -> Result<String, String> {
    let wish = config.ffmpeg();
    let Some(place) = app::renders::find_ffmpeg(wish) else {
        return match wish {
            "" => Ok("not installed: films cannot be made to fit networks (Debian: apt-get install ffmpeg)"
                .to_owned()),
            "none" => Ok("not wanted: films cannot be made to fit networks".to_owned()),
            wish => Err(format!("{wish} is not there; set TANDEM_FFMPEG to its place, or leave it empty")),
        };
    };
    let version = app::renders::version_of(&place).await;
    let version = version.ok_or_else(|| format!("{} does not run", place.display()))?;
    if !app::renders::has_encoder(&place).await {
        return Err(format!("{} cannot write H.264 (libx264): install a build that can", place.display()));
    }
    Ok(format!("{}: {}", place.display(), version.split(" Copyright").next().unwrap_or(&version)))
}

fn finding(check: &'static str, outcome: Result<String, String>) -> Finding {
    let ok = outcome.is_ok();
    Finding { check, ok, says: outcome.unwrap_or_else(|says| says) }
}

fn writable(config: &Config) -> Result<String, String> {
    let folder = config.data_dir();
    let probe = folder.join(format!(".doctor-{}", std::process::id()));
    std::fs::write(&probe, vec![0_u8; 1 << 20])
        .and_then(|()| std::fs::remove_file(&probe))
        .map(|()| format!("{} takes new files", folder.display()))
        .map_err(|error| format!("{}: {error}; make room, or set TANDEM_DATA_DIR", folder.display()))
}

/// Writes a small file where files are kept, reads it and deletes it.
async fn media(config: &Config) -> Result<String, String> {
    let address = config.listen.parse().map_err(|_| "listen is no address".to_owned())?;
    let mend = match config.bucket() {
        Some(_) => {
            "set TANDEM_MEDIA_URL and TANDEM_MEDIA_S3__… right, and let the key read, write, delete and list"
        }
        None => "make room, or set TANDEM_MEDIA_URL",
    };
    app::media::probe_files(&config.app_settings(address))
        .await
        .map(|place| format!("{place} takes, gives and deletes files"))
        .map_err(|error| format!("{error}; {mend}"))
}

async fn key(config: &Config, db: &Db) -> Result<String, String> {
    let file = config.secret_key_file();
    if !file.exists() && app::channels::holds_secrets(db).await.map_err(|error| error.to_string())? {
        return Err(format!("{} is gone: what is sealed with it opens no more; put it back", file.display()));
    }
    if !file.exists() {
        return Ok("not made yet; the first start makes it".to_owned());
    }
    app::vault::Vault::open(&file)
        .map(|_| format!("{} opens", file.display()))
        .map_err(|error| error.to_string())
}

async fn channels(db: &Db) -> Result<String, String> {
    let summary = app::channels::summary(db).await.map_err(|error| error.to_string())?;
    if summary.reconnect > 0 {
        return Err(format!(
            "{} of {} channels must be connected again",
            summary.reconnect, summary.connected
        ));
    }
    Ok(format!("{} connected, {} unreachable at the last check", summary.connected, summary.unreachable))
}

/// Nothing here must be mended at once: what a network does not tell is asked of it.
async fn webhooks(db: &Db) -> Result<String, String> {
    let counts = app::webhooks::counts(db).await.map_err(|error| error.to_string())?;
    if counts.is_empty() {
        return Ok("no network has sent anything; counters and waiting posts are asked for".to_owned());
    }
    let told = counts.iter().map(|count| {
        format!(
            "{}: {} taken (last {}), {} refused (last {})",
            count.network,
            count.accepted,
            when(count.accepted_at),
            count.refused,
            when(count.refused_at)
        )
    });
    Ok(told.collect::<Vec<_>>().join("; "))
}

fn when(at: Option<i64>) -> String {
    at.and_then(|at| jiff::Timestamp::from_millisecond(at).ok())
        .map_or_else(|| "never".to_owned(), |at| at.round(jiff::Unit::Second).unwrap_or(at).to_string())
}
