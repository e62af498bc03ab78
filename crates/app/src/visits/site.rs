//! Which brand a tracker key belongs to.

use std::{net::IpAddr, sync::Arc};

use rand::RngExt;

use crate::{
    App, Error, Now, Result,
    clock::DAY,
    ids::{BrandId, WorkspaceId},
};

use super::store;

/// What an event needs of its site.
#[derive(Debug)]
pub(crate) struct Site {
    pub(crate) workspace_id: WorkspaceId,
    pub(crate) brand_id: BrandId,
    pub(crate) currency: String,
    pub(crate) margin_rate_bp: Option<i64>,
}

impl App {
    pub(crate) async fn site(&self, key: &str) -> Result<Arc<Site>> {
        let now = self.now();
        if let Some(site) = self.traffic.sites.get(key, now) {
            return Ok(site);
        }
        let site = store::sites::find(self.db.read(), key).await?;
        let site = site.ok_or_else(|| Error::field("site", "site_unknown"))?;
        Ok(self.traffic.sites.put(key, site, now))
    }

    /// The digest under which a visitor is known for one day on one site. Without the day's salt, which is deleted
    /// after two days, no address can be tried against it.
    pub(crate) async fn visitor(
        &self,
        site_key: &str,
        address: IpAddr,
        user_agent: &str,
        now: Now,
    ) -> Result<String> {
        let day = now.div_euclid(DAY);
        let salt = self.salt(day).await?;
        let digest = self.vault.digest("visitor", &format!("{salt}\n{site_key}\n{address}\n{user_agent}"));
        // The day stands first, so that a day's visitors stand together in their index: it stays as quick as it was new.
        let mut visitor = format!("{day:05x}{digest}");
        visitor.truncate(32);
        Ok(visitor)
    }

    async fn salt(&self, day: i64) -> Result<Arc<str>> {
        let known = self.traffic.salt.lock().unwrap_or_else(std::sync::PoisonError::into_inner).clone();
        if let Some((_, salt)) = known.filter(|(known, _)| *known == day) {
            return Ok(salt);
        }
        let fresh: u128 = rand::rng().random();
        let tx = self.db.write().await?;
        let salt: Arc<str> = store::sites::salt_of_day(&tx, day, &format!("{fresh:032x}")).await?.into();
        store::sites::forget_salts(&tx, day - 1).await?;
        tx.commit().await?;
        *self.traffic.salt.lock().unwrap_or_else(std::sync::PoisonError::into_inner) =
            Some((day, Arc::clone(&salt)));
        Ok(salt)
    }
}
