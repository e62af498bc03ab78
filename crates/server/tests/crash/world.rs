//! A workspace with one Bluesky channel behind the proxy, on either engine; set up through the product itself.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
    time::Duration,
};

use app::{
    Actor, App, Settings, SystemClock, Via,
    channels::{ConnectChannel, ConnectOutcome},
    ids::{BrandId, ChannelId, SessionId, UserId, WorkspaceId},
    posts::{SavePost, SchedulePost, When},
    vault::Vault,
};
use db::{Db, values};
use networks::registry::Registry;
use serde_json::Value;
use simulator::{Config, Simulator};
use tempfile::TempDir;

use crate::proxy::Proxy;

/// Short leases, in milliseconds: on PostgreSQL those of a dead process must run out.
pub const LEASE_MS: u64 = 1500;

/// Where the posts arrive.
pub enum Server {
    Simulated(Box<Simulator>),
    /// A personal data server of Bluesky's own making.
    Real,
}

pub struct World {
    pub proxy: Proxy,
    pub actor: Actor,
    url: String,
    dir: TempDir,
    server: Server,
    /// The server itself, past the proxy.
    address: String,
    did: String,
    brand_id: BrandId,
    channel_id: ChannelId,
}

impl World {
    /// With the simulated network.
    pub async fn simulated(postgres: bool) -> Self {
        Self::slow(postgres, Duration::ZERO).await
    }

    /// With the simulated network, every answer of which takes so long.
    pub async fn slow(postgres: bool, latency: Duration) -> Self {
        let config = Config { latency, ..Config::default() };
        let simulator = Simulator::start(config).await.expect("simulator");
        simulator.enforce_rate_limits(false);
        simulator.add_bluesky_account("brand.test", "app-pass-word", "Brand");
        let address = simulator.bluesky_url();
        let account = [address.as_str(), "brand.test", "app-pass-word"];
        Self::new(postgres, Server::Simulated(Box::new(simulator)), account).await
    }

    /// With the server that `TANDEM_TEST_BLUESKY` names as `address|account|password`.
    pub async fn real(postgres: bool) -> Self {
        let named = std::env::var("TANDEM_TEST_BLUESKY").expect("TANDEM_TEST_BLUESKY names a server");
        let account: [&str; 3] =
            named.split('|').collect::<Vec<_>>().try_into().expect("address|account|password");
        Self::new(postgres, Server::Real, account).await
    }

    async fn new(postgres: bool, server: Server, [address, account, password]: [&str; 3]) -> Self {
        let dir = TempDir::new().expect("folder");
        let (workspace_id, brand_id) = (WorkspaceId::generate(), BrandId::generate());
        let url = if postgres { new_database().await } else { in_folder(&dir) };
        let mut actor = Actor::system(workspace_id, jiff::tz::TimeZone::UTC, "EUR");
        actor.user_id = Some(UserId::generate());
        actor.via = Via::Session(SessionId::generate());
        let app = open(&url, &dir).await;
        let tx = app.db.write().await.expect("tx");
        tx.run(
            "insert into workspaces (id, name, zone, currency, merged_roles, hour_rate_minor, created_at) \
             values ($1, 'Tests', 'Europe/Berlin', 'EUR', 0, 6000, 0)",
            values![workspace_id],
        )
        .await
        .expect("workspace");
        tx.run(
            "insert into brands (workspace_id, id, name, site_key, created_at) values ($1, $2, 'Brand', $3, 0)",
            values![workspace_id, brand_id, format!("site_{}", brand_id.uuid().simple())],
        )
        .await
        .expect("brand");
        tx.commit().await.expect("commit");
        let input = ConnectChannel {
            brand_id: Some(brand_id),
            network: "bluesky".to_owned(),
            base_url: address.to_owned(),
            identifier: account.to_owned(),
            secret: password.to_owned(),
            ..ConnectChannel::default()
        };
        let outcome = app.connect_channel(&actor, input).await.expect("connect");
        let ConnectOutcome::Connected(channel_id) = outcome else {
            panic!("an app password needs no consent")
        };
        let did = app.db.read().scalar("select remote_id from channels", vec![]).await.expect("channel");
        // The account's server names itself; the processes are to meet the proxy.
        let proxy = Proxy::start(address).await;
        let tx = app.db.write().await.expect("tx");
        tx.run("update channels set base_url = $1", values![proxy.url.as_str()]).await.expect("channel");
        tx.commit().await.expect("commit");
        app.db.close().await.expect("close");
        let address = address.to_owned();
        let did = did.expect("the channel's account");
        Self { proxy, actor, url, dir, server, address, did, brand_id, channel_id }
    }

    /// Opens the database in this process; on SQLite no other may have it.
    pub async fn open(&self) -> App {
        open(&self.url, &self.dir).await
    }

    /// Schedules so many posts of their own texts, due at once.
    pub async fn schedule(&self, label: &str, count: usize) -> Vec<String> {
        let app = self.open().await;
        let run = self.brand_id.uuid().simple().to_string();
        let texts: Vec<String> =
            (0..count).map(|number| format!("{label} {number:04} of {}", &run[20..])).collect();
        for some in texts.chunks(8) {
            futures::future::join_all(some.iter().map(|text| self.schedule_one(&app, text))).await;
        }
        app.db.close().await.expect("close");
        texts
    }

    async fn schedule_one(&self, app: &App, text: &str) {
        let input = SavePost {
            brand_id: Some(self.brand_id),
            text: text.to_owned(),
            variants: [(self.channel_id, app::posts::VariantDraft::default())].into_iter().collect(),
            ..SavePost::default()
        };
        let post = app.save_post(&self.actor, input).await.expect("save").id;
        let wanted = SchedulePost { channels: Vec::new(), when: When::Now };
        app.schedule_post(&self.actor, post, &wanted).await.expect("schedule");
    }

    /// What a process needs to be one of this world's.
    pub fn settings(&self) -> Vec<(&'static str, String)> {
        vec![
            ("TANDEM_LISTEN", "127.0.0.1:0".to_owned()),
            ("TANDEM_DATABASE_URL", self.url.clone()),
            ("TANDEM_DATA_DIR", self.dir.path().display().to_string()),
            ("TANDEM_NETWORKS__ALLOW_PRIVATE", "true".to_owned()),
        ]
    }

    /// The same with leases that run out soon.
    pub fn settings_with_short_leases(&self) -> Vec<(&'static str, String)> {
        let mut settings = self.settings();
        settings.push(("TANDEM_TEST_LEASE_MS", LEASE_MS.to_string()));
        settings
    }

    /// How many deliveries stand where.
    pub async fn states(&self) -> BTreeMap<String, usize> {
        let db = Db::connect_beside(&self.url).await.expect("database");
        let states: Vec<String> =
            db.read().column("select state from deliveries", vec![]).await.expect("states");
        db.close().await.expect("close");
        let mut counts = BTreeMap::new();
        for state in states {
            *counts.entry(state).or_default() += 1;
        }
        counts
    }

    /// How many deliveries are not out yet.
    pub async fn left(&self) -> usize {
        self.states()
            .await
            .into_iter()
            .filter(|(state, _)| state != "published")
            .map(|(_, count)| count)
            .sum()
    }

    /// How many deliveries were taken more than once: a process died with them in hand.
    pub async fn taken_again(&self) -> usize {
        let db = Db::connect_beside(&self.url).await.expect("database");
        let text = "select count(*) from deliveries where attempts > 1";
        let count: Option<i64> = db.read().scalar(text, vec![]).await.expect("count");
        db.close().await.expect("close");
        usize::try_from(count.unwrap_or(0)).expect("a number")
    }

    /// Reads the server: each of these texts is there once, and each delivery knows its own post.
    pub async fn expect_each_once(&self, texts: &[String]) {
        let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (uri, text) in self.posts().await {
            found.entry(text).or_default().push(uri);
        }
        let twice: Vec<_> = found.iter().filter(|(_, uris)| uris.len() > 1).collect();
        assert!(twice.is_empty(), "out more than once: {twice:?}");
        let lost: Vec<_> = texts.iter().filter(|text| !found.contains_key(*text)).collect();
        assert!(lost.is_empty(), "not out: {lost:?}; deliveries: {:?}", self.states().await);
        let db = Db::connect_beside(&self.url).await.expect("database");
        let known: Vec<String> = db
            .read()
            .column("select remote_id from deliveries where state = 'published'", vec![])
            .await
            .expect("ids");
        db.close().await.expect("close");
        let known: BTreeSet<&String> = known.iter().collect();
        let strangers: Vec<_> = texts.iter().filter(|text| !known.contains(&found[*text][0])).collect();
        assert!(strangers.is_empty(), "out, and their deliveries do not know: {strangers:?}");
    }

    /// (URI, text) of every post that the account really has.
    async fn posts(&self) -> Vec<(String, String)> {
        if let Server::Simulated(simulator) = &self.server {
            return simulator.bluesky_posts(&self.did).into_iter().map(|post| (post.id, post.text)).collect();
        }
        let mut posts = Vec::new();
        let mut cursor = String::new();
        loop {
            let page = list_records(&self.address, &self.did, &cursor).await;
            for record in page["records"].as_array().expect("records") {
                let field = |value: &Value| value.as_str().expect("text").to_owned();
                posts.push((field(&record["uri"]), field(&record["value"]["text"])));
            }
            match page["cursor"].as_str() {
                Some(next) if page["records"].as_array().is_some_and(|records| !records.is_empty()) => {
                    next.clone_into(&mut cursor);
                }
                _ => return posts,
            }
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "the network's own API, read by the test")]
async fn list_records(address: &str, did: &str, cursor: &str) -> Value {
    let client = reqwest::Client::builder().timeout(Duration::from_secs(20)).build().expect("client");
    let mut query = vec![("repo", did), ("collection", "app.bsky.feed.post"), ("limit", "100")];
    if !cursor.is_empty() {
        query.push(("cursor", cursor));
    }
    let call = client.get(format!("{address}/xrpc/com.atproto.repo.listRecords")).query(&query);
    call.send().await.expect("answer").json().await.expect("JSON")
}

async fn open(url: &str, dir: &TempDir) -> App {
    let vault = Vault::open(&dir.path().join("secret.key")).expect("key");
    let network = networks::Settings { allow_private: true, ..networks::Settings::default() };
    let connectors = Registry::new(&network).expect("registry").all().to_vec();
    let settings = Settings {
        media_dir: dir.path().join("media"),
        allow_private: true,
        settle_ms: 0,
        ..Settings::default()
    };
    App::new(Db::open(url).await.expect("database"), vault, Arc::new(SystemClock), connectors, settings)
}

fn in_folder(dir: &TempDir) -> String {
    format!("sqlite://{}", dir.path().join("tandem.sqlite").display())
}

async fn new_database() -> String {
    let server = testkit::postgres_url().expect("PostgreSQL");
    let name = format!("crash_{}", WorkspaceId::generate().uuid().simple());
    let maintenance = Db::connect(&server).await.expect("PostgreSQL");
    let create = format!("create database {name}");
    maintenance.read().execute_outside_transaction(&create).await.expect("create database");
    maintenance.close().await.expect("close");
    let (base, _) = server.rsplit_once('/').expect("address");
    format!("{base}/{name}")
}
