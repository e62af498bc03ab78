//! SQL of channels, connections and app registrations.

use db::{FromQueryResult, Result, Sql, Tx, values};

use super::channel::{Channel, Health};
use crate::{
    Now,
    ids::{BrandId, ChannelId, ConnectionId, DeliveryId, UserId, WorkspaceId},
};

mod overview;
pub(super) mod siblings;
mod spending;

pub use overview::{Summary, holds_secrets, summary};
pub(crate) use spending::{
    lock_spend_limit, put_spending, remove_spending, set_spend_limit, spend_limit, spent_since,
};

/// A channel `c` with the pause `z` that holds at the parameter `$3`, the widest first.
const SELECT: &str = "select c.id, c.brand_id, c.network, c.remote_id, c.handle, c.display_name, c.profile_url, \
    c.base_url, c.limits, c.health, c.health_detail, c.checked_at, z.id as pause_id, z.scope as pause_scope, \
    z.starts_at as paused_at, z.reason as pause_reason, z.paused_by, c.connected_at, c.disconnected_at, \
    (select n.sends from newsletters n where n.workspace_id = c.workspace_id and n.channel_id = c.id) as mails \
    from channels c left join pauses z on z.workspace_id = c.workspace_id and z.id = (select y.id from pauses y \
    where y.workspace_id = c.workspace_id and y.ended_at is null and y.starts_at <= $3 \
    and coalesce(y.until, 9000000000000000) > $3 and (y.scope = 'workspace' or (y.scope = 'brand' \
    and y.brand_id = c.brand_id) or y.channel_id = c.id) \
    order by case y.scope when 'workspace' then 0 when 'brand' then 1 else 2 end limit 1)";

/// Channels of a workspace, those of one brand when given, connected first.
pub(crate) async fn list(
    sql: Sql<'_>,
    workspace_id: WorkspaceId,
    brand_id: Option<BrandId>,
    now: Now,
) -> Result<Vec<Channel>> {
    sql.all(
        &format!(
            "{SELECT} where c.workspace_id = $1 and (cast($2 as text) is null or c.brand_id = $2) \
             order by case when c.disconnected_at is null then 0 else 1 end, c.network, c.handle"
        ),
        values![workspace_id, brand_id, now],
    )
    .await
}

/// One channel.
pub(crate) async fn find(
    sql: Sql<'_>,
    workspace_id: WorkspaceId,
    id: ChannelId,
    now: Now,
) -> Result<Option<Channel>> {
    sql.first(&format!("{SELECT} where c.workspace_id = $1 and c.id = $2"), values![workspace_id, id, now])
        .await
}

/// A channel to write.
pub(crate) struct NewChannel<'a> {
    pub id: ChannelId,
    pub brand_id: BrandId,
    pub network: &'a str,
    pub profile: &'a networks::Profile,
    pub limits: String,
    pub secret: Option<String>,
    pub health: Health,
    pub now: Now,
}

/// The id that an account already has in this brand.
pub(crate) async fn id_of_account(
    sql: Sql<'_>,
    workspace_id: WorkspaceId,
    brand_id: BrandId,
    network: &str,
    remote_id: &str,
) -> Result<Option<ChannelId>> {
    sql.scalar(
        "select id from channels where workspace_id = $1 and brand_id = $2 and network = $3 and remote_id = $4",
        values![workspace_id, brand_id, network, remote_id],
    )
    .await
}

/// Writes a channel, or brings a known account back with its new secret.
pub(crate) async fn put(tx: &Tx, workspace_id: WorkspaceId, new: NewChannel<'_>) -> Result<()> {
    tx.run(
        "insert into channels (workspace_id, id, brand_id, network, remote_id, handle, display_name, profile_url, \
         avatar_url, base_url, limits, secret, health, checked_at, connected_at) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $14, $13, $13) \
         on conflict (workspace_id, id) do update set handle = excluded.handle, display_name = excluded.display_name, \
         profile_url = excluded.profile_url, avatar_url = excluded.avatar_url, base_url = excluded.base_url, \
         limits = excluded.limits, secret = excluded.secret, health = excluded.health, health_detail = null, \
         checked_at = excluded.checked_at, connected_at = excluded.connected_at, disconnected_at = null, \
         refreshing_by = null, refreshing_until = null",
        values![
            workspace_id,
            new.id,
            new.brand_id,
            new.network,
            new.profile.remote_id.as_str(),
            new.profile.handle.as_str(),
            new.profile.display_name.as_str(),
            new.profile.profile_url.as_str(),
            new.profile.avatar_url.clone(),
            new.profile.base_url.as_str(),
            new.limits,
            new.secret,
            new.now,
            new.health
        ],
    )
    .await?;
    Ok(())
}

/// What is needed to speak as a channel.
#[derive(Debug, Clone, FromQueryResult)]
pub(crate) struct Access {
    pub network: String,
    pub remote_id: String,
    pub handle: String,
    pub base_url: String,
    pub secret: Option<String>,
}

/// The sealed secret with what belongs to it.
pub(crate) async fn access(sql: Sql<'_>, workspace_id: WorkspaceId, id: ChannelId) -> Result<Option<Access>> {
    sql.first(
        "select network, remote_id, handle, base_url, secret from channels where workspace_id = $1 and id = $2",
        values![workspace_id, id],
    )
    .await
}

/// Takes the right to refresh a channel's secret until `until`; `false` when another has it.
pub(crate) async fn begin_refresh(
    tx: &Tx,
    workspace_id: WorkspaceId,
    id: ChannelId,
    by: &str,
    now: Now,
    until: Now,
) -> Result<bool> {
    let changed = tx
        .run(
            "update channels set refreshing_by = $1, refreshing_until = $2 where workspace_id = $3 and id = $4 \
             and secret is not null and (refreshing_until is null or refreshing_until < $5)",
            values![by, until, workspace_id, id, now],
        )
        .await?;
    Ok(changed == 1)
}

/// Gives the right to refresh back.
pub(crate) async fn end_refresh(tx: &Tx, workspace_id: WorkspaceId, id: ChannelId, by: &str) -> Result<()> {
    tx.run(
        "update channels set refreshing_by = null, refreshing_until = null \
         where workspace_id = $1 and id = $2 and refreshing_by = $3",
        values![workspace_id, id, by],
    )
    .await?;
    Ok(())
}

/// Notes how a check went; a disconnected channel stays so. One that was made due again while it was looked at, and that
/// nobody has taken since, stays due.
pub(crate) async fn set_health(
    tx: &Tx,
    workspace_id: WorkspaceId,
    id: ChannelId,
    health: Health,
    detail: Option<String>,
    now: Now,
) -> Result<()> {
    tx.run(
        "update channels set health = $1, health_detail = $2, \
         checked_at = case when checked_at is null and check_until is null then null else $3 end \
         where workspace_id = $4 and id = $5 and disconnected_at is null",
        values![health, detail, now, workspace_id, id],
    )
    .await?;
    Ok(())
}

/// Keeps the limits that the server told.
pub(crate) async fn set_limits(
    tx: &Tx,
    workspace_id: WorkspaceId,
    id: ChannelId,
    limits: String,
) -> Result<()> {
    tx.run(
        "update channels set limits = $1 where workspace_id = $2 and id = $3",
        values![limits, workspace_id, id],
    )
    .await?;
    Ok(())
}

/// Forgets the secret, also one that is being renewed.
pub(crate) async fn disconnect(tx: &Tx, workspace_id: WorkspaceId, id: ChannelId, now: Now) -> Result<()> {
    tx.run(
        "update channels set secret = null, refreshing_by = null, refreshing_until = null, \
         health = 'disconnected', health_detail = null, disconnected_at = $1 \
         where workspace_id = $2 and id = $3",
        values![now, workspace_id, id],
    )
    .await?;
    Ok(())
}

/// A channel whose check is due, with its workspace.
#[derive(Debug, FromQueryResult)]
pub(crate) struct DueCheck {
    pub workspace_id: WorkspaceId,
    pub id: ChannelId,
}

/// What goes out on a channel soon.
#[derive(Debug, FromQueryResult)]
pub(crate) struct DueSoon {
    pub id: DeliveryId,
    pub title: Option<String>,
    pub post_id: Option<crate::ids::PostId>,
    pub due_at: Option<Now>,
}

/// The first posts that are due on a channel before `until`.
pub(crate) async fn due_soon(
    sql: Sql<'_>,
    workspace_id: WorkspaceId,
    id: ChannelId,
    until: Now,
) -> Result<Vec<DueSoon>> {
    sql.all(
        "select d.id, p.title, d.post_id, d.due_at from deliveries d join posts p on p.workspace_id = d.workspace_id \
         and p.id = d.post_id where d.workspace_id = $1 and d.channel_id = $2 and d.state in ('scheduled', 'retry_at') \
         and d.due_at <= $3 order by d.due_at, d.id limit 20",
        values![workspace_id, id, until],
    )
    .await
}

/// Takes connected channels not checked since `before`, or not since `soon` while a post of theirs is due before
/// `until`, the longest unchecked first; nobody else takes them before `lease_end`.
pub(crate) async fn take_due_checks(
    db: &db::Db,
    before: Now,
    soon: Now,
    now: Now,
    until: Now,
    lease_end: Now,
) -> Result<Vec<DueCheck>> {
    let skip_locked = db.engine().skip_locked();
    let text = format!(
        "with picked as materialized (select workspace_id as w, id as i from channels c where disconnected_at is null \
         and health <> 'by_hand' and coalesce(check_until, 0) < $3 and (coalesce(checked_at, 0) < $1 \
         or (coalesce(checked_at, 0) < $2 and exists (select 1 from deliveries d where d.workspace_id = c.workspace_id \
         and d.channel_id = c.id and d.state in ('scheduled', 'retry_at') and d.due_at between $3 and $4))) \
         order by coalesce(checked_at, 0) limit 50{skip_locked}) \
         update channels set check_until = $5 from picked where workspace_id = picked.w and id = picked.i \
         and coalesce(check_until, 0) < $3 returning workspace_id, id"
    );
    let tx = db.write().await?;
    let taken = tx.all(&text, values![before, soon, now, until, lease_end]).await?;
    tx.commit().await?;
    Ok(taken)
}

/// Notes that a check was made, and gives it back; nothing if it was made due again meanwhile.
pub(crate) async fn end_check(tx: &Tx, workspace_id: WorkspaceId, id: ChannelId, now: Now) -> Result<()> {
    tx.run(
        "update channels set checked_at = $1, check_until = null \
         where workspace_id = $2 and id = $3 and check_until is not null",
        values![now, workspace_id, id],
    )
    .await?;
    Ok(())
}

/// A consent page that somebody is at.
#[derive(Debug, FromQueryResult)]
pub(crate) struct Connection {
    pub id: ConnectionId,
    pub user_id: UserId,
    pub brand_id: BrandId,
    pub network: String,
    pub base_url: String,
    pub flow: String,
    pub found: Option<String>,
    pub expires_at: Now,
}

/// Keeps a connection until the person comes back.
pub(crate) async fn put_connection(
    tx: &Tx,
    workspace_id: WorkspaceId,
    connection: &Connection,
    state_hash: String,
    now: Now,
) -> Result<()> {
    tx.run(
        "insert into connections (workspace_id, id, state_hash, user_id, brand_id, network, base_url, flow, found, \
         created_at, expires_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        values![
            workspace_id,
            connection.id,
            state_hash,
            connection.user_id,
            connection.brand_id,
            connection.network.as_str(),
            connection.base_url.as_str(),
            connection.flow.as_str(),
            connection.found.clone(),
            now,
            connection.expires_at
        ],
    )
    .await?;
    Ok(())
}

/// Takes a connection by its state: it can be taken once.
pub(crate) async fn take_connection(
    tx: &Tx,
    workspace_id: WorkspaceId,
    state_hash: &str,
) -> Result<Option<Connection>> {
    let taken: Vec<Connection> = tx
        .all(
            "delete from connections where workspace_id = $1 and state_hash = $2 \
             returning id, user_id, brand_id, network, base_url, flow, found, expires_at",
            values![workspace_id, state_hash],
        )
        .await?;
    Ok(taken.into_iter().next())
}

/// A connection by its id: whose accounts are to be chosen.
pub(crate) async fn find_connection(
    sql: Sql<'_>,
    workspace_id: WorkspaceId,
    id: ConnectionId,
) -> Result<Option<Connection>> {
    sql.first(
        "select id, user_id, brand_id, network, base_url, flow, found, expires_at from connections \
         where workspace_id = $1 and id = $2",
        values![workspace_id, id],
    )
    .await
}

/// Forgets what nobody came back for: sealed credentials that no choice was made among.
pub(crate) async fn remove_expired_connections(tx: &Tx, now: Now) -> Result<u64> {
    tx.run("delete from connections where expires_at < $1", values![now]).await
}

/// Forgets a connection; `false` when it was not there any more.
pub(crate) async fn remove_connection(tx: &Tx, workspace_id: WorkspaceId, id: ConnectionId) -> Result<bool> {
    let removed = tx
        .run("delete from connections where workspace_id = $1 and id = $2", values![workspace_id, id])
        .await?;
    Ok(removed == 1)
}

/// The sealed registration with a server, if there is one.
pub(crate) async fn network_app(
    sql: Sql<'_>,
    workspace_id: WorkspaceId,
    network: &str,
    base_url: &str,
) -> Result<Option<String>> {
    sql.scalar(
        "select secret from network_apps where workspace_id = $1 and network = $2 and base_url = $3",
        values![workspace_id, network, base_url],
    )
    .await
}

/// Keeps a registration with a server.
pub(crate) async fn put_network_app(
    tx: &Tx,
    workspace_id: WorkspaceId,
    network: &str,
    base_url: &str,
    secret: String,
    now: Now,
) -> Result<()> {
    tx.run(
        "insert into network_apps (workspace_id, id, network, base_url, secret, created_at) \
         values ($1, $2, $3, $4, $5, $6) \
         on conflict (workspace_id, network, base_url) do update set secret = excluded.secret",
        values![workspace_id, ConnectionId::generate(), network, base_url, secret, now],
    )
    .await?;
    Ok(())
}

/// Whether a brand is there and not archived.
pub(crate) async fn brand_exists(sql: Sql<'_>, workspace_id: WorkspaceId, id: BrandId) -> Result<bool> {
    let found: Option<i64> = sql
        .scalar(
            "select count(*) from brands where workspace_id = $1 and id = $2 and archived_at is null",
            values![workspace_id, id],
        )
        .await?;
    Ok(found.unwrap_or(0) > 0)
}

/// How much a network still allows.
pub(crate) struct KeptBudget {
    pub name: String,
    pub remaining: i64,
    pub resets_at: Now,
}

/// Keeps what a network allows an account.
pub(crate) async fn put_channel_budget(
    tx: &Tx,
    workspace_id: WorkspaceId,
    channel_id: ChannelId,
    budget: &KeptBudget,
) -> Result<()> {
    tx.run(
        "insert into channel_budgets (workspace_id, channel_id, name, remaining, resets_at) values ($1, $2, $3, $4, $5) \
         on conflict (workspace_id, channel_id, name) do update set remaining = excluded.remaining, \
         resets_at = excluded.resets_at",
        values![workspace_id, channel_id, budget.name.as_str(), budget.remaining, budget.resets_at],
    )
    .await?;
    Ok(())
}

/// Keeps what a network allows the operator's app, which all workspaces share.
pub(crate) async fn put_app_budget(tx: &Tx, network: &str, budget: &KeptBudget) -> Result<()> {
    tx.run(
        "insert into app_budgets (network, name, remaining, resets_at) values ($1, $2, $3, $4) \
         on conflict (network, name) do update set remaining = excluded.remaining, resets_at = excluded.resets_at",
        values![network, budget.name.as_str(), budget.remaining, budget.resets_at],
    )
    .await?;
    Ok(())
}
