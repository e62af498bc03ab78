//! SQL of what the sender reads: what it needs before it begins, and its last look before the first byte.

use db::{FromQueryResult, Result, Sql, lease::Claim, values};

use crate::{
    Now,
    channels::store::Access,
    deliveries::delivery::Outcome,
    ids::{AttemptId, BrandId, CampaignId, ChannelId, DeliveryId, PostId, WorkspaceId},
    pauses::store::KeptBack,
};

/// Everything the sender needs of a delivery.
#[derive(Debug, FromQueryResult)]
pub(crate) struct Job {
    pub workspace_id: WorkspaceId,
    pub id: DeliveryId,
    pub brand_id: BrandId,
    pub post_id: PostId,
    pub channel_id: ChannelId,
    pub scheduled_at: Now,
    pub by_hand: i64,
    pub attempts_before: i64,
    pub post_deleted_at: Option<Now>,
    pub content: Option<String>,
    pub handle: Option<String>,
    pub first_attempt_at: Option<Now>,
    pub variant_text: Option<String>,
    pub variant_shape: Option<String>,
    pub post_text: String,
    pub has_files: i64,
    pub language: Option<String>,
    pub campaign_id: Option<CampaignId>,
    pub utm_name: Option<String>,
    pub network: String,
    pub remote_id: String,
    pub channel_handle: String,
    pub base_url: String,
    pub secret: Option<String>,
    pub limits: String,
    /// Whether a pause kept it back when this was read.
    pub is_paused: i64,
    /// When its network takes posts of its channel again, if it took none when this was read.
    pub channel_spent_until: Option<Now>,
    /// The same for all channels of its network.
    pub app_spent_until: Option<Now>,
}

impl Job {
    /// What is needed to speak as its channel.
    pub(crate) fn access(&self) -> Access {
        Access {
            network: self.network.clone(),
            remote_id: self.remote_id.clone(),
            handle: self.channel_handle.clone(),
            base_url: self.base_url.clone(),
            secret: self.secret.clone(),
        }
    }

    /// When it can go out, if its network took nothing when this was read. What a person publishes needs no call.
    pub(crate) fn spent_until(&self) -> Option<Now> {
        self.channel_spent_until.max(self.app_spent_until).filter(|_| self.by_hand == 0)
    }
}

/// The jobs behind claims, each of its own workspace, as they stood at `now`.
pub(crate) async fn jobs(sql: Sql<'_>, ids: &[(WorkspaceId, DeliveryId)], now: Now) -> Result<Vec<Job>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let kept_back = KeptBack {
        workspace: "d.workspace_id",
        brand: "d.brand_id",
        channel: "d.channel_id",
        due: "d.due_at",
        now: "$1",
    };
    let wanted: Vec<String> =
        (0..ids.len()).map(|row| format!("(${}, ${})", 2 + row * 2, 3 + row * 2)).collect();
    let text = format!(
        "with wanted (workspace_id, id) as (values {}) select d.workspace_id, d.id, d.brand_id, d.post_id, d.channel_id, d.scheduled_at, d.by_hand, d.attempts_before, \
         p.deleted_at as post_deleted_at, d.content, d.handle, d.first_attempt_at, v.text as variant_text, \
         v.shape as variant_shape, p.text as post_text, p.language, p.campaign_id, g.utm_name, c.network, c.remote_id, \
         c.handle as channel_handle, c.base_url, c.secret, c.limits, cast(case when exists (select 1 from post_media f where f.workspace_id = d.workspace_id \
         and f.post_id = d.post_id) then 1 else 0 end as bigint) as has_files, \
         cast(case when exists (select 1 from pauses z where {}) then 1 else 0 end as bigint) as is_paused, \
         (select max(s.resets_at) from channel_budgets s where s.workspace_id = d.workspace_id \
         and s.channel_id = d.channel_id and s.remaining <= 0 and s.resets_at > $1) as channel_spent_until, \
         (select max(s.resets_at) from app_budgets s where s.network = c.network and s.remaining <= 0 \
         and s.resets_at > $1) as app_spent_until from wanted w \
         join deliveries d on d.workspace_id = w.workspace_id and d.id = w.id \
         join variants v on v.workspace_id = d.workspace_id and v.id = d.variant_id \
         join posts p on p.workspace_id = d.workspace_id and p.id = d.post_id \
         join channels c on c.workspace_id = d.workspace_id and c.id = d.channel_id \
         left join campaigns g on g.workspace_id = p.workspace_id and g.id = p.campaign_id",
        wanted.join(", "),
        kept_back.sql(),
    );
    let mut values = values![now];
    values.extend(ids.iter().flat_map(|(workspace_id, id)| values![*workspace_id, *id]));
    sql.all(&text, values).await
}

/// How the last sending or looking up of a delivery ended.
#[derive(Debug, FromQueryResult)]
pub(crate) struct LastAttempt {
    pub id: AttemptId,
    pub outcome: Option<Outcome>,
    pub finished_at: Option<Now>,
    pub error_code: Option<String>,
}

/// The newest attempt.
pub(crate) async fn last_attempt(
    sql: Sql<'_>,
    workspace_id: WorkspaceId,
    id: DeliveryId,
) -> Result<Option<LastAttempt>> {
    sql.first(
        "select id, outcome, finished_at, error_code from attempts where workspace_id = $1 and delivery_id = $2 \
         order by number desc, started_at desc, id desc limit 1",
        values![workspace_id, id],
    )
    .await
}

/// What the last look before the first byte says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum GoAhead {
    /// It may go out.
    Yes,
    /// A pause keeps it back.
    Paused,
    /// Its channel has no secret any more.
    Disconnected,
    /// The claim is no longer this worker's, or its lease has run out.
    Lost,
}

/// Whether a claim is this worker's, its lease still runs at `now`, and no pause keeps it back.
pub(crate) async fn go_ahead(sql: Sql<'_>, worker: &str, claim: &Claim, now: Now) -> Result<GoAhead> {
    let kept_back = KeptBack {
        workspace: "d.workspace_id",
        brand: "d.brand_id",
        channel: "d.channel_id",
        due: "d.due_at",
        now: "$5",
    };
    let word: Option<i64> = sql
        .scalar(
            &format!(
                "select cast(case when exists (select 1 from pauses z where {}) then 1 \
                 when c.secret is null then 2 else 0 end as bigint) from deliveries d \
                 join channels c on c.workspace_id = d.workspace_id and c.id = d.channel_id where d.workspace_id = $1 and d.id = $2 and d.leased_by = $3 \
                 and d.attempts = $4 and d.leased_until > $5",
                kept_back.sql()
            ),
            values![claim.workspace_id.as_str(), claim.id.as_str(), worker, claim.attempts, now],
        )
        .await?;
    Ok(match word {
        None => GoAhead::Lost,
        Some(0) => GoAhead::Yes,
        Some(1) => GoAhead::Paused,
        Some(_) => GoAhead::Disconnected,
    })
}
