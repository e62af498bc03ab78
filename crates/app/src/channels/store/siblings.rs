//! The secrets of channels beside one another.

use db::{FromQueryResult, Result, Sql, Tx, values};

use crate::ids::{ChannelId, WorkspaceId};

/// The secret of another channel.
#[derive(Debug, FromQueryResult)]
pub(crate) struct Beside {
    pub id: ChannelId,
    pub secret: String,
}

/// The secrets of the other channels on the same network.
pub(crate) async fn secrets_beside(
    sql: Sql<'_>,
    workspace_id: WorkspaceId,
    id: ChannelId,
) -> Result<Vec<Beside>> {
    sql.all(
        "select c.id, c.secret from channels c \
         join channels mine on mine.workspace_id = c.workspace_id and mine.network = c.network \
         where mine.workspace_id = $1 and mine.id = $2 and c.id <> mine.id and c.secret is not null",
        values![workspace_id, id],
    )
    .await
}

/// Puts a secret in the place of the one that was read.
pub(crate) async fn replace_secret(
    tx: &Tx,
    workspace_id: WorkspaceId,
    id: ChannelId,
    old: &str,
    new: String,
) -> Result<()> {
    tx.run(
        "update channels set secret = $1 where workspace_id = $2 and id = $3 and secret = $4",
        values![new, workspace_id, id, old],
    )
    .await?;
    Ok(())
}
