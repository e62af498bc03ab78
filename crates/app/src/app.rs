//! [`App`]: what every use case needs, in one value.

use std::{path::PathBuf, sync::Arc};

use db::Db;
use networks::{Connector, Network};
use tokio::sync::Notify;

use crate::{
    Clock, Now,
    deliveries::probe::{NoProbe, Probe},
    vault::Vault,
    visits::Traffic,
    webhooks::Tally,
};

/// What an operator sets for the product; see `config.default.toml` of the server.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Address under which people reach this instance, without a slash at the end: links in mails and posts begin
    /// with it.
    pub public_url: String,
    /// Whether networks may stand at private addresses, so that they reach this instance wherever it stands: for tests,
    /// the demo and closed networks.
    pub allow_private: bool,
    /// Folder for media.
    pub media_dir: PathBuf,
    /// The bucket where files are kept instead; `media_dir` then holds only what is worked on.
    pub bucket: Option<crate::media::Bucket>,
    /// The program ffmpeg, which makes versions of films; without it films are kept as they are.
    pub ffmpeg: Option<PathBuf>,
    /// Largest film or document taken, in bytes.
    pub upload_max_bytes: u64,
    /// SMTP server for mail, `smtp://user:password@host:port` or `smtps://…`; without it the owner hands links over.
    pub smtp_url: Option<String>,
    /// Sender of mail.
    pub mail_from: String,
    /// Domains whose addresses newsletters may be from; empty for all.
    pub newsletter_domains: Vec<String>,
    /// How much denser than usual metrics are fetched: 1, but more in the demo.
    pub metrics_pace: i64,
    /// How late a post may go out, in milliseconds; later it is missed. Default two hours.
    pub missed_after_ms: i64,
    /// How long after a lost answer a network's lists are taken to show what it made, in milliseconds. Default 90
    /// seconds.
    pub settle_ms: i64,
    /// How many letters of newsletters one process sends in a minute, at most.
    pub letters_a_minute: u32,
    /// Over how many connections to the mail server.
    pub letter_connections: u32,
    /// Proxies in front of this instance, whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<ipnet::IpNet>,
}

impl Settings {
    /// Whether networks can fetch files from this instance.
    #[must_use]
    pub fn serves_networks(&self) -> bool {
        self.allow_private || networks::is_public_url(&self.public_url)
    }

    /// Whether newsletters may be from an address.
    #[must_use]
    pub fn may_send_as(&self, email: &str) -> bool {
        let domain = email.rsplit_once('@').map_or("", |(_, domain)| domain).to_lowercase();
        self.newsletter_domains.is_empty() || self.newsletter_domains.contains(&domain)
    }

    /// Whether the operator's own address leads nowhere, as it is until somebody sets it.
    #[must_use]
    pub fn mail_from_is_nowhere(&self) -> bool {
        self.mail_from.trim_end_matches('>').trim_end().ends_with("@localhost")
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            public_url: "http://127.0.0.1:8080".to_owned(),
            allow_private: false,
            media_dir: PathBuf::from("data/media"),
            bucket: None,
            ffmpeg: None,
            upload_max_bytes: 1024 * 1024 * 1024,
            smtp_url: None,
            mail_from: "Tandem <tandem@localhost>".to_owned(),
            newsletter_domains: Vec::new(),
            metrics_pace: 1,
            missed_after_ms: 2 * crate::clock::HOUR,
            settle_ms: 90 * crate::clock::SECOND,
            letters_a_minute: 600,
            letter_connections: 4,
            trusted_proxies: Vec::new(),
        }
    }
}

/// The product. Cheap to clone; use cases are methods on it, each in the file of its verb.
#[derive(Clone)]
pub struct App {
    /// The database.
    pub db: Db,
    /// Secrets.
    pub vault: Arc<Vault>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Connectors by network.
    pub connectors: Arc<Vec<Arc<dyn Connector>>>,
    /// The operator's settings.
    pub settings: Arc<Settings>,
    /// Wakes the publisher before its timer.
    pub wake_publisher: Arc<Notify>,
    /// Wakes the sending of letters before its timer.
    pub wake_letters: Arc<Notify>,
    /// Wakes the fetching of metrics before its timer.
    pub wake_metrics: Arc<Notify>,
    /// Wakes the making of versions of films before its timer.
    pub wake_renders: Arc<Notify>,
    /// How the background work of this process fares.
    pub background: tasks::Statuses,
    /// Told of each step of a delivery; tests stop the process there.
    pub probe: Arc<dyn Probe>,
    /// What counts clicks, visits and conversions; [`App::finish_traffic`] ends it.
    pub(crate) traffic: Arc<Traffic>,
    /// Counts what networks send; [`App::finish_webhooks`] writes them.
    pub(crate) webhooks: Arc<Tally>,
}

impl App {
    /// Puts the parts together.
    #[must_use]
    pub fn new(
        db: Db,
        vault: Vault,
        clock: Arc<dyn Clock>,
        connectors: Vec<Arc<dyn Connector>>,
        settings: Settings,
    ) -> Self {
        Self {
            db,
            vault: Arc::new(vault),
            clock,
            connectors: Arc::new(connectors),
            settings: Arc::new(settings),
            wake_publisher: Arc::default(),
            wake_letters: Arc::default(),
            wake_metrics: Arc::default(),
            wake_renders: Arc::default(),
            background: tasks::Statuses::default(),
            probe: Arc::new(NoProbe),
            traffic: Arc::default(),
            webhooks: Arc::default(),
        }
    }

    /// The time, epoch milliseconds.
    #[must_use]
    pub fn now(&self) -> Now {
        self.clock.now()
    }

    /// The connector of a network, if this program has it.
    #[must_use]
    pub fn connector(&self, network: Network) -> Option<&Arc<dyn Connector>> {
        self.connectors.iter().find(|connector| connector.network() == network)
    }
}
