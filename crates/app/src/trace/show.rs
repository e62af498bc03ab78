//! Asking for a trace.

use std::collections::HashMap;

use db::{Sql, id::Uuid};

use super::{
    Depth, Kind, Subject, Trace, below,
    build::{self, Sums},
    rows::{CampaignOf, ConversionRow, DeliveryRow, LeadRow, LinkRow, PostRow, VisitRow},
    store::{self, Pick},
};
use crate::{
    Actor, App, Error, Permission, Result,
    attribution::{self, Level, Window},
    budget,
    campaigns::{self, Campaign},
    goals::{self, GoalReport},
    ids::{BrandId, CampaignId, GoalId, LinkId},
};

/// Every row that the tree is made of.
#[derive(Default)]
pub(crate) struct Rows {
    pub goals: Vec<GoalReport>,
    pub campaigns: Vec<Campaign>,
    /// Campaigns below the goal that is traced.
    pub campaigns_of: Vec<CampaignOf>,
    pub posts: Vec<PostRow>,
    pub deliveries: Vec<DeliveryRow>,
    pub links: Vec<LinkRow>,
    pub visits: Vec<VisitRow>,
    pub conversions: Vec<ConversionRow>,
    pub leads: Vec<LeadRow>,
    /// How many hang below what is not opened, by its id.
    pub closed: HashMap<Uuid, i64>,
}

impl App {
    /// The trace of anything: of a goal, campaign, post, delivery, link, click, visit, conversion or lead, by its id
    /// with or without prefix, as far down as `depth` says.
    ///
    /// # Errors
    /// `NotFound` for what is not there, not in this workspace or not within the actor's reach, and for a text that is no
    /// id.
    pub async fn trace(&self, actor: &Actor, id: &str, depth: Depth) -> Result<Trace> {
        actor.require(Permission::View)?;
        let sql = self.db.read();
        let workspace_id = actor.workspace_id;
        let (kind, uuid) = match Subject::parse(id).ok_or(Error::NotFound)? {
            Subject::Known(kind, uuid) => (kind, uuid),
            Subject::Click(uuid) => {
                let link = store::link_of_click(sql, workspace_id, uuid).await?.ok_or(Error::NotFound)?;
                (Kind::Link, link.uuid())
            }
            Subject::Bare(uuid) => {
                (store::kind_of(sql, workspace_id, uuid).await?.ok_or(Error::NotFound)?, uuid)
            }
        };
        let mut rows = Rows::default();
        let brand_id = self.load_up(actor, (kind, uuid), depth, &mut rows).await?;
        actor.require_brand(brand_id)?;
        below::load(sql, workspace_id, (kind, uuid), depth, &mut rows).await?;
        let sums = self.load_sums(actor, &rows).await?;
        let context = build::Context { app: self, actor, rows: &rows, sums: &sums };
        build::tree(&context, kind, uuid)
    }

    /// The thing itself and everything above it; gives its brand.
    async fn load_up(
        &self,
        actor: &Actor,
        (kind, id): (Kind, Uuid),
        depth: Depth,
        rows: &mut Rows,
    ) -> Result<BrandId> {
        let sql = self.db.read();
        let workspace_id = actor.workspace_id;
        let (mut kind, mut id, mut brand_id) = (kind, Some(id), None);
        // From the bottom up: each level names the next one, or none.
        while let Some(at) = id.take() {
            let brand = match kind {
                Kind::Lead => {
                    let row = one(store::leads(sql, workspace_id, Pick::Ids(&[at])).await?)?;
                    (kind, id) = match (row.conversion_id, row.link_id) {
                        (Some(conversion), _) => (Kind::Conversion, Some(conversion.uuid())),
                        (None, link) => (Kind::Link, link.map(LinkId::uuid)),
                    };
                    let brand = row.brand_id;
                    rows.leads.push(row);
                    brand
                }
                Kind::Conversion => {
                    let row = one(store::conversions(sql, workspace_id, Pick::Ids(&[at])).await?)?;
                    if let Some(visit) = row.visit_id {
                        rows.visits = store::visits(sql, workspace_id, &[visit.uuid()]).await?;
                    }
                    (kind, id) = (Kind::Link, row.link_id.map(LinkId::uuid));
                    let brand = row.brand_id;
                    rows.conversions.push(row);
                    brand
                }
                Kind::Visit => {
                    rows.visits = store::visits(sql, workspace_id, &[at]).await?;
                    let row = rows.visits.first().ok_or(Error::NotFound)?;
                    (kind, id) = (Kind::Link, row.link_id.map(LinkId::uuid));
                    row.brand_id
                }
                Kind::Link => {
                    let row = one(store::links(sql, workspace_id, Pick::Ids(&[at])).await?)?;
                    (kind, id) = match (row.delivery_id, row.post_id, row.campaign_id) {
                        (Some(delivery), ..) => (Kind::Delivery, Some(delivery.uuid())),
                        (None, Some(post), _) => (Kind::Post, Some(post.uuid())),
                        (None, None, campaign) => (Kind::Campaign, campaign.map(CampaignId::uuid)),
                    };
                    let brand = row.brand_id;
                    rows.links.push(row);
                    brand
                }
                Kind::Delivery => {
                    let row = one(store::deliveries(sql, workspace_id, Pick::Ids(&[at])).await?)?;
                    (kind, id) = (Kind::Post, Some(row.post_id.uuid()));
                    let brand = row.brand_id;
                    rows.deliveries.push(row);
                    brand
                }
                Kind::Post => {
                    let row = one(store::posts(sql, workspace_id, Pick::Ids(&[at])).await?)?;
                    (kind, id) = (Kind::Campaign, row.campaign_id.map(CampaignId::uuid));
                    let brand = row.brand_id;
                    rows.posts.push(row);
                    brand
                }
                Kind::Campaign => {
                    let campaign_id = CampaignId::from_uuid(at);
                    let campaign = campaigns::store::find(sql, workspace_id, campaign_id).await?;
                    if !matches!(depth, Depth::Below(_)) {
                        let goal_ids = store::goals_above(sql, workspace_id, campaign_id).await?;
                        let mut goals = goals::store::by_ids(sql, workspace_id, &goal_ids).await?;
                        goals.sort_by_key(|goal| goal.id);
                        rows.goals = self.report_goals(actor, goals).await?;
                    }
                    let brand = campaign.brand_id;
                    rows.campaigns.push(campaign);
                    brand
                }
                Kind::Goal => {
                    let goal = goals::store::find(sql, workspace_id, GoalId::from_uuid(at)).await?;
                    let brand = goal.brand_id;
                    rows.goals = self.report_goals(actor, vec![goal]).await?;
                    brand
                }
            };
            brand_id = brand_id.or(Some(brand));
        }
        brand_id.ok_or(Error::NotFound)
    }

    /// The sums of every node that is shown.
    async fn load_sums(&self, actor: &Actor, rows: &Rows) -> Result<Sums> {
        let sql = self.db.read();
        let mut sums = Sums::default();
        let levels: [(Level, Vec<Uuid>); 5] = [
            (Level::Goal, rows.goals.iter().map(|row| row.goal.id.uuid()).collect()),
            (Level::Campaign, rows.campaigns.iter().map(|row| row.id.uuid()).collect()),
            (Level::Post, rows.posts.iter().map(|row| row.id.uuid()).collect()),
            (Level::Delivery, rows.deliveries.iter().map(|row| row.id.uuid()).collect()),
            (Level::Link, rows.links.iter().map(|row| row.id.uuid()).collect()),
        ];
        let money = actor.allows(Permission::ViewMoney);
        let mut spent_on = Vec::new();
        for (level, ids) in levels {
            let windows: Vec<Window> = ids.iter().copied().map(Window::always).collect();
            let found = self.level_sums(sql, actor, level, &windows, money).await?;
            sums.takings.extend(found.takings);
            sums.reactions.extend(found.reactions);
            sums.costs.extend(found.costs);
            if level != Level::Link {
                spent_on.extend(ids);
            }
        }
        if money {
            sums.lines = budget::store::of_subjects(sql, actor.workspace_id, &spent_on, 10).await?;
        }
        let mut brands: Vec<BrandId> = rows.brands().collect();
        brands.sort_unstable();
        brands.dedup();
        sums.hears = attribution::hears(sql, actor.workspace_id, &brands).await?;
        Ok(sums)
    }

    async fn level_sums(
        &self,
        sql: Sql<'_>,
        actor: &Actor,
        level: Level,
        windows: &[Window],
        money: bool,
    ) -> Result<Sums> {
        let workspace_id = actor.workspace_id;
        let ids: Vec<Uuid> = windows.iter().map(|window| window.subject).collect();
        Ok(Sums {
            takings: attribution::takings(sql, workspace_id, &actor.currency, level, windows).await?,
            // A goal shows its own metric, a link has none.
            reactions: if matches!(level, Level::Goal | Level::Link) {
                HashMap::new()
            } else {
                attribution::reactions(sql, workspace_id, level, windows).await?
            },
            costs: if level == Level::Link || !money {
                HashMap::new()
            } else {
                attribution::costs(sql, workspace_id, &actor.currency, level, &ids).await?
            },
            ..Sums::default()
        })
    }
}

impl Rows {
    fn brands(&self) -> impl Iterator<Item = BrandId> {
        let goals = self.goals.iter().map(|row| row.goal.brand_id);
        let links = self.links.iter().map(|row| row.brand_id);
        let posts = self.posts.iter().map(|row| row.brand_id);
        goals.chain(self.campaigns.iter().map(|row| row.brand_id)).chain(posts).chain(links)
    }
}

fn one<T>(rows: Vec<T>) -> Result<T> {
    rows.into_iter().next().ok_or(Error::NotFound)
}
