//! Clicks: taken at once, written in batches.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use db::Db;
use tokio::sync::{mpsc, mpsc::error::SendTimeoutError, oneshot};

use crate::{
    App, Error, Now, Result,
    ids::{ClickId, LinkId, WorkspaceId},
};

use super::{agent, store};

/// Clicks that wait at most; when they are so many, the next click waits too.
const WAITING_MOST: usize = 20_000;
/// How long a click waits for room. The person behind it wants the page, counted or not.
const PATIENCE: Duration = Duration::from_secs(1);
/// How long clicks are gathered.
const GATHER: Duration = Duration::from_millis(50);
/// Rows of one transaction at most.
const BATCH_MOST: usize = 1_024;
/// Pause after a failed write; it doubles up to the last.
const PAUSES: [Duration; 2] = [Duration::from_millis(100), Duration::from_secs(5)];

/// What a request tells about a click.
#[derive(Debug, Clone, Copy, Default)]
pub struct ClickFacts<'a> {
    /// `User-Agent`.
    pub user_agent: &'a str,
    /// `Referer`.
    pub referrer: &'a str,
    /// Whether nobody will see the page: a HEAD request, a prefetch.
    pub unseen: bool,
}

/// A click to be written.
#[derive(Debug, Clone)]
pub(crate) struct Click {
    pub(crate) workspace_id: WorkspaceId,
    pub(crate) id: ClickId,
    pub(crate) link_id: LinkId,
    pub(crate) at: Now,
    pub(crate) crawler: bool,
    pub(crate) referrer_host: Option<String>,
    pub(crate) device: agent::Device,
}

pub(crate) struct ClickWriter {
    sender: mpsc::Sender<Order>,
    uncounted: Arc<AtomicU64>,
}

enum Order {
    Write(Click),
    Flush(oneshot::Sender<()>),
}

impl ClickWriter {
    fn start(db: Db) -> Self {
        let (sender, receiver) = mpsc::channel(WAITING_MOST);
        let uncounted = Arc::new(AtomicU64::new(0));
        tokio::spawn(write_all(db, receiver, uncounted.clone()));
        Self { sender, uncounted }
    }

    /// Takes a click; waits for a second while too many wait, then lets the person go on uncounted.
    pub(crate) async fn take(&self, click: Click) -> Result<()> {
        match self.sender.send_timeout(Order::Write(click), PATIENCE).await {
            Ok(()) => {}
            Err(SendTimeoutError::Timeout(_)) => {
                self.uncounted.fetch_add(1, Ordering::Relaxed);
            }
            Err(SendTimeoutError::Closed(_)) => {
                return Err(Error::Unavailable("the click writer has ended".to_owned()));
            }
        }
        Ok(())
    }

    /// Returns when everything taken before is written.
    pub(crate) async fn flush(&self) {
        let (done, wait) = oneshot::channel();
        if self.sender.send(Order::Flush(done)).await.is_ok() {
            let _ = wait.await;
        }
    }
}

async fn write_all(db: Db, mut orders: mpsc::Receiver<Order>, uncounted: Arc<AtomicU64>) {
    let mut received = Vec::with_capacity(BATCH_MOST);
    let mut clicks = Vec::with_capacity(BATCH_MOST);
    let mut waiting = Vec::new();
    while orders.recv_many(&mut received, BATCH_MOST).await > 0 {
        let gather_until = tokio::time::Instant::now() + GATHER;
        loop {
            for order in received.drain(..) {
                match order {
                    Order::Write(click) => clicks.push(click),
                    Order::Flush(done) => waiting.push(done),
                }
            }
            if clicks.len() >= BATCH_MOST || !waiting.is_empty() {
                break;
            }
            let more = orders.recv_many(&mut received, BATCH_MOST - clicks.len());
            if !matches!(tokio::time::timeout_at(gather_until, more).await, Ok(1..)) {
                break;
            }
        }
        write(&db, &clicks).await;
        clicks.clear();
        match uncounted.swap(0, Ordering::Relaxed) {
            0 => {}
            clicks => tracing::error!(clicks, "clicks were not counted: the database took none for too long"),
        }
        for done in waiting.drain(..) {
            let _ = done.send(());
        }
    }
}

/// Writes until it succeeds: a click that was answered is not dropped because the disk is full for a while.
async fn write(db: &Db, clicks: &[Click]) {
    if clicks.is_empty() {
        return;
    }
    let [mut pause, longest] = PAUSES;
    let mut again = false;
    loop {
        match try_write(db, clicks, again).await {
            Ok(()) => return,
            Err(error) => {
                tracing::warn!(%error, clicks = clicks.len(), "clicks wait: they could not be written");
                tokio::time::sleep(pause).await;
                pause = (pause * 2).min(longest);
                again = true;
            }
        }
    }
}

/// `again`: a write before this one failed, perhaps only in telling that it was done.
async fn try_write(db: &Db, clicks: &[Click], again: bool) -> db::Result<()> {
    let tx = db.write().await?;
    if again && store::clicks::is_stored(tx.sql(), clicks).await? {
        return Ok(());
    }
    store::clicks::insert(&tx, clicks).await?;
    tx.commit().await
}

impl App {
    /// Follows a short link: where it leads, with the id of the click, which is counted. `None` for an unknown slug.
    /// Needs no actor: a short link is public.
    ///
    /// # Errors
    /// Any database error.
    pub async fn follow_link(&self, slug: &str, facts: ClickFacts<'_>) -> Result<Option<String>> {
        let Some(target) = self.link_target(slug).await? else { return Ok(None) };
        let id = ClickId::generate();
        let click = Click {
            workspace_id: target.workspace_id,
            id,
            link_id: target.link_id,
            at: self.now(),
            crawler: facts.unseen || agent::is_crawler(facts.user_agent),
            referrer_host: host(facts.referrer),
            device: agent::Device::of(facts.user_agent),
        };
        self.click_writer().take(click).await?;
        Ok(Some(target.with_click(id)))
    }

    pub(crate) fn click_writer(&self) -> &ClickWriter {
        self.traffic.clicks.get_or_init(|| ClickWriter::start(self.db.clone()))
    }
}

/// The host of an address, as far as it is one: `https://a.example:8080/x` → `a.example`.
pub(crate) fn host(address: &str) -> Option<String> {
    let (scheme, rest) = address.split_once("://")?;
    let authority = rest.split(['/', '?', '#']).next()?;
    let host = authority.rsplit('@').next()?;
    let host = match host.find(']') {
        Some(end) => &host[..=end],
        None => host.split(':').next()?,
    };
    let fine = matches!(scheme, "http" | "https" | "android-app")
        && !host.is_empty()
        && host.len() <= 253
        && host.bytes().all(|byte| byte.is_ascii_graphic());
    fine.then(|| host.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::host;

    #[test]
    fn hosts() {
        assert_eq!(host("https://user@A.Example:8080/x?y"), Some("a.example".to_owned()));
        assert_eq!(host("http://[::1]:80"), Some("[::1]".to_owned()));
        for none in ["", "a.example", "javascript:alert(1)", "https://", "ftp://a.example/"] {
            assert_eq!(host(none), None, "{none}");
        }
    }
}
