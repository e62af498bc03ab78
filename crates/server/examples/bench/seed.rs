//! What the benchmarks stand on, written straight into a fresh SQLite file.

use std::{path::Path, sync::Arc};

use app::{
    App, Clock, Settings, SystemClock,
    accounts::{NewOwner, Origin},
    clock::{DAY, MINUTE},
    ids::{BrandId, ChannelId, DeliveryId, LinkId, PostId, VariantId, WorkspaceId},
    vault::Vault,
    workspaces::NewWorkspace,
};
use db::{Db, values};

/// A workspace with one link.
pub struct Seeded {
    pub workspace_id: WorkspaceId,
    pub brand_id: BrandId,
    pub slug: String,
    pub site_key: String,
    pub session: String,
    pub month: String,
}

/// Opens the product on a folder, as the program will.
pub async fn open(dir: &Path) -> App {
    let db = Db::open(&format!("sqlite://{}", dir.join("tandem.sqlite").display())).await.expect("database");
    let vault = Vault::open(&dir.join("secret.key")).expect("key");
    App::new(db, vault, Arc::new(SystemClock), Vec::new(), Settings::default())
}

/// Owner, brand, session and a short link.
pub async fn base(dir: &Path) -> Seeded {
    let app = open(dir).await;
    let new = NewOwner {
        name: "Owner".to_owned(),
        email: "owner@bench.example".to_owned(),
        password: "velvet-tractor-91-moon".to_owned(),
        language: None,
        workspace: NewWorkspace {
            workspace: "Bench".to_owned(),
            brand: "Bench brand".to_owned(),
            zone: "Europe/Berlin".to_owned(),
            currency: "EUR".to_owned(),
        },
    };
    let made = app.create_owner(new).await.expect("owner");
    let (workspace_id, brand_id) = (made.workspace_id, made.brand_id);
    let origin =
        Origin { user_agent: "bench".to_owned(), address: "127.0.0.1".to_owned(), previous_token: None };
    let session = app.open_session(made.user_id, &origin, "sign_in").await.expect("session").token;
    let site_key: Option<String> = app
        .db
        .read()
        .scalar("select site_key from brands where workspace_id = $1", values![workspace_id])
        .await
        .expect("site key");
    let (link_id, slug) = (LinkId::generate(), "bench42".to_owned());
    let tx = app.db.write().await.expect("tx");
    tx.run(
        "insert into slugs (slug, workspace_id, link_id) values ($1, $2, $3)",
        values![slug.as_str(), workspace_id, link_id],
    )
    .await
    .expect("slug");
    tx.run(
        "insert into links (workspace_id, id, slug, brand_id, original_url, url_hash, target_url, created_at) \
         values ($1, $2, $3, $4, 'https://shop.example/', 'x', 'https://shop.example/?utm_source=bench', $5)",
        values![workspace_id, link_id, slug.as_str(), brand_id, app.now()],
    )
    .await
    .expect("link");
    tx.commit().await.expect("commit");
    let month = jiff_month(SystemClock.now());
    app.db.close().await.expect("close");
    Seeded { workspace_id, brand_id, slug, site_key: site_key.unwrap_or_default(), session, month }
}

/// How many rows a table has, once the program has ended.
pub async fn count(dir: &Path, table: &str) -> f64 {
    let app = open(dir).await;
    let found: Option<i64> =
        app.db.read().scalar(&format!("select count(*) from {table}"), vec![]).await.expect("a count");
    app.db.close().await.expect("close");
    #[expect(clippy::cast_precision_loss, reason = "millions")]
    let found = found.unwrap_or(0) as f64;
    found
}

fn jiff_month(now: i64) -> String {
    app::zone::day(now, &jiff::tz::TimeZone::UTC).strftime("%Y-%m").to_string()
}

/// `count` posts with one delivery each, spread over a year around now.
pub async fn posts(dir: &Path, seeded: &Seeded, count: i64) {
    let app = open(dir).await;
    let (workspace_id, brand_id, now) = (seeded.workspace_id, seeded.brand_id, app.now());
    let channel_id = ChannelId::generate();
    let tx = app.db.write().await.expect("tx");
    tx.run(
        "insert into channels (workspace_id, id, brand_id, network, remote_id, handle, display_name, profile_url, \
         base_url, limits, health, connected_at) values ($1, $2, $3, 'bluesky', 'did:x', 'brand.example', 'Brand', '', '', \
         '', 'healthy', 0)",
        values![workspace_id, channel_id, brand_id],
    )
    .await
    .expect("channel");
    for number in 0..count {
        let at = now - 180 * DAY + number * (365 * DAY / count) / MINUTE * MINUTE;
        let (post_id, variant_id) = (PostId::generate(), VariantId::generate());
        let state = if at < now { "published" } else { "paused" };
        tx.run(
            "insert into posts (workspace_id, id, brand_id, title, text, created_at, updated_at, version) \
             values ($1, $2, $3, $4, 'A text of the usual length for a post', $5, $5, 1)",
            values![workspace_id, post_id, brand_id, format!("Post number {number}"), at],
        )
        .await
        .expect("post");
        tx.run(
            "insert into variants (workspace_id, id, post_id, channel_id, created_at) values ($1, $2, $3, $4, $5)",
            values![workspace_id, variant_id, post_id, channel_id, at],
        )
        .await
        .expect("variant");
        tx.run(
            "insert into deliveries (workspace_id, id, brand_id, post_id, variant_id, channel_id, state, scheduled_at, \
             due_at, attempts, attempts_before, created_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $8, 1, 0, $8)",
            values![workspace_id, DeliveryId::generate(), brand_id, post_id, variant_id, channel_id, state, at],
        )
        .await
        .expect("delivery");
    }
    tx.commit().await.expect("commit");
    app.db.close().await.expect("close");
}
