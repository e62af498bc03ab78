//! The operator's settings: `config.default.toml`, then a file of their own, then the environment.
//!
//! Owns reading and checking them; all faults are told at once.

mod tree;

use std::{
    collections::BTreeMap,
    net::{IpAddr, SocketAddr},
    path::PathBuf,
    time::Duration,
};

use anyhow::{Context, bail};
use app::media::{Bucket, BucketSettings};
use ipnet::IpNet;
use serde::Deserialize;
use url::Url;

/// The manual, and the defaults.
pub const DEFAULTS: &str = include_str!("config.default.toml");

/// How much denser than usual `tandem demo` fetches metrics: its audience lives that much faster.
const DEMO_METRICS_PACE: i64 = 60;

/// Settings as they are written.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// See `config.default.toml`, as for all others.
    pub listen: String,
    public_url: String,
    data_dir: PathBuf,
    database_url: String,
    secret_key_file: String,
    media_url: String,
    media_s3: MediaS3,
    ffmpeg: String,
    smtp_url: String,
    mail_from: String,
    newsletter_domains: String,
    letters_a_minute: u32,
    letter_connections: u32,
    missed_after_minutes: i64,
    upload_max_mb: u64,
    metrics_pace: i64,
    trusted_proxies: String,
    /// What goes to the log.
    pub log: String,
    /// As JSON lines.
    pub log_json: bool,
    networks: Networks,
    #[serde(skip)]
    bucket: Option<Bucket>,
}

/// What reaches the bucket that `media_url` names.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct MediaS3 {
    endpoint: String,
    region: String,
    path_style: bool,
    access_key_id: String,
    secret_access_key: Secret,
    session_token: Secret,
    timeout_ms: u64,
}

#[derive(Debug, Clone, Deserialize)]
struct Networks {
    allow_private: bool,
    timeout_ms: u64,
    /// By the word of the network.
    #[serde(flatten)]
    each: BTreeMap<networks::Network, Network>,
}

/// Which of these a network has stands in `config.default.toml`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Network {
    base_url: String,
    web_url: String,
    api_version: String,
    client_id: String,
    client_secret: Secret,
    webhook_secret: Secret,
    scopes: String,
    post_price_micros: i64,
}

/// A setting that is never printed.
#[derive(Clone, Default, Deserialize)]
#[serde(transparent)]
struct Secret(String);

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(if self.0.is_empty() { "(none)" } else { "…" })
    }
}

impl Config {
    /// Reads the settings.
    ///
    /// # Errors
    /// Every unknown name and every wrong value, in one message.
    pub fn read() -> anyhow::Result<Self> {
        let mut builder = config::Config::builder();
        if let Some(file) = std::env::var_os("TANDEM_CONFIG") {
            builder =
                builder.add_source(config::File::from(PathBuf::from(file)).format(config::FileFormat::Toml));
        }
        let environment = config::Environment::with_prefix("TANDEM").prefix_separator("_").separator("__");
        let environment = environment.source(Some(
            std::env::vars()
                .filter(|(name, _)| name.starts_with("TANDEM_") && !is_ours_alone(name))
                .collect(),
        ));
        let read = builder.add_source(environment).build().context("the settings cannot be read")?;
        Self::check(read.try_deserialize().context("the settings cannot be read")?)
    }

    fn check(given: serde_json::Value) -> anyhow::Result<Self> {
        let defaults = config::Config::builder()
            .add_source(config::File::from_str(DEFAULTS, config::FileFormat::Toml))
            .build()
            .and_then(config::Config::try_deserialize)
            .context("config.default.toml")?;
        let mut faults = Vec::new();
        let merged = tree::lay_over(&defaults, given, "", &mut faults);
        let mut config: Self = serde_json::from_value(merged).context("the settings are wrong")?;
        faults.extend(config.faults());
        match config.open_bucket() {
            Ok(bucket) => config.bucket = bucket,
            Err(fault) => faults.push(fault),
        }
        if !faults.is_empty() {
            bail!("the settings are wrong:\n  {}", faults.join("\n  "));
        }
        Ok(config)
    }

    fn faults(&self) -> Vec<String> {
        let mut faults = Vec::new();
        if self.listen.parse::<SocketAddr>().is_err() {
            faults
                .push(format!("listen: {:?} is no address; write for instance 127.0.0.1:8080", self.listen));
        }
        let http = |text: &str| Url::parse(text).is_ok_and(|url| matches!(url.scheme(), "http" | "https"));
        let mut addresses = vec![("public_url".to_owned(), &self.public_url)];
        addresses.push(("media_s3.endpoint".to_owned(), &self.media_s3.endpoint));
        for (network, set) in &self.networks.each {
            addresses.push((format!("networks.{network}.base_url"), &set.base_url));
            addresses.push((format!("networks.{network}.web_url"), &set.web_url));
            if set.client_id.is_empty() != set.client_secret.0.is_empty() {
                faults.push(format!("networks.{network}: client_id and client_secret belong together"));
            }
        }
        for (name, value) in addresses {
            if !value.is_empty() && (!http(value) || value.ends_with('/')) {
                faults.push(format!(
                    "{name}: {value:?} must begin with http:// or https:// and have no slash at its end"
                ));
            }
        }
        if !self.database_url.is_empty() && db::Engine::of_url(&self.database_url).is_none() {
            faults.push("database_url: must begin with sqlite:// or postgres://".to_owned());
        }
        if !self.media_url.is_empty()
            && !self.media_url.starts_with("file://")
            && BucketSettings::of_url(&self.media_url).is_none()
        {
            faults.push("media_url: write file://FOLDER or s3://BUCKET/PREFIX".to_owned());
        }
        let keys = &self.media_s3;
        if keys.access_key_id.is_empty() != keys.secret_access_key.0.is_empty() {
            faults.push("media_s3: access_key_id and secret_access_key belong together".to_owned());
        }
        if keys.timeout_ms < 1_000 {
            faults.push("media_s3.timeout_ms: must be at least 1000".to_owned());
        }
        if !self.smtp_url.is_empty()
            && !self.smtp_url.starts_with("smtp://")
            && !self.smtp_url.starts_with("smtps://")
        {
            faults.push("smtp_url: must begin with smtp:// or smtps://".to_owned());
        }
        for (text, read) in self.proxies() {
            if read.is_none() {
                faults.push(format!(
                    "trusted_proxies: {text:?} is no address or network; write for instance 127.0.0.1, 10.0.0.0/8"
                ));
            }
        }
        if self.missed_after_minutes < 1 {
            faults.push("missed_after_minutes: must be at least 1".to_owned());
        }
        if !(1..=65_536).contains(&self.upload_max_mb) {
            faults.push("upload_max_mb: must be between 1 and 65536".to_owned());
        }
        if self.metrics_pace < 1 {
            faults.push("metrics_pace: must be at least 1".to_owned());
        }
        faults
    }

    fn proxies(&self) -> impl Iterator<Item = (&str, Option<IpNet>)> {
        let given = self.trusted_proxies.split(',').map(str::trim).filter(|text| !text.is_empty());
        given.map(|text| (text, text.parse().ok().or_else(|| text.parse::<IpAddr>().ok().map(IpNet::from))))
    }

    /// Where ffmpeg is, or that it is not wanted: empty for the first on the `PATH`.
    #[must_use]
    pub fn ffmpeg(&self) -> &str {
        &self.ffmpeg
    }

    /// The folder for everything that is kept.
    #[must_use]
    pub fn data_dir(&self) -> &PathBuf {
        &self.data_dir
    }

    /// What `tandem demo` runs with: the defaults, a folder of its own and simulated networks on this machine. Nothing of
    /// the operator's file and environment is heeded, so that a demo never touches an instance that people use.
    ///
    /// # Errors
    /// When the defaults themselves are wrong.
    pub fn for_demo(
        folder: PathBuf,
        servers: &[(networks::Network, String)],
        (client_id, client_secret): (&str, &str),
    ) -> anyhow::Result<Self> {
        let mut config = Self::check(serde_json::Value::Object(serde_json::Map::new()))?;
        config.data_dir = folder;
        config.metrics_pace = DEMO_METRICS_PACE;
        config.networks.allow_private = true;
        for (network, url) in servers {
            let set = config.networks.each.entry(*network).or_default();
            url.clone_into(&mut set.base_url);
            url.clone_into(&mut set.web_url);
            client_id.clone_into(&mut set.client_id);
            set.client_secret = Secret(client_secret.to_owned());
        }
        Ok(config)
    }

    /// The database's address.
    #[must_use]
    pub fn database_url(&self) -> String {
        if self.database_url.is_empty() {
            format!("sqlite://{}", self.data_dir.join("tandem.sqlite").display())
        } else {
            self.database_url.clone()
        }
    }

    /// The key file.
    #[must_use]
    pub fn secret_key_file(&self) -> PathBuf {
        if self.secret_key_file.is_empty() {
            self.data_dir.join("secret.key")
        } else {
            PathBuf::from(&self.secret_key_file)
        }
    }

    /// The bucket for media, where one is named. Nobody asks it yet.
    fn open_bucket(&self) -> Result<Option<Bucket>, String> {
        let Some((bucket, prefix)) = BucketSettings::of_url(&self.media_url) else { return Ok(None) };
        let set = &self.media_s3;
        let settings = BucketSettings {
            bucket,
            prefix,
            endpoint: set.endpoint.clone(),
            region: set.region.clone(),
            path_style: set.path_style,
            access_key_id: set.access_key_id.clone(),
            secret_access_key: set.secret_access_key.0.clone(),
            session_token: set.session_token.0.clone(),
            timeout: Duration::from_millis(set.timeout_ms),
        };
        Bucket::new(settings).map(Some).map_err(|fault| format!("media_s3: {fault}"))
    }

    /// The bucket for media, where one is named.
    #[must_use]
    pub const fn bucket(&self) -> Option<&Bucket> {
        self.bucket.as_ref()
    }

    /// The folder for media; with a bucket, for what is worked on.
    #[must_use]
    pub fn media_dir(&self) -> PathBuf {
        self.media_url.strip_prefix("file://").map_or_else(|| self.data_dir.join("media"), PathBuf::from)
    }

    /// The address under which people reach this instance when it listens at `address`.
    #[must_use]
    pub fn public_url(&self, address: SocketAddr) -> String {
        if self.public_url.is_empty() { format!("http://{address}") } else { self.public_url.clone() }
    }

    /// What the product needs.
    #[must_use]
    pub fn app_settings(&self, address: SocketAddr) -> app::Settings {
        app::Settings {
            public_url: self.public_url(address),
            allow_private: self.networks.allow_private,
            media_dir: self.media_dir(),
            bucket: self.bucket.clone(),
            ffmpeg: app::renders::find_ffmpeg(&self.ffmpeg),
            upload_max_bytes: self.upload_max_mb * 1024 * 1024,
            smtp_url: Some(self.smtp_url.clone()).filter(|url| !url.is_empty()),
            mail_from: self.mail_from.clone(),
            newsletter_domains: self
                .newsletter_domains
                .split(',')
                .map(|domain| domain.trim().trim_start_matches('@').to_lowercase())
                .filter(|domain| !domain.is_empty())
                .collect(),
            letters_a_minute: self.letters_a_minute,
            letter_connections: self.letter_connections,
            metrics_pace: self.metrics_pace,
            missed_after_ms: self.missed_after_minutes * app::clock::MINUTE,
            trusted_proxies: self.proxies().filter_map(|(_, read)| read).collect(),
            ..app::Settings::default()
        }
    }

    /// What the connectors need.
    #[must_use]
    pub fn network_settings(&self) -> networks::Settings {
        let given = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        let each = self.networks.each.iter().map(|(network, set)| {
            let settings = networks::NetworkSettings {
                base_url: given(&set.base_url),
                web_url: given(&set.web_url),
                api_version: given(&set.api_version),
                client_id: given(&set.client_id),
                client_secret: given(&set.client_secret.0),
                webhook_secret: given(&set.webhook_secret.0),
                scopes: given(&set.scopes),
                post_price_micros: Some(set.post_price_micros).filter(|price| *price > 0),
            };
            (*network, settings)
        });
        networks::Settings {
            allow_private: self.networks.allow_private,
            timeout_ms: self.networks.timeout_ms,
            networks: each.collect(),
        }
    }
}

/// Names in the environment that are no settings.
fn is_ours_alone(name: &str) -> bool {
    matches!(name, "TANDEM_CONFIG" | "TANDEM_HALT_AT") || name.starts_with("TANDEM_TEST_")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_defaults_are_good_and_each_is_explained() {
        let config = Config::check(json!({})).expect("defaults");
        assert_eq!(config.database_url(), "sqlite://data/tandem.sqlite");
        let demo = Config::for_demo("x".into(), &[], ("app", "secret")).expect("demo");
        assert!(demo.networks.allow_private && !config.networks.allow_private);
        assert_eq!(demo.secret_key_file(), PathBuf::from("x/secret.key"));
        let lines: Vec<&str> = DEFAULTS.lines().collect();
        for (at, line) in lines.iter().enumerate() {
            let Some((name, _)) = line.split_once(" = ").filter(|_| !line.starts_with('#')) else { continue };
            let above = at.checked_sub(1).map_or("", |above| lines[above]);
            let explained = above.starts_with('#') || above.split_once(" = ").is_some();
            assert!(explained, "{name} has no words above it");
        }
    }

    #[test]
    fn all_faults_are_told_at_once() {
        let given = json!({
            "listen": "here", "data_dirr": "x", "missed_after_minutes": "soon", "log_json": "perhaps",
            "smtp_url": "mail.example",
            "networks": { "allow_private": 7, "mastodon": "x", "bluesky": { "base_url": "bsky.social/", "api": "1" } },
        });
        let told = Config::check(given).expect_err("faults").to_string();
        for name in [
            "listen",
            "data_dirr",
            "missed_after_minutes",
            "log_json",
            "smtp_url",
            "networks.allow_private",
            "networks.mastodon",
            "networks.bluesky.base_url",
            "networks.bluesky.api",
        ] {
            assert!(told.contains(&format!("\n  {name}: ")), "{name} in {told}");
        }
    }

    #[test]
    fn text_of_the_environment_becomes_numbers_and_truth_values() {
        let given =
            json!({ "missed_after_minutes": "90", "log_json": "TRUE", "networks": { "timeout_ms": "5000" } });
        let config = Config::check(given).expect("settings");
        assert!(config.log_json && config.missed_after_minutes == 90 && config.networks.timeout_ms == 5000);
    }
}
