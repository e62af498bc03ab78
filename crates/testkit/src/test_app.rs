//! The product on a fresh database, with builders.

use std::{
    ops::Deref,
    sync::{
        Arc, OnceLock,
        atomic::{AtomicU64, Ordering},
    },
};

use app::{
    Actor, App, Clock, Role, Settings,
    accounts::{NewOwner, Origin, Theme, User},
    brands::ChangeBrand,
    ids::{BrandId, UserId},
    members::Access,
    vault::Vault,
    workspaces::NewWorkspace,
};
use db::{Db, Engine};
use networks::Connector;
use tasks::Task;
use tempfile::TempDir;
use tokio::sync::OnceCell;

use crate::{MockClock, database::Place, store};

/// The password of every account that the builders make.
pub const PASSWORD: &str = "velvet-tractor-91-moon";

/// The secret of the operator's apps in [`TestApp::with_apps`].
pub const APP_SECRET: &str = "secret-of-app-1";

/// A number that no other caller in this process got: for names that must differ.
pub fn unique() -> u64 {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    NEXT.fetch_add(1, Ordering::Relaxed)
}

/// The product on a fresh database. Everything of [`App`] can be called on it.
#[derive(Clone)]
pub struct TestApp {
    /// The product.
    pub app: App,
    /// Its clock.
    pub clock: Arc<MockClock>,
    keeper: Arc<Keeper>,
    owner: Arc<OnceCell<Actor>>,
}

/// Holds the folder, and knows how the database goes away.
pub(crate) struct Keeper {
    folder: TempDir,
    place: Place,
}

impl Keeper {
    pub(crate) async fn remove(&self) {
        self.place.remove().await;
    }
}

impl Deref for TestApp {
    type Target = App;

    fn deref(&self) -> &App {
        &self.app
    }
}

impl TestApp {
    /// On a fresh SQLite file.
    pub async fn new() -> Self {
        Self::on(Engine::Sqlite).await
    }

    /// On a fresh database of an engine.
    pub async fn on(engine: Engine) -> Self {
        Self::with(engine, Vec::new(), |_| {}).await
    }

    /// On a fresh SQLite file, with the connectors of the product.
    pub async fn with_networks() -> Self {
        let registry = networks::registry::Registry::new(&networks::Settings::default()).expect("connectors");
        Self::with(Engine::Sqlite, registry.all().to_vec(), |_| {}).await
    }

    /// On a fresh SQLite file, with connectors that may reach this machine and wait half a second.
    pub async fn with_networks_here() -> Self {
        let settings =
            networks::Settings { allow_private: true, timeout_ms: 500, ..networks::Settings::default() };
        let registry = networks::registry::Registry::new(&settings).expect("connectors");
        Self::with(Engine::Sqlite, registry.all().to_vec(), |_| {}).await
    }

    /// On a fresh SQLite file, with the connectors of the product and an app of the operator's at every network.
    pub async fn with_apps() -> Self {
        let set = networks::NetworkSettings {
            client_id: Some("app-1".to_owned()),
            client_secret: Some(APP_SECRET.to_owned()),
            webhook_secret: Some(APP_SECRET.to_owned()),
            ..networks::NetworkSettings::default()
        };
        let each = networks::Network::ALL.iter().map(|network| (*network, set.clone()));
        let settings = networks::Settings { networks: each.collect(), ..networks::Settings::default() };
        let registry = networks::registry::Registry::new(&settings).expect("connectors");
        Self::with(Engine::Sqlite, registry.all().to_vec(), |_| {}).await
    }

    /// On a fresh database, with connectors and changed settings.
    pub async fn with(
        engine: Engine,
        connectors: Vec<Arc<dyn Connector>>,
        change: impl FnOnce(&mut Settings),
    ) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let place = Place::make(engine, folder.path()).await;
        let db = Db::open(&place.url).await.expect("a fresh database");
        let clock = Arc::new(MockClock::default());
        let mut settings = Settings {
            media_dir: folder.path().join("media"),
            allow_private: true,
            settle_ms: 0,
            ..Settings::default()
        };
        change(&mut settings);
        let shared: Arc<dyn Clock> = clock.clone();
        let app = App::new(db, Vault::new([7; 32]), shared, connectors, settings);
        Self { app, clock, keeper: Arc::new(Keeper { folder, place }), owner: Arc::default() }
    }

    pub(crate) fn keeper(&self) -> Arc<Keeper> {
        Arc::clone(&self.keeper)
    }

    /// The test's folder.
    #[must_use]
    pub fn folder(&self) -> &std::path::Path {
        self.keeper.folder.path()
    }

    /// The address of the database.
    #[must_use]
    pub fn database_url(&self) -> &str {
        &self.keeper.place.url
    }

    /// The owner of the workspace `Kranich Studio` (Berlin, EUR) with the brand `Kranich Tea`; made on first use.
    pub async fn owner(&self) -> Actor {
        self.owner
            .get_or_init(|| self.found("owner@kranich.example", "Owner", "Kranich Studio"))
            .await
            .clone()
    }

    /// Another person of the owner's workspace, in a role, for every brand and without end.
    pub async fn actor(&self, role: Role) -> Actor {
        self.actor_in(&self.owner().await, store::whole_workspace(role)).await
    }

    /// Another person of somebody's workspace, with an access.
    pub async fn actor_in(&self, somebody: &Actor, access: Access) -> Actor {
        let user = User {
            id: UserId::generate(),
            email: format!("{}-{}@kranich.example", access.role.as_str().replace('_', "-"), unique()),
            name: format!("{} {}", access.role.as_str().replace('_', " "), unique()),
            language: None,
            theme: Theme::Auto,
            zone: None,
        };
        store::insert_member(&self.app, somebody.workspace_id, &user, quick_hash(), &access).await;
        self.sign_in_as(user.id).await.1
    }

    /// The owner of a further workspace, `Second Harbour`, with the brand `Harbour Boats`.
    pub async fn second_workspace(&self) -> Actor {
        self.owner().await;
        let email = format!("owner-{}@harbour.example", unique());
        self.found(&email, "Harbour owner", "Second Harbour").await
    }

    /// The brand that somebody's workspace was founded with.
    pub async fn brand(&self, actor: &Actor) -> BrandId {
        self.app.brands(actor, true).await.expect("brands").first().expect("a first brand").id
    }

    /// One activation of the publisher.
    pub async fn publish_due(&self) {
        let stopping = tokio::sync::watch::channel(false).1;
        app::deliveries::PublishDue::new(self.app.clone()).activate(&stopping).await.expect("a turn");
    }

    /// A further brand.
    pub async fn new_brand(&self, actor: &Actor, name: &str) -> BrandId {
        let new = ChangeBrand { name: name.to_owned(), site_url: None };
        self.app.create_brand(actor, new).await.expect("a brand").id
    }

    /// A session of a person: its token for the cookie, and the actor as the web would see it.
    pub async fn sign_in_as(&self, user_id: UserId) -> (String, Actor) {
        let origin =
            Origin { user_agent: "test".to_owned(), address: "127.0.0.1".to_owned(), previous_token: None };
        let session = self.app.open_session(user_id, &origin, "sign_in").await.expect("a session");
        let signed_in = self.app.session_of_token(&session.token).await.expect("read").expect("signed in");
        (session.token, signed_in.actor.expect("a workspace"))
    }

    async fn found(&self, email: &str, name: &str, workspace: &str) -> Actor {
        let brand = if workspace == "Kranich Studio" { "Kranich Tea" } else { "Harbour Boats" };
        let new = NewOwner {
            name: name.to_owned(),
            email: email.to_owned(),
            password: PASSWORD.to_owned(),
            language: None,
            workspace: NewWorkspace {
                workspace: workspace.to_owned(),
                brand: brand.to_owned(),
                zone: "Europe/Berlin".to_owned(),
                currency: "EUR".to_owned(),
            },
        };
        let made = self.app.create_another_owner(new).await.expect("an owner");
        store::set_password_hash(&self.app, made.user_id, quick_hash()).await;
        self.sign_in_as(made.user_id).await.1
    }
}

/// A hash of [`PASSWORD`], made once: hashing is slow by design.
fn quick_hash() -> &'static str {
    static HASH: OnceLock<String> = OnceLock::new();
    HASH.get_or_init(|| {
        std::thread::spawn(|| {
            tokio::runtime::Builder::new_current_thread()
                .build()
                .expect("a runtime")
                .block_on(app::accounts::hash_password(PASSWORD))
                .expect("a hash")
        })
        .join()
        .expect("the hashing thread")
    })
}
