//! A fresh database for each test.

use std::{future::Future, time::Duration};

use db::Db;
pub use db::Engine;

use crate::{TestApp, postgres_url, store};

/// Runs a test body on a fresh database of one engine.
pub fn block_on_database<F, O>(engine: Engine, body: F)
where
    F: FnOnce(TestApp) -> O,
    O: Future<Output = ()>,
{
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(4)
        .enable_all()
        .build()
        .expect("a runtime");
    runtime.block_on(async {
        let kit = TestApp::on(engine).await;
        let (app, keeper) = (kit.app.clone(), kit.keeper());
        tokio::time::timeout(Duration::from_secs(300), body(kit))
            .await
            .expect("the test ends in five minutes");
        app.db.close().await.expect("the database closes");
        keeper.remove().await;
    });
}

/// Where a test's database is, and how it goes away.
#[derive(Debug)]
pub(crate) struct Place {
    /// The address of the database.
    pub url: String,
    postgres: Option<(String, String)>,
}

impl Place {
    /// Makes an empty database.
    pub async fn make(engine: Engine, folder: &std::path::Path) -> Self {
        match engine {
            Engine::Sqlite => {
                Self { url: format!("sqlite://{}", folder.join("tandem.db").display()), postgres: None }
            }
            Engine::Postgres => {
                let server = postgres_url().expect("a PostgreSQL to test on");
                let name = format!("t_{}", uuid::Uuid::new_v4().simple());
                let maintenance = Db::connect(&server).await.expect("the PostgreSQL answers");
                store::create_database(&maintenance, &name).await;
                maintenance.close().await.expect("the connection closes");
                let mut url = url::Url::parse(&server).expect("the address of the PostgreSQL");
                url.set_path(&name);
                Self { url: url.to_string(), postgres: Some((server, name)) }
            }
        }
    }

    /// Drops a PostgreSQL database; a SQLite file goes with its folder.
    pub async fn remove(&self) {
        let Some((server, name)) = &self.postgres else { return };
        let maintenance = Db::connect(server).await.expect("the PostgreSQL answers");
        store::drop_database(&maintenance, name).await;
        maintenance.close().await.expect("the connection closes");
    }
}
