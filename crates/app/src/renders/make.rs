//! Making versions: one film at a time in each process.

use std::{path::Path, sync::Arc, time::Duration};

use async_trait::async_trait;
use db::{Tx, lease::Claim};
use tasks::{Activation, Task};
use tokio::sync::watch;

use super::{
    Wanted,
    ffmpeg::{Job, Running},
    store::{self, DUE, Work},
};
use crate::{
    App, Error, Result,
    clock::MINUTE,
    ids::{MediaId, RenderId, WorkspaceId},
    media::{self, Media, describe},
};

/// A worker that says nothing for so long is dead.
const LEASE: i64 = MINUTE;

/// How often it is said how far a version is.
const TOLD_EVERY: Duration = Duration::from_secs(1);

/// An order that broke off so often is not begun again.
const TRIES: i64 = 3;

/// Shortest and longest time that a version may take.
const LIMITS: (Duration, Duration) = (Duration::from_secs(600), Duration::from_secs(4 * 3_600));

/// The background task.
pub struct MakeRenders {
    app: App,
    worker: Arc<str>,
    limit: Option<Duration>,
}

/// How a version ended.
enum End {
    Made,
    /// The word for it, or what ffmpeg said.
    Failed(String),
    /// This process stops: somebody else makes it.
    Stopped,
    /// Given up, or another's by now.
    Lost,
}

/// What finishes an order in the transaction that keeps its version.
pub(crate) struct Finish<'a> {
    worker: &'a str,
    claim: &'a Claim,
    workspace_id: WorkspaceId,
    id: RenderId,
    now: i64,
}

impl Finish<'_> {
    /// Finishes the order.
    ///
    /// # Errors
    /// `Conflict` when it was given up, or is another's by now: then nothing is kept.
    pub(crate) async fn finish(&self, tx: &Tx, made_id: MediaId) -> Result<()> {
        store::set_made(tx, self.workspace_id, self.id, made_id).await?;
        if DUE.finish(tx, self.worker, self.claim, "done", self.now, None).await? {
            Ok(())
        } else {
            Err(Error::Conflict("render_over"))
        }
    }
}

impl MakeRenders {
    /// A worker of its own name.
    #[must_use]
    pub fn new(app: App) -> Self {
        Self { app, worker: Arc::from(format!("renders-{:016x}", rand::random::<u64>())), limit: None }
    }

    /// With another limit on the time that a version may take: for tests.
    #[must_use]
    pub fn with_limit(self, limit: Duration) -> Self {
        Self { limit: Some(limit), ..self }
    }

    async fn make_due(&self, stopping: &watch::Receiver<bool>) -> Result<usize> {
        let app = &self.app;
        // A process without ffmpeg leaves the orders to those that have it.
        let Some(ffmpeg) = app.settings.ffmpeg.clone() else { return Ok(0) };
        store::give_back_broken(&app.db, app.now()).await?;
        let mut done = 0;
        while !*stopping.borrow() {
            let claims = DUE.claim(&app.db, &self.worker, app.now(), LEASE, 1).await?;
            let Some(claim) = claims.first() else { break };
            self.take(claim, &ffmpeg, stopping).await?;
            done += 1;
        }
        Ok(done)
    }

    async fn take(&self, claim: &Claim, ffmpeg: &Path, stopping: &watch::Receiver<bool>) -> Result<()> {
        let app = &self.app;
        let (Ok(workspace_id), Ok(id)) =
            (claim.workspace_id.parse::<WorkspaceId>(), claim.id.parse::<RenderId>())
        else {
            return self.end(claim, "failed", Some("render_gone")).await;
        };
        let work = store::work(app.db.read(), workspace_id, id).await?;
        let Some(work) = work else { return Ok(()) };
        let film = media::store::find(app.db.read(), workspace_id, work.media_id).await?;
        let wanted: Option<Wanted> = serde_json::from_str(&work.wanted).ok();
        let (Some(film), Some(wanted)) = (film, wanted) else {
            return self.end(claim, "failed", Some("render_gone")).await;
        };
        let folder = app.settings.media_dir.join("renders").join(id.uuid().simple().to_string());
        if work.broken >= TRIES {
            // What a worker left that was killed.
            let _ = tokio::fs::remove_dir_all(&folder).await;
            return self.end(claim, "failed", Some("render_broke_off")).await;
        }
        let outcome = self.run(claim, &work, &film, &wanted, ffmpeg, &folder, workspace_id, stopping).await;
        let _ = tokio::fs::remove_dir_all(&folder).await;
        match outcome {
            Ok(End::Made | End::Lost) => Ok(()),
            Ok(End::Failed(why)) => self.end(claim, "failed", Some(&why)).await,
            Ok(End::Stopped) => self.end(claim, "waiting", None).await,
            Err(Error::Conflict(_)) => Ok(()),
            // The database was busy: the film is no worse for it.
            Err(Error::Unavailable(_)) => self.end(claim, "waiting", None).await,
            // Where files are kept does not answer: a little later it may.
            Err(Error::Store(why)) => {
                tracing::warn!(render.id = %id, why, "a version of a film waits for where files are kept");
                self.end_at(claim, "waiting", app.now() + MINUTE, None).await
            }
            Err(error) => {
                tracing::error!(render.id = %id, %error, "a version of a film could not be made");
                let word = if matches!(error, Error::Full(_)) { "render_no_room" } else { "render_fault" };
                self.end(claim, "failed", Some(word)).await
            }
        }
    }

    #[expect(clippy::too_many_arguments, reason = "the parts of one order, named where they are found")]
    async fn run(
        &self,
        claim: &Claim,
        work: &Work,
        film: &Media,
        wanted: &Wanted,
        ffmpeg: &Path,
        folder: &Path,
        workspace_id: WorkspaceId,
        stopping: &watch::Receiver<bool>,
    ) -> Result<End> {
        let app = &self.app;
        app.require_room(wanted.max_bytes.min(film.bytes.unsigned_abs().saturating_mul(2)))?;
        // What a worker left that was killed.
        let _ = tokio::fs::remove_dir_all(folder).await;
        tokio::fs::create_dir_all(folder).await.map_err(|error| describe(folder, &error))?;
        let source = app.files().local(&media::key_of(workspace_id, film), film.bytes.unsigned_abs()).await?;
        let target = folder.join("film.part");
        let length = wanted.cut_to_ms.map(i64::from).or(film.duration_ms).unwrap_or(0);
        let usual = Duration::from_millis(length.unsigned_abs().saturating_mul(20)).clamp(LIMITS.0, LIMITS.1);
        let mut bits = wanted.bits;
        for _ in 0..2 {
            let job = Job {
                ffmpeg,
                source: source.path(),
                mime: &film.mime,
                target: &target,
                wanted,
                bits,
                limit: self.limit.unwrap_or(usual),
            };
            let end = self.watch(claim, &job, length, stopping).await?;
            if !matches!(end, End::Made) {
                return Ok(end);
            }
            let bytes = tokio::fs::metadata(&target).await.map_err(|error| describe(&target, &error))?.len();
            if bytes <= wanted.max_bytes {
                let (worker, id, now) = (&*self.worker, work.id, app.now());
                // The whole file is read and synced once more before it is kept.
                if !self.advance(claim, 99, now + 10 * LEASE).await? {
                    return Ok(End::Lost);
                }
                let finish = Finish { worker, claim, workspace_id, id, now };
                app.keep_film_version(workspace_id, work.user_id, film, &target, finish).await?;
                return Ok(End::Made);
            }
            bits = bits * 7 / 10;
        }
        Ok(End::Failed("render_too_large".to_owned()))
    }

    /// Runs ffmpeg once, says how far it is, and ends it when nobody wants it any more.
    async fn watch(
        &self,
        claim: &Claim,
        job: &Job<'_>,
        length: i64,
        stopping: &watch::Receiver<bool>,
    ) -> Result<End> {
        let mut running = Running::start(job).map_err(|error| describe(job.ffmpeg, &error))?;
        let mut stopping = stopping.clone();
        let over = tokio::time::sleep(job.limit);
        tokio::pin!(over);
        let mut told = tokio::time::interval(TOLD_EVERY);
        told.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        let (mut percent, mut said, mut held_until) = (0, -1, self.app.now());
        let broken_off = loop {
            tokio::select! {
                made = running.made_ms() => match made {
                    Some(ms) if length > 0 => {
                        percent = i64::try_from(ms.saturating_mul(100) / length.unsigned_abs().max(1)).unwrap_or(99).min(99);
                    }
                    Some(_) => {}
                    None => break None,
                },
                _ = told.tick() => {
                    let now = self.app.now();
                    if percent == said && held_until - now > LEASE * 2 / 3 {
                        continue;
                    }
                    match self.advance(claim, percent, now + LEASE).await {
                        Ok(true) => (said, held_until) = (percent, now + LEASE),
                        Ok(false) => break Some(End::Lost),
                        // Hours of work are not thrown away for a database that is busy for a moment.
                        Err(error) if held_until - now > LEASE / 3 => {
                            tracing::debug!(%error, "how far a version is could not be told");
                        }
                        Err(error) => return Err(error),
                    }
                }
                () = &mut over => break Some(End::Failed("render_too_slow".to_owned())),
                () = until_stop(&mut stopping) => break Some(End::Stopped),
            }
        };
        if let Some(end) = broken_off {
            running.stop().await;
            return Ok(end);
        }
        Ok(match tokio::time::timeout(LIMITS.0, running.end()).await {
            Ok(Ok(())) => End::Made,
            Ok(Err(said)) => End::Failed(format!("ffmpeg: {said}")),
            Err(_) => End::Failed("render_too_slow".to_owned()),
        })
    }

    /// Tells how far a version is, and holds its claim; `false` when it is no longer ours.
    async fn advance(&self, claim: &Claim, percent: i64, until: i64) -> Result<bool> {
        let tx = self.app.db.write().await?;
        let held = store::advance(&tx, &self.worker, claim, percent, until).await?;
        tx.commit().await?;
        Ok(held)
    }

    async fn end(&self, claim: &Claim, state: &str, error: Option<&str>) -> Result<()> {
        self.end_at(claim, state, self.app.now(), error).await
    }

    async fn end_at(&self, claim: &Claim, state: &str, due_at: i64, error: Option<&str>) -> Result<()> {
        let tx = self.app.db.write().await?;
        DUE.finish(&tx, &self.worker, claim, state, due_at, error).await?;
        Ok(tx.commit().await?)
    }
}

async fn until_stop(stopping: &mut watch::Receiver<bool>) {
    if stopping.wait_for(|stopping| *stopping).await.is_err() {
        // Nobody is left who could say it.
        std::future::pending::<()>().await;
    }
}

#[async_trait]
impl Task for MakeRenders {
    fn name(&self) -> &'static str {
        "make_renders"
    }

    fn period(&self) -> Duration {
        Duration::from_secs(5)
    }

    async fn activate(&self, stopping: &watch::Receiver<bool>) -> Result<Activation, String> {
        let done = self.make_due(stopping).await.map_err(|error| error.to_string())?;
        Ok(Activation { done, again_in: None })
    }

    async fn release(&self) {
        if let Err(error) = DUE.release(&self.app.db, &self.worker).await {
            tracing::warn!(%error, "orders for versions wait until their lease runs out");
        }
    }
}
