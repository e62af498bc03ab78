//! Deliveries that fall due all at once: how late they go out, how long they take, and what the program needs for them.
//!
//! The network is the simulated Bluesky, which answers every call after 50 ms and writes down when each arrives.

use std::{
    collections::BTreeSet,
    path::PathBuf,
    sync::Arc,
    time::{Duration, Instant},
};

use app::{
    Actor, App, Clock, Settings, SystemClock, Via,
    channels::{ConnectChannel, ConnectOutcome},
    ids::{BrandId, ChannelId, DeliveryId, PostId, SessionId, UserId, VariantId, WorkspaceId},
    vault::Vault,
};
use db::{Db, values};
use networks::registry::Registry;
use serde_json::Value;
use simulator::{AccountSpec, Config, Network, Simulator};
use tempfile::TempDir;

use crate::{figure, process::Served, seed};

const CHANNELS: usize = 200;
const AT_ONCE: usize = 1_000;
const MANY: usize = 10_000;
const ANSWER: Duration = Duration::from_millis(50);
/// So long before the due time the processes are started.
const AHEAD_MS: i64 = 5_000;
/// After so long a run has failed.
const PATIENCE: Duration = Duration::from_secs(900);

/// A workspace whose channels are on the simulated network.
struct World {
    dir: TempDir,
    records: TempDir,
    sim: Simulator,
    url: String,
    workspace_id: WorkspaceId,
    brand_id: BrandId,
    channels: Vec<ChannelId>,
}

/// What came of a run.
struct Outcome {
    /// Milliseconds from the due time to the arrival of each post's request, in order.
    late: Vec<i64>,
    peak_mb: f64,
}

/// Prints the figures of 1,000 and 10,000 deliveries on SQLite, and of 10,000 on PostgreSQL with one process and three
/// where `TANDEM_TEST_POSTGRES_URL` names a server.
pub async fn run(program: &PathBuf) {
    let few = World::new(None).await.drain(program, AT_ONCE, 1).await;
    figure("lateness_p50_ms", percentile(&few.late, 50), "ms");
    figure("lateness_p99_ms", percentile(&few.late, 99), "ms");
    figure("lateness_max_ms", percentile(&few.late, 100), "ms");
    let many = World::new(None).await.drain(program, MANY, 1).await;
    figure("drain_10k_s", percentile(&many.late, 100) / 1000.0, "s");
    figure("peak_rss_mb", many.peak_mb, "MB");
    let Ok(server) = std::env::var("TANDEM_TEST_POSTGRES_URL") else { return };
    for processes in [1, 3] {
        let drained = World::new(Some(&server)).await.drain(program, MANY, processes).await;
        let name = format!("drain_10k_pg{processes}_s");
        figure(&name, percentile(&drained.late, 100) / 1000.0, "s");
    }
}

#[expect(clippy::cast_precision_loss, reason = "milliseconds of minutes")]
fn percentile(sorted: &[i64], percent: usize) -> f64 {
    let place = (sorted.len() * percent).div_ceil(100).clamp(1, sorted.len());
    sorted[place - 1] as f64
}

impl World {
    async fn new(postgres: Option<&str>) -> Self {
        let (dir, records) = (TempDir::new().expect("folder"), TempDir::new().expect("folder"));
        let made = seed::base(dir.path()).await;
        let (workspace_id, brand_id) = (made.workspace_id, made.brand_id);
        let config = Config {
            latency: ANSWER,
            record: Some(records.path().to_owned()),
            ..Config::only(&[Network::Bluesky])
        };
        let sim = Simulator::start(config).await.expect("simulator");
        sim.enforce_rate_limits(false);
        let url = match postgres {
            Some(server) => new_database(server).await,
            None => format!("sqlite://{}", dir.path().join("tandem.sqlite").display()),
        };
        let mut world = Self { dir, records, sim, url, workspace_id, brand_id, channels: Vec::new() };
        if postgres.is_some() {
            world.move_in().await;
        }
        world.connect().await;
        world
    }

    async fn open(&self) -> App {
        let db = Db::open(&self.url).await.expect("database");
        let vault = Vault::open(&self.dir.path().join("secret.key")).expect("key");
        let network = networks::Settings { allow_private: true, ..networks::Settings::default() };
        let connectors = Registry::new(&network).expect("registry").all().to_vec();
        App::new(db, vault, Arc::new(SystemClock), connectors, Settings::default())
    }

    /// The workspace in a database of its own.
    async fn move_in(&self) {
        let app = self.open().await;
        let tx = app.db.write().await.expect("tx");
        tx.run(
            "insert into workspaces (id, name, zone, currency, merged_roles, hour_rate_minor, created_at) \
             values ($1, 'Bench', 'Europe/Berlin', 'EUR', 0, 6000, 0)",
            values![self.workspace_id],
        )
        .await
        .expect("workspace");
        tx.run(
            "insert into brands (workspace_id, id, name, site_key, created_at) values ($1, $2, 'Brand', 'site_bench', 0)",
            values![self.workspace_id, self.brand_id],
        )
        .await
        .expect("brand");
        tx.commit().await.expect("commit");
        app.db.close().await.expect("close");
    }

    /// Connects every channel as a person would.
    async fn connect(&mut self) {
        let app = self.open().await;
        let mut actor = Actor::system(self.workspace_id, jiff::tz::TimeZone::UTC, "EUR");
        actor.user_id = Some(UserId::generate());
        actor.via = Via::Session(SessionId::generate());
        let connected = (0..CHANNELS).map(|number| {
            let handle = format!("brand{number}.test");
            self.sim
                .add_account(Network::Bluesky, &AccountSpec::new(&handle, "abcd-efgh-ijkl-mnop", "Brand"));
            let input = ConnectChannel {
                brand_id: Some(self.brand_id),
                network: "bluesky".to_owned(),
                base_url: self.sim.url(Network::Bluesky),
                identifier: handle,
                secret: "abcd-efgh-ijkl-mnop".to_owned(),
                ..ConnectChannel::default()
            };
            let (app, actor) = (&app, &actor);
            async move {
                match app.connect_channel(actor, input).await.expect("connect") {
                    ConnectOutcome::Connected(id) => id,
                    _ => unreachable!("an app password needs no consent"),
                }
            }
        });
        self.channels = futures::future::join_all(connected).await;
        app.db.close().await.expect("close");
    }

    /// Writes `count` deliveries, all due at `due`, in turns over the channels.
    async fn schedule(&self, count: usize, due: i64) {
        let app = self.open().await;
        let (workspace, brand) = (self.workspace_id.uuid(), self.brand_id.uuid());
        let tx = app.db.write().await.expect("tx");
        for chunk in (0..count).collect::<Vec<_>>().chunks(200) {
            let (mut posts, mut variants, mut deliveries) = (Vec::new(), Vec::new(), Vec::new());
            for number in chunk {
                let (post, variant, delivery) =
                    (PostId::generate().uuid(), VariantId::generate().uuid(), DeliveryId::generate().uuid());
                let channel = self.channels[number % CHANNELS].uuid();
                posts.push(format!(
                    "('{workspace}', '{post}', '{brand}', 'Post {number}', \
                     'Number {number}: a text of the usual length for a post about tea', 0, 0, 1)"
                ));
                variants.push(format!("('{workspace}', '{variant}', '{post}', '{channel}', 0)"));
                deliveries.push(format!(
                    "('{workspace}', '{delivery}', '{brand}', '{post}', '{variant}', '{channel}', 'scheduled', {due}, \
                     {due}, 0, 0, 0)"
                ));
            }
            for (columns, rows) in [
                ("posts (workspace_id, id, brand_id, title, text, created_at, updated_at, version)", posts),
                ("variants (workspace_id, id, post_id, channel_id, created_at)", variants),
                (
                    "deliveries (workspace_id, id, brand_id, post_id, variant_id, channel_id, state, scheduled_at, \
                     due_at, attempts, attempts_before, created_at)",
                    deliveries,
                ),
            ] {
                let text = format!("insert into {columns} values {}", rows.join(", "));
                tx.run(&text, vec![]).await.expect("rows");
            }
        }
        tx.commit().await.expect("commit");
        app.db.close().await.expect("close");
    }

    /// Lets `processes` send `count` deliveries that fall due in the same moment.
    async fn drain(self, program: &PathBuf, count: usize, processes: usize) -> Outcome {
        // Not known before they are written: they are moved to their time afterwards.
        self.schedule(count, i64::MAX / 4).await;
        let due = SystemClock.now() + AHEAD_MS;
        let app = self.open().await;
        let tx = app.db.write().await.expect("tx");
        tx.run("update deliveries set scheduled_at = $1, due_at = $1", values![due]).await.expect("due");
        tx.commit().await.expect("commit");
        app.db.close().await.expect("close");
        // The lock on the file goes with it.
        drop(app);
        let settings = [
            ("TANDEM_NETWORKS__ALLOW_PRIVATE", "true".to_owned()),
            ("TANDEM_DATABASE_URL", self.url.clone()),
        ];
        let served: Vec<Served> =
            (0..processes).map(|_| Served::tandem_with(program, self.dir.path(), &[], &settings)).collect();
        let started = Instant::now();
        while self.left(count).await > 0 {
            assert!(started.elapsed() < PATIENCE, "not out in time");
            tokio::time::sleep(Duration::from_millis(500)).await;
        }
        let peak_mb = served.iter().map(Served::peak_mb).fold(0.0, f64::max);
        served.into_iter().for_each(Served::stop);
        let mut late = self.arrivals(count).into_iter().map(|at| at - due).collect::<Vec<_>>();
        late.sort_unstable();
        self.sim.shutdown().await;
        Outcome { late, peak_mb }
    }

    /// How many the program has not written down as published.
    async fn left(&self, count: usize) -> usize {
        let db = Db::connect_beside(&self.url).await.expect("database");
        let text = "select count(*) from deliveries where state = 'published'";
        let out: Option<i64> = db.read().scalar(text, vec![]).await.expect("count");
        db.close().await.expect("close");
        count - usize::try_from(out.unwrap_or(0)).expect("a number")
    }

    /// When the request of each post arrived: each once, none missing.
    fn arrivals(&self, count: usize) -> Vec<i64> {
        let mut times = Vec::new();
        let mut keys = BTreeSet::new();
        for entry in std::fs::read_dir(self.records.path()).expect("records").flatten() {
            for line in std::fs::read_to_string(entry.path()).expect("record").lines() {
                let line: Value = serde_json::from_str(line).expect("JSON");
                if line["path"] == "/xrpc/com.atproto.repo.putRecord" {
                    times.push(line["at"].as_i64().expect("a time"));
                    let body = &line["body"]["json"];
                    keys.insert(format!("{} {}", body["repo"], body["rkey"]));
                }
            }
        }
        assert_eq!((times.len(), keys.len()), (count, count), "each is sent once");
        times
    }
}

async fn new_database(server: &str) -> String {
    let name = format!("bench_{}", WorkspaceId::generate().uuid().simple());
    let maintenance = Db::connect(server).await.expect("PostgreSQL");
    maintenance.read().execute_outside_transaction(&format!("create database {name}")).await.expect("create");
    maintenance.close().await.expect("close");
    let (base, _) = server.rsplit_once('/').expect("address");
    format!("{base}/{name}")
}
