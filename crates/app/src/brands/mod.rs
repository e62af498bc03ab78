//! Brands: what is promoted. A workspace has one or many.
//!
//! Owns the tables `brands` and `site_keys`. Never deletes a brand: what it did stays on record, so it is archived.

mod brand;
pub mod store;

use serde_json::json;

use crate::{
    Actor, App, Error, Faults, Now, OnConstraint, Permission, Result, audit,
    ids::{BrandId, WorkspaceId},
};

pub use brand::{Brand, ChangeBrand};

/// Stores a brand and the key its sites are known by.
pub(crate) async fn insert(
    tx: &db::Tx,
    workspace_id: WorkspaceId,
    name: &str,
    site_url: Option<&str>,
    now: Now,
) -> Result<BrandId> {
    let id = BrandId::generate();
    let key = brand::site_key();
    store::insert(tx, workspace_id, id, name, &key, site_url, now).await.on_constraint(
        "brands_name_key",
        "name",
        "name_taken",
    )?;
    store::insert_site_key(tx, workspace_id, id, &key).await?;
    Ok(id)
}

impl App {
    /// The brands within the actor's reach, by name; archived ones only when asked for.
    ///
    /// # Errors
    /// [`Error::Forbidden`] without [`Permission::View`].
    pub async fn brands(&self, actor: &Actor, with_archived: bool) -> Result<Vec<Brand>> {
        actor.require(Permission::View)?;
        store::list(self.db.read(), actor.workspace_id, actor.brand_scope, with_archived).await
    }

    /// One brand.
    ///
    /// # Errors
    /// [`Error::NotFound`] when it is out of reach.
    pub async fn brand(&self, actor: &Actor, id: BrandId) -> Result<Brand> {
        actor.require(Permission::View)?;
        actor.require_brand(id)?;
        store::find(self.db.read(), actor.workspace_id, id).await?.ok_or(Error::NotFound)
    }

    /// Makes a brand.
    ///
    /// # Errors
    /// `name_taken`; every fault of the input.
    pub async fn create_brand(&self, actor: &Actor, new: ChangeBrand) -> Result<Brand> {
        actor.require(Permission::ManageWorkspace)?;
        let mut faults = Faults::default();
        let new = new.check(&mut faults);
        faults.finish()?;
        let now = self.now();
        let tx = self.db.write().await?;
        let id = insert(&tx, actor.workspace_id, &new.name, new.site_url.as_deref(), now).await?;
        audit::record(&tx, actor, now, "create_brand", "brand", id, json!({ "name": new.name })).await?;
        let made = store::find(tx.sql(), actor.workspace_id, id).await?.ok_or(Error::NotFound)?;
        tx.commit().await?;
        Ok(made)
    }

    /// Changes a brand's name and site.
    ///
    /// # Errors
    /// [`Error::NotFound`]; `name_taken`; every fault of the input.
    pub async fn change_brand(&self, actor: &Actor, id: BrandId, change: ChangeBrand) -> Result<Brand> {
        actor.require(Permission::ManageWorkspace)?;
        actor.require_brand(id)?;
        let mut faults = Faults::default();
        let change = change.check(&mut faults);
        faults.finish()?;
        let tx = self.db.write().await?;
        let changed = store::update(&tx, actor.workspace_id, id, &change).await.on_constraint(
            "brands_name_key",
            "name",
            "name_taken",
        )?;
        if changed == 0 {
            return Err(Error::NotFound);
        }
        let detail = json!({ "name": change.name, "site_url": change.site_url });
        audit::record(&tx, actor, self.now(), "change_brand", "brand", id, detail).await?;
        let changed = store::find(tx.sql(), actor.workspace_id, id).await?.ok_or(Error::NotFound)?;
        tx.commit().await?;
        Ok(changed)
    }

    /// Puts a brand away, or takes it up again. The last brand in use stays.
    ///
    /// # Errors
    /// [`Error::NotFound`]; `last_brand`.
    pub async fn archive_brand(&self, actor: &Actor, id: BrandId, archived: bool) -> Result<Brand> {
        actor.require(Permission::ManageWorkspace)?;
        actor.require_brand(id)?;
        let now = self.now();
        let tx = self.db.write().await?;
        crate::workspaces::store::hold(&tx, actor.workspace_id).await?;
        let mut brand = store::find(tx.sql(), actor.workspace_id, id).await?.ok_or(Error::NotFound)?;
        if archived == brand.archived_at.is_some() {
            return Ok(brand);
        }
        if archived && store::count_in_use(tx.sql(), actor.workspace_id).await? <= 1 {
            return Err(Error::Conflict("last_brand"));
        }
        brand.archived_at = archived.then_some(now);
        store::set_archived(&tx, actor.workspace_id, id, brand.archived_at).await?;
        let action = if archived { "archive_brand" } else { "restore_brand" };
        audit::record(&tx, actor, now, action, "brand", id, json!({ "name": brand.name })).await?;
        tx.commit().await?;
        Ok(brand)
    }
}
