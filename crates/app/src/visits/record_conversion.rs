//! Recording a conversion that a server or a person tells of.

use serde_json::json;

use crate::{
    Actor, App, Error, Faults, Permission, Result, audit,
    clock::{DAY, MINUTE},
    ids::{BrandId, ConversionId},
    links,
};

use super::{
    beacon::{Named, Sale},
    conversion::ConversionSource,
    intake::Outcome,
    store,
    touch::{Touches, last_touch},
};

/// How old a conversion may be when it is told.
const OLDEST: i64 = 400 * DAY;
/// How far a server's clock may be ahead.
const AHEAD: i64 = 5 * MINUTE;

/// A conversion as a server tells it.
#[derive(Debug, Clone, Default)]
pub struct ConversionInput {
    /// The brand; may be left out where the click, link or visit says it, or the workspace has one brand only.
    pub brand_id: Option<BrandId>,
    /// What was sold or done, and for how much.
    pub sale: Sale,
    /// When; now, if absent. Epoch milliseconds.
    pub at: Option<i64>,
    /// What it is owed to.
    pub named: Named,
}

/// What became of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Recorded {
    /// The conversion, or the one that this order id made before.
    pub id: ConversionId,
    /// Whether the order id was known: nothing was counted then.
    pub duplicate: bool,
}

impl App {
    /// Records a conversion.
    ///
    /// # Errors
    /// `Forbidden`, `Invalid` with every fault; `NotFound` for a brand out of reach.
    pub async fn record_conversion(&self, actor: &Actor, input: ConversionInput) -> Result<Recorded> {
        actor.require(Permission::WriteConversions)?;
        let now = self.now();
        let at = input.at.unwrap_or(now);
        let mut faults = Faults::default();
        faults.check(at <= now + AHEAD, "at", "time_in_future");
        faults.check(at >= now - OLDEST, "at", "time_too_old");
        let sale = input.sale.checked(&mut faults);
        let found = self.named_touch(actor, input.named, &mut faults).await?;
        let brand_id = match input.brand_id.or(found.brand_id) {
            Some(brand_id) => Some(brand_id),
            None => self.only_brand(actor).await?,
        };
        faults.check(brand_id.is_some(), "brand_id", "required");
        faults.finish()?;
        let brand_id = brand_id.ok_or(Error::NotFound)?;
        actor.require_brand(brand_id)?;
        if !store::sites::brand_exists(self.db.read(), actor.workspace_id, brand_id).await? {
            return Err(Error::field("brand_id", "brand_unknown"));
        }
        if found.brand_id.is_some_and(|found| found != brand_id) {
            return Err(Error::field("brand_id", "brand_differs"));
        }
        let rate = store::sites::margin_rate(self.db.read(), actor.workspace_id, brand_id).await?;
        let sale = sale.priced(&actor.currency, rate)?;
        let new = store::conversions::NewConversion {
            workspace_id: actor.workspace_id,
            id: ConversionId::generate(),
            brand_id,
            sale,
            at,
            source: ConversionSource::Api,
            touch: last_touch(at, &found.touches),
            created_at: now,
        };
        let tx = self.db.write().await?;
        let outcome = store::conversions::insert(&tx, std::slice::from_ref(&new)).await?;
        let recorded = match outcome.first() {
            Some(Outcome::Duplicate(id)) => Recorded { id: *id, duplicate: true },
            _ => Recorded { id: new.id, duplicate: false },
        };
        if !recorded.duplicate {
            let detail = json!({ "name": new.sale.name, "order_id": new.sale.order_id });
            audit::record(&tx, actor, now, "record_conversion", "conversion", new.id, detail).await?;
        }
        tx.commit().await?;
        Ok(recorded)
    }

    async fn named_touch(&self, actor: &Actor, named: Named, faults: &mut Faults) -> Result<Found> {
        let mut found = Found::default();
        let sql = self.db.read();
        if let Some(id) = named.click_id {
            let mut click = store::conversions::click(sql, actor.workspace_id, id).await?;
            if click.is_none() {
                // It may wait for its batch.
                self.click_writer().flush().await;
                click = store::conversions::click(sql, actor.workspace_id, id).await?;
            }
            match click {
                Some((brand, link, at)) => {
                    found.brand_id = Some(brand);
                    found.touches.click = Some((id, link, at));
                }
                None => faults.check(false, "click_id", "click_unknown"),
            }
        }
        if let Some(id) = named.link_id {
            match links::store::brand_of(sql, actor.workspace_id, id).await? {
                Some(brand) => {
                    found.brand_id = found.brand_id.or(Some(brand));
                    found.touches.link = Some(id);
                }
                None => faults.check(false, "link_id", "link_unknown"),
            }
        }
        if let Some(id) = named.visit_id {
            match store::conversions::visit(sql, actor.workspace_id, id).await? {
                Some((brand, link, click)) => {
                    found.brand_id = found.brand_id.or(Some(brand));
                    found.touches.visit = Some(id);
                    found.touches.visit_by_link = link.map(|link| (id, link, click));
                }
                None => faults.check(false, "visit_id", "visit_unknown"),
            }
        }
        Ok(found)
    }

    async fn only_brand(&self, actor: &Actor) -> Result<Option<BrandId>> {
        let sites = store::sites::statuses(self.db.read(), actor.workspace_id, actor.brand_scope).await?;
        Ok(match sites.as_slice() {
            [only] => Some(only.brand_id),
            _ => None,
        })
    }
}

#[derive(Default)]
struct Found {
    brand_id: Option<BrandId>,
    touches: Touches,
}
