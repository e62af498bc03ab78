//! SQL of what is woken, over all workspaces: an account of a network may be connected in several. And the counts.

use db::{FromQueryResult, Result, Sql, Tx, Value, values};

use crate::{
    Now,
    attribution::marks,
    ids::{ChannelId, DeliveryId, WorkspaceId},
};

/// Rows in one statement.
const AT_ONCE: usize = 200;

/// `with woken (workspace_id, id, at) as (values …)` for so many rows.
fn woken(count: usize) -> String {
    let row = |row: usize| format!("(${}, ${}, cast(${} as bigint))", 3 * row + 1, 3 * row + 2, 3 * row + 3);
    let rows: Vec<String> = (0..count).map(row).collect();
    format!("with woken (workspace_id, id, at) as (values {})", rows.join(", "))
}

/// Runs a statement upon rows, each with a time: `text` follows the head that names them `woken`.
async fn wake(tx: &Tx, text: &str, rows: Vec<[Value; 3]>) -> Result<()> {
    for some in rows.chunks(AT_ONCE) {
        let text = format!("{} {text}", woken(some.len()));
        tx.run(&text, some.iter().flatten().cloned().collect()).await?;
    }
    Ok(())
}

/// A channel whose access may be gone.
#[derive(Debug, FromQueryResult)]
pub(super) struct Checked {
    pub workspace_id: WorkspaceId,
    pub id: ChannelId,
    pub account: String,
    pub checked_at: Option<Now>,
}

/// The connected channels of accounts.
pub(super) async fn channels(sql: Sql<'_>, network: &str, accounts: &[&str]) -> Result<Vec<Checked>> {
    let mut values = values![network];
    values.extend(accounts.iter().map(|account| (*account).into()));
    let text = format!(
        "select workspace_id, id, remote_id as account, checked_at from channels where network = $1 \
         and remote_id in ({}) and disconnected_at is null and health <> 'by_hand'",
        marks(2, accounts.len())
    );
    sql.all(&text, values).await
}

/// The sealed access of a channel.
#[derive(Debug, FromQueryResult)]
pub(super) struct Sealed {
    pub workspace_id: WorkspaceId,
    pub id: ChannelId,
    pub secret: String,
    pub checked_at: Option<Now>,
}

/// So many sealed accesses of a network's connected channels, in the order of their ids, after one of them.
pub(super) async fn sealed(sql: Sql<'_>, network: &str, after: &str, most: i64) -> Result<Vec<Sealed>> {
    sql.all(
        "select workspace_id, id, secret, checked_at from channels where network = $1 and id > $2 \
         and secret is not null and disconnected_at is null order by id limit $3",
        values![network, after, most],
    )
    .await
}

/// Makes the checks of channels due; nothing for one that was checked since it was read. What is being looked at now may
/// have been seen before it happened: its turn ends without a word.
pub(super) async fn wake_checks(tx: &Tx, channels: &[Checked]) -> Result<()> {
    let rows = channels.iter().map(|it| [it.workspace_id.into(), it.id.into(), it.checked_at.into()]);
    let text = "update channels set checked_at = null, check_until = null from woken \
                where channels.workspace_id = woken.workspace_id and channels.id = woken.id \
                and disconnected_at is null and checked_at = woken.at";
    wake(tx, text, rows.collect()).await
}

/// A send of which the network has not said the last word.
#[derive(Debug, FromQueryResult)]
pub(super) struct Waiting {
    pub workspace_id: WorkspaceId,
    pub id: DeliveryId,
    pub account: String,
    pub handle: String,
    pub due_at: Now,
    pub looked_at: Option<Now>,
}

/// What waits at connected accounts.
pub(super) async fn waiting(sql: Sql<'_>, network: &str, accounts: &[&str]) -> Result<Vec<Waiting>> {
    let mut values = values![network];
    values.extend(accounts.iter().map(|account| (*account).into()));
    let text = format!(
        "select d.workspace_id, d.id, c.remote_id as account, d.handle, d.due_at, (select max(a.finished_at) \
         from attempts a where a.workspace_id = d.workspace_id and a.delivery_id = d.id) as looked_at \
         from channels c join deliveries d on d.workspace_id = c.workspace_id and d.channel_id = c.id \
         where c.network = $1 and c.remote_id in ({}) and c.disconnected_at is null \
         and d.state in ('processing', 'unknown') and d.handle is not null and d.leased_by is null limit 1000",
        marks(2, accounts.len())
    );
    sql.all(&text, values).await
}

/// Lets a worker look at deliveries at `due_at`, if nobody does now.
pub(super) async fn wake_deliveries(tx: &Tx, deliveries: &[Waiting], due_at: Now) -> Result<()> {
    let rows = deliveries.iter().map(|it| [it.workspace_id.into(), it.id.into(), due_at.into()]);
    let text = "update deliveries set due_at = woken.at from woken \
                where deliveries.workspace_id = woken.workspace_id and deliveries.id = woken.id \
                and leased_by is null and state in ('processing', 'unknown') and due_at > woken.at";
    wake(tx, text, rows.collect()).await
}

/// The fetching of a post's counters.
#[derive(Debug, FromQueryResult)]
pub(super) struct Fetch {
    pub workspace_id: WorkspaceId,
    pub id: String,
    pub account: String,
    pub post: String,
    pub due_at: Now,
    pub fetched_at: Option<Now>,
}

/// The fetches of posts of connected accounts. One that failed waits for its turn: a network that refuses is not asked
/// more often because much happens there.
pub(super) async fn fetches(
    sql: Sql<'_>,
    network: &str,
    accounts: &[&str],
    posts: &[&str],
) -> Result<Vec<Fetch>> {
    let mut values = values![network];
    values.extend(accounts.iter().chain(posts).map(|id| (*id).into()));
    let text = format!(
        "select f.workspace_id, f.id, c.remote_id as account, d.remote_id as post, f.due_at, f.fetched_at \
         from channels c join deliveries d on d.workspace_id = c.workspace_id and d.channel_id = c.id \
         join metric_fetches f on f.workspace_id = d.workspace_id and f.id = d.id \
         where c.network = $1 and c.remote_id in ({}) and c.disconnected_at is null and c.health <> 'by_hand' \
         and d.remote_id in ({}) and f.state = 'scheduled' and f.attempts = 0",
        marks(2, accounts.len()),
        marks(2 + accounts.len(), posts.len())
    );
    sql.all(&text, values).await
}

/// Fetches posts' counters at a time, if not sooner.
pub(super) async fn wake_fetches(tx: &Tx, fetches: &[(Fetch, Now)]) -> Result<()> {
    let rows = fetches.iter().map(|(it, at)| [it.workspace_id.into(), it.id.as_str().into(), (*at).into()]);
    let text = "update metric_fetches set due_at = woken.at from woken \
                where metric_fetches.workspace_id = woken.workspace_id and metric_fetches.id = woken.id \
                and state = 'scheduled' and attempts = 0 and due_at > woken.at";
    wake(tx, text, rows.collect()).await
}

/// What came of one network.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub struct Count {
    /// Word of the network.
    pub network: String,
    /// Requests that were the network's.
    pub accepted: i64,
    /// Requests that were not proven to be.
    pub refused: i64,
    /// Events in the accepted ones that Tandem uses.
    pub events: i64,
    /// When the last was accepted.
    pub accepted_at: Option<Now>,
    /// When the last was refused.
    pub refused_at: Option<Now>,
}

/// What came of each network since the beginning: for the operator.
///
/// # Errors
/// Any database error.
pub async fn counts(db: &db::Db) -> Result<Vec<Count>> {
    let text = "select network, accepted, refused, events, accepted_at, refused_at from webhook_counts order by network";
    db.read().all(text, vec![]).await
}

/// Adds to the counts of a network.
pub(super) async fn add(tx: &Tx, count: &Count) -> Result<()> {
    tx.run(
        "insert into webhook_counts (network, accepted, refused, events, accepted_at, refused_at) \
         values ($1, $2, $3, $4, $5, $6) on conflict (network) do update set \
         accepted = webhook_counts.accepted + excluded.accepted, refused = webhook_counts.refused + excluded.refused, \
         events = webhook_counts.events + excluded.events, \
         accepted_at = coalesce(excluded.accepted_at, webhook_counts.accepted_at), \
         refused_at = coalesce(excluded.refused_at, webhook_counts.refused_at)",
        values![
            count.network.as_str(),
            count.accepted,
            count.refused,
            count.events,
            count.accepted_at,
            count.refused_at
        ],
    )
    .await?;
    Ok(())
}
