//! One network's people, posts and reactions, in words common to all networks.
//!
//! Owns what exists and who reacted to it. It never knows an HTTP route, a
//! token or the form in which a network tells about it.

mod people;
mod posts;
mod reactions;

use std::collections::{BTreeMap, HashMap};

pub use crate::stand_in::Network;
pub(crate) use people::Account;
pub use posts::{Counts, SimPost};
pub(crate) use posts::{Draft, Post, links_in};
pub(crate) use reactions::{Notice, NoticeKind, Reaction};

/// There is no such account on the simulated network.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("there is no account {account} on the simulated {network}; add it first")]
pub struct UnknownAccount {
    /// The network asked.
    pub network: Network,
    /// The id or handle that was asked for.
    pub account: String,
}

#[derive(Debug, Default)]
pub(crate) struct World {
    accounts: BTreeMap<String, Account>,
    handles: HashMap<String, String>,
    posts: BTreeMap<String, Post>,
    notices: u64,
}

impl World {
    pub(crate) fn account(&self, id: &str) -> Option<&Account> {
        self.accounts.get(id)
    }

    pub(crate) fn account_mut(&mut self, id: &str) -> Option<&mut Account> {
        self.accounts.get_mut(id)
    }

    /// By id or by handle.
    pub(crate) fn find_account(&self, name: &str) -> Option<&Account> {
        self.accounts.get(name).or_else(|| self.accounts.get(self.handles.get(&name.to_lowercase())?))
    }

    /// The accounts of the product's users, not those of the audience.
    pub(crate) fn owners(&self) -> impl Iterator<Item = &Account> {
        self.accounts.values().filter(|account| !account.audience)
    }

    pub(crate) fn add_account(&mut self, account: Account) {
        self.handles.insert(account.handle.to_lowercase(), account.id.clone());
        self.accounts.insert(account.id.clone(), account);
    }

    pub(crate) fn post(&self, id: &str) -> Option<&Post> {
        self.posts.get(id)
    }

    pub(crate) fn post_mut(&mut self, id: &str) -> Option<&mut Post> {
        self.posts.get_mut(id)
    }

    pub(crate) fn all_posts(&self) -> impl Iterator<Item = &Post> {
        self.posts.values()
    }

    /// Oldest first.
    pub(crate) fn posts_of(&self, account: &str) -> Vec<&Post> {
        let ids = self.accounts.get(account).map(|account| account.posts.as_slice()).unwrap_or_default();
        let mut posts: Vec<&Post> = ids.iter().filter_map(|id| self.posts.get(id)).collect();
        posts.sort_by_key(|post| post.created_at);
        posts
    }
}
