//! A workspace with channels on the simulated networks, on either engine.

use std::{process::Stdio, sync::Arc, time::Duration};

use app::{
    Actor, App, Settings, SystemClock, Via,
    channels::{ConnectChannel, ConnectOutcome, ConsentAnswer},
    deliveries::{Delivery, PublishDue, State},
    ids::{BrandId, ChannelId, PostId, SessionId, UserId, WorkspaceId},
    posts::{SavePost, SchedulePost, When},
    vault::Vault,
};
use db::{Db, values};
use networks::{NetworkSettings, registry::Registry};
use simulator::{AccountSpec, Config, Simulator};
use tasks::Driver;
use tempfile::TempDir;
use tokio::process::{Child, Command};

pub struct Kit {
    pub app: App,
    pub sim: Simulator,
    pub actor: Actor,
    pub brand_id: BrandId,
    dir: TempDir,
    url: String,
}

/// A fresh database on the engine wanted.
pub async fn fresh_database(postgres: bool, dir: &TempDir) -> String {
    if !postgres {
        return format!("sqlite://{}", dir.path().join("tandem.sqlite").display());
    }
    let server = testkit::postgres_url().expect("PostgreSQL");
    let name = format!("t{}", WorkspaceId::generate().uuid().simple());
    let admin = Db::connect(&server).await.expect("connect");
    let tx = admin.read();
    tx.execute_outside_transaction(&format!("create database {name}")).await.expect("create database");
    let (base, _) = server.rsplit_once('/').expect("address");
    format!("{base}/{name}")
}

pub fn connectors(sim: &Simulator) -> Vec<Arc<dyn networks::Connector>> {
    let with_app = |network| NetworkSettings {
        base_url: Some(sim.url(network)),
        client_id: Some("app-1".to_owned()),
        client_secret: Some("app-secret-1".to_owned()),
        webhook_secret: Some("app-secret-1".to_owned()),
        ..NetworkSettings::default()
    };
    let networks = [
        (networks::Network::X, with_app(simulator::Network::X)),
        (networks::Network::Pinterest, with_app(simulator::Network::Pinterest)),
    ]
    .into();
    let settings = networks::Settings { allow_private: true, timeout_ms: 3000, networks };
    Registry::new(&settings).expect("registry").all().to_vec()
}

impl Kit {
    pub async fn new(postgres: bool) -> Self {
        Self::with(postgres, Config::default()).await
    }

    pub async fn with(postgres: bool, networks: Config) -> Self {
        let dir = TempDir::new().expect("folder");
        let url = fresh_database(postgres, &dir).await;
        let sim = Simulator::start(networks).await.expect("simulator");
        sim.enforce_rate_limits(false);
        let db = Db::open(&url).await.expect("database");
        let settings = Settings {
            public_url: "http://127.0.0.1:9".to_owned(),
            media_dir: dir.path().join("media"),
            settle_ms: 0,
            allow_private: true,
            ..Settings::default()
        };
        let vault = Vault::open(&dir.path().join("secret.key")).expect("key");
        let app = App::new(db, vault, Arc::new(SystemClock), connectors(&sim), settings);
        let (workspace_id, brand_id, user_id) =
            (WorkspaceId::generate(), BrandId::generate(), UserId::generate());
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
        let mut actor = Actor::system(workspace_id, jiff::tz::TimeZone::UTC, "EUR");
        actor.user_id = Some(user_id);
        actor.via = Via::Session(SessionId::generate());
        Self { app, sim, actor, brand_id, dir, url }
    }

    pub async fn bluesky(&self, handle: &str) -> (ChannelId, String) {
        let did = self.sim.add_bluesky_account(handle, "app-pass-word", "Brand");
        let input = ConnectChannel {
            brand_id: Some(self.brand_id),
            network: "bluesky".to_owned(),
            base_url: self.sim.bluesky_url(),
            identifier: handle.to_owned(),
            secret: "app-pass-word".to_owned(),
            ..ConnectChannel::default()
        };
        match self.app.connect_channel(&self.actor, input).await.expect("connect") {
            ConnectOutcome::Connected(id) => (id, did),
            outcome => panic!("connected without consent: {outcome:?}"),
        }
    }

    pub async fn mastodon(&self, username: &str) -> ChannelId {
        self.sim.add_mastodon_account(username, "pass", "Brand");
        let input = ConnectChannel {
            brand_id: Some(self.brand_id),
            network: "mastodon".to_owned(),
            base_url: self.sim.mastodon_url(),
            ..ConnectChannel::default()
        };
        self.with_consent(input, username).await
    }

    /// A channel on a network without a key that makes a send repeatable.
    pub async fn x(&self, username: &str) -> ChannelId {
        let network = simulator::Network::X;
        self.sim.add_app(network, "app-1", "app-secret-1", &self.app.redirect_uri());
        self.sim.add_account(network, &AccountSpec::new(username, "pass", "Brand"));
        let input = ConnectChannel {
            brand_id: Some(self.brand_id),
            network: "x".to_owned(),
            ..ConnectChannel::default()
        };
        self.with_consent(input, username).await
    }

    /// The boards of one account: channels that share a consent.
    pub async fn pinterest(&self, username: &str) -> Vec<ChannelId> {
        let network = simulator::Network::Pinterest;
        self.sim.add_app(network, "app-1", "app-secret-1", &self.app.redirect_uri());
        let account = self.sim.add_account(network, &AccountSpec::new(username, "pass", "Brand"));
        simulator::pinterest::add_board(&self.sim, &account, "Another board");
        let boards = simulator::pinterest::boards(&self.sim, &account);
        let input = ConnectChannel {
            brand_id: Some(self.brand_id),
            network: "pinterest".to_owned(),
            ..ConnectChannel::default()
        };
        let outcome = self.agree(input, username).await;
        let ConnectOutcome::Choose(id) = outcome else { panic!("a choice: {outcome:?}") };
        self.app.choose_accounts(&self.actor, id, &boards).await.expect("choose")
    }

    /// Consents to a channel again whose access was lost.
    pub async fn reconnect_x(&self, channel: ChannelId, username: &str) {
        let input = ConnectChannel {
            brand_id: Some(self.brand_id),
            network: "x".to_owned(),
            ..ConnectChannel::default()
        };
        assert_eq!(self.with_consent(input, username).await, channel, "the same account is the same channel");
    }

    async fn with_consent(&self, input: ConnectChannel, username: &str) -> ChannelId {
        let outcome = self.agree(input, username).await;
        let ConnectOutcome::Connected(id) = outcome else { panic!("one account: {outcome:?}") };
        id
    }

    async fn agree(&self, input: ConnectChannel, username: &str) -> ConnectOutcome {
        let ConnectOutcome::Consent(page) =
            self.app.connect_channel(&self.actor, input).await.expect("connect")
        else {
            panic!("consent expected")
        };
        let answer = consent(&page, username).await;
        self.app.finish_connection(&self.actor, &answer).await.expect("finish")
    }

    pub async fn post(&self, text: &str, channels: &[ChannelId]) -> PostId {
        let input = SavePost {
            brand_id: Some(self.brand_id),
            text: text.to_owned(),
            variants: channels.iter().map(|id| (*id, app::posts::VariantDraft::default())).collect(),
            ..SavePost::default()
        };
        self.app.save_post(&self.actor, input).await.expect("save").id
    }

    pub async fn publish_now(&self, post: PostId) {
        let wanted = SchedulePost { channels: Vec::new(), when: When::Now };
        self.app.schedule_post(&self.actor, post, &wanted).await.expect("schedule");
    }

    /// `tandem serve` over the same database, as a process of its own, whose leases last so long.
    pub fn start_process(&self, lease_ms: u64) -> Child {
        let mut command = Command::new(env!("CARGO_BIN_EXE_tandem"));
        // Settings of whoever runs the tests are none of ours.
        for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("TANDEM_")) {
            command.env_remove(name);
        }
        command
            .arg("serve")
            .env("TANDEM_LISTEN", "127.0.0.1:0")
            .env("TANDEM_DATABASE_URL", &self.url)
            .env("TANDEM_DATA_DIR", self.dir.path())
            .env("TANDEM_NETWORKS__ALLOW_PRIVATE", "true")
            .env("TANDEM_NETWORKS__X__BASE_URL", self.sim.url(simulator::Network::X))
            .env("TANDEM_NETWORKS__X__CLIENT_ID", "app-1")
            .env("TANDEM_NETWORKS__X__CLIENT_SECRET", "app-secret-1")
            .env("TANDEM_TEST_LEASE_MS", lease_ms.to_string())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .kill_on_drop(true);
        command.spawn().expect("tandem starts")
    }

    pub fn start_worker(&self) -> Driver {
        let mut driver = Driver::default();
        let publisher = PublishDue::new(self.app.clone()).with_lease(3000);
        driver.start(Arc::new(publisher), Arc::clone(&self.app.wake_publisher));
        driver
    }

    pub async fn deliveries(&self, post: PostId) -> Vec<Delivery> {
        self.app.find_post(&self.actor, post).await.expect("post").deliveries
    }

    /// Waits until every delivery of a post satisfies `settled`.
    pub async fn until(&self, post: PostId, settled: impl Fn(State) -> bool) -> Vec<Delivery> {
        for _ in 0..600 {
            let deliveries = self.deliveries(post).await;
            if !deliveries.is_empty() && deliveries.iter().all(|delivery| settled(delivery.state)) {
                return deliveries;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("the deliveries did not settle: {:?}", self.deliveries(post).await)
    }
}

#[expect(clippy::disallowed_methods, reason = "a browser's part, played by the test")]
async fn consent(page: &str, username: &str) -> ConsentAnswer {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let client =
        reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().expect("client");
    let mut page = url::Url::parse(page).expect("address");
    let mut form: Vec<(String, String)> = page.query_pairs().into_owned().collect();
    let typed = [("login", username), ("password", "pass"), ("decision", "allow")];
    form.extend(typed.map(|(name, value)| (name.to_owned(), value.to_owned())));
    page.set_query(None);
    let answer = client.post(page).form(&form).send().await.expect("answer");
    let to = answer.headers().get("location").expect("location").to_str().expect("text").to_owned();
    let to = url::Url::parse(&to).expect("address");
    let value =
        |name: &str| to.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned());
    ConsentAnswer {
        state: value("state").expect("state"),
        code: value("code").expect("code"),
        issuer: value("iss"),
    }
}
