//! SQL of subscribers.

use db::{FromQueryResult, Sql, Tx, Value, values};

use super::{State, Subscriber, list::SubscriberFilter};
use crate::{
    Now, Result,
    ids::{ChannelId, DeliveryId, SubscriberId, WorkspaceId},
};

/// All of [`Subscriber`].
const COLUMNS: &str =
    "id, channel_id, email, name, state, consent_source, consent_at, added_by, created_at, changed_at";

/// So many rows are asked for or written in one statement.
const AT_A_TIME: usize = 500;

/// One subscriber.
pub(crate) async fn find(
    sql: Sql<'_>,
    workspace_id: WorkspaceId,
    id: SubscriberId,
) -> Result<Option<Subscriber>> {
    let text = format!("select {COLUMNS} from subscribers where workspace_id = $1 and id = $2");
    Ok(sql.first(&text, values![workspace_id, id]).await?)
}

/// The subscriber with an address, on one list.
pub(crate) async fn by_email(
    sql: Sql<'_>,
    workspace_id: WorkspaceId,
    channel_id: ChannelId,
    email: &str,
) -> Result<Option<Subscriber>> {
    let text = format!(
        "select {COLUMNS} from subscribers where workspace_id = $1 and channel_id = $2 and email = $3"
    );
    Ok(sql.first(&text, values![workspace_id, channel_id, email]).await?)
}

/// A page of a list, newest first.
pub(crate) async fn list(
    sql: Sql<'_>,
    workspace_id: WorkspaceId,
    channel_id: ChannelId,
    filter: &SubscriberFilter,
    before: Option<(Now, SubscriberId)>,
    limit: i64,
) -> Result<Vec<Subscriber>> {
    let (before_at, before_id): (Option<Now>, Option<SubscriberId>) = before.unzip();
    let search = filter.search.as_deref().map(db::search_pattern);
    let text = format!(
        "select {COLUMNS} from subscribers where workspace_id = $1 and channel_id = $2 \
         and (cast($3 as text) is null or state = $3) \
         and (cast($4 as text) is null or search_text like $4 escape '!') \
         and (cast($5 as bigint) is null or created_at < $5 or (created_at = $5 and id < $6)) \
         order by created_at desc, id desc limit $7"
    );
    let values = values![workspace_id, channel_id, filter.state, search, before_at, before_id, limit];
    Ok(sql.all(&text, values).await?)
}

/// How many of a list are in a state.
#[derive(Debug, Clone, FromQueryResult)]
pub(crate) struct StateCount {
    pub state: State,
    pub people: i64,
}

/// How many each state has.
pub(crate) async fn counts(
    sql: Sql<'_>,
    workspace_id: WorkspaceId,
    channel_id: ChannelId,
) -> Result<Vec<StateCount>> {
    let text = "select state, count(*) as people from subscribers where workspace_id = $1 and channel_id = $2 \
                group by state";
    Ok(sql.all(text, values![workspace_id, channel_id]).await?)
}

/// What is the same for all that are entered at once.
pub(crate) struct Entering<'a> {
    pub channel_id: ChannelId,
    pub consent_source: &'a str,
    pub consent_at: Now,
    pub added_by: &'a str,
    pub now: Now,
}

/// Enters people in one state, each an address and a name; gives how many were not there.
pub(crate) async fn insert(
    tx: &Tx,
    workspace_id: WorkspaceId,
    entering: &Entering<'_>,
    state: State,
    people: &[(String, String)],
) -> Result<u64> {
    let mut entered = 0;
    for some in people.chunks(AT_A_TIME) {
        let (mut rows, mut values) = (Vec::new(), Vec::<Value>::new());
        for (email, name) in some {
            let first = values.len() + 1;
            let marks: Vec<String> = (first..first + 12).map(|number| format!("${number}")).collect();
            rows.push(format!("({})", marks.join(", ")));
            values.extend(values![
                workspace_id,
                SubscriberId::generate(),
                entering.channel_id,
                email.as_str(),
                name.as_str(),
                state,
                entering.consent_source,
                entering.consent_at,
                entering.added_by,
                entering.now,
                entering.now,
                db::search_text(&[email, name])
            ]);
        }
        let text = format!(
            "insert into subscribers (workspace_id, id, channel_id, email, name, state, consent_source, consent_at, \
             added_by, created_at, changed_at, search_text) values {} \
             on conflict (workspace_id, channel_id, email) do nothing",
            rows.join(", ")
        );
        entered += tx.run(&text, values).await?;
    }
    Ok(entered)
}

/// An address that is known, and how it stands.
#[derive(Debug, FromQueryResult)]
pub(crate) struct Known {
    pub email: String,
    pub state: State,
}

/// Which of some addresses a list has.
pub(crate) async fn known(
    sql: Sql<'_>,
    workspace_id: WorkspaceId,
    channel_id: ChannelId,
    emails: &[String],
) -> Result<Vec<Known>> {
    let mut known = Vec::new();
    for some in emails.chunks(AT_A_TIME) {
        let (marks, values) = among(workspace_id, channel_id, some);
        let text = format!(
            "select email, state from subscribers where workspace_id = $1 and channel_id = $2 and email in ({marks})"
        );
        known.extend(sql.all::<Known>(&text, values).await?);
    }
    Ok(known)
}

/// Which of some digests a list has forgotten.
pub(crate) async fn forgotten(
    sql: Sql<'_>,
    workspace_id: WorkspaceId,
    channel_id: ChannelId,
    digests: &[String],
) -> Result<Vec<String>> {
    let mut forgotten = Vec::new();
    for some in digests.chunks(AT_A_TIME) {
        let (marks, values) = among(workspace_id, channel_id, some);
        let text = format!(
            "select digest from forgotten_addresses where workspace_id = $1 and channel_id = $2 and digest in ({marks})"
        );
        forgotten.extend(sql.column::<String>(&text, values).await?);
    }
    Ok(forgotten)
}

fn among(workspace_id: WorkspaceId, channel_id: ChannelId, some: &[String]) -> (String, Vec<Value>) {
    let marks: Vec<String> = (3..some.len() + 3).map(|number| format!("${number}")).collect();
    let mut values = values![workspace_id, channel_id];
    values.extend(some.iter().map(|one| Value::from(one.as_str())));
    (marks.join(", "), values)
}

/// Takes somebody up again, with the evidence that they asked anew.
pub(crate) async fn take_up(
    tx: &Tx,
    workspace_id: WorkspaceId,
    id: SubscriberId,
    name: &str,
    email: &str,
    entering: &Entering<'_>,
) -> Result<()> {
    tx.run(
        "update subscribers set state = 'subscribed', name = $3, consent_source = $4, consent_at = $5, added_by = $6, \
         changed_at = $7, search_text = $8 where workspace_id = $1 and id = $2",
        values![
            workspace_id,
            id,
            name,
            entering.consent_source,
            entering.consent_at,
            entering.added_by,
            entering.now,
            db::search_text(&[email, name])
        ],
    )
    .await?;
    Ok(())
}

/// Moves somebody from one state to another; `false` when they stand elsewhere by now.
pub(crate) async fn set_state(
    tx: &Tx,
    workspace_id: WorkspaceId,
    id: SubscriberId,
    (from, to): (State, State),
    now: Now,
) -> Result<bool> {
    let changed = tx
        .run(
            "update subscribers set state = $1, changed_at = $2 where workspace_id = $3 and id = $4 and state = $5",
            values![to, now, workspace_id, id, from],
        )
        .await?;
    Ok(changed == 1)
}

/// Takes somebody up again who left by the link of one letter after `since`, as they stood before; gives whether they are on
/// the list now as then.
pub(crate) async fn undo_leaving(
    tx: &Tx,
    workspace_id: WorkspaceId,
    (delivery_id, id): (DeliveryId, SubscriberId),
    since: Now,
    now: Now,
) -> Result<bool> {
    let changed = tx
        .run(
            "update subscribers set changed_at = $1, state = (select l.left_from from letters l \
             where l.workspace_id = $2 and l.id = cast($3 as text) || '.' || cast($4 as text)) \
             where workspace_id = $2 and id = $4 and state = 'unsubscribed' and exists (select 1 from letters l \
             where l.workspace_id = $2 and l.id = cast($3 as text) || '.' || cast($4 as text) \
             and l.unsubscribed_at >= $5 and l.left_from is not null)",
            values![now, workspace_id, delivery_id, id, since],
        )
        .await?;
    Ok(changed == 1)
}

/// Deletes somebody and keeps the digest of their address; `false` when they are gone already.
pub(crate) async fn forget(
    tx: &Tx,
    workspace_id: WorkspaceId,
    subscriber: &Subscriber,
    digest: &str,
    now: Now,
) -> Result<bool> {
    let deleted = tx
        .run(
            "delete from subscribers where workspace_id = $1 and id = $2",
            values![workspace_id, subscriber.id],
        )
        .await?;
    if deleted == 1 {
        tx.run(
            "insert into forgotten_addresses (workspace_id, channel_id, digest, forgotten_at) values ($1, $2, $3, $4) \
             on conflict (workspace_id, channel_id, digest) do nothing",
            values![workspace_id, subscriber.channel_id, digest, now],
        )
        .await?;
    }
    Ok(deleted == 1)
}

/// An address is known again, because its person asked for it.
pub(crate) async fn remember(
    tx: &Tx,
    workspace_id: WorkspaceId,
    channel_id: ChannelId,
    digest: &str,
) -> Result<()> {
    tx.run(
        "delete from forgotten_addresses where workspace_id = $1 and channel_id = $2 and digest = $3",
        values![workspace_id, channel_id, digest],
    )
    .await?;
    Ok(())
}
