//! SQL of accounts. These tables belong to people, not to workspaces: a person may be in several.

use db::{FromQueryResult, Sql, Tx, values};

use crate::{
    Now, Result, Role,
    accounts::{ActorRow, Language, Theme, User},
    ids::{BrandId, PasswordResetId, SessionId, UserId, WorkspaceId},
};

/// Whether anybody has an account.
pub(crate) async fn any_user(sql: Sql<'_>) -> Result<bool> {
    Ok(sql.scalar::<UserId>("select id from users limit 1", vec![]).await?.is_some())
}

/// Stores an account.
///
/// # Errors
/// `users_email_key` when the address has one.
pub async fn insert_user(tx: &Tx, user: &User, password_hash: &str, now: Now) -> db::Result<()> {
    tx.run(
        "insert into users (id, email, name, password_hash, locale, theme, zone, created_at) \
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
        values![
            user.id,
            user.email.clone(),
            user.name.clone(),
            password_hash,
            user.language,
            user.theme,
            user.zone.clone(),
            now
        ],
    )
    .await?;
    Ok(())
}

/// What signing in needs to know.
#[derive(FromQueryResult)]
pub(crate) struct CredentialsRow {
    pub id: UserId,
    pub password_hash: String,
}

/// The account of an address.
pub(crate) async fn find_credentials(sql: Sql<'_>, email: &str) -> Result<Option<CredentialsRow>> {
    Ok(sql.first("select id, password_hash from users where email = $1", values![email]).await?)
}

/// An account with its hash.
#[derive(FromQueryResult)]
pub(crate) struct UserRow {
    pub email: String,
    pub name: String,
    pub password_hash: String,
    pub locale: Option<Language>,
}

/// An account by its id.
pub(crate) async fn find_user(sql: Sql<'_>, id: UserId) -> Result<Option<UserRow>> {
    Ok(sql.first("select email, name, password_hash, locale from users where id = $1", values![id]).await?)
}

pub(crate) async fn update_profile(
    tx: &Tx,
    id: UserId,
    name: &str,
    language: Option<Language>,
    theme: Theme,
    zone: Option<&str>,
) -> Result<()> {
    tx.run(
        "update users set name = $2, locale = $3, theme = $4, zone = $5 where id = $1",
        values![id, name, language, theme, zone],
    )
    .await?;
    Ok(())
}

/// Replaces a hash if it is still the one that was checked; gives the number of rows.
pub(crate) async fn replace_password(tx: &Tx, id: UserId, old: &str, new: &str) -> Result<u64> {
    Ok(tx
        .run(
            "update users set password_hash = $3 where id = $1 and password_hash = $2",
            values![id, old, new],
        )
        .await?)
}

pub(crate) async fn set_password(tx: &Tx, id: UserId, hash: &str) -> Result<()> {
    tx.run("update users set password_hash = $2 where id = $1", values![id, hash]).await?;
    Ok(())
}

/// A session to be stored.
pub(crate) struct NewSessionRow<'a> {
    pub id: SessionId,
    pub user_id: UserId,
    pub token_hash: &'a str,
    pub user_agent: &'a str,
    pub address: &'a str,
    pub now: Now,
    pub expires_at: i64,
}

pub(crate) async fn insert_session(tx: &Tx, row: &NewSessionRow<'_>) -> Result<()> {
    tx.run(
        "insert into sessions (id, user_id, workspace_id, token_hash, user_agent, address, created_at, last_seen_at, \
         expires_at) values ($1, $2, null, $3, $4, $5, $6, $6, $7)",
        values![row.id, row.user_id, row.token_hash, row.user_agent, row.address, row.now, row.expires_at],
    )
    .await?;
    Ok(())
}

/// A live session with its person and every workspace that lets them in, oldest membership first.
pub(crate) struct SessionFound {
    pub session_id: SessionId,
    pub workspace_id: Option<WorkspaceId>,
    pub last_seen_at: i64,
    pub user: User,
    pub memberships: Vec<ActorRow>,
}

#[derive(FromQueryResult)]
struct SessionRow {
    session_id: SessionId,
    chosen: Option<WorkspaceId>,
    last_seen_at: i64,
    user_id: UserId,
    email: String,
    user_name: String,
    locale: Option<Language>,
    theme: Theme,
    user_zone: Option<String>,
    workspace_id: Option<WorkspaceId>,
    workspace_name: Option<String>,
    workspace_zone: Option<String>,
    currency: Option<String>,
    merged_roles: Option<i64>,
    role: Option<Role>,
    brand_id: Option<BrandId>,
}

pub(crate) async fn find_session(sql: Sql<'_>, token_hash: &str, now: Now) -> Result<Option<SessionFound>> {
    let text = format!(
        "select {}, s.id as session_id, s.workspace_id as chosen, s.last_seen_at as last_seen_at, u.email as email, \
         u.locale as locale, u.theme as theme, u.zone as user_zone from sessions s join users u on u.id = s.user_id \
         left join memberships m on m.user_id = u.id and (m.access_ends_at is null or m.access_ends_at > $2) \
         left join workspaces w on w.id = m.workspace_id where s.token_hash = $1 and s.expires_at > $2 \
         order by m.created_at, m.id",
        ActorRow::COLUMNS
    );
    let rows: Vec<SessionRow> = sql.all(&text, values![token_hash, now]).await?;
    let Some(first) = rows.first() else { return Ok(None) };
    let (session_id, workspace_id, last_seen_at) = (first.session_id, first.chosen, first.last_seen_at);
    let user = User {
        id: first.user_id,
        email: first.email.clone(),
        name: first.user_name.clone(),
        language: first.locale,
        theme: first.theme,
        zone: first.user_zone.clone(),
    };
    let memberships = rows.into_iter().filter_map(SessionRow::membership).collect();
    Ok(Some(SessionFound { session_id, workspace_id, last_seen_at, user, memberships }))
}

impl SessionRow {
    fn membership(self) -> Option<ActorRow> {
        Some(ActorRow {
            workspace_id: self.workspace_id?,
            workspace_name: self.workspace_name?,
            workspace_zone: self.workspace_zone?,
            currency: self.currency?,
            merged_roles: self.merged_roles?,
            user_id: self.user_id,
            user_name: self.user_name,
            role: self.role?,
            brand_id: self.brand_id,
        })
    }
}

/// Every live membership of a person, oldest first.
pub(crate) async fn memberships_of(sql: Sql<'_>, user_id: UserId, now: Now) -> Result<Vec<ActorRow>> {
    let text = format!(
        "select {} from memberships m join users u on u.id = m.user_id join workspaces w on w.id = m.workspace_id \
         where m.user_id = $1 and (m.access_ends_at is null or m.access_ends_at > $2) order by m.created_at, m.id",
        ActorRow::COLUMNS
    );
    Ok(sql.all(&text, values![user_id, now]).await?)
}

pub(crate) async fn touch_session(tx: &Tx, id: SessionId, now: Now, expires_at: i64) -> Result<()> {
    tx.run(
        "update sessions set last_seen_at = $2, expires_at = $3 where id = $1 and last_seen_at < $2",
        values![id, now, expires_at],
    )
    .await?;
    Ok(())
}

pub(crate) async fn choose_workspace(tx: &Tx, id: SessionId, workspace_id: WorkspaceId) -> Result<()> {
    tx.run("update sessions set workspace_id = $2 where id = $1", values![id, workspace_id]).await?;
    Ok(())
}

pub(crate) async fn delete_session_of_token(tx: &Tx, token_hash: &str) -> Result<()> {
    tx.run("delete from sessions where token_hash = $1", values![token_hash]).await?;
    Ok(())
}

pub(crate) async fn delete_session(tx: &Tx, user_id: UserId, id: SessionId) -> Result<u64> {
    Ok(tx.run("delete from sessions where user_id = $1 and id = $2", values![user_id, id]).await?)
}

/// Ends a person's sessions, all or all but one; gives their number.
pub(crate) async fn delete_sessions(tx: &Tx, user_id: UserId, but: Option<SessionId>) -> Result<u64> {
    Ok(tx
        .run(
            "delete from sessions where user_id = $1 and (cast($2 as text) is null or id <> $2)",
            values![user_id, but],
        )
        .await?)
}

pub(crate) async fn delete_expired_sessions(tx: &Tx, user_id: UserId, now: Now) -> Result<()> {
    tx.run("delete from sessions where user_id = $1 and expires_at <= $2", values![user_id, now]).await?;
    Ok(())
}

/// A session in its owner's list.
#[derive(FromQueryResult)]
pub(crate) struct SessionLine {
    pub id: SessionId,
    pub user_agent: String,
    pub address: String,
    pub created_at: i64,
    pub last_seen_at: i64,
}

pub(crate) async fn sessions_of(sql: Sql<'_>, user_id: UserId, now: Now) -> Result<Vec<SessionLine>> {
    Ok(sql
        .all(
            "select id, user_agent, address, created_at, last_seen_at from sessions where user_id = $1 and \
             expires_at > $2 order by last_seen_at desc, id desc limit 200",
            values![user_id, now],
        )
        .await?)
}

pub(crate) async fn insert_reset(
    tx: &Tx,
    id: PasswordResetId,
    user_id: UserId,
    token_hash: &str,
    now: Now,
    expires_at: i64,
) -> Result<()> {
    tx.run(
        "insert into password_resets (id, user_id, token_hash, created_at, expires_at, used_at) \
         values ($1, $2, $3, $4, $5, null)",
        values![id, user_id, token_hash, now, expires_at],
    )
    .await?;
    Ok(())
}

/// Whether the person was made a link after an instant.
pub(crate) async fn reset_since(sql: Sql<'_>, user_id: UserId, after: i64) -> Result<bool> {
    Ok(sql
        .scalar::<PasswordResetId>(
            "select id from password_resets where user_id = $1 and created_at > $2 limit 1",
            values![user_id, after],
        )
        .await?
        .is_some())
}

/// The person of a link that still works.
pub(crate) async fn find_reset(sql: Sql<'_>, token_hash: &str, now: Now) -> Result<Option<UserId>> {
    Ok(sql
        .scalar(
            "select user_id from password_resets where token_hash = $1 and used_at is null and expires_at > $2",
            values![token_hash, now],
        )
        .await?)
}

/// Uses a link up; `false` when it was used already.
pub(crate) async fn use_reset(tx: &Tx, token_hash: &str, now: Now) -> Result<bool> {
    let rows = tx
        .run(
            "update password_resets set used_at = $2 where token_hash = $1 and used_at is null and expires_at > $2",
            values![token_hash, now],
        )
        .await?;
    Ok(rows == 1)
}

/// Uses up every link of a person.
pub(crate) async fn close_resets(tx: &Tx, user_id: UserId, now: Now) -> Result<()> {
    tx.run(
        "update password_resets set used_at = $2 where user_id = $1 and used_at is null",
        values![user_id, now],
    )
    .await?;
    Ok(())
}
