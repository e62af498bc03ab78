//! SQL that writes conversions.

use std::collections::HashMap;

use db::{FromQueryResult, Result, Sql, Tx, Value, values};

use crate::{
    Now,
    ids::{BrandId, ClickId, ConversionId, LinkId, VisitId, WorkspaceId},
    visits::{
        beacon::PricedSale,
        conversion::ConversionSource,
        intake::{Event, Outcome},
        touch::{LastTouch, Touches, last_touch},
    },
};

use super::{
    rows::{padded, slices, tuples},
    touches::Touched,
    visits::came,
};

const COLUMNS: &str = "workspace_id, id, brand_id, name, order_id, value_minor, margin_minor, currency, at, source, \
     link_id, visit_id, click_id, created_at";

/// A conversion to be written.
#[derive(Debug, Clone)]
pub(crate) struct NewConversion {
    pub(crate) workspace_id: WorkspaceId,
    pub(crate) id: ConversionId,
    pub(crate) brand_id: BrandId,
    pub(crate) sale: PricedSale,
    pub(crate) at: Now,
    pub(crate) source: ConversionSource,
    pub(crate) touch: LastTouch,
    pub(crate) created_at: Now,
}

impl NewConversion {
    fn values(&self) -> Vec<Value> {
        values![
            self.workspace_id,
            self.id,
            self.brand_id,
            self.sale.name.as_str(),
            self.sale.order_id.clone(),
            self.sale.value_minor,
            self.sale.margin_minor,
            self.sale.currency.as_str(),
            self.at,
            self.source,
            self.touch.link_id,
            self.touch.visit_id,
            self.touch.click_id,
            self.created_at
        ]
    }
}

/// Stores the conversions among the events and says of every event what became of it.
pub(crate) async fn put(tx: &Tx, events: &[Event], touched: &Touched) -> Result<Vec<Outcome>> {
    let sales: Vec<&Event> = events.iter().filter(|event| event.sale.is_some()).collect();
    let came = came(tx.sql(), &sales).await?;
    let new: Vec<NewConversion> = sales
        .iter()
        .filter_map(|event| {
            let visits = came.get(&(event.site.workspace_id, event.visitor.clone()));
            let touches = Touches {
                click: touched.click(event),
                link: touched.link(event),
                visit: visits.map(|came| came.visit_id),
                visit_by_link: visits
                    .and_then(|came| Some((came.link_visit_id?, came.link_id?, came.click_id))),
            };
            Some(NewConversion {
                workspace_id: event.site.workspace_id,
                id: ConversionId::generate(),
                brand_id: event.site.brand_id,
                sale: event.sale.clone()?,
                at: event.at,
                source: ConversionSource::Script,
                touch: last_touch(event.at, &touches),
                created_at: event.at,
            })
        })
        .collect();
    let mut made = insert(tx, &new).await?.into_iter();
    Ok(events
        .iter()
        .map(
            |event| {
                if event.sale.is_some() { made.next().unwrap_or(Outcome::Visited) } else { Outcome::Visited }
            },
        )
        .collect())
}

#[derive(FromQueryResult)]
struct Id {
    id: ConversionId,
}

#[derive(FromQueryResult)]
struct Known {
    workspace_id: WorkspaceId,
    brand_id: BrandId,
    name: String,
    order_id: String,
    id: ConversionId,
}

/// Stores conversions whose order ids are new; says of each, in order, whether it is new.
pub(crate) async fn insert(tx: &Tx, new: &[NewConversion]) -> Result<Vec<Outcome>> {
    let mut stored: Vec<ConversionId> = Vec::with_capacity(new.len());
    // Sorted, so that two processes that store the same order ids do not wait for each other in a circle.
    let mut sorted: Vec<&NewConversion> = new.iter().collect();
    sorted.sort_by(|a, b| {
        (a.workspace_id, a.brand_id, &a.sale.name, &a.sale.order_id).cmp(&(
            b.workspace_id,
            b.brand_id,
            &b.sale.name,
            &b.sale.order_id,
        ))
    });
    for slice in slices(&sorted) {
        let text = format!(
            "insert into conversions ({COLUMNS}) values {} \
             on conflict (workspace_id, brand_id, name, order_id) do nothing returning id",
            tuples(slice.len(), 14)
        );
        let rows: Vec<Id> = tx.all(&text, slice.iter().flat_map(|new| new.values()).collect()).await?;
        stored.extend(rows.into_iter().map(|row| row.id));
    }
    stored.sort_unstable();
    let is_new = |new: &NewConversion| stored.binary_search(&new.id).is_ok();
    let refused: Vec<&NewConversion> = new.iter().filter(|new| !is_new(new)).collect();
    let mut known = HashMap::new();
    for slice in padded(&refused) {
        let text = format!(
            "select c.workspace_id, c.brand_id, c.name, c.order_id, c.id from (values {}) as k join conversions c \
             on c.workspace_id = k.column1 and c.brand_id = k.column2 and c.name = k.column3 and c.order_id = k.column4",
            tuples(slice.len(), 4)
        );
        let keys = slice
            .iter()
            .flat_map(|new| {
                values![new.workspace_id, new.brand_id, new.sale.name.as_str(), new.sale.order_id.clone()]
            })
            .collect();
        for row in tx.all::<Known>(&text, keys).await? {
            known.insert((row.workspace_id, row.brand_id, row.name, row.order_id), row.id);
        }
    }
    Ok(new
        .iter()
        .map(|new| {
            let key = (
                new.workspace_id,
                new.brand_id,
                new.sale.name.clone(),
                new.sale.order_id.clone().unwrap_or_default(),
            );
            match known.get(&key) {
                Some(id) if !is_new(new) => Outcome::Duplicate(*id),
                _ => Outcome::Converted(new.id),
            }
        })
        .collect())
}

#[derive(FromQueryResult)]
struct VisitTouch {
    brand_id: BrandId,
    link_id: Option<LinkId>,
    click_id: Option<ClickId>,
}

/// Brand, link and click of a visit.
pub(crate) async fn visit(
    sql: Sql<'_>,
    workspace_id: WorkspaceId,
    id: VisitId,
) -> Result<Option<(BrandId, Option<LinkId>, Option<ClickId>)>> {
    let row: Option<VisitTouch> = sql
        .first(
            "select brand_id, link_id, click_id from visits where workspace_id = $1 and id = $2",
            values![workspace_id, id],
        )
        .await?;
    Ok(row.map(|row| (row.brand_id, row.link_id, row.click_id)))
}

#[derive(FromQueryResult)]
struct ClickTouch {
    brand_id: BrandId,
    link_id: LinkId,
    at: Now,
}

/// Brand, link and time of a click.
pub(crate) async fn click(
    sql: Sql<'_>,
    workspace_id: WorkspaceId,
    id: ClickId,
) -> Result<Option<(BrandId, LinkId, Now)>> {
    let row: Option<ClickTouch> = sql
        .first(
            "select l.brand_id, c.link_id, c.at from clicks c join links l on l.workspace_id = c.workspace_id \
             and l.id = c.link_id where c.workspace_id = $1 and c.id = $2",
            values![workspace_id, id],
        )
        .await?;
    Ok(row.map(|row| (row.brand_id, row.link_id, row.at)))
}

/// Takes a conversion away: a deal that was won is open again.
pub(crate) async fn delete(tx: &Tx, workspace_id: WorkspaceId, id: ConversionId) -> Result<()> {
    tx.run("delete from conversions where workspace_id = $1 and id = $2", values![workspace_id, id]).await?;
    Ok(())
}

/// Changes a conversion's link, and its value and margin when they are given.
pub(crate) async fn update(
    tx: &Tx,
    workspace_id: WorkspaceId,
    id: ConversionId,
    link_id: Option<LinkId>,
    figures: Option<(i64, Option<i64>)>,
) -> Result<()> {
    match figures {
        Some((value_minor, margin_minor)) => {
            tx.run(
                "update conversions set link_id = $1, value_minor = $2, margin_minor = $3 \
                 where workspace_id = $4 and id = $5",
                values![link_id, value_minor, margin_minor, workspace_id, id],
            )
            .await?
        }
        None => {
            let values = values![link_id, workspace_id, id];
            tx.run("update conversions set link_id = $1 where workspace_id = $2 and id = $3", values).await?
        }
    };
    Ok(())
}
