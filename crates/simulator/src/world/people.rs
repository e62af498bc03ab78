//! Accounts: those of the product's users and those of the audience.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{Notice, World};

#[derive(Debug, Clone, Default)]
pub(crate) struct Account {
    pub(crate) id: String,
    pub(crate) handle: String,
    pub(crate) display_name: String,
    /// The password or app password; nobody signs in to an audience account.
    pub(crate) secret: Option<String>,
    pub(crate) audience: bool,
    pub(crate) created_at: i64,
    /// Followers who have no account in this world.
    pub(crate) base_followers: u64,
    /// Who follows, since when, under which follow record.
    pub(crate) followers: BTreeMap<String, (i64, String)>,
    pub(crate) following: BTreeMap<String, i64>,
    pub(crate) posts: Vec<String>,
    pub(crate) notices: Vec<Notice>,
    /// What only this network knows of the account (whose page it is, say).
    pub(crate) extra: Value,
}

impl Account {
    pub(crate) fn followers_count(&self) -> u64 {
        self.base_followers + self.followers.len() as u64
    }
}

impl World {
    /// Answers whether the follow is new.
    pub(crate) fn follow(&mut self, who: &str, whom: &str, record: &str, at: i64) -> bool {
        if who == whom || !self.accounts.contains_key(who) {
            return false;
        }
        let Some(target) = self.accounts.get_mut(whom) else { return false };
        if target.followers.contains_key(who) {
            return false;
        }
        target.followers.insert(who.to_owned(), (at, record.to_owned()));
        if let Some(account) = self.accounts.get_mut(who) {
            account.following.insert(whom.to_owned(), at);
        }
        self.notify_follow(whom, who, record, at);
        true
    }

    pub(crate) fn unfollow(&mut self, who: &str, whom: &str) {
        if let Some(target) = self.accounts.get_mut(whom) {
            target.followers.remove(who);
        }
        if let Some(account) = self.accounts.get_mut(who) {
            account.following.remove(whom);
        }
    }
}
