//! The tracker's set-up: is it alive, what does it refuse, what margin does it assume.

use db::FromQueryResult;
use serde::Serialize;
use serde_json::json;

use crate::{Actor, App, Error, Now, Permission, Result, audit, clock::DAY, ids::BrandId};

use super::store;

/// A brand's tracker.
#[derive(Debug, Clone, Serialize, FromQueryResult)]
pub struct SiteStatus {
    /// Brand.
    pub brand_id: BrandId,
    /// Its name.
    pub brand_name: String,
    /// The key for `data-site`.
    pub site_key: String,
    /// The brand's own page.
    pub site_url: Option<String>,
    /// Margin in basis points where a conversion does not say it.
    pub margin_rate_bp: Option<i64>,
    /// When a visit last began.
    pub last_visit_at: Option<Now>,
    /// When a conversion last came.
    pub last_conversion_at: Option<Now>,
}

/// Conversions refused within a week, by reason.
#[derive(Debug, Clone, Serialize, FromQueryResult)]
pub struct Refusal {
    /// Brand.
    pub brand_id: BrandId,
    /// Why: `currency_differs`, `crawler_refused`, …
    pub code: String,
    /// How many.
    pub refused: i64,
    /// When last.
    pub last_at: Now,
    /// An example.
    pub detail: String,
}

impl App {
    /// The trackers of the brands within reach, and what they refused within a week.
    ///
    /// # Errors
    /// `Forbidden`.
    pub async fn list_sites(&self, actor: &Actor) -> Result<(Vec<SiteStatus>, Vec<Refusal>)> {
        actor.require(Permission::View)?;
        let mut sites = store::sites::statuses(self.db.read(), actor.workspace_id, actor.brand_scope).await?;
        if !actor.allows(Permission::ViewMoney) {
            sites.iter_mut().for_each(|site| site.margin_rate_bp = None);
        }
        let since = self.now().div_euclid(DAY) - 6;
        let refusals =
            store::sites::refusals(self.db.read(), actor.workspace_id, actor.brand_scope, since).await?;
        Ok((sites, refusals))
    }

    /// Sets the margin rate that a brand's conversions have where nobody tells their margin; `None` makes it unknown.
    /// Conversions that are stored stay as they are.
    ///
    /// # Errors
    /// `Forbidden`, `NotFound`, `Invalid`.
    pub async fn set_margin_rate(
        &self,
        actor: &Actor,
        brand_id: BrandId,
        rate_bp: Option<i64>,
    ) -> Result<()> {
        actor.require(Permission::ManageBudget)?;
        actor.require_brand(brand_id)?;
        if !store::sites::brand_exists(self.db.read(), actor.workspace_id, brand_id).await? {
            return Err(Error::NotFound);
        }
        if rate_bp.is_some_and(|rate| !(0..=10_000).contains(&rate)) {
            return Err(Error::field("margin_rate", "percent_out_of_range"));
        }
        let tx = self.db.write().await?;
        store::sites::set_margin_rate(&tx, actor.workspace_id, brand_id, rate_bp).await?;
        let detail = json!({ "margin_rate_bp": rate_bp });
        audit::record(&tx, actor, self.now(), "set_margin_rate", "brand", brand_id, detail).await?;
        tx.commit().await?;
        self.traffic.sites.clear();
        Ok(())
    }
}
