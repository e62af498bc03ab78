//! Small writes that share a commit.
//!
//! SQLite makes a commit durable with a wait for the disk, and has one writer: many small writes one after another would
//! wait for the disk as often. Here they run one after another inside one transaction, each behind a savepoint of its
//! own, and all wait for the one commit. To each it is a transaction like any other: what it does stands or does not
//! stand as a whole, and when its commit has answered, it is durable.
//!
//! - A part whose statement failed, that was dropped or whose task panicked is undone by whoever comes next; the others'
//!   parts stand.
//! - A fault after which SQLite has ended the transaction by itself (a full disk) shows in that this undoing fails too: then
//!   nothing of the batch stands, and each of its writers is told so.
//! - Nobody is told of success before the flush.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use sea_orm::ConnectionTrait;
use tokio::sync::{Mutex, OwnedMutexGuard, oneshot};

use crate::{
    Db, Error, Result,
    connect::{Own, given_up},
    constraints::explain,
};

/// So many writes share a commit at most: others wait for the gate too.
const MOST: usize = 64;

/// The batch that is open now, if one is.
#[derive(Default)]
pub(crate) struct Batches {
    open: Arc<Mutex<Option<Batch>>>,
    /// How many want to join it: the last of them closes it.
    waiting: AtomicUsize,
}

impl Batches {
    /// Whether nobody waits to join. Who does not see one that comes in this moment closes the batch, and that one opens
    /// the next.
    fn nobody_waits(&self) -> bool {
        self.waiting.load(Ordering::SeqCst) == 0
    }
}

pub(crate) struct Batch {
    own: Own,
    /// Those whose part is done and who wait for the commit.
    members: Vec<oneshot::Sender<Result<()>>>,
    part: Part,
}

/// How the last part stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    /// There is none, or it is undone.
    None,
    /// It was begun and has not been ended.
    Unfinished,
    /// It stands. Its savepoint is released by whoever comes next, in one statement with the next savepoint, or by the
    /// commit: each statement is a way to SQLite's thread and back while everybody waits.
    Finished,
}

/// Somebody who wants to join.
struct Waiting(Db);

impl Waiting {
    fn new(db: &Db) -> Self {
        db.batches().waiting.fetch_add(1, Ordering::SeqCst);
        Self(db.clone())
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        self.0.batches().waiting.fetch_sub(1, Ordering::SeqCst);
    }
}

/// One write of a batch.
pub(crate) struct Member {
    /// Gone once the part is done.
    batch: Option<OwnedMutexGuard<Option<Batch>>>,
    db: Db,
}

/// Joins the open batch, or opens one. What is begun here is ended by a task of its own, so that whoever goes away
/// leaves the transaction in a state that is known.
pub(crate) async fn join(db: &Db) -> Result<Member> {
    let waiting = Waiting::new(db);
    let joining = tokio::spawn(async move {
        let open = Arc::clone(&waiting.0.batches().open).lock_owned().await;
        // From here on its end closes the batch, if nobody else will.
        let mut member = Member { batch: Some(open), db: waiting.0.clone() };
        drop(waiting);
        member.begin().await?;
        Ok(member)
    });
    joining.await.map_err(|_| given_up())?
}

impl Batch {
    async fn statement(&self, text: &str) -> Result<()> {
        let done = self.own.transaction.execute_unprepared(text).await.map(|_| ()).map_err(explain);
        if done.is_err() {
            self.own.break_off();
        }
        done
    }

    /// Undoes what an unfinished part did. Where that can be done the transaction lives, whatever went wrong in the part.
    async fn tidy(&mut self) {
        if self.part == Part::Unfinished && self.statement("rollback to part; release part").await.is_ok() {
            self.part = Part::None;
            self.own.mend();
        }
    }
}

impl Member {
    async fn begin(&mut self) -> Result<()> {
        let Some(open) = self.batch.as_mut() else { return Err(given_up()) };
        if let Some(batch) = open.as_mut() {
            batch.tidy().await;
            if batch.own.is_broken() {
                give_up(open.take());
            }
        }
        if open.is_none() {
            **open = Some(Batch { own: self.db.begin().await?, members: Vec::new(), part: Part::None });
        }
        let batch = self.batch_mut()?;
        let next = match batch.part {
            Part::Finished => "release part; savepoint part",
            Part::None | Part::Unfinished => "savepoint part",
        };
        batch.statement(next).await?;
        batch.part = Part::Unfinished;
        Ok(())
    }

    fn batch_mut(&mut self) -> Result<&mut Batch> {
        self.batch.as_mut().and_then(|batch| batch.as_mut()).ok_or_else(given_up)
    }

    /// The transaction that it is a part of.
    pub(crate) fn own(&self) -> Option<&Own> {
        self.batch.as_ref()?.as_ref().map(|batch| &batch.own)
    }

    /// Ends the part and waits until the batch is durable.
    pub(crate) async fn commit(self) -> Result<()> {
        let committing = tokio::spawn(async move { self.end().await });
        committing.await.map_err(|_| given_up())?
    }

    async fn end(mut self) -> Result<()> {
        let batch = self.batch_mut()?;
        if batch.own.is_broken() {
            return Err(given_up());
        }
        batch.part = Part::Finished;
        let (told, answer) = oneshot::channel();
        batch.members.push(told);
        let is_full = batch.members.len() >= MOST;
        let Some(mut open) = self.batch.take() else { return Err(given_up()) };
        // Whoever waits joins this batch, and the last of them commits.
        if is_full || self.db.batches().nobody_waits() {
            let batch = open.take();
            drop(open);
            close(batch).await;
        } else {
            drop(open);
        }
        answer.await.unwrap_or_else(|_| Err(given_up()))
    }
}

impl Drop for Member {
    fn drop(&mut self) {
        // Left before its end: the next to join undoes its part, or whoever closes the batch. The guard is let go before
        // its task asks for it.
        if self.batch.take().is_some() {
            close_later(&self.db);
        }
    }
}

/// Commits, and tells everybody; who went away meanwhile finds it in the database.
async fn close(batch: Option<Batch>) {
    let Some(Batch { own, members, .. }) = batch else { return };
    match own.commit().await {
        Ok(()) => members.into_iter().for_each(|member| drop(member.send(Ok(())))),
        Err(error) => fail(members, &error),
    }
}

/// Tells everybody whose part is lost with a transaction that cannot go on.
fn give_up(batch: Option<Batch>) {
    if let Some(Batch { members, .. }) = batch {
        fail(members, &given_up());
    }
}

fn fail(members: Vec<oneshot::Sender<Result<()>>>, error: &Error) {
    for member in members {
        let told = match error {
            Error::Full(message) => Error::Full(message.clone()),
            // Not a fault of its own: to be tried again.
            other => Error::Busy(other.to_string()),
        };
        let _ = member.send(Err(told));
    }
}

/// Closes a batch that nobody else will: everybody who could have is gone.
fn close_later(db: &Db) {
    let Ok(runtime) = tokio::runtime::Handle::try_current() else { return };
    let db = db.clone();
    runtime.spawn(async move {
        let mut open = Arc::clone(&db.batches().open).lock_owned().await;
        if !db.batches().nobody_waits() {
            return;
        }
        if let Some(batch) = open.as_mut() {
            batch.tidy().await;
            let batch = open.take();
            if batch.as_ref().is_some_and(|batch| batch.own.is_broken()) {
                give_up(batch);
            } else {
                drop(open);
                close(batch).await;
            }
        }
    });
}
