//! What a bearer token is.

use jiff::civil::Date;

use crate::{Permission, ids::ApiTokenId};

/// First characters of every token, so that scanners for leaked secrets know one.
pub const PREFIX: &str = "tandem_";

/// A token as its workspace sees it; the secret itself is not kept.
#[derive(Debug, Clone)]
pub struct ApiToken {
    /// Its id.
    pub id: ApiTokenId,
    /// What it is for.
    pub name: String,
    /// Who made it, and as whom it acts.
    pub user_name: String,
    /// What it may do.
    pub scopes: Vec<Permission>,
    /// When it was made.
    pub created_at: i64,
    /// When it was last used, to ten minutes.
    pub last_used_at: Option<i64>,
    /// From when on it works no more.
    pub expires_at: Option<i64>,
    /// When it was revoked.
    pub revoked_at: Option<i64>,
}

/// What making a token asks.
#[derive(Debug, Clone)]
pub struct NewToken {
    /// What it is for.
    pub name: String,
    /// What it may do.
    pub scopes: Vec<Permission>,
    /// The last day on which it works, in the workspace's zone; `None`: until revoked.
    pub expires_on: Option<Date>,
}

/// A token just made.
#[derive(Clone)]
pub struct TokenMade {
    /// Its id.
    pub id: ApiTokenId,
    /// The secret, told this once.
    pub token: String,
}

impl std::fmt::Debug for TokenMade {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "TokenMade({})", self.id)
    }
}

/// The scopes of a stored list; words of an older version are passed over.
pub(super) fn scopes(words: &str) -> Vec<Permission> {
    words.split(' ').filter_map(Permission::parse).collect()
}
