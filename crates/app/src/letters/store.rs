//! SQL of newsletters and their letters.

use db::{FromQueryResult, Result, Sql, Tx, lease::Claim, lease::Queue, values};

use super::{Newsletter, State, counts::LetterLine};
use crate::{
    Now,
    deliveries::delivery::NEVER,
    ids::{BrandId, ChannelId, DeliveryId, PostId, SubscriberId, WorkspaceId},
    pauses::{HeldLetters, store::KeptBack},
    subscribers,
};

/// Letters whose turn has come.
pub(crate) const WAITING: Queue = Queue { table: "letters", due: "waiting", claimed: "claimed" };

/// Who a newsletter is from.
pub(crate) async fn newsletter(
    sql: Sql<'_>,
    workspace_id: WorkspaceId,
    channel_id: ChannelId,
) -> Result<Option<Newsletter>> {
    sql.first(
        "select sender_name, sender_email, reply_to, imprint, sends from newsletters \
         where workspace_id = $1 and channel_id = $2",
        values![workspace_id, channel_id],
    )
    .await
}

/// Keeps who a newsletter is from.
pub(crate) async fn put_newsletter(
    tx: &Tx,
    workspace_id: WorkspaceId,
    channel_id: ChannelId,
    kept: &Newsletter,
    now: Now,
) -> Result<()> {
    tx.run(
        "insert into newsletters (workspace_id, channel_id, sender_name, sender_email, reply_to, imprint, sends, \
         changed_at) values ($1, $2, $3, $4, $5, $6, $7, $8) \
         on conflict (workspace_id, channel_id) do update set sender_name = excluded.sender_name, \
         sender_email = excluded.sender_email, reply_to = excluded.reply_to, imprint = excluded.imprint, \
         sends = excluded.sends, changed_at = excluded.changed_at",
        values![
            workspace_id,
            channel_id,
            kept.sender_name.as_str(),
            kept.sender_email.as_str(),
            kept.reply_to.as_str(),
            kept.imprint.as_str(),
            kept.sends,
            now
        ],
    )
    .await?;
    Ok(())
}

/// Writes a letter for everybody who is on the list at this moment; gives how many.
pub(crate) async fn write_for_list(
    tx: &Tx,
    workspace_id: WorkspaceId,
    delivery_id: DeliveryId,
    channel_id: ChannelId,
    now: Now,
) -> Result<u64> {
    tx.run(
        "insert into letters (workspace_id, id, delivery_id, channel_id, subscriber_id, state, due_at, attempts, \
         created_at) select s.workspace_id, cast($2 as text) || '.' || s.id, cast($2 as text), s.channel_id, s.id, \
         'waiting', cast($4 as bigint), 0, cast($4 as bigint) from subscribers s where s.workspace_id = $1 \
         and s.channel_id = $3 and s.state = 'subscribed' on conflict (workspace_id, id) do nothing",
        values![workspace_id, delivery_id, channel_id, now],
    )
    .await
}

/// Everything the sender needs of a letter.
#[derive(Debug, FromQueryResult)]
pub(crate) struct Job {
    pub delivery_id: DeliveryId,
    pub channel_id: ChannelId,
    pub subscriber_id: SubscriberId,
    pub brand_id: BrandId,
    pub due_at: Now,
    pub created_at: Now,
    pub post_deleted_at: Option<Now>,
    pub disconnected_at: Option<Now>,
    pub sends: Option<i64>,
    /// None when the person was forgotten.
    pub email: Option<String>,
    pub name: Option<String>,
    pub subscribed: Option<subscribers::State>,
}

/// The job behind a claim.
pub(crate) async fn job(sql: Sql<'_>, workspace_id: WorkspaceId, id: &str) -> Result<Option<Job>> {
    sql.first(
        "select l.delivery_id, l.channel_id, l.subscriber_id, d.brand_id, l.due_at, l.created_at, \
         p.deleted_at as post_deleted_at, c.disconnected_at, n.sends, s.email, s.name, \
         s.state as subscribed from letters l \
         join deliveries d on d.workspace_id = l.workspace_id and d.id = l.delivery_id \
         join posts p on p.workspace_id = d.workspace_id and p.id = d.post_id \
         join channels c on c.workspace_id = d.workspace_id and c.id = d.channel_id \
         left join newsletters n on n.workspace_id = c.workspace_id and n.channel_id = c.id \
         left join subscribers s on s.workspace_id = l.workspace_id and s.id = l.subscriber_id \
         where l.workspace_id = $1 and l.id = $2",
        values![workspace_id, id],
    )
    .await
}

/// Notes that a letter is being sent: if it still is this worker's, its person still wants it, its newsletter still sends, and
/// nothing holds it. All of that is asked in the statement that notes it, so that nothing comes in between.
pub(crate) async fn begin_sending(
    tx: &Tx,
    worker: &str,
    claim: &Claim,
    until: Now,
    now: Now,
) -> Result<bool> {
    let kept_back = KeptBack {
        workspace: "d.workspace_id",
        brand: "d.brand_id",
        channel: "d.channel_id",
        due: "letters.due_at",
        now: "$6",
    };
    let text = format!(
        "update letters set state = 'sending', leased_until = $1 where workspace_id = $2 and id = $3 \
         and leased_by = $4 and attempts = $5 and state = 'claimed' and exists (select 1 from subscribers s \
         where s.workspace_id = letters.workspace_id and s.id = letters.subscriber_id and s.state = 'subscribed') \
         and exists (select 1 from deliveries d \
         join posts p on p.workspace_id = d.workspace_id and p.id = d.post_id \
         join channels c on c.workspace_id = d.workspace_id and c.id = d.channel_id \
         join newsletters n on n.workspace_id = c.workspace_id and n.channel_id = c.id \
         where d.workspace_id = letters.workspace_id and d.id = letters.delivery_id and p.deleted_at is null \
         and c.disconnected_at is null and n.sends = 1 and not exists (select 1 from pauses z where {}))",
        kept_back.sql()
    );
    let (workspace_id, id) = (claim.workspace_id.as_str(), claim.id.as_str());
    let changed = tx.run(&text, values![until, workspace_id, id, worker, claim.attempts, now]).await?;
    Ok(changed == 1)
}

/// Notes when a letter was taken by the mail server.
pub(crate) async fn set_sent(tx: &Tx, claim: &Claim, now: Now) -> Result<()> {
    tx.run(
        "update letters set sent_at = $1 where workspace_id = $2 and id = $3",
        values![now, claim.workspace_id.as_str(), claim.id.as_str()],
    )
    .await?;
    Ok(())
}

/// A letter that a statement moved.
#[derive(Debug, FromQueryResult)]
pub(crate) struct Moved {
    pub workspace_id: WorkspaceId,
    pub delivery_id: DeliveryId,
    pub state: State,
}

/// Gives back what dead workers left: what was not begun waits again; what was begun is unknown.
pub(crate) async fn give_back(tx: &Tx, until: Now) -> Result<Vec<Moved>> {
    tx.all(
            "update letters set due_at = case when state = 'sending' then $1 else due_at end, \
             last_error = case when state = 'sending' then 'no_answer' else last_error end, \
             state = case when state = 'sending' then 'unknown' else 'waiting' end, \
             leased_by = null, leased_until = null \
             where state in ('claimed', 'sending') and leased_until < $2 returning workspace_id, delivery_id, state",
            values![NEVER, until],
        )
        .await
}

/// Whether a worker may have died: some lease ran out.
pub(crate) async fn any_expired(sql: Sql<'_>, now: Now) -> Result<bool> {
    let found: Option<i64> = sql
        .scalar(
            "select count(*) from letters where state in ('claimed', 'sending') and leased_until < $1",
            values![now],
        )
        .await?;
    Ok(found.unwrap_or(0) > 0)
}

/// The mail server cannot be reached: what a worker holds waits until `due_at`, and what has waited since before `oldest`
/// is given up.
pub(crate) async fn postpone(tx: &Tx, worker: &str, due_at: Now, oldest: Now) -> Result<Vec<Moved>> {
    tx.all(
            "update letters set due_at = case when created_at < $1 then $2 else $3 end, \
             state = case when created_at < $1 then 'failed' else 'waiting' end, last_error = 'mail_unreachable', \
             leased_by = null, leased_until = null where state = 'claimed' and leased_by = $4 \
             returning workspace_id, delivery_id, state",
            values![oldest, NEVER, due_at, worker],
        )
        .await
}

/// A delivery some of whose letters are due.
#[derive(Debug, Clone, Copy, PartialEq, Eq, FromQueryResult)]
pub(crate) struct DueList {
    pub workspace_id: WorkspaceId,
    pub delivery_id: DeliveryId,
}

/// The deliveries whose letters are due, the longest due first.
pub(crate) async fn due_lists(sql: Sql<'_>, now: Now) -> Result<Vec<DueList>> {
    sql.all(
        "select workspace_id, delivery_id from letters where state = 'waiting' and due_at <= $1 \
         group by workspace_id, delivery_id order by min(due_at), delivery_id limit 1000",
        values![now],
    )
    .await
}

/// Claims at most `limit` due letters of one delivery; as [`Queue::claim`] does it.
pub(crate) async fn claim_of(
    db: &db::Db,
    list: DueList,
    worker: &str,
    now: Now,
    until: Now,
    limit: u32,
) -> Result<Vec<Claim>> {
    let skip_locked = db.engine().skip_locked();
    let text = format!(
        "with picked as materialized (select workspace_id as w, id as i from letters where workspace_id = $3 \
         and delivery_id = $4 and state = 'waiting' and due_at <= $5 limit $6{skip_locked}) \
         update letters set state = 'claimed', leased_by = $1, leased_until = $2, attempts = attempts + 1 \
         from picked where workspace_id = picked.w and id = picked.i and state = 'waiting' and due_at <= $5 \
         returning workspace_id, id, attempts"
    );
    let tx = db.write().await?;
    let values = values![worker, until, list.workspace_id, list.delivery_id, now, i64::from(limit)];
    let claims = tx.all(&text, values).await?;
    tx.commit().await?;
    Ok(claims)
}

/// Whether a newsletter can be sent from here at all.
#[derive(Debug, Default, FromQueryResult)]
pub(crate) struct Sending {
    pub disconnected_at: Option<Now>,
    pub sends: Option<i64>,
}

impl Sending {
    /// Whether its letters go out from here.
    pub(crate) const fn is_from_here(&self) -> bool {
        self.disconnected_at.is_none() && matches!(self.sends, Some(1))
    }
}

/// How a newsletter stands.
pub(crate) async fn sending(
    sql: Sql<'_>,
    workspace_id: WorkspaceId,
    channel_id: ChannelId,
) -> Result<Sending> {
    let found = sql
        .first(
            "select c.disconnected_at, n.sends from channels c \
             left join newsletters n on n.workspace_id = c.workspace_id and n.channel_id = c.id \
             where c.workspace_id = $1 and c.id = $2",
            values![workspace_id, channel_id],
        )
        .await?;
    Ok(found.unwrap_or_default())
}

/// Moves every letter of a delivery that no worker has from one of `from` to a state; gives how many.
pub(crate) async fn set_all(
    tx: &Tx,
    workspace_id: WorkspaceId,
    delivery_id: DeliveryId,
    from: &[State],
    (to, due_at): (State, Now),
    begun_at: Now,
) -> Result<u64> {
    let words: Vec<String> = from.iter().map(|state| format!("'{state}'")).collect();
    // What is tried anew is tried as long as a new one.
    let text = format!(
        "update letters set state = $1, due_at = $2, created_at = case when cast($3 as bigint) > 0 \
         then cast($3 as bigint) else created_at end \
         where workspace_id = $4 and delivery_id = $5 and leased_by is null and state in ({})",
        words.join(", ")
    );
    tx.run(&text, values![to, due_at, begun_at, workspace_id, delivery_id]).await
}

/// Notes that somebody left by the link of a letter and how they stood before, or that they did not mean it.
pub(crate) async fn set_left(
    tx: &Tx,
    workspace_id: WorkspaceId,
    delivery_id: DeliveryId,
    subscriber_id: SubscriberId,
    left: Option<(Now, subscribers::State)>,
) -> Result<()> {
    let (at, from): (Option<Now>, Option<subscribers::State>) = left.unzip();
    tx.run(
        "update letters set unsubscribed_at = $1, left_from = $2 where workspace_id = $3 \
         and id = cast($4 as text) || '.' || cast($5 as text)",
        values![at, from, workspace_id, delivery_id, subscriber_id],
    )
    .await?;
    Ok(())
}

/// How many letters of a delivery are in a state, and how many of them made somebody leave.
#[derive(Debug, FromQueryResult)]
pub(crate) struct StateCount {
    pub delivery_id: DeliveryId,
    pub state: State,
    pub letters: i64,
    pub leavers: i64,
}

/// The letters of a post's deliveries, counted; of one delivery when it is given.
pub(crate) async fn counts(
    sql: Sql<'_>,
    workspace_id: WorkspaceId,
    post_id: PostId,
    delivery_id: Option<DeliveryId>,
) -> Result<Vec<StateCount>> {
    sql.all(
        "select l.delivery_id, l.state, count(*) as letters, count(l.unsubscribed_at) as leavers from deliveries d \
         join letters l on l.workspace_id = d.workspace_id and l.delivery_id = d.id \
         where d.workspace_id = $1 and d.post_id = $2 and (cast($3 as text) is null or d.id = $3) \
         group by l.delivery_id, l.state",
        values![workspace_id, post_id, delivery_id],
    )
    .await
}

/// Deliveries of newsletters some of whose letters are held, the newest first.
pub(crate) async fn held_lists(
    sql: Sql<'_>,
    workspace_id: WorkspaceId,
    brand_scope: Option<BrandId>,
    limit: i64,
) -> Result<Vec<HeldLetters>> {
    sql.all(
        "select l.delivery_id, p.title as post_title, c.handle as channel_handle, count(*) as letters from letters l \
         join deliveries d on d.workspace_id = l.workspace_id and d.id = l.delivery_id \
         join posts p on p.workspace_id = d.workspace_id and p.id = d.post_id \
         join channels c on c.workspace_id = d.workspace_id and c.id = d.channel_id \
         where l.workspace_id = $1 and l.state = 'held' and p.deleted_at is null \
         and (cast($2 as text) is null or d.brand_id = $2) \
         group by l.delivery_id, p.title, c.handle order by l.delivery_id desc limit $3",
        values![workspace_id, brand_scope, limit],
    )
    .await
}

/// Letters of a delivery that somebody should know of, with their addresses where these are still there.
pub(crate) async fn troubled(
    sql: Sql<'_>,
    workspace_id: WorkspaceId,
    delivery_id: DeliveryId,
    limit: i64,
) -> Result<Vec<LetterLine>> {
    sql.all(
        "select l.subscriber_id, l.state, l.last_error, s.email from letters l \
         left join subscribers s on s.workspace_id = l.workspace_id and s.id = l.subscriber_id \
         where l.workspace_id = $1 and l.delivery_id = $2 and l.state in ('unknown', 'failed', 'bounced') \
         order by case l.state when 'unknown' then 0 when 'failed' then 1 else 2 end, l.id limit $3",
        values![workspace_id, delivery_id, limit],
    )
    .await
}

/// What was frozen of a delivery, and the words of its post.
#[derive(Debug, FromQueryResult)]
pub(crate) struct Frozen {
    pub content: Option<String>,
    pub title: String,
    pub handle: String,
}

/// What a delivery's letters say.
pub(crate) async fn frozen(
    sql: Sql<'_>,
    workspace_id: WorkspaceId,
    delivery_id: DeliveryId,
) -> Result<Option<Frozen>> {
    sql.first(
        "select d.content, p.title, c.handle from deliveries d \
         join posts p on p.workspace_id = d.workspace_id and p.id = d.post_id \
         join channels c on c.workspace_id = d.workspace_id and c.id = d.channel_id \
         where d.workspace_id = $1 and d.id = $2",
        values![workspace_id, delivery_id],
    )
    .await
}
