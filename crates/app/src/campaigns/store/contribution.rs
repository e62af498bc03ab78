//! SQL of what goes where in a campaign.

use db::{FromQueryResult, Result, Sql, values};

use crate::ids::{CampaignId, DeliveryId, PostId, WorkspaceId};

/// The posts of a campaign that were not deleted, in the order in which its cost is shared out.
pub(crate) async fn standing_posts(
    sql: Sql<'_>,
    workspace_id: WorkspaceId,
    id: CampaignId,
) -> Result<Vec<PostId>> {
    sql.column(
        "select id from posts where workspace_id = $1 and campaign_id = $2 and deleted_at is null order by id",
        values![workspace_id, id],
    )
    .await
}

/// A delivery of a campaign, with the place that it goes to.
#[derive(Debug, FromQueryResult)]
pub(crate) struct Placed {
    pub id: DeliveryId,
    pub post_id: PostId,
    pub network: String,
    pub state: String,
}

/// The deliveries of a campaign that were not cancelled. What is out stays when its post is deleted here.
pub(crate) async fn placed(sql: Sql<'_>, workspace_id: WorkspaceId, id: CampaignId) -> Result<Vec<Placed>> {
    sql.all(
        "select d.id, d.post_id, c.network, d.state from posts p \
         join deliveries d on d.workspace_id = p.workspace_id and d.post_id = p.id \
         join channels c on c.workspace_id = d.workspace_id and c.id = d.channel_id \
         where p.workspace_id = $1 and p.campaign_id = $2 and d.state <> 'canceled' \
         and (p.deleted_at is null or d.published_at is not null) order by d.id",
        values![workspace_id, id],
    )
    .await
}
