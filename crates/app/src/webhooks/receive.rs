//! Taking what a network sends: proof first, then what it wakes.

use std::collections::{BTreeMap, BTreeSet};

use networks::{
    Handle, Network,
    webhook::{About, Delivered, Event, Receiver},
};

use super::{
    Params, Refusal, Reply, store,
    tally::Taken,
    webhook::{fetch_at, happened_at, has_seen},
};
use crate::{App, Error, Now, Result};

/// Ids in one question to the database.
const CHUNK: usize = 200;

/// How a request ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Received {
    /// It was the network's; what it wants to read back.
    Taken(Option<Reply>),
    /// It was not taken.
    Refused(Refusal),
}

/// What happened, by account and post or send; the latest of each.
#[derive(Default)]
struct Gathered {
    sendings: BTreeMap<(String, String), Now>,
    posts: BTreeMap<(String, String), Now>,
    accesses: BTreeMap<String, Now>,
    groups: BTreeMap<String, Now>,
}

impl Gathered {
    fn of(events: Vec<Event>, now: Now) -> Self {
        let mut gathered = Self::default();
        for Event { account, about, at_ms } in events {
            let at = happened_at(at_ms, now);
            let latest = match about {
                About::Sending(id) => gathered.sendings.entry((account, id)).or_insert(at),
                About::Post(id) => gathered.posts.entry((account, id)).or_insert(at),
                About::Access => gathered.accesses.entry(account).or_insert(at),
                About::Group => gathered.groups.entry(account).or_insert(at),
            };
            *latest = at.max(*latest);
        }
        gathered
    }
}

/// The accounts of a list, each once.
fn accounts_of<'a>(keys: impl Iterator<Item = &'a (String, String)>) -> Vec<&'a str> {
    keys.map(|(account, _)| account.as_str()).collect::<BTreeSet<_>>().into_iter().collect()
}

impl App {
    /// Where a network sends to, and the word that it asks for beside the address; `None` for one that sends nothing or
    /// whose secret is not set.
    #[must_use]
    pub fn webhook_address(&self, network: Network) -> Option<(String, Option<String>)> {
        let receiver = self.connector(network)?.receiver()?;
        let address = format!("{}{}/{network}", self.settings.public_url, super::PATH);
        Some((address, receiver.verify_token()))
    }

    fn receiver(&self, word: &str) -> Result<(Network, Box<dyn Receiver>)> {
        let network = Network::parse(word).ok_or(Error::NotFound)?;
        let receiver = self.connector(network).and_then(|connector| connector.receiver());
        Ok((network, receiver.ok_or(Error::NotFound)?))
    }

    /// Answers a network's question whether the address is ours. Nobody is signed in: a network asks.
    ///
    /// # Errors
    /// `NotFound` for what is no network, sends nothing, or is not set up.
    pub fn answer_webhook_handshake(&self, word: &str, query: &Params) -> Result<Received> {
        let (network, receiver) = self.receiver(word)?;
        Ok(match receiver.handshake(query) {
            // Not counted: anybody may ask most networks' question.
            Ok(reply) => Received::Taken(Some(reply)),
            Err(refusal) => self.refuse_webhook(network, refusal),
        })
    }

    fn refuse_webhook(&self, network: Network, refusal: Refusal) -> Received {
        tracing::warn!(%network, ?refusal, "a webhook was refused");
        self.note_webhook(network, Taken::Refused);
        Received::Refused(refusal)
    }

    /// Takes what a network sent, if it is the network's, and wakes what it is about. Nobody is signed in: the signature
    /// is the proof.
    ///
    /// # Errors
    /// `NotFound` as for the handshake. Any database error: the network sends it again.
    pub async fn receive_webhook(&self, word: &str, headers: &Params, body: &[u8]) -> Result<Received> {
        let (network, receiver) = self.receiver(word)?;
        let now = self.now();
        if let Err(refusal) = receiver.prove(Delivered { headers, body }, now) {
            return Ok(self.refuse_webhook(network, refusal));
        }
        let Some(told) = receiver.read(body) else {
            // The network's own would come again and again if it were refused. It is not counted: LinkedIn and X sign a
            // challenge with the same key, so what says nothing need not be theirs.
            tracing::debug!(%network, "a webhook of the network could not be read");
            return Ok(Received::Taken(None));
        };
        let events = told.events.len();
        if events > 0 {
            self.wake(network, &Gathered::of(told.events, now), now).await?;
        }
        tracing::debug!(%network, events, unused = told.unused, "a webhook was taken");
        self.note_webhook(network, Taken::Accepted(events));
        Ok(Received::Taken(told.reply))
    }

    /// Reads what the events are about, and moves the due times forward in one transaction, if there is anything to move.
    async fn wake(&self, network: Network, gathered: &Gathered, now: Now) -> Result<()> {
        let mut checks = self.checks_to_wake(network, gathered).await?;
        checks.extend(self.groups_to_wake(network, gathered).await?);
        let deliveries = self.deliveries_to_wake(network, gathered, now).await?;
        let fetches = self.fetches_to_wake(network, gathered, now).await?;
        if checks.is_empty() && deliveries.is_empty() && fetches.is_empty() {
            return Ok(());
        }
        let tx = self.db.write().await?;
        store::wake_checks(&tx, &checks).await?;
        store::wake_deliveries(&tx, &deliveries, now).await?;
        store::wake_fetches(&tx, &fetches).await?;
        tx.commit().await?;
        if !deliveries.is_empty() {
            self.wake_publisher.notify_one();
        }
        if fetches.iter().any(|(_, due_at)| *due_at <= now) {
            self.wake_metrics.notify_one();
        }
        Ok(())
    }

    async fn checks_to_wake(&self, network: Network, gathered: &Gathered) -> Result<Vec<store::Checked>> {
        let accounts: Vec<&str> = gathered.accesses.keys().map(String::as_str).collect();
        let mut found = Vec::new();
        for accounts in accounts.chunks(CHUNK) {
            found.extend(store::channels(self.db.read(), network.as_str(), accounts).await?);
        }
        found.retain(|channel| {
            let at = gathered.accesses.get(&channel.account);
            channel.checked_at.is_some() && at.is_some_and(|at| !has_seen(channel.checked_at, *at))
        });
        Ok(found)
    }

    /// What belongs to a group stands in the sealed access only: seldom told, so all of the network's are opened.
    async fn groups_to_wake(&self, network: Network, gathered: &Gathered) -> Result<Vec<store::Checked>> {
        let mut found = Vec::new();
        let Some(connector) = self.connector(network).filter(|_| !gathered.groups.is_empty()) else {
            return Ok(found);
        };
        let mut after = String::new();
        loop {
            let page = store::sealed(self.db.read(), network.as_str(), &after, 500).await?;
            let Some(last) = page.last() else { return Ok(found) };
            after = last.id.uuid().hyphenated().to_string();
            for store::Sealed { workspace_id, id, secret, checked_at } in page {
                // One that cannot be opened is told of by its own check.
                let Ok(credentials) = self.open_credentials(id, &secret) else { continue };
                let mut groups = gathered.groups.iter();
                let gone = groups.any(|(group, at)| {
                    !has_seen(checked_at, *at) && connector.is_of_group(&credentials, group)
                });
                if gone && checked_at.is_some() {
                    found.push(store::Checked { workspace_id, id, account: String::new(), checked_at });
                }
            }
        }
    }

    async fn deliveries_to_wake(
        &self,
        network: Network,
        gathered: &Gathered,
        now: Now,
    ) -> Result<Vec<store::Waiting>> {
        let accounts = accounts_of(gathered.sendings.keys());
        let mut found = Vec::new();
        for accounts in accounts.chunks(CHUNK) {
            found.extend(store::waiting(self.db.read(), network.as_str(), accounts).await?);
        }
        found.retain(|delivery| {
            let handle = serde_json::from_str::<Handle>(&delivery.handle);
            delivery.due_at > now
                && handle.is_ok_and(|handle| {
                    gathered.sendings.iter().any(|((account, id), at)| {
                        *account == delivery.account && !has_seen(delivery.looked_at, *at) && handle.names(id)
                    })
                })
        });
        Ok(found)
    }

    async fn fetches_to_wake(
        &self,
        network: Network,
        gathered: &Gathered,
        now: Now,
    ) -> Result<Vec<(store::Fetch, Now)>> {
        let mut found = Vec::new();
        let keys: Vec<&(String, String)> = gathered.posts.keys().collect();
        for keys in keys.chunks(CHUNK) {
            let accounts = accounts_of(keys.iter().copied());
            let posts: Vec<&str> = keys.iter().map(|(_, post)| post.as_str()).collect();
            found.extend(store::fetches(self.db.read(), network.as_str(), &accounts, &posts).await?);
        }
        Ok(found
            .into_iter()
            .filter_map(|fetch| {
                let at = gathered.posts.get(&(fetch.account.clone(), fetch.post.clone()))?;
                let due_at = fetch_at(fetch.fetched_at, *at, now).filter(|due_at| *due_at < fetch.due_at)?;
                Some((fetch, due_at))
            })
            .collect())
    }
}
