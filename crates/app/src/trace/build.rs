//! From rows and sums to the tree. Pure: everything was read before.

use std::collections::HashMap;

use db::id::Uuid;
use networks::Network;

use super::{
    CostEntry, Kind, Node, Number, Trace,
    counts::{self, Shared, Spent},
    rows::{ConversionRow, DeliveryRow, LeadRow, LinkRow, PostRow, VisitRow},
    show::Rows,
};
use crate::{
    Actor, App, Error, Permission, Result,
    attribution::{Cost, Hears, Reactions, Takings},
    budget::{CostLine, even_share},
    campaigns::Campaign,
    deliveries::delivery::BY_HAND,
    goals::GoalReport,
    ids::BrandId,
};

/// Sums by the id of what they are of; ids of different kinds never meet.
#[derive(Default)]
pub(crate) struct Sums {
    pub takings: HashMap<Uuid, Takings>,
    pub reactions: HashMap<Uuid, Reactions>,
    pub costs: HashMap<Uuid, Cost>,
    pub lines: Vec<CostLine>,
    pub hears: HashMap<BrandId, Hears>,
}

/// Everything at hand.
pub(crate) struct Context<'a> {
    pub app: &'a App,
    pub actor: &'a Actor,
    pub rows: &'a Rows,
    pub sums: &'a Sums,
}

/// The whole trace of one thing.
pub(crate) fn tree(context: &Context<'_>, kind: Kind, id: Uuid) -> Result<Trace> {
    let rows = context.rows;
    let mut above: Vec<Node> = Vec::new();
    // From the top down, what stands above the thing; the rows of its own level are below it, or it.
    if kind > Kind::Goal {
        above.extend(rows.goals.iter().map(|row| context.goal(row)));
    }
    if kind > Kind::Campaign {
        above.extend(rows.campaigns.iter().map(|row| context.campaign(row)));
    }
    if kind > Kind::Post {
        above.extend(rows.posts.iter().map(|row| context.post(row)));
    }
    if kind > Kind::Delivery {
        above.extend(rows.deliveries.iter().map(|row| context.delivery(row)));
    }
    if kind > Kind::Link {
        above.extend(rows.links.iter().map(|row| context.link(row)));
    }
    if kind > Kind::Visit {
        above.extend(rows.visits.iter().map(visit));
    }
    if kind == Kind::Lead {
        above.extend(rows.conversions.iter().map(|row| context.conversion(row)));
    }
    let subject = match kind {
        Kind::Goal => {
            let mut node = rows.goals.first().map(|row| context.goal(row)).ok_or(Error::NotFound)?;
            node.below = rows.campaigns.iter().map(|row| context.campaign_down(row)).collect();
            let total = rows.campaigns_of.first().map_or(0, |row| row.siblings);
            node.more_below = total - rows.campaigns_of.len() as i64;
            node
        }
        Kind::Campaign => {
            find(&rows.campaigns, |row| row.id.uuid() == id).map(|row| context.campaign_down(row))?
        }
        Kind::Post => find(&rows.posts, |row| row.id.uuid() == id).map(|row| context.post_down(row))?,
        Kind::Delivery => {
            find(&rows.deliveries, |row| row.id.uuid() == id).map(|row| context.delivery_down(row))?
        }
        Kind::Link => find(&rows.links, |row| row.id.uuid() == id).map(|row| context.link_down(row))?,
        Kind::Visit => {
            let mut node = find(&rows.visits, |row| row.id.uuid() == id).map(visit)?;
            context.hang_conversions(&mut node, |row| row.visit_id.is_some_and(|visit| visit.uuid() == id));
            node
        }
        Kind::Conversion => {
            find(&rows.conversions, |row| row.id.uuid() == id).map(|row| context.conversion_down(row))?
        }
        Kind::Lead => find(&rows.leads, |row| row.id.uuid() == id).map(|row| context.lead(row))?,
    };
    Ok(Trace {
        currency: context.actor.currency.to_string(),
        made_at: context.app.now(),
        money: context.money(),
        above,
        subject,
    })
}

fn find<T>(rows: &[T], is: impl Fn(&T) -> bool) -> Result<&T> {
    rows.iter().find(|row| is(row)).ok_or(Error::NotFound)
}

fn node(kind: Kind, id: impl ToString, title: impl Into<String>) -> Node {
    Node {
        kind,
        id: id.to_string(),
        title: title.into(),
        detail: String::new(),
        word: None,
        state: None,
        at: None,
        url: None,
        numbers: Vec::new(),
        costs: Vec::new(),
        below: Vec::new(),
        more_below: 0,
    }
}

fn visit(row: &VisitRow) -> Node {
    Node {
        detail: row.referrer_host.clone().unwrap_or_default(),
        at: Some(row.started_at),
        url: Some(row.landing_url.clone()),
        numbers: vec![counts::pages(row.pages, row.started_at)],
        ..node(Kind::Visit, row.id, row.landing_url.clone())
    }
}

impl Context<'_> {
    fn money(&self) -> bool {
        self.actor.allows(Permission::ViewMoney)
    }

    fn hears(&self, brand_id: BrandId) -> Hears {
        self.sums.hears.get(&brand_id).copied().unwrap_or_default()
    }

    fn cost(&self, id: Uuid) -> Cost {
        self.sums.costs.get(&id).copied().unwrap_or_default()
    }

    fn lines(&self, id: Uuid) -> Vec<CostEntry> {
        self.sums
            .lines
            .iter()
            .filter(|line| line.subject.uuid() == id)
            .map(|line| CostEntry {
                id: line.id.to_string(),
                kind: line.kind.as_str(),
                label: line.label.clone(),
                minutes: line.minutes,
                amount_minor: line.amount_minor,
                incurred_on: line.incurred_on.to_string(),
                entered_by: line.entered_by.clone(),
            })
            .collect()
    }

    /// Clicks to leads, then money with cost, as far as the actor may see it.
    fn numbers(&self, id: Uuid, brand_id: BrandId, shared: Option<Shared>) -> Vec<Number> {
        let (found, hears) = (self.sums.takings.get(&id), self.hears(brand_id));
        let mut numbers = counts::takings(found, hears);
        if self.money() {
            let revenue = counts::revenue(found, hears);
            let margin = revenue.iter().find(|number| number.name == "margin");
            let (value, why) = margin
                .map_or((None, "no_links"), |margin| (margin.value, margin.unknown.unwrap_or("no_links")));
            let cost = counts::cost(Spent { cost: self.cost(id), shared }, value, why);
            numbers.extend(revenue);
            numbers.extend(cost);
        }
        numbers
    }

    fn goal(&self, row: &GoalReport) -> Node {
        let goal = &row.goal;
        let id = goal.id.uuid();
        let mut numbers = counts::goal(row);
        numbers.extend(self.numbers(id, goal.brand_id, None));
        Node {
            detail: format!("{} – {}", goal.starts_on, goal.due_on),
            word: Some(goal.metric_name.clone().unwrap_or_else(|| goal.metric.to_string())),
            state: Some(row.pace.standing.as_str().to_owned()),
            numbers,
            costs: self.lines(id),
            ..node(Kind::Goal, goal.id, goal.name.clone())
        }
    }

    fn campaign(&self, row: &Campaign) -> Node {
        let id = row.id.uuid();
        let mut numbers = counts::reactions(self.sums.reactions.get(&id), None);
        numbers.extend(self.numbers(id, row.brand_id, None));
        if self.money() {
            numbers.push(counts::budget(row.budget_minor, row.created_at));
        }
        Node {
            detail: format!("{} – {}", row.starts_on, row.ends_on),
            word: Some(row.utm_name.clone()),
            numbers,
            costs: self.lines(id),
            ..node(Kind::Campaign, row.id, row.name.clone())
        }
    }

    /// A post's even share of its campaign's own lines.
    fn post_share(&self, row: &PostRow) -> Shared {
        let above = row.campaign_id.map(|campaign| self.cost(campaign.uuid())).unwrap_or_default();
        let minor = even_share(above.campaign_minor, row.share_parts, row.share_index);
        Shared { minor, lines: above.campaign_lines }
    }

    fn post(&self, row: &PostRow) -> Node {
        let id = row.id.uuid();
        let mut numbers = counts::reactions(self.sums.reactions.get(&id), None);
        numbers.extend(self.numbers(id, row.brand_id, Some(self.post_share(row))));
        Node {
            state: row.deleted_at.map(|_| "deleted".to_owned()),
            at: Some(row.created_at),
            numbers,
            costs: self.lines(id),
            ..node(Kind::Post, row.id, row.title.clone())
        }
    }

    fn delivery(&self, row: &DeliveryRow) -> Node {
        let id = row.id.uuid();
        let post = self.rows.posts.iter().find(|post| post.id == row.post_id);
        let shared = post.map_or_else(Shared::default, |post| {
            let (above, own) = (self.post_share(post), self.cost(post.id.uuid()));
            let minor = even_share(own.post_minor + above.minor, row.share_parts, row.share_index);
            Shared { minor, lines: own.post_lines + above.lines }
        });
        let by_hand = row.by_hand == 1;
        let offered = Network::parse(&row.network)
            .filter(|_| !by_hand)
            .and_then(|network| self.app.connector(network))
            .map(|connector| connector.capabilities(None).post_metrics)
            .unwrap_or_default();
        let mut numbers = Vec::new();
        if row.state == "published" {
            let told = self.sums.reactions.get(&id);
            numbers.extend(counts::reactions(told, Some(&offered)));
            numbers.extend(counts::reactions(told, None));
        }
        numbers.extend(self.numbers(id, row.brand_id, Some(shared)));
        Node {
            word: Some(row.network.clone()),
            state: Some(match row.last_error.as_deref() {
                Some(BY_HAND) if by_hand && row.state == "unknown" => "due_by_hand".to_owned(),
                _ => row.state.clone(),
            }),
            at: Some(row.published_at.unwrap_or(row.scheduled_at)),
            url: row.remote_url.clone(),
            numbers,
            costs: self.lines(id),
            ..node(Kind::Delivery, row.id, row.handle.clone())
        }
    }

    fn link(&self, row: &LinkRow) -> Node {
        let (found, hears) = (self.sums.takings.get(&row.id.uuid()), self.hears(row.brand_id));
        let mut numbers = counts::takings(found, hears);
        if self.money() {
            numbers.extend(counts::revenue(found, hears));
        }
        Node {
            detail: row.original_url.clone(),
            at: Some(row.created_at),
            url: Some(row.original_url.clone()),
            numbers,
            ..node(Kind::Link, row.id, format!("/l/{}", row.slug))
        }
    }

    fn conversion(&self, row: &ConversionRow) -> Node {
        let own = row.currency == *self.actor.currency;
        let mut numbers = Vec::new();
        if self.money() && own {
            numbers.push(counts::told("revenue", "conversions", Some(row.value_minor), row.at));
            numbers.push(counts::told("margin", "conversions", row.margin_minor, row.at));
        }
        // Who may not see money does not see the shop's orders either.
        let mut detail = row.order_id.clone().filter(|_| self.money()).unwrap_or_default();
        if self.money() && !own {
            // In another currency it stands in no sum; here it is told as it came.
            let amount = crate::money::plain(row.value_minor, &row.currency);
            detail = format!("{detail} {amount} {}", row.currency).trim().to_owned();
        }
        Node {
            detail,
            word: Some(row.source.clone()),
            at: Some(row.at),
            numbers,
            ..node(Kind::Conversion, row.id, row.name.clone())
        }
    }

    fn lead(&self, row: &LeadRow) -> Node {
        let named = self.actor.allows(Permission::ManageLeads);
        let mut numbers = Vec::new();
        if self.money() && row.currency == *self.actor.currency {
            numbers.push(counts::told("deal_value", "leads", row.value_minor, row.created_at));
        }
        Node {
            state: Some(row.stage.clone()),
            at: Some(row.created_at),
            numbers,
            ..node(Kind::Lead, row.id, if named { row.name.clone() } else { row.id.to_string() })
        }
    }

    /// With the number of what is not opened below it.
    fn closed(&self, id: Uuid, node: Node) -> Node {
        Node { more_below: self.rows.closed.get(&id).copied().unwrap_or(0), ..node }
    }

    fn campaign_down(&self, row: &Campaign) -> Node {
        let mut node = self.closed(row.id.uuid(), self.campaign(row));
        hang(
            &mut node,
            &self.rows.posts,
            |post| post.campaign_id == Some(row.id),
            |post| post.siblings,
            |post| self.post_down(post),
        );
        let own = |link: &LinkRow| link.post_id.is_none() && link.campaign_id == Some(row.id);
        hang(&mut node, &self.rows.links, own, |link| link.siblings, |link| self.link_down(link));
        node
    }

    fn post_down(&self, row: &PostRow) -> Node {
        let mut node = self.closed(row.id.uuid(), self.post(row));
        let of_post = |delivery: &DeliveryRow| delivery.post_id == row.id;
        hang(
            &mut node,
            &self.rows.deliveries,
            of_post,
            |delivery| delivery.siblings,
            |delivery| self.delivery_down(delivery),
        );
        let own = |link: &LinkRow| link.delivery_id.is_none() && link.post_id == Some(row.id);
        hang(&mut node, &self.rows.links, own, |link| link.siblings, |link| self.link_down(link));
        node
    }

    fn delivery_down(&self, row: &DeliveryRow) -> Node {
        let mut node = self.closed(row.id.uuid(), self.delivery(row));
        let own = |link: &LinkRow| link.delivery_id == Some(row.id);
        hang(&mut node, &self.rows.links, own, |link| link.siblings, |link| self.link_down(link));
        node
    }

    fn link_down(&self, row: &LinkRow) -> Node {
        let mut node = self.closed(row.id.uuid(), self.link(row));
        self.hang_conversions(&mut node, |conversion| conversion.link_id == Some(row.id));
        let open = |lead: &LeadRow| lead.conversion_id.is_none() && lead.link_id == Some(row.id);
        hang(&mut node, &self.rows.leads, open, |lead| lead.siblings, |lead| self.lead(lead));
        node
    }

    fn hang_conversions(&self, node: &mut Node, is: impl Fn(&ConversionRow) -> bool) {
        hang(node, &self.rows.conversions, is, |row| row.siblings, |row| self.conversion_down(row));
    }

    fn conversion_down(&self, row: &ConversionRow) -> Node {
        let mut node = self.closed(row.id.uuid(), self.conversion(row));
        let won = |lead: &LeadRow| lead.conversion_id == Some(row.id);
        hang(&mut node, &self.rows.leads, won, |lead| lead.siblings, |lead| self.lead(lead));
        node
    }
}

/// Hangs the rows that belong below a node, and notes how many more there are.
fn hang<T>(
    node: &mut Node,
    rows: &[T],
    belongs: impl Fn(&T) -> bool,
    siblings: impl Fn(&T) -> i64,
    make: impl Fn(&T) -> Node,
) {
    let mut total = 0;
    let mut listed = 0;
    for row in rows.iter().filter(|row| belongs(row)) {
        total = siblings(row);
        listed += 1;
        node.below.push(make(row));
    }
    node.more_below += total - listed;
}
