//! SQL of memberships and invitations.

use db::{FromQueryResult, Sql, Tx, values};

use crate::{
    Now, Result, Role,
    ids::{BrandId, InvitationId, MembershipId, UserId, WorkspaceId},
    members::{Access, Invitation, Member},
};

/// Lets a person in.
///
/// # Errors
/// Any database error; a person who is in already among them.
pub async fn insert(
    tx: &Tx,
    workspace_id: WorkspaceId,
    id: MembershipId,
    user_id: UserId,
    access: &Access,
    now: Now,
) -> Result<()> {
    tx.run(
        "insert into memberships (workspace_id, id, user_id, role, brand_id, access_ends_at, created_at) \
         values ($1, $2, $3, $4, $5, $6, $7)",
        values![workspace_id, id, user_id, access.role, access.brand_id, access.access_ends_at, now],
    )
    .await?;
    Ok(())
}

const MEMBER: &str = "select m.id as id, m.user_id as user_id, u.name as name, u.email as email, m.role as role, \
     m.brand_id as brand_id, b.name as brand_name, m.access_ends_at as access_ends_at, m.created_at as created_at \
     from memberships m join users u on u.id = m.user_id \
     left join brands b on b.workspace_id = m.workspace_id and b.id = m.brand_id where m.workspace_id = $1";

/// The people of a workspace, or those of them who have to do with a brand, by name.
///
/// # Errors
/// Any database error.
pub async fn list(
    sql: Sql<'_>,
    workspace_id: WorkspaceId,
    brand_scope: Option<BrandId>,
) -> Result<Vec<Member>> {
    let text = format!(
        "{MEMBER} and (cast($2 as text) is null or m.brand_id is null or m.brand_id = $2) order by lower(u.name), m.id"
    );
    Ok(sql.all(&text, values![workspace_id, brand_scope]).await?)
}

/// One of them.
///
/// # Errors
/// Any database error.
pub async fn find(sql: Sql<'_>, workspace_id: WorkspaceId, id: MembershipId) -> Result<Option<Member>> {
    Ok(sql.first(&format!("{MEMBER} and m.id = $2"), values![workspace_id, id]).await?)
}

pub(crate) async fn update(
    tx: &Tx,
    workspace_id: WorkspaceId,
    id: MembershipId,
    access: &Access,
) -> Result<()> {
    tx.run(
        "update memberships set role = $3, brand_id = $4, access_ends_at = $5 where workspace_id = $1 and id = $2",
        values![workspace_id, id, access.role, access.brand_id, access.access_ends_at],
    )
    .await?;
    Ok(())
}

pub(crate) async fn delete(tx: &Tx, workspace_id: WorkspaceId, id: MembershipId) -> Result<()> {
    tx.run("delete from memberships where workspace_id = $1 and id = $2", values![workspace_id, id]).await?;
    Ok(())
}

/// Clears a membership that has ended, so that the person may be let in anew; `true` when a live one is there.
pub(crate) async fn remove_of_user(
    tx: &Tx,
    workspace_id: WorkspaceId,
    user_id: UserId,
    now: Now,
) -> Result<bool> {
    tx.run(
        "delete from memberships where workspace_id = $1 and user_id = $2 and access_ends_at <= $3",
        values![workspace_id, user_id, now],
    )
    .await?;
    Ok(tx
        .sql()
        .scalar::<MembershipId>(
            "select id from memberships where workspace_id = $1 and user_id = $2",
            values![workspace_id, user_id],
        )
        .await?
        .is_some())
}

pub(crate) async fn count_owners(sql: Sql<'_>, workspace_id: WorkspaceId) -> Result<i64> {
    Ok(sql
        .scalar(
            "select count(*) from memberships where workspace_id = $1 and role = $2",
            values![workspace_id, Role::Owner],
        )
        .await?
        .unwrap_or(0))
}

/// The longest-standing owner of a workspace.
pub(crate) async fn first_owner(sql: Sql<'_>, workspace_id: WorkspaceId) -> Result<Option<UserId>> {
    Ok(sql
        .scalar(
            "select user_id from memberships where workspace_id = $1 and role = $2 order by created_at, id limit 1",
            values![workspace_id, Role::Owner],
        )
        .await?)
}

/// In how many workspaces a person has a place.
pub(crate) async fn workspaces_of_user(sql: Sql<'_>, user_id: UserId) -> Result<i64> {
    Ok(sql
        .scalar("select count(*) from memberships where user_id = $1", values![user_id])
        .await?
        .unwrap_or(0))
}

/// Whether the person of an address is let in at an instant.
pub(crate) async fn is_member(
    sql: Sql<'_>,
    workspace_id: WorkspaceId,
    email: &str,
    now: Now,
) -> Result<bool> {
    Ok(sql
        .scalar::<MembershipId>(
            "select m.id from memberships m join users u on u.id = m.user_id where m.workspace_id = $1 and \
             u.email = $2 and (m.access_ends_at is null or m.access_ends_at > $3)",
            values![workspace_id, email, now],
        )
        .await?
        .is_some())
}

/// An invitation to be stored.
pub(crate) struct NewInvitation<'a> {
    pub id: InvitationId,
    pub email: &'a str,
    pub access: &'a Access,
    pub token_hash: &'a str,
    pub invited_by: &'a str,
    pub now: Now,
    pub expires_at: i64,
}

pub(crate) async fn insert_invitation(
    tx: &Tx,
    workspace_id: WorkspaceId,
    row: &NewInvitation<'_>,
) -> Result<()> {
    tx.run(
        "insert into invitations (workspace_id, id, email, role, brand_id, access_ends_at, token_hash, invited_by, \
         created_at, expires_at, accepted_at, revoked_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, null, null)",
        values![
            workspace_id, row.id, row.email, row.access.role, row.access.brand_id, row.access.access_ends_at,
            row.token_hash, row.invited_by, row.now, row.expires_at
        ],
    )
    .await?;
    Ok(())
}

pub(crate) async fn waiting_invitations(sql: Sql<'_>, workspace_id: WorkspaceId) -> Result<Vec<Invitation>> {
    Ok(sql
        .all(
            "select i.id as id, i.email as email, i.role as role, i.brand_id as brand_id, b.name as brand_name, \
             i.access_ends_at as access_ends_at, i.created_at as created_at, i.expires_at as expires_at \
             from invitations i left join brands b on b.workspace_id = i.workspace_id and b.id = i.brand_id \
             where i.workspace_id = $1 and i.accepted_at is null and i.revoked_at is null \
             order by i.created_at desc, i.id desc",
            values![workspace_id],
        )
        .await?)
}

pub(crate) async fn revoke_invitations_of(
    tx: &Tx,
    workspace_id: WorkspaceId,
    email: &str,
    now: Now,
) -> Result<()> {
    tx.run(
        "update invitations set revoked_at = $3 where workspace_id = $1 and email = $2 and accepted_at is null and \
         revoked_at is null",
        values![workspace_id, email, now],
    )
    .await?;
    Ok(())
}

pub(crate) async fn revoke_invitation(
    tx: &Tx,
    workspace_id: WorkspaceId,
    id: InvitationId,
    now: Now,
) -> Result<u64> {
    Ok(tx
        .run(
            "update invitations set revoked_at = $3 where workspace_id = $1 and id = $2 and accepted_at is null and \
             revoked_at is null",
            values![workspace_id, id, now],
        )
        .await?)
}

#[derive(FromQueryResult)]
struct Renewed {
    email: String,
    role: Role,
}

/// Gives a waiting invitation a new link; `None` when it waits no more.
pub(crate) async fn renew_invitation(
    tx: &Tx,
    workspace_id: WorkspaceId,
    id: InvitationId,
    token_hash: &str,
    now: Now,
    expires_at: i64,
) -> Result<Option<(String, Role)>> {
    let rows: Vec<Renewed> = tx
        .all(
            "update invitations set token_hash = $3, created_at = $4, expires_at = $5 where workspace_id = $1 and \
             id = $2 and accepted_at is null and revoked_at is null returning email, role",
            values![workspace_id, id, token_hash, now, expires_at],
        )
        .await?;
    Ok(rows.into_iter().next().map(|row| (row.email, row.role)))
}

/// An invitation that can be accepted.
#[derive(FromQueryResult)]
pub(crate) struct OpenInvitation {
    pub workspace_id: WorkspaceId,
    pub workspace_name: String,
    pub id: InvitationId,
    pub email: String,
    pub role: Role,
    pub brand_id: Option<BrandId>,
    pub brand_name: Option<String>,
    pub access_ends_at: Option<i64>,
}

impl OpenInvitation {
    pub(crate) fn access(&self) -> Access {
        Access { role: self.role, brand_id: self.brand_id, access_ends_at: self.access_ends_at }
    }
}

/// The invitation of a link, while it stands. The link is the key: no workspace is known yet.
pub(crate) async fn find_open_invitation(
    sql: Sql<'_>,
    token_hash: &str,
    now: Now,
) -> Result<Option<OpenInvitation>> {
    Ok(sql
        .first(
            "select i.workspace_id as workspace_id, w.name as workspace_name, i.id as id, i.email as email, \
             i.role as role, i.brand_id as brand_id, b.name as brand_name, i.access_ends_at as access_ends_at \
             from invitations i join workspaces w on w.id = i.workspace_id \
             left join brands b on b.workspace_id = i.workspace_id and b.id = i.brand_id \
             where i.token_hash = $1 and i.accepted_at is null and i.revoked_at is null and i.expires_at > $2",
            values![token_hash, now],
        )
        .await?)
}

/// Uses an invitation up; `false` when that was done already.
pub(crate) async fn accept_invitation(tx: &Tx, token_hash: &str, now: Now) -> Result<bool> {
    let rows = tx
        .run(
            "update invitations set accepted_at = $2 where token_hash = $1 and accepted_at is null and \
             revoked_at is null and expires_at > $2",
            values![token_hash, now],
        )
        .await?;
    Ok(rows == 1)
}
