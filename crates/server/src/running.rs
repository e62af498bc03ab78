//! Putting the product together and running it: web and workers in one process, or apart.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use anyhow::Context;
use app::{
    App, SystemClock,
    alerts::{AlertMail, MailAlerts},
    channels::CheckChannels,
    deliveries::PublishDue,
    letters::SendLetters,
    metrics::FetchMetrics,
    pauses::EndPauses,
    renders::MakeRenders,
    uploads::SweepUploads,
    vault::Vault,
};
use async_trait::async_trait;
use db::{Db, Engine};
use networks::registry::Registry;
use tasks::{Activation, Driver, Task};
use tokio::{net::TcpListener, sync::watch};

use crate::config::Config;

/// How long an orderly shutdown waits for what is under way.
const PATIENCE: Duration = Duration::from_secs(25);

/// Which parts of the product this process runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Role {
    /// Web and workers.
    All,
    /// Pages, API and public paths only.
    Web,
    /// Background work only.
    Worker,
}

/// Opens database and key file and puts the product together; `address` is where it listens, or would.
///
/// # Errors
/// A sentence that says what to do.
pub async fn open(config: &Config, address: SocketAddr) -> anyhow::Result<App> {
    open_with(config, config.app_settings(address)).await
}

/// As [`open`], with settings of the caller's own.
///
/// # Errors
/// A sentence that says what to do.
pub async fn open_with(config: &Config, settings: app::Settings) -> anyhow::Result<App> {
    make_data_dir(config)?;
    let db = Db::open(&config.database_url()).await.context("cannot open the database")?;
    assemble(config, db, settings).await
}

/// As [`open`] for the operator's commands, which may run beside `tandem serve`. A database that is not there, or not up
/// to date, is brought up to date first, and then nobody else may have it open.
///
/// # Errors
/// A sentence that says what to do.
pub async fn open_beside(config: &Config) -> anyhow::Result<App> {
    make_data_dir(config)?;
    let address = config.listen.parse().context("listen")?;
    let settings = config.app_settings(address);
    if let Ok(db) = Db::connect_beside(&config.database_url()).await {
        if db::pending_migrations(&db).await.is_ok_and(|pending| pending.is_empty()) {
            return assemble(config, db, settings).await;
        }
        db.close().await?;
    }
    open_with(config, settings).await
}

fn make_data_dir(config: &Config) -> anyhow::Result<()> {
    let folder = config.data_dir();
    std::fs::create_dir_all(folder)
        .with_context(|| format!("cannot make the data folder {}", folder.display()))
}

async fn assemble(config: &Config, db: Db, settings: app::Settings) -> anyhow::Result<App> {
    // Every TLS connection of this process uses ring; a second call finds it installed.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let key = config.secret_key_file();
    if !key.exists() && app::channels::holds_secrets(&db).await? {
        anyhow::bail!(
            "the secret key file {} is gone, and the channels' access is sealed with it: put it back from a backup",
            key.display()
        );
    }
    let vault = Vault::open(&key)?;
    let registry = Registry::new(&config.network_settings())?;
    let mut app = App::new(db, vault, Arc::new(SystemClock), registry.all().to_vec(), settings);
    if let Some(step) = std::env::var("TANDEM_HALT_AT").ok().filter(|step| !step.is_empty()) {
        app.probe = Arc::new(HaltAt(step));
    }
    Ok(app)
}

/// Starts the background work.
///
/// # Errors
/// Any database error of the recovery.
pub async fn start_workers(app: &App) -> anyhow::Result<Driver> {
    let mut driver = Driver::noting(app.background.clone());
    let mut publisher = PublishDue::new(app.clone());
    // Tests that kill a process on PostgreSQL wait until its leases run out. Nobody else sets it.
    if let Some(lease_ms) = std::env::var("TANDEM_TEST_LEASE_MS").ok().and_then(|text| text.parse().ok()) {
        publisher = publisher.with_lease(lease_ms);
    }
    if app.db.engine() == Engine::Sqlite {
        // The lock on the file says that no other process is alive.
        let recovered = publisher.recover().await?;
        if recovered > 0 {
            tracing::info!(recovered, "deliveries that the last process left are taken up again");
        }
    }
    driver.start(Arc::new(publisher), Arc::clone(&app.wake_publisher));
    let mut letters = SendLetters::new(app.clone(), Arc::new(web::ui::newsletters::letter_words));
    if let Some(lease_ms) = std::env::var("TANDEM_TEST_LEASE_MS").ok().and_then(|text| text.parse().ok()) {
        letters = letters.with_lease(lease_ms);
    }
    if app.db.engine() == Engine::Sqlite {
        letters.recover().await?;
    }
    driver.start(Arc::new(letters), Arc::clone(&app.wake_letters));
    driver.start(Arc::new(FetchMetrics::new(app.clone())), Arc::clone(&app.wake_metrics));
    driver.start(Arc::new(CheckChannels { app: app.clone() }), Arc::default());
    driver.start(Arc::new(EndPauses { app: app.clone() }), Arc::default());
    driver.start(Arc::new(MakeRenders::new(app.clone())), Arc::clone(&app.wake_renders));
    driver.start(Arc::new(SweepUploads { app: app.clone() }), Arc::default());
    let public_url = app.settings.public_url.clone();
    let write = Arc::new(move |due: &AlertMail| web::mail::alert_letter(due, &public_url));
    driver.start(Arc::new(MailAlerts { app: app.clone(), write }), Arc::default());
    driver.start(Arc::new(RefreshStatistics { app: app.clone() }), Arc::default());
    Ok(driver)
}

/// Keeps the database's counts of its tables true, at the start and every hour.
struct RefreshStatistics {
    app: App,
}

#[async_trait]
impl Task for RefreshStatistics {
    fn name(&self) -> &'static str {
        "refresh_statistics"
    }

    fn period(&self) -> Duration {
        Duration::from_secs(3_600)
    }

    async fn activate(&self, _stopping: &watch::Receiver<bool>) -> Result<Activation, String> {
        self.app.db.refresh_statistics().await.map_err(|error| error.to_string())?;
        Ok(Activation::default())
    }
}

/// Serves until `stop` resolves, then finishes what is under way.
///
/// # Errors
/// When the web server fails.
pub async fn serve(
    app: App,
    listener: TcpListener,
    role: Role,
    stop: impl Future<Output = ()> + Send + 'static,
) -> anyhow::Result<()> {
    let driver = if role == Role::Web { None } else { Some(start_workers(&app).await?) };
    let (told, mut stopping) = watch::channel(false);
    let begin_stop = async {
        stop.await;
        tracing::info!("stopping");
        // The workers take nothing more from now on, however long an open page takes.
        if let Some(driver) = &driver {
            driver.begin_stop();
        }
        told.send_replace(true);
    };
    if role == Role::Worker {
        begin_stop.await;
    } else {
        let graceful = async move {
            let _ = stopping.wait_for(|stopping| *stopping).await;
        };
        let serving = web::serve(app.clone(), listener, graceful);
        let patience = async {
            begin_stop.await;
            tokio::time::sleep(PATIENCE).await;
        };
        tokio::select! {
            served = serving => served.context("the web server failed")?,
            () = patience => tracing::warn!("requests that did not end in time are broken off"),
        }
    }
    if let Some(driver) = driver {
        driver.stop(PATIENCE).await;
    }
    if tokio::time::timeout(PATIENCE, app.finish_traffic()).await.is_err() {
        tracing::error!("clicks were lost: the database did not take them in time");
    }
    if let Err(error) = app.finish_webhooks().await {
        tracing::warn!(%error, "the last counts of webhooks were not written");
    }
    app.db.close().await?;
    Ok(())
}

/// Resolves at SIGTERM or Ctrl-C.
pub async fn stop_signal() {
    let interrupt = tokio::signal::ctrl_c();
    match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
        Ok(mut terminate) => {
            tokio::select! { _ = interrupt => {}, _ = terminate.recv() => {} }
        }
        Err(_) => {
            let _ = interrupt.await;
        }
    }
}

/// Says on standard error that a delivery has come to a step, and stays there: a test then kills the process.
struct HaltAt(String);

#[async_trait]
impl app::deliveries::probe::Probe for HaltAt {
    async fn reached(&self, step: app::deliveries::probe::Step) {
        if step.as_str() == self.0 {
            tracing::warn!(step = step.as_str(), "halted for a test");
            std::future::pending::<()>().await;
        }
    }
}
