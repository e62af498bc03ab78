//! How an account of the product's users is described to the simulator.

use serde_json::Value;

use crate::world::Account;

/// A new account.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct AccountSpec {
    /// The name that is unique on the network, without `@`.
    pub handle: String,
    /// What people read.
    pub display_name: String,
    /// The password (app password, application password) of its owner; `None`
    /// for what nobody signs in to, e.g. a page.
    pub password: Option<String>,
    /// Followers beside those of the audience.
    pub followers: u64,
    /// What only this network asks for; see the functions of its module.
    pub extra: Value,
}

impl AccountSpec {
    /// An account with a password.
    #[must_use]
    pub fn new(handle: &str, password: &str, display_name: &str) -> Self {
        Self {
            handle: handle.to_owned(),
            display_name: display_name.to_owned(),
            password: Some(password.to_owned()),
            ..Self::default()
        }
    }

    pub(crate) fn account(&self, id: String, now: i64) -> Account {
        Account {
            id,
            handle: self.handle.clone(),
            display_name: self.display_name.clone(),
            secret: self.password.clone(),
            base_followers: self.followers,
            created_at: now,
            extra: self.extra.clone(),
            ..Account::default()
        }
    }
}
