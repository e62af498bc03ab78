//! Signing in.

use serde_json::json;

use crate::{
    App, Error, Now, Result, Via,
    accounts::{email_address, password, store},
    audit,
    clock::DAY,
    ids::{SessionId, UserId},
    vault::{random_token, token_hash},
};

/// How long a session lives after its last use.
pub const SESSION_LIFE: i64 = 30 * DAY;

/// What somebody types to sign in.
#[derive(Clone)]
pub struct Credentials {
    /// The account's address.
    pub email: String,
    /// The password.
    pub password: String,
}

impl std::fmt::Debug for Credentials {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Credentials(…)")
    }
}

/// Where a sign-in comes from.
#[derive(Debug, Clone, Default)]
pub struct Origin {
    /// What the browser calls itself.
    pub user_agent: String,
    /// The network address.
    pub address: String,
    /// The session the browser had before, which ends now.
    pub previous_token: Option<String>,
}

/// A session just opened. The token is told once; only its hash is kept.
#[derive(Clone)]
pub struct NewSession {
    /// For the browser's cookie.
    pub token: String,
    /// The session.
    pub id: SessionId,
}

impl std::fmt::Debug for NewSession {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "NewSession({})", self.id)
    }
}

impl App {
    /// Signs a person in.
    ///
    /// # Errors
    /// `credentials_wrong` without saying which of the two, after the same work for a known and an unknown address.
    pub async fn sign_in(&self, credentials: &Credentials, origin: &Origin) -> Result<NewSession> {
        let wrong = || Error::field("", "credentials_wrong");
        let email = email_address("email", &credentials.email).unwrap_or_default();
        let found = store::find_credentials(self.db.read(), &email).await?;
        let hash = found.as_ref().map(|row| row.password_hash.as_str());
        let right = password::verify(&credentials.password, hash).await?;
        match found {
            Some(row) if right => self.open_session(row.id, origin, "sign_in").await,
            _ => Err(wrong()),
        }
    }

    /// Opens a session for a person who has proved who they are; `action` is what the audit log calls it.
    ///
    /// # Errors
    /// Any database error.
    pub async fn open_session(
        &self,
        user_id: UserId,
        origin: &Origin,
        action: &'static str,
    ) -> Result<NewSession> {
        let now = self.now();
        let tx = self.db.write().await?;
        let session = open_session_in(&tx, user_id, origin, now).await?;
        let memberships = store::memberships_of(tx.sql(), user_id, now).await?;
        for row in memberships {
            let actor = row.actor(Via::Session(session.id));
            let detail = json!({ "address": origin.address });
            audit::record(&tx, &actor, now, action, "user", user_id, detail).await?;
        }
        tx.commit().await?;
        Ok(session)
    }
}

/// Opens a session inside a transaction and ends the browser's previous one.
pub(crate) async fn open_session_in(
    tx: &db::Tx,
    user_id: UserId,
    origin: &Origin,
    now: Now,
) -> Result<NewSession> {
    if let Some(previous) = &origin.previous_token {
        store::delete_session_of_token(tx, &token_hash(previous)).await?;
    }
    store::delete_expired_sessions(tx, user_id, now).await?;
    let token = random_token();
    let id = SessionId::generate();
    let agent: String = origin.user_agent.chars().filter(|c| !c.is_control()).take(200).collect();
    let row = store::NewSessionRow {
        id,
        user_id,
        token_hash: &token_hash(&token),
        user_agent: &agent,
        address: &origin.address,
        now,
        expires_at: now + SESSION_LIFE,
    };
    store::insert_session(tx, &row).await?;
    Ok(NewSession { token, id })
}
