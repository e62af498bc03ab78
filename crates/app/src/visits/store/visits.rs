//! SQL that writes visits.

use std::collections::HashMap;

use db::{FromQueryResult, Result, Sql, Tx, Value, values};

use crate::{
    Now,
    clock::MINUTE,
    ids::{BrandId, ClickId, LinkId, VisitId, WorkspaceId},
    visits::intake::Event,
};

use super::{
    days::LinkDays,
    rows::{padded, slices, tuples},
    touches::Touched,
};

/// A visit goes on while its pages are at most this far apart.
const GOES_ON: i64 = 30 * MINUTE;

/// Who visits: workspace and digest.
pub(crate) type VisitorKey = (WorkspaceId, String);

#[derive(Debug, Clone, FromQueryResult)]
struct Row {
    workspace_id: WorkspaceId,
    id: VisitId,
    brand_id: BrandId,
    visitor: String,
    link_id: Option<LinkId>,
    click_id: Option<ClickId>,
    landing_url: String,
    referrer_host: Option<String>,
    utm_source: Option<String>,
    utm_medium: Option<String>,
    utm_campaign: Option<String>,
    pages: i64,
    started_at: Now,
    last_seen_at: Now,
}

const COLUMNS: &str = "workspace_id, id, brand_id, visitor, link_id, click_id, landing_url, referrer_host, utm_source, \
     utm_medium, utm_campaign, pages, started_at, last_seen_at";

/// Stores the visits among the events: each goes on with the visitor's newest visit, or begins one. `pages` of a row to
/// be written is what it adds. Those that begin are added to the sums of their links.
pub(crate) async fn put(tx: &Tx, events: &[Event], touched: &Touched) -> Result<()> {
    let visits: Vec<&Event> = events.iter().filter(|event| event.sale.is_none()).collect();
    let mut open = newest(tx.sql(), &visits).await?;
    let mut finished: Vec<Row> = Vec::new();
    let mut days = LinkDays::default();
    for event in visits {
        let key = (event.site.workspace_id, event.visitor.clone());
        let click = touched.click(event);
        let link_id = click.map(|(_, link, _)| link).or_else(|| touched.link(event));
        if let Some(row) = open.get_mut(&key)
            && event.at - row.last_seen_at <= GOES_ON
            && (link_id.is_none() || link_id == row.link_id)
        {
            row.pages += 1;
            row.last_seen_at = row.last_seen_at.max(event.at);
            continue;
        }
        if let Some(link_id) = link_id {
            days.visit(event.site.workspace_id, link_id, event.at);
        }
        let row = Row {
            workspace_id: event.site.workspace_id,
            id: VisitId::generate(),
            brand_id: event.site.brand_id,
            visitor: event.visitor.clone(),
            link_id,
            click_id: click.map(|(click, ..)| click),
            landing_url: event.page.clone().unwrap_or_default(),
            referrer_host: event.referrer_host.clone(),
            utm_source: event.utm_source.clone(),
            utm_medium: event.utm_medium.clone(),
            utm_campaign: event.utm_campaign.clone(),
            pages: 1,
            started_at: event.at,
            last_seen_at: event.at,
        };
        finished.extend(open.insert(key, row));
    }
    let mut rows: Vec<Row> =
        finished.into_iter().chain(open.into_values()).filter(|row| row.pages > 0).collect();
    // One order for all: two processes that write the same visits do not wait for each other in a circle.
    rows.sort_unstable_by_key(|row| (row.workspace_id, row.id));
    for slice in slices(&rows) {
        let text = format!(
            "insert into visits ({COLUMNS}) values {} on conflict (workspace_id, id) do update set \
             pages = visits.pages + excluded.pages, last_seen_at = excluded.last_seen_at",
            tuples(slice.len(), 14)
        );
        tx.run(&text, slice.iter().flat_map(Row::values).collect()).await?;
    }
    days.put(tx).await
}

impl Row {
    fn values(&self) -> Vec<Value> {
        values![
            self.workspace_id,
            self.id,
            self.brand_id,
            self.visitor.as_str(),
            self.link_id,
            self.click_id,
            self.landing_url.as_str(),
            self.referrer_host.clone(),
            self.utm_source.clone(),
            self.utm_medium.clone(),
            self.utm_campaign.clone(),
            self.pages,
            self.started_at,
            self.last_seen_at
        ]
    }
}

/// The newest visit of each visitor, with nothing added to it yet.
async fn newest(sql: Sql<'_>, events: &[&Event]) -> Result<HashMap<VisitorKey, Row>> {
    let mut rows = HashMap::new();
    for slice in padded(&keys(events)) {
        let text = format!(
            "select v.workspace_id, v.id, v.brand_id, v.visitor, v.link_id, v.click_id, v.landing_url, v.referrer_host, \
             v.utm_source, v.utm_medium, v.utm_campaign, cast(0 as bigint) as pages, v.started_at, v.last_seen_at \
             from (values {}) as k join visits v on v.workspace_id = k.column1 and v.id = (select x.id from visits x \
             where x.workspace_id = k.column1 and x.visitor = k.column2 order by x.started_at desc, x.id desc limit 1)",
            tuples(slice.len(), 2)
        );
        let keys = slice.iter().flat_map(|(workspace, visitor)| values![*workspace, *visitor]).collect();
        for row in sql.all::<Row>(&text, keys).await? {
            rows.insert((row.workspace_id, row.visitor.clone()), row);
        }
    }
    Ok(rows)
}

/// A visitor's visits as a conversion sees them.
#[derive(Debug, Clone, FromQueryResult)]
pub(crate) struct Came {
    workspace_id: WorkspaceId,
    visitor: String,
    /// The newest visit.
    pub(crate) visit_id: VisitId,
    /// The newest visit by a link.
    pub(crate) link_visit_id: Option<VisitId>,
    /// Its link.
    pub(crate) link_id: Option<LinkId>,
    /// Its click.
    pub(crate) click_id: Option<ClickId>,
}

/// How the visitors of conversions came today.
pub(crate) async fn came(sql: Sql<'_>, events: &[&Event]) -> Result<HashMap<VisitorKey, Came>> {
    let mut rows = HashMap::new();
    for slice in padded(&keys(events)) {
        let text = format!(
            "select n.workspace_id, n.visitor, n.id as visit_id, l.id as link_visit_id, l.link_id, l.click_id \
             from (values {}) as k join visits n on n.workspace_id = k.column1 and n.id = (select x.id from visits x \
             where x.workspace_id = k.column1 and x.visitor = k.column2 order by x.started_at desc, x.id desc limit 1) \
             left join visits l on l.workspace_id = k.column1 and l.id = (select x.id from visits x \
             where x.workspace_id = k.column1 and x.visitor = k.column2 and x.link_id is not null \
             order by x.started_at desc, x.id desc limit 1)",
            tuples(slice.len(), 2)
        );
        let keys = slice.iter().flat_map(|(workspace, visitor)| values![*workspace, *visitor]).collect();
        for row in sql.all::<Came>(&text, keys).await? {
            rows.insert((row.workspace_id, row.visitor.clone()), row);
        }
    }
    Ok(rows)
}

fn keys<'a>(events: &[&'a Event]) -> Vec<(WorkspaceId, &'a str)> {
    let mut keys: Vec<_> =
        events.iter().map(|event| (event.site.workspace_id, event.visitor.as_str())).collect();
    keys.sort_unstable();
    keys.dedup();
    keys
}
