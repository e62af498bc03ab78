//! What hangs below a thing, level by level: a statement for each kind of row of a level, whatever their number.

use std::collections::HashMap;

use db::{Sql, id::Uuid};

use super::{
    Kind,
    rows::LinkRow,
    show::Rows,
    store::{self, Pick},
};
use crate::{
    Result, campaigns,
    ids::{CampaignId, ConversionId, DeliveryId, GoalId, LinkId, PostId, WorkspaceId},
};

/// How far down a trace goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Depth {
    /// To the last lead.
    Whole,
    /// As many levels as have so many nodes together, the first one in any case. Of what hangs below the last level only
    /// the number is known.
    Nodes(usize),
    /// The same for what is opened in a trace that is there: the goals above are left out.
    Below(usize),
}

/// How many of each are listed below one parent, by what the trace begins at.
struct Limits {
    campaigns: i64,
    posts: i64,
    deliveries: i64,
    links: i64,
    conversions: i64,
    leads: i64,
}

impl Limits {
    const fn of(kind: Kind) -> Self {
        let limits = match kind {
            Kind::Goal => (12, 5, 5, 3, 3, 2),
            Kind::Campaign => (0, 20, 6, 4, 4, 2),
            Kind::Post => (0, 0, 30, 10, 10, 5),
            Kind::Delivery => (0, 0, 0, 20, 25, 10),
            Kind::Link | Kind::Visit | Kind::Conversion | Kind::Lead => (0, 0, 0, 0, 100, 50),
        };
        let (campaigns, posts, deliveries, links, conversions, leads) = limits;
        Self { campaigns, posts, deliveries, links, conversions, leads }
    }
}

/// Things of one level, by what they are.
type Level = HashMap<Kind, Vec<Uuid>>;

/// Reads what is below the thing into `rows`.
pub(super) async fn load(
    sql: Sql<'_>,
    workspace_id: WorkspaceId,
    (kind, id): (Kind, Uuid),
    depth: Depth,
    rows: &mut Rows,
) -> Result<()> {
    let limits = Limits::of(kind);
    let (mut level, mut shown) = (Level::from([(kind, vec![id])]), 0);
    loop {
        let next = below(sql, workspace_id, &level, &limits).await?;
        let names = next.level();
        let size: usize = names.values().map(Vec::len).sum();
        if size == 0 {
            return Ok(());
        }
        if matches!(depth, Depth::Nodes(most) | Depth::Below(most) if shown > 0 && shown + size > most) {
            rows.closed = next.numbers();
            return Ok(());
        }
        shown += size;
        rows.extend(next);
        level = names;
    }
}

/// The level below a level.
async fn below(sql: Sql<'_>, workspace_id: WorkspaceId, level: &Level, limits: &Limits) -> Result<Rows> {
    let ids = |kind: Kind| level.get(&kind).map_or(&[][..], Vec::as_slice);
    let mut rows = Rows::default();
    if let [goal] = ids(Kind::Goal) {
        let goal_id = GoalId::from_uuid(*goal);
        rows.campaigns_of = store::campaigns_below(sql, workspace_id, goal_id, limits.campaigns).await?;
        let ids: Vec<CampaignId> = rows.campaigns_of.iter().map(|row| row.campaign_id).collect();
        rows.campaigns = campaigns::store::by_ids(sql, workspace_id, &ids).await?;
        rows.campaigns.sort_by_key(|campaign| std::cmp::Reverse(campaign.id));
    }
    let pick = Pick::Below("campaign_id", ids(Kind::Campaign), limits.posts);
    rows.posts = store::posts(sql, workspace_id, pick).await?;
    let pick = Pick::Below("post_id", ids(Kind::Post), limits.deliveries);
    rows.deliveries = store::deliveries(sql, workspace_id, pick).await?;
    for (column, kind) in
        [("delivery_id", Kind::Delivery), ("post_id", Kind::Post), ("campaign_id", Kind::Campaign)]
    {
        let pick = Pick::Below(column, ids(kind), limits.links);
        rows.links.extend(store::links(sql, workspace_id, pick).await?);
    }
    for (column, kind) in [("link_id", Kind::Link), ("visit_id", Kind::Visit)] {
        let pick = Pick::Below(column, ids(kind), limits.conversions);
        rows.conversions.extend(store::conversions(sql, workspace_id, pick).await?);
    }
    for (column, kind) in [("link_id", Kind::Link), ("conversion_id", Kind::Conversion)] {
        let pick = Pick::Below(column, ids(kind), limits.leads);
        rows.leads.extend(store::leads(sql, workspace_id, pick).await?);
    }
    Ok(rows)
}

impl LinkRow {
    /// What it stands below.
    fn parent(&self) -> Option<Uuid> {
        let delivery = self.delivery_id.map(DeliveryId::uuid);
        delivery.or_else(|| self.post_id.map(PostId::uuid)).or_else(|| self.campaign_id.map(CampaignId::uuid))
    }
}

impl Rows {
    /// Its things by what they are.
    fn level(&self) -> Level {
        Level::from([
            (Kind::Campaign, self.campaigns.iter().map(|row| row.id.uuid()).collect()),
            (Kind::Post, self.posts.iter().map(|row| row.id.uuid()).collect()),
            (Kind::Delivery, self.deliveries.iter().map(|row| row.id.uuid()).collect()),
            (Kind::Link, self.links.iter().map(|row| row.id.uuid()).collect()),
            (Kind::Conversion, self.conversions.iter().map(|row| row.id.uuid()).collect()),
            (Kind::Lead, self.leads.iter().map(|row| row.id.uuid()).collect()),
        ])
    }

    /// How many there are below each parent, those that are not listed too.
    fn numbers(&self) -> HashMap<Uuid, i64> {
        // Every row of a parent tells the number of all its kind.
        let posts = self.posts.iter().map(|row| (row.campaign_id.map(CampaignId::uuid), row.siblings));
        let deliveries = self.deliveries.iter().map(|row| (Some(row.post_id.uuid()), row.siblings));
        let links = self.links.iter().map(|row| (row.parent(), row.siblings));
        let conversions = self.conversions.iter().map(|row| (row.link_id.map(LinkId::uuid), row.siblings));
        let leads = self.leads.iter().map(|row| {
            let conversion = row.conversion_id.map(ConversionId::uuid);
            (conversion.or_else(|| row.link_id.map(LinkId::uuid)), row.siblings)
        });
        let kinds: [HashMap<Uuid, i64>; 5] =
            [parents(posts), parents(deliveries), parents(links), parents(conversions), parents(leads)];
        let mut numbers = HashMap::new();
        for (parent, number) in kinds.into_iter().flatten() {
            *numbers.entry(parent).or_default() += number;
        }
        numbers
    }

    fn extend(&mut self, next: Self) {
        self.campaigns_of.extend(next.campaigns_of);
        self.campaigns.extend(next.campaigns);
        self.posts.extend(next.posts);
        self.deliveries.extend(next.deliveries);
        self.links.extend(next.links);
        self.conversions.extend(next.conversions);
        self.leads.extend(next.leads);
    }
}

fn parents(rows: impl Iterator<Item = (Option<Uuid>, i64)>) -> HashMap<Uuid, i64> {
    rows.filter_map(|(parent, siblings)| Some((parent?, siblings))).collect()
}
