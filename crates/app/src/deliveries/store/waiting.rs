//! SQL of deliveries that wait: what is kept of them, and what becomes of them when a person changes their post.

use db::{FromQueryResult, Result, Sql, Tx, values};

use crate::{
    Now,
    deliveries::delivery::NEVER,
    ids::{ChannelId, DeliveryId, PostId, VariantId, WorkspaceId},
    posts::Shape,
};

/// What is kept of a send that is not out.
#[derive(Debug, FromQueryResult)]
pub(crate) struct Kept {
    pub id: DeliveryId,
    pub network: String,
    pub handle: String,
}

/// The handles that a post's deliveries keep, of those that are not out.
pub(crate) async fn kept_handles(
    sql: Sql<'_>,
    workspace_id: WorkspaceId,
    post_id: PostId,
) -> Result<Vec<Kept>> {
    sql.all(
        "select d.id, c.network, d.handle from deliveries d join channels c on c.workspace_id = d.workspace_id \
         and c.id = d.channel_id where d.workspace_id = $1 and d.post_id = $2 and d.handle is not null \
         and d.state <> 'published'",
        values![workspace_id, post_id],
    )
    .await
}

/// Lets a delivery be tried as often as a new one. Content and handle are forgotten, so that the next attempt freezes
/// the post as it then stands, unless `keep`: parts of it are out, and it is gone on with.
pub(crate) async fn begin_anew(tx: &Tx, workspace_id: WorkspaceId, id: DeliveryId, keep: bool) -> Result<()> {
    let forget = if keep { "" } else { "content = null, handle = null, first_attempt_at = null, " };
    tx.run(
        &format!(
            "update deliveries set {forget}attempts_before = attempts, last_error = null, hand_steps = null \
             where workspace_id = $1 and id = $2"
        ),
        values![workspace_id, id],
    )
    .await?;
    Ok(())
}

/// Forgets what was frozen of a post's deliveries that wait: the post has changed. Gives how many wait.
pub(crate) async fn thaw_waiting(tx: &Tx, workspace_id: WorkspaceId, post_id: PostId) -> Result<u64> {
    tx.run(
        "update deliveries set content = null, handle = null, first_attempt_at = null, attempts_before = attempts \
         where workspace_id = $1 and post_id = $2 and leased_by is null \
         and state in ('draft', 'awaiting_approval', 'scheduled', 'retry_at', 'paused')",
        values![workspace_id, post_id],
    )
    .await
}

/// A delivery that waits on a channel.
#[derive(Debug, FromQueryResult)]
pub(crate) struct Waits {
    pub id: DeliveryId,
    pub shape: Option<String>,
}

impl Waits {
    /// Whether its author wants a person to publish it.
    pub(crate) fn wants_a_person(&self) -> bool {
        Shape::read(self.shape.as_deref()).by_hand
    }
}

/// What waits on a channel, also what failed or was missed.
pub(crate) async fn waiting_of_channel(
    sql: Sql<'_>,
    workspace_id: WorkspaceId,
    channel_id: ChannelId,
) -> Result<Vec<Waits>> {
    sql.all(
        "select d.id, v.shape from deliveries d join variants v on v.workspace_id = d.workspace_id \
         and v.id = d.variant_id where d.workspace_id = $1 and d.channel_id = $2 and d.leased_by is null \
         and d.state in ('draft', 'awaiting_approval', 'scheduled', 'retry_at', 'paused', 'missed', 'failed')",
        values![workspace_id, channel_id],
    )
    .await
}

/// Notes the posting time that a delivery has taken.
pub(crate) async fn take_slot(
    tx: &Tx,
    workspace_id: WorkspaceId,
    id: DeliveryId,
    slot_at: Option<Now>,
) -> Result<()> {
    tx.run(
        "update deliveries set slot_at = $1 where workspace_id = $2 and id = $3",
        values![slot_at, workspace_id, id],
    )
    .await?;
    Ok(())
}

/// The deliveries of a post that wait.
pub(crate) async fn waiting_ids(
    sql: Sql<'_>,
    workspace_id: WorkspaceId,
    post_id: PostId,
) -> Result<Vec<DeliveryId>> {
    sql.column(
        "select id from deliveries where workspace_id = $1 and post_id = $2 \
         and state in ('draft', 'awaiting_approval', 'scheduled', 'retry_at', 'paused')",
        values![workspace_id, post_id],
    )
    .await
}

/// Cancels what still waits of one variant.
pub(crate) async fn cancel_variant(tx: &Tx, workspace_id: WorkspaceId, variant_id: VariantId) -> Result<u64> {
    tx.run(
        "update deliveries set state = 'canceled', due_at = $1 where workspace_id = $2 and variant_id = $3 \
         and state in ('draft', 'awaiting_approval', 'scheduled', 'retry_at', 'paused')",
        values![NEVER, workspace_id, variant_id],
    )
    .await
}
