//! SQL of the test kit: what no use case does.

use app::{
    Role,
    accounts::User,
    ids::{ChannelId, WorkspaceId},
};
use db::{Db, FromQueryResult, sea_orm, values};

/// The statement cannot stand in a transaction, so it goes as a read.
pub(crate) async fn create_database(db: &Db, name: &str) {
    db.read().column::<String>(&format!("create database {name}"), vec![]).await.expect("a fresh database");
}

pub(crate) async fn drop_database(db: &Db, name: &str) {
    // A database that stays behind goes with the throw-away cluster.
    let dropped = db.read().column::<String>(&format!("drop database {name} with (force)"), vec![]).await;
    drop(dropped);
}

/// Lets a new person in, without an invitation.
pub(crate) async fn insert_member(
    app: &app::App,
    workspace_id: WorkspaceId,
    user: &User,
    password_hash: &str,
    access: &app::members::Access,
) {
    let tx = app.db.write().await.expect("a transaction");
    app::accounts::store::insert_user(&tx, user, password_hash, app.now()).await.expect("an account");
    let id = app::ids::MembershipId::generate();
    app::members::store::insert(&tx, workspace_id, id, user.id, access, app.now())
        .await
        .expect("a membership");
    tx.commit().await.expect("commit");
}

/// Replaces the slow hash that the set-up made.
pub(crate) async fn set_password_hash(app: &app::App, user_id: app::ids::UserId, hash: &str) {
    let tx = app.db.write().await.expect("a transaction");
    tx.run("update users set password_hash = $2 where id = $1", values![user_id, hash])
        .await
        .expect("update");
    tx.commit().await.expect("commit");
}

/// The membership of a role, for naming it in tests.
pub(crate) const fn whole_workspace(role: Role) -> app::members::Access {
    app::members::Access { role, brand_id: None, access_ends_at: None }
}

/// One thread from a channel to a lead.
pub(crate) struct Publishing {
    pub workspace_id: WorkspaceId,
    pub brand_id: app::ids::BrandId,
    pub channel_id: ChannelId,
    /// The post with a delivery.
    pub post_id: app::ids::PostId,
    /// A post without.
    pub quiet_post_id: app::ids::PostId,
    pub variant_id: app::ids::VariantId,
    pub delivery_id: app::ids::DeliveryId,
    pub media_id: app::ids::MediaId,
    pub link_id: app::ids::LinkId,
    pub conversion_id: app::ids::ConversionId,
    pub lead_id: app::ids::LeadId,
    /// Makes names differ.
    pub mark: u64,
    pub at: i64,
}

/// Stores it as rows: no network is asked.
pub(crate) async fn insert_publishing(app: &app::App, made: &Publishing) {
    let (ws, brand, at) = (made.workspace_id, made.brand_id, made.at);
    let mark = made.mark.to_string();
    let tx = app.db.write().await.expect("a transaction");
    let run = async |text: &str, values| tx.run(text, values).await.expect("a row");
    run(
        "insert into channels (workspace_id, id, brand_id, network, remote_id, handle, display_name, profile_url, \
         base_url, limits, health, connected_at) values ($1, $2, $3, 'bluesky', $4, 'kranich.example', 'Kranich', \
         '', 'http://127.0.0.1:1', '{}', 'healthy', $5)",
        values![ws, made.channel_id, brand, format!("did:plc:{mark}"), at],
    )
    .await;
    for (id, title) in [(made.post_id, "Kranich post"), (made.quiet_post_id, "Kranich draft")] {
        run(
            "insert into posts (workspace_id, id, brand_id, title, text, created_at, updated_at, version) \
             values ($1, $2, $3, $4, 'Kranich text', $5, $5, 1)",
            values![ws, id, brand, format!("{title} {mark}"), at],
        )
        .await;
    }
    run(
        "insert into variants (workspace_id, id, post_id, channel_id, created_at) values ($1, $2, $3, $4, $5)",
        values![ws, made.variant_id, made.post_id, made.channel_id, at],
    )
    .await;
    run(
        "insert into deliveries (workspace_id, id, brand_id, post_id, variant_id, channel_id, state, scheduled_at, \
         due_at, attempts, attempts_before, created_at) values ($1, $2, $3, $4, $5, $6, 'scheduled', $7, $7, 0, 0, $8)",
        values![ws, made.delivery_id, brand, made.post_id, made.variant_id, made.channel_id, at + 86_400_000, at],
    )
    .await;
    run(
        "insert into media (workspace_id, id, brand_id, file_name, mime, bytes, width, height, sha256, alt, created_at) \
         values ($1, $2, $3, 'kranich.png', 'image/png', 10, 1, 1, 'none', 'Kranich', $4)",
        values![ws, made.media_id, brand, at],
    )
    .await;
    run(
        "insert into links (workspace_id, id, slug, brand_id, post_id, delivery_id, channel_id, original_url, \
         url_hash, target_url, created_at) values ($1, $2, $3, $4, $5, $6, $7, 'https://kranich.example/tea', 'h', \
         'https://kranich.example/tea?utm_campaign=kranich', $8)",
        values![
            ws, made.link_id, format!("kr{mark}"), brand, made.post_id, made.delivery_id, made.channel_id, at
        ],
    )
    .await;
    run(
        "insert into conversions (workspace_id, id, brand_id, name, order_id, value_minor, currency, at, source, \
         link_id, created_at) values ($1, $2, $3, 'order', $4, 5000, 'EUR', $5, 'api', $6, $5)",
        values![ws, made.conversion_id, brand, format!("K-{mark}"), at, made.link_id],
    )
    .await;
    run(
        "insert into leads (workspace_id, id, brand_id, name, contact, note, stage, link_id, currency, created_at, \
         updated_at) values ($1, $2, $3, 'Kranich lead', '', '', 'new', $4, 'EUR', $5, $5)",
        values![ws, made.lead_id, brand, made.link_id, at],
    )
    .await;
    tx.commit().await.expect("commit");
}

/// Makes a channel one of another network, with that network's usual limits.
pub(crate) async fn set_network(app: &app::App, channel_id: ChannelId, network: &str) {
    let tx = app.db.write().await.expect("a transaction");
    let text = "update channels set network = $1, limits = '' where id = $2";
    tx.run(text, values![network, channel_id]).await.expect("a network");
    tx.commit().await.expect("commit");
}

/// A consent that opened accounts among which its person has to choose.
pub(crate) async fn insert_choice(
    app: &app::App,
    owner: &app::Actor,
    brand_id: app::ids::BrandId,
) -> app::ids::ConnectionId {
    let id = app::ids::ConnectionId::generate();
    let profile = networks::Profile {
        remote_id: "page-1".to_owned(),
        handle: "kranich".to_owned(),
        display_name: "Kranich".to_owned(),
        profile_url: "https://social.example/kranich".to_owned(),
        avatar_url: None,
        base_url: "https://social.example".to_owned(),
        limits: networks::Limits::default(),
    };
    let credentials = networks::Credentials("none".into());
    let found = vec![networks::Connected { profile, credentials }];
    let plain = serde_json::to_vec(&found).expect("accounts");
    let sealed = app.vault.seal(&format!("connections.found/{id}"), &plain).expect("sealed");
    let tx = app.db.write().await.expect("a transaction");
    tx.run(
        "insert into connections (workspace_id, id, state_hash, user_id, brand_id, network, base_url, flow, found, \
         created_at, expires_at) values ($1, $2, $3, $4, $5, 'facebook', '', '', $6, $7, $8)",
        values![
            owner.workspace_id,
            id,
            id.to_string(),
            owner.user_id,
            brand_id,
            sealed,
            app.now(),
            app.now() + 600_000
        ],
    )
    .await
    .expect("a choice");
    tx.commit().await.expect("commit");
    id
}

/// An alert that somebody has not read.
pub(crate) async fn insert_alert(
    app: &app::App,
    owner: &app::Actor,
    channel_id: ChannelId,
) -> app::ids::AlertId {
    let id = app::ids::AlertId::generate();
    let tx = app.db.write().await.expect("a transaction");
    tx.run(
        "insert into alerts (workspace_id, id, user_id, kind, subject, params, created_at, mail_due, \
         mail_tries) values ($1, $2, $3, 'channel_reconnect', $4, '{\"channel\":\"kranich.example\"}', $5, $5, 0)",
        values![owner.workspace_id, id, owner.user_id, channel_id.to_string(), app.now()],
    )
    .await
    .expect("an alert");
    tx.commit().await.expect("commit");
    id
}

/// A letter that the mail server took.
pub(crate) async fn insert_letter(
    app: &app::App,
    owner: &app::Actor,
    delivery_id: app::ids::DeliveryId,
    list: ChannelId,
    to: app::ids::SubscriberId,
) {
    let tx = app.db.write().await.expect("a transaction");
    tx.run(
        "insert into letters (workspace_id, id, delivery_id, channel_id, subscriber_id, state, due_at, attempts, \
         created_at, sent_at) values ($1, cast($2 as text) || '.' || cast($4 as text), $2, $3, $4, 'sent', \
         9000000000000000, 1, $5, $5)",
        values![owner.workspace_id, delivery_id, list, to, app.now()],
    )
    .await
    .expect("a letter");
    tx.commit().await.expect("commit");
}

/// An upload of which nothing has come yet.
pub(crate) async fn insert_upload(
    app: &app::App,
    owner: &app::Actor,
    brand_id: app::ids::BrandId,
) -> app::ids::UploadId {
    let id = app::ids::UploadId::generate();
    let tx = app.db.write().await.expect("a transaction");
    tx.run(
        "insert into uploads (workspace_id, id, brand_id, user_id, file_name, alt, folder, tags, modified, size, received, \
         pieces, fence, writing, created_at, expires_at) \
         values ($1, $2, $3, $4, 'Kranich film.mp4', '', '', '', 0, 5000, 0, '[]', 0, 0, $5, $6)",
        values![owner.workspace_id, id, brand_id, owner.user_id, app.now(), app.now() + 86_400_000],
    )
    .await
    .expect("an upload");
    tx.commit().await.expect("commit");
    id
}

/// An order for a version of a file.
pub(crate) async fn insert_render(
    app: &app::App,
    owner: &app::Actor,
    media_id: app::ids::MediaId,
    channel_id: ChannelId,
) -> app::ids::RenderId {
    let id = app::ids::RenderId::generate();
    let tx = app.db.write().await.expect("a transaction");
    tx.run(
        "insert into renders (workspace_id, id, media_id, channel_id, user_id, wanted, state, progress, due_at, \
         attempts, created_at) values ($1, $2, $3, $4, $5, '{}', 'waiting', 0, $6, 0, $6)",
        values![owner.workspace_id, id, media_id, channel_id, owner.user_id, app.now()],
    )
    .await
    .expect("an order");
    tx.commit().await.expect("commit");
    id
}

/// A channel as a connection leaves it, its credentials sealed.
pub(crate) async fn insert_channel(
    app: &app::App,
    workspace_id: WorkspaceId,
    brand_id: app::ids::BrandId,
    network: networks::Network,
    connected: &networks::Connected,
) -> ChannelId {
    let id = ChannelId::generate();
    let profile = &connected.profile;
    let plain = serde_json::to_vec(&connected.credentials).expect("credentials");
    let secret = app.vault.seal(&format!("channels.secret/{id}"), &plain).expect("sealed");
    let limits = serde_json::to_string(&profile.limits).expect("limits");
    let tx = app.db.write().await.expect("a transaction");
    tx.run(
        "insert into channels (workspace_id, id, brand_id, network, remote_id, handle, display_name, profile_url, \
         base_url, limits, secret, health, connected_at) \
         values ($1, $2, $3, $4, $5, $6, $7, '', $8, $9, $10, 'healthy', 0)",
        values![
            workspace_id,
            id,
            brand_id,
            network.as_str(),
            profile.remote_id.as_str(),
            profile.handle.as_str(),
            profile.display_name.as_str(),
            profile.base_url.as_str(),
            limits,
            secret
        ],
    )
    .await
    .expect("a channel");
    tx.commit().await.expect("commit");
    id
}

/// A post that is due now.
pub(crate) struct Due<'a> {
    pub workspace_id: WorkspaceId,
    pub brand_id: app::ids::BrandId,
    pub channel_id: ChannelId,
    pub text: String,
    pub shape: Option<String>,
    pub language: Option<String>,
    /// Each with the name of its file.
    pub media: Vec<(&'a networks::MediaFacts, String)>,
}

/// Stores it with its delivery.
pub(crate) async fn insert_due(app: &app::App, due: &Due<'_>) -> app::ids::DeliveryId {
    let (ws, brand, now) = (due.workspace_id, due.brand_id, app.now());
    let (post, variant) = (app::ids::PostId::generate(), app::ids::VariantId::generate());
    let delivery = app::ids::DeliveryId::generate();
    let tx = app.db.write().await.expect("a transaction");
    let run = async |text: &str, values| tx.run(text, values).await.expect("a row");
    run(
        "insert into posts (workspace_id, id, brand_id, title, text, language, created_at, updated_at, version) \
         values ($1, $2, $3, 'Due', $4, $5, $6, $6, 1)",
        values![ws, post, brand, due.text.as_str(), due.language.clone(), now],
    )
    .await;
    for (position, (facts, file)) in due.media.iter().enumerate() {
        let id = app::ids::MediaId::generate();
        run(
            "insert into media (workspace_id, id, brand_id, file_name, mime, bytes, width, height, duration_ms, sha256, \
             alt, created_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
            values![
                ws,
                id,
                brand,
                facts.file_name.as_str(),
                facts.mime.as_str(),
                i64::try_from(facts.bytes).expect("a size"),
                i64::from(facts.width),
                i64::from(facts.height),
                facts.duration_ms.map(i64::from),
                file.as_str(),
                facts.alt.as_str(),
                now
            ],
        )
        .await;
        run(
            "insert into post_media (workspace_id, post_id, media_id, position, alt) values ($1, $2, $3, $4, $5)",
            values![ws, post, id, i64::try_from(position).expect("few"), facts.alt.as_str()],
        )
        .await;
    }
    run(
        "insert into variants (workspace_id, id, post_id, channel_id, shape, created_at) values ($1, $2, $3, $4, $5, $6)",
        values![ws, variant, post, due.channel_id, due.shape.clone(), now],
    )
    .await;
    run(
        "insert into deliveries (workspace_id, id, brand_id, post_id, variant_id, channel_id, state, scheduled_at, \
         due_at, attempts, attempts_before, created_at) values ($1, $2, $3, $4, $5, $6, 'scheduled', $7, $7, 0, 0, $7)",
        values![ws, delivery, brand, post, variant, due.channel_id, now],
    )
    .await;
    tx.commit().await.expect("commit");
    delivery
}

/// Where a delivery stands.
#[derive(Debug, Clone, FromQueryResult)]
pub struct Standing {
    /// Its state.
    pub state: app::deliveries::State,
    /// When a worker looks at it next.
    pub due_at: i64,
    /// Until when a worker holds it.
    pub leased_until: Option<i64>,
    /// What went wrong last.
    pub last_error: Option<String>,
}

/// Reads it.
pub(crate) async fn standing(app: &app::App, id: app::ids::DeliveryId) -> Standing {
    let text = "select state, due_at, leased_until, last_error from deliveries where id = $1";
    app.db.read().first(text, values![id]).await.expect("a read").expect("a delivery")
}
