//! The worker: takes letters whose turn has come and sends each once, over several connections, no faster than is set.

use std::{
    collections::{HashMap, VecDeque},
    sync::Arc,
    time::{Duration, Instant},
};

use async_trait::async_trait;
use db::lease::Claim;
use tasks::{Activation, Task};
use tokio::{
    sync::{Mutex, watch},
    task::JoinSet,
};

use super::{
    line::Server,
    message::Edition,
    run::Turn,
    store::{self, DueList},
    tell,
};
use crate::{App, Now, Result, clock::SECOND, ids::DeliveryId};

/// How long a worker may be silent before what it holds is another's.
const LEASE: i64 = 180 * SECOND;

/// So many letters are taken at a time by one connection, at most.
const CLAIM: u32 = 10;

/// How long the lists that are due are known before they are looked for anew.
const LISTS_HOLD: Duration = Duration::from_secs(5);

/// Words of a letter in its readers' language.
#[derive(Debug, Clone)]
pub struct Words {
    /// Tag of the language, such as `de`.
    pub language: String,
    /// Why somebody gets it.
    pub reason: String,
    /// What the link that unsubscribes is called.
    pub unsubscribe: String,
}

/// Gives the words for a language and the name of a newsletter; the texts are the web's.
pub type Write = dyn Fn(Option<&str>, &str) -> Words + Send + Sync;

/// The background task.
#[derive(Clone)]
pub struct SendLetters {
    app: App,
    write: Arc<Write>,
    worker: Arc<str>,
    lease: i64,
}

/// What the connections of one round share.
pub(super) struct Shared {
    pub app: App,
    pub write: Arc<Write>,
    pub server: Server,
    pub lease: i64,
    editions: Mutex<HashMap<DeliveryId, Arc<Edition>>>,
    lists: Mutex<Lists>,
    next: Mutex<Instant>,
    interval: Duration,
}

/// The deliveries whose letters are due, in turn: a small list does not wait for a large one.
#[derive(Default)]
struct Lists {
    waiting: VecDeque<DueList>,
    found_at: Option<Instant>,
}

impl SendLetters {
    /// A worker of its own name.
    #[must_use]
    pub fn new(app: App, write: Arc<Write>) -> Self {
        let worker = Arc::from(format!("letters-{:016x}", rand::random::<u64>()));
        Self { app, write, worker, lease: LEASE }
    }

    /// With another lease, in milliseconds: for tests that wait for one to run out.
    #[must_use]
    pub fn with_lease(mut self, lease_ms: i64) -> Self {
        self.lease = lease_ms;
        self
    }

    /// First act of a process that knows itself alone (SQLite): what the last one left is given back at once.
    ///
    /// # Errors
    /// Any database error.
    pub async fn recover(&self) -> Result<u64> {
        self.give_back(Now::MAX).await
    }

    /// What is unknown since a worker died is told.
    async fn give_back(&self, until: Now) -> Result<u64> {
        let tx = self.app.db.write().await?;
        let given = store::give_back(&tx, until).await?;
        tell::moved(&tx, &given, self.app.now()).await?;
        tx.commit().await?;
        Ok(u64::try_from(given.len()).unwrap_or(u64::MAX))
    }

    /// Sends what is due; gives how many letters were worked on.
    ///
    /// # Errors
    /// Any database error.
    pub async fn send_due(&self, stopping: &watch::Receiver<bool>) -> Result<usize> {
        let app = &self.app;
        if store::any_expired(app.db.read(), app.now()).await? {
            self.give_back(app.now()).await?;
        }
        let Some(url) = app.settings.smtp_url.as_deref() else { return Ok(0) };
        let due = store::WAITING.next_due(app.db.read()).await?;
        if due.is_none_or(|due| due > app.now()) {
            return Ok(0);
        }
        let a_minute = app.settings.letters_a_minute.max(1);
        let connections = app.settings.letter_connections.clamp(1, 32);
        let shared = Arc::new(Shared {
            app: app.clone(),
            write: Arc::clone(&self.write),
            server: Server::read(url)?,
            lease: self.lease,
            editions: Mutex::default(),
            lists: Mutex::default(),
            next: Mutex::new(Instant::now()),
            interval: Duration::from_secs(60) / a_minute,
        });
        // What is slow is taken in small portions, so that other processes have their share and leases hold.
        let portion = (a_minute / 6 / connections).clamp(1, CLAIM);
        let mut turns = JoinSet::new();
        for number in 0..connections {
            let worker = format!("{}-{number}", self.worker);
            let turn = Turn::new(Arc::clone(&shared), worker, portion, stopping.clone());
            turns.spawn(turn.run());
        }
        let (mut done, mut fault) = (0, None);
        while let Some(ended) = turns.join_next().await {
            match ended {
                Ok(Ok(sent)) => done += sent,
                Ok(Err(error)) => fault = Some(error),
                Err(error) => fault = Some(crate::Error::Internal(error.to_string())),
            }
        }
        match fault {
            Some(error) => Err(error),
            None => Ok(done),
        }
    }
}

impl Shared {
    /// What a delivery's letters have in common, made once a round.
    pub(super) async fn edition(
        &self,
        workspace_id: crate::ids::WorkspaceId,
        job: &store::Job,
    ) -> Result<Arc<Edition>> {
        if let Some(known) = self.editions.lock().await.get(&job.delivery_id) {
            return Ok(Arc::clone(known));
        }
        // Nobody else waits while its pictures are read; two who make the same make it alike.
        let made =
            self.app.edition(workspace_id, job.delivery_id, job.channel_id, self.write.as_ref()).await?;
        let made = Arc::new(made);
        let mut editions = self.editions.lock().await;
        // A few at a time: each may hold pictures.
        if editions.len() >= 4 {
            editions.clear();
        }
        editions.insert(job.delivery_id, Arc::clone(&made));
        Ok(made)
    }

    /// Takes some letters of the list whose turn it is; none when nothing is due.
    pub(super) async fn claim(&self, worker: &str, portion: u32) -> Result<Vec<Claim>> {
        let db = &self.app.db;
        let mut looked = false;
        loop {
            let now = self.app.now();
            let next = {
                let mut lists = self.lists.lock().await;
                let is_old = lists.found_at.is_none_or(|at| at.elapsed() >= LISTS_HOLD);
                if is_old || (lists.waiting.is_empty() && !looked) {
                    let found = store::due_lists(db.read(), now).await?;
                    // Those that were not known go first; the others keep their turn.
                    lists.waiting.retain(|known| found.contains(known));
                    let new: Vec<_> =
                        found.into_iter().filter(|list| !lists.waiting.contains(list)).collect();
                    new.into_iter().rev().for_each(|list| lists.waiting.push_front(list));
                    lists.found_at = Some(Instant::now());
                    looked = true;
                }
                let next = lists.waiting.pop_front();
                lists.waiting.extend(next);
                next
            };
            let Some(list) = next else { return Ok(Vec::new()) };
            let until = now + self.lease;
            let claims = store::claim_of(db, list, worker, now, until, portion).await?;
            if !claims.is_empty() {
                return Ok(claims);
            }
            self.lists.lock().await.waiting.retain(|known| *known != list);
        }
    }

    /// Waits for the next turn: so many letters a minute, over all connections of this process.
    pub(super) async fn pace(&self) {
        let at = {
            let mut next = self.next.lock().await;
            let at = (*next).max(Instant::now());
            *next = at + self.interval;
            at
        };
        tokio::time::sleep_until(at.into()).await;
    }
}

#[async_trait]
impl Task for SendLetters {
    fn name(&self) -> &'static str {
        "send_letters"
    }

    fn period(&self) -> Duration {
        Duration::from_secs(5)
    }

    async fn activate(&self, stopping: &watch::Receiver<bool>) -> Result<Activation, String> {
        let done = self.send_due(stopping).await.map_err(|error| error.to_string())?;
        Ok(Activation { done, again_in: None })
    }
}
