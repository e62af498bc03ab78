//! The simulator as its users see it: start, seed, look, stop.

use std::io;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::clock::Clock;
use crate::faults::Faults;
use crate::reader::Reader;
use crate::state::Shared;
use crate::world::{Counts, Draft, Network, SimPost, UnknownAccount};
use crate::{bluesky, mastodon, server};

/// How to start a simulator.
#[derive(Debug, Clone)]
pub struct Config {
    /// A loopback address. Bluesky gets its port, Mastodon the next one; with
    /// port 0 each gets a free one.
    pub listen: SocketAddr,
    /// The same seed gives the same account ids, tokens and random faults.
    pub seed: u64,
    /// Added to every request.
    pub latency: Duration,
}

impl Default for Config {
    fn default() -> Self {
        Self { listen: SocketAddr::from(([127, 0, 0, 1], 0)), seed: 1, latency: Duration::ZERO }
    }
}

/// A historical post.
#[derive(Debug, Clone, Default)]
pub struct SeedPost {
    /// The id on the network: a record key or `at://` URI on Bluesky, a status
    /// id on Mastodon. `None` lets the network choose.
    pub remote_id: Option<String>,
    /// Its text.
    pub text: String,
    /// Epoch milliseconds.
    pub created_at: i64,
    /// What it had gathered by now.
    pub counts: Counts,
}

/// The running networks; a cheap handle.
#[derive(Clone)]
pub struct Simulator {
    shared: Arc<Shared>,
    servers: Arc<Mutex<Vec<JoinHandle<()>>>>,
}

impl std::fmt::Debug for Simulator {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Simulator")
            .field("bluesky", &self.shared.bluesky_url)
            .field("mastodon", &self.shared.mastodon_url)
            .finish_non_exhaustive()
    }
}

impl Simulator {
    /// Binds and serves one listener per network.
    ///
    /// # Errors
    /// When the address is not a loopback address or is taken.
    pub async fn start(config: Config) -> io::Result<Self> {
        if !config.listen.ip().is_loopback() {
            return Err(io::Error::new(
                io::ErrorKind::InvalidInput,
                format!(
                    "{} is not a loopback address; simulated networks listen on 127.0.0.1 only",
                    config.listen
                ),
            ));
        }
        let bluesky = TcpListener::bind(config.listen).await?;
        let mut next = config.listen;
        next.set_port(config.listen.port().checked_add(1).filter(|port| *port > 1).unwrap_or(0));
        let mastodon = TcpListener::bind(next).await?;
        let shared = Arc::new(Shared {
            clock: Clock::default(),
            seed: config.seed,
            latency: config.latency,
            faults: Faults::new(config.seed),
            enforce_limits: AtomicBool::new(true),
            stop: watch::Sender::new(false),
            bluesky_url: format!("http://{}", bluesky.local_addr()?),
            mastodon_url: format!("http://{}", mastodon.local_addr()?),
            bluesky: Mutex::default(),
            mastodon: Mutex::default(),
        });
        let servers = vec![
            server::serve(bluesky, bluesky::router(&shared), Arc::clone(&shared)),
            server::serve(mastodon, mastodon::router(&shared), Arc::clone(&shared)),
        ];
        Ok(Self { shared, servers: Arc::new(Mutex::new(servers)) })
    }

    /// The base address of the simulated Bluesky server, without a slash at the end.
    pub fn bluesky_url(&self) -> String {
        self.shared.bluesky_url.clone()
    }

    /// The base address of the simulated Mastodon server, without a slash at the end.
    pub fn mastodon_url(&self) -> String {
        self.shared.mastodon_url.clone()
    }

    /// Adds an account; answers its DID.
    pub fn add_bluesky_account(&self, handle: &str, app_password: &str, display_name: &str) -> String {
        bluesky::add_account(&self.shared, handle, app_password, display_name)
    }

    /// Adds an account; answers its id.
    pub fn add_mastodon_account(&self, username: &str, password: &str, display_name: &str) -> String {
        mastodon::add_account(&self.shared, username, password, display_name)
    }

    /// A token for an account (username or id) with every scope that the product
    /// uses, as if its owner had signed in.
    ///
    /// # Errors
    /// When there is no such account.
    pub fn issue_mastodon_token(&self, username: &str) -> Result<String, UnknownAccount> {
        let account = self.known(Network::Mastodon, username)?;
        Ok(mastodon::issue_token(&self.shared, &account))
    }

    /// The posts and replies that an account (DID or handle) really has, oldest first.
    pub fn bluesky_posts(&self, did: &str) -> Vec<SimPost> {
        self.posts(Network::Bluesky, did)
    }

    /// The posts and replies that an account (username or id) really has, oldest first.
    pub fn mastodon_posts(&self, username: &str) -> Vec<SimPost> {
        self.posts(Network::Mastodon, username)
    }

    /// The posts and replies that an account really has, oldest first.
    pub fn posts(&self, network: Network, account: &str) -> Vec<SimPost> {
        self.shared.with_world(network, |world| {
            let id = world.find_account(account).map(|account| account.id.clone());
            id.map(|id| world.posts_of(&id).into_iter().map(crate::world::Post::to_sim).collect())
                .unwrap_or_default()
        })
    }

    /// Inserts a historical post; nobody is notified. A post of the same remote
    /// id and author is replaced.
    ///
    /// # Errors
    /// When there is no such account.
    pub fn seed_post(
        &self,
        network: Network,
        account: &str,
        post: SeedPost,
    ) -> Result<SimPost, UnknownAccount> {
        let author = self.known(network, account)?;
        let draft = Draft {
            remote_id: post.remote_id,
            author,
            text: post.text,
            created_at: post.created_at,
            base: post.counts,
            ..Draft::default()
        };
        Ok(self.shared.publish(network, &draft, true))
    }

    /// Moves a post in time; answers whether it exists.
    pub fn backdate(&self, network: Network, post_id: &str, created_at: i64) -> bool {
        self.shared.with_world(network, |world| {
            world.post_mut(post_id).map(|post| post.created_at = created_at).is_some()
        })
    }

    /// Sets how many followers an account has beside those of the audience.
    ///
    /// # Errors
    /// When there is no such account.
    pub fn set_followers(&self, network: Network, account: &str, count: u64) -> Result<(), UnknownAccount> {
        let id = self.known(network, account)?;
        self.shared.with_world(network, |world| {
            if let Some(account) = world.account_mut(&id) {
                account.base_followers = count;
            }
        });
        Ok(())
    }

    /// The faults to come.
    pub fn faults(&self) -> &Faults {
        &self.shared.faults
    }

    /// Whether rate limits refuse requests (they do from the start). The headers
    /// are sent either way; a load test turns the refusing off.
    pub fn enforce_rate_limits(&self, enforce: bool) {
        self.shared.enforce_limits.store(enforce, Ordering::Relaxed);
    }

    /// Moves the simulated networks' clock forward: sessions run out,
    /// idempotency keys are forgotten, rate windows start again.
    pub fn advance(&self, by: Duration) {
        self.shared.clock.advance(by);
    }

    /// Stops serving; waits at most two seconds for open requests.
    pub async fn shutdown(&self) {
        self.shared.stop.send_replace(true);
        let servers = std::mem::take(&mut *self.servers.lock().unwrap_or_else(PoisonError::into_inner));
        for mut handle in servers {
            if tokio::time::timeout(Duration::from_secs(1), &mut handle).await.is_err() {
                handle.abort();
            }
        }
    }

    /// A person of the audience, to script single reactions with.
    pub fn reader(&self, network: Network, number: usize) -> Reader {
        Reader::new(Arc::clone(&self.shared), network, number)
    }

    pub(crate) fn shared(&self) -> &Arc<Shared> {
        &self.shared
    }

    fn known(&self, network: Network, account: &str) -> Result<String, UnknownAccount> {
        self.shared
            .with_world(network, |world| world.find_account(account).map(|account| account.id.clone()))
            .ok_or_else(|| UnknownAccount { network, account: account.to_owned() })
    }
}
