//! The simulator as its users see it: start, seed, look, stop.

use std::collections::BTreeMap;
use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::account::AccountSpec;
use crate::clock::Clock;
use crate::faults::Faults;
use crate::limits::Limits;
use crate::processing::Pace;
use crate::reader::Reader;
use crate::record::Record;
use crate::stand_in::States;
use crate::state::Shared;
use crate::webhooks::{self, WebhookError};
use crate::world::{Counts, Draft, Network, SimPost, UnknownAccount};
use crate::{outgoing, server};

/// How to start a simulator.
#[derive(Debug, Clone)]
pub struct Config {
    /// A loopback address. The first network gets its port, the next one the next;
    /// with port 0 each gets a free one.
    pub listen: SocketAddr,
    /// The same seed gives the same account ids, tokens and random faults.
    pub seed: u64,
    /// Added to every request.
    pub latency: Duration,
    /// The networks to start; all of them if a test does not choose.
    pub networks: Vec<Network>,
    /// A folder in which the product's requests are written down, a line of JSON each.
    pub record: Option<PathBuf>,
}

impl Config {
    /// Only some networks, so that a test starts quickly.
    #[must_use]
    pub fn only(networks: &[Network]) -> Self {
        Self { networks: networks.to_vec(), ..Self::default() }
    }
}

impl Default for Config {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 0)),
            seed: 1,
            latency: Duration::ZERO,
            networks: Network::ALL.to_vec(),
            record: None,
        }
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
        f.debug_struct("Simulator").field("urls", &self.shared.urls).finish_non_exhaustive()
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
        let (mut listeners, mut urls) = (Vec::new(), BTreeMap::new());
        for (network, step) in config.networks.iter().zip(0u16..) {
            if urls.contains_key(network) {
                continue;
            }
            let mut address = config.listen;
            if address.port() > 0 {
                address.set_port(address.port().checked_add(step).unwrap_or(0));
            }
            let listener = TcpListener::bind(address).await?;
            urls.insert(*network, format!("http://{}", listener.local_addr()?));
            listeners.push((*network, listener));
        }
        let shared = Arc::new(Shared {
            clock: Clock::default(),
            seed: config.seed,
            latency: config.latency,
            faults: Faults::new(config.seed),
            record: config.record.as_deref().map(Record::open).transpose()?,
            enforce_limits: AtomicBool::new(true),
            stop: watch::Sender::new(false),
            urls,
            states: States::default(),
            limits: Mutex::new(Limits::default()),
            pace: Mutex::new(Pace::Polls(1)),
            hosts: Mutex::default(),
            client: outgoing::client()?,
        });
        let servers = listeners
            .into_iter()
            .map(|(network, listener)| {
                server::serve(listener, network.stand_in().router(&shared), Arc::clone(&shared))
            })
            .collect();
        Ok(Self { shared, servers: Arc::new(Mutex::new(servers)) })
    }

    /// The networks that were started.
    pub fn networks(&self) -> Vec<Network> {
        self.shared.networks().collect()
    }

    /// The base address of a network, without a slash at the end. All hosts of a
    /// network (API, sign-in, uploads) are this one. A network that was not
    /// started has an address that leads nowhere.
    pub fn url(&self, network: Network) -> String {
        self.shared.url(network).to_owned()
    }

    /// Adds an account; answers its id.
    pub fn add_account(&self, network: Network, spec: &AccountSpec) -> String {
        network.stand_in().add_account(&self.shared, spec)
    }

    /// Registers an app at a network with OAuth; answers whether the network has
    /// apps of this kind. Called again for the same app it adds a redirect address.
    pub fn add_app(&self, network: Network, client_id: &str, secret: &str, redirect_uri: &str) -> bool {
        network
            .stand_in()
            .with_authority(&self.shared, &mut |authority| authority.add_app(client_id, secret, redirect_uri))
    }

    /// A token for an account (handle or id) as if its owner had signed in and
    /// allowed everything; it does not run out by itself.
    ///
    /// # Errors
    /// When there is no such account, or the network has no tokens of this kind.
    pub fn issue_token(&self, network: Network, account: &str) -> Result<String, UnknownAccount> {
        let id = self.known(network, account)?;
        let none = || UnknownAccount { network, account: account.to_owned() };
        network.stand_in().issue_token(&self.shared, &id).ok_or_else(none)
    }

    /// Withdraws all that a person (handle or id) allowed any app.
    ///
    /// # Errors
    /// When there is no such account.
    pub fn withdraw_consent(&self, network: Network, account: &str) -> Result<(), UnknownAccount> {
        let id = self.known(network, account)?;
        network.stand_in().with_authority(&self.shared, &mut |authority| authority.revoke_account(&id));
        Ok(())
    }

    /// How long media are worked on from now on; one poll at the start.
    pub fn set_processing(&self, pace: Pace) {
        *self.shared.pace.lock().unwrap_or_else(PoisonError::into_inner) = pace;
    }

    /// Lets a public host name stand for a loopback base address
    /// (`tandem.example` → `http://127.0.0.1:8080`) when media are fetched or
    /// webhooks are sent.
    pub fn name_host(&self, host: &str, base: &str) {
        let mut hosts = self.shared.hosts.lock().unwrap_or_else(PoisonError::into_inner);
        hosts.insert(host.to_owned(), base.trim_end_matches('/').to_owned());
    }

    /// Signs a body by the network's scheme and posts it; answers the receiver's status.
    ///
    /// # Errors
    /// When the address is not on this machine or nobody answers.
    pub async fn deliver_webhook(
        &self,
        network: Network,
        url: &str,
        body: impl Into<Vec<u8>>,
    ) -> Result<u16, WebhookError> {
        webhooks::deliver(&self.shared, network, url, body.into()).await
    }

    /// The base address of the simulated Bluesky server, without a slash at the end.
    pub fn bluesky_url(&self) -> String {
        self.url(Network::Bluesky)
    }

    /// The base address of the simulated Mastodon server, without a slash at the end.
    pub fn mastodon_url(&self) -> String {
        self.url(Network::Mastodon)
    }

    /// Adds an account; answers its DID.
    pub fn add_bluesky_account(&self, handle: &str, app_password: &str, display_name: &str) -> String {
        self.add_account(Network::Bluesky, &AccountSpec::new(handle, app_password, display_name))
    }

    /// Adds an account; answers its id.
    pub fn add_mastodon_account(&self, username: &str, password: &str, display_name: &str) -> String {
        self.add_account(Network::Mastodon, &AccountSpec::new(username, password, display_name))
    }

    /// A token for an account (username or id) with every scope that the product
    /// uses, as if its owner had signed in.
    ///
    /// # Errors
    /// When there is no such account.
    pub fn issue_mastodon_token(&self, username: &str) -> Result<String, UnknownAccount> {
        self.issue_token(Network::Mastodon, username)
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
        Ok(network.stand_in().publish_draft(&self.shared, &draft, true))
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
