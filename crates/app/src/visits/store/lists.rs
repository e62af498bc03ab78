//! SQL of the lists and counts.

use db::{FromQueryResult, Sql, Value, values};

use crate::{
    Now, Result,
    ids::{BrandId, CampaignId, ConversionId, LinkId, PostId, VisitId, WorkspaceId},
    visits::{
        conversion::Conversion,
        list_clicks::Counted,
        list_conversions::ConversionFilter,
        list_visits::{Visit, VisitFilter},
    },
};

/// Which clicks are counted.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ClickScope {
    pub(crate) workspace_id: WorkspaceId,
    pub(crate) brand_scope: Option<BrandId>,
    pub(crate) link_id: Option<LinkId>,
    pub(crate) campaign_id: Option<CampaignId>,
    pub(crate) post_id: Option<PostId>,
    pub(crate) from: Now,
    pub(crate) to: Now,
}

impl ClickScope {
    fn values(&self) -> Vec<Value> {
        values![
            self.workspace_id,
            self.brand_scope,
            self.link_id,
            self.campaign_id,
            self.post_id,
            self.from,
            self.to
        ]
    }
}

const CLICKS: &str = "from links l join clicks c on c.workspace_id = l.workspace_id and c.link_id = l.id \
     where l.workspace_id = $1 and (cast($2 as text) is null or l.brand_id = $2) \
     and (cast($3 as text) is null or l.id = $3) and (cast($4 as text) is null or l.campaign_id = $4) \
     and (cast($5 as text) is null or l.post_id = $5) and c.at >= $6 and c.at < $7";

/// Clicks of a quarter of an hour: zones differ by quarters.
#[derive(Debug, FromQueryResult)]
pub(crate) struct QuarterCount {
    pub(crate) quarter: Now,
    pub(crate) clicks: i64,
    pub(crate) crawlers: i64,
}

/// Clicks by quarter of an hour.
pub(crate) async fn clicks_by_quarter(sql: Sql<'_>, scope: &ClickScope) -> Result<Vec<QuarterCount>> {
    let text = format!(
        "select c.at / 900000 * 900000 as quarter, cast(sum(1 - c.crawler) as bigint) as clicks, \
         cast(sum(c.crawler) as bigint) as crawlers {CLICKS} group by c.at / 900000 * 900000 order by quarter"
    );
    Ok(sql.all(&text, scope.values()).await?)
}

/// Clicks of people by device.
pub(crate) async fn clicks_by_device(sql: Sql<'_>, scope: &ClickScope) -> Result<Vec<Counted>> {
    let text = format!(
        "select c.device as word, count(*) as clicks {CLICKS} and c.crawler = 0 group by c.device \
         order by count(*) desc, c.device"
    );
    Ok(sql.all(&text, scope.values()).await?)
}

/// Clicks of people by host of the page before.
pub(crate) async fn clicks_by_referrer(sql: Sql<'_>, scope: &ClickScope) -> Result<Vec<Counted>> {
    let text = format!(
        "select coalesce(c.referrer_host, '') as word, count(*) as clicks {CLICKS} and c.crawler = 0 \
         group by coalesce(c.referrer_host, '') order by count(*) desc, word limit 20"
    );
    Ok(sql.all(&text, scope.values()).await?)
}

/// A page of visits.
pub(crate) async fn visits(
    sql: Sql<'_>,
    workspace_id: WorkspaceId,
    brand_scope: Option<BrandId>,
    filter: &VisitFilter,
    before: Option<(Now, VisitId)>,
    limit: i64,
) -> Result<Vec<Visit>> {
    let (before_at, before_id): (Option<Now>, Option<VisitId>) = before.unzip();
    Ok(sql
        .all(
            "select v.id, v.brand_id, v.link_id, v.click_id, v.landing_url, v.referrer_host, v.utm_source, v.utm_medium, \
             v.utm_campaign, v.pages, v.started_at, v.last_seen_at from visits v \
             left join links l on l.workspace_id = v.workspace_id and l.id = v.link_id \
             where v.workspace_id = $1 and (cast($2 as text) is null or v.brand_id = $2) \
             and (cast($3 as text) is null or v.brand_id = $3) and (cast($4 as text) is null or v.link_id = $4) \
             and (cast($5 as text) is null or l.campaign_id = $5) \
             and (cast($6 as bigint) is null or v.started_at < $6 or (v.started_at = $6 and v.id < $7)) \
             order by v.started_at desc, v.id desc limit $8",
            values![
                workspace_id,
                brand_scope,
                filter.brand_id,
                filter.link_id,
                filter.campaign_id,
                before_at,
                before_id,
                limit
            ],
        )
        .await?)
}

const CONVERSION: &str = "select c.id, c.brand_id, c.name, c.order_id, c.value_minor, c.margin_minor, c.currency, c.at, \
     c.source, c.link_id, c.visit_id, c.click_id, c.created_at, l.original_url, p.title as post_title, \
     k.name as campaign_name from conversions c \
     left join links l on l.workspace_id = c.workspace_id and l.id = c.link_id \
     left join posts p on p.workspace_id = l.workspace_id and p.id = l.post_id \
     left join campaigns k on k.workspace_id = l.workspace_id and k.id = l.campaign_id";

/// A page of conversions.
pub(crate) async fn conversions(
    sql: Sql<'_>,
    workspace_id: WorkspaceId,
    brand_scope: Option<BrandId>,
    filter: &ConversionFilter,
    before: Option<(Now, ConversionId)>,
    limit: i64,
) -> Result<Vec<Conversion>> {
    let (before_at, before_id): (Option<Now>, Option<ConversionId>) = before.unzip();
    let text = format!(
        "{CONVERSION} where c.workspace_id = $1 and (cast($2 as text) is null or c.brand_id = $2) \
         and (cast($3 as text) is null or c.brand_id = $3) and (cast($4 as text) is null or c.link_id = $4) \
         and (cast($5 as text) is null or l.campaign_id = $5) and (cast($6 as text) is null or c.order_id = $6) \
         and (cast($7 as bigint) is null or c.at < $7 or (c.at = $7 and c.id < $8)) \
         order by c.at desc, c.id desc limit $9"
    );
    let values = values![
        workspace_id,
        brand_scope,
        filter.brand_id,
        filter.link_id,
        filter.campaign_id,
        filter.order_id.clone(),
        before_at,
        before_id,
        limit
    ];
    Ok(sql.all(&text, values).await?)
}

/// One conversion.
pub(crate) async fn conversion(
    sql: Sql<'_>,
    workspace_id: WorkspaceId,
    id: ConversionId,
) -> Result<Option<Conversion>> {
    let text = format!("{CONVERSION} where c.workspace_id = $1 and c.id = $2");
    Ok(sql.first(&text, values![workspace_id, id]).await?)
}
