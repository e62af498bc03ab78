//! From a membership's row to an [`Actor`].

use std::{collections::BTreeSet, sync::Arc};

use db::FromQueryResult;
use jiff::tz::TimeZone;

use crate::{
    Actor, Permission, Role, Via,
    ids::{BrandId, UserId, WorkspaceId},
};

/// A person's live membership with its workspace. Read with [`ActorRow::COLUMNS`] over the tables `memberships m`,
/// `workspaces w` and `users u`.
#[derive(Debug, Clone, FromQueryResult)]
pub struct ActorRow {
    /// The workspace.
    pub workspace_id: WorkspaceId,
    /// Its name.
    pub workspace_name: String,
    /// Its zone.
    pub workspace_zone: String,
    /// Its currency.
    pub currency: String,
    /// Whether it runs in merged-role mode.
    pub merged_roles: i64,
    /// The person.
    pub user_id: UserId,
    /// The person's name.
    pub user_name: String,
    /// Their role.
    pub role: Role,
    /// Their only brand.
    pub brand_id: Option<BrandId>,
}

impl ActorRow {
    /// The columns, in a select.
    pub const COLUMNS: &'static str = "w.id as workspace_id, w.name as workspace_name, w.zone as workspace_zone, \
         w.currency as currency, w.merged_roles as merged_roles, u.id as user_id, u.name as user_name, m.role as role, \
         m.brand_id as brand_id";

    /// The actor, come in by a door.
    #[must_use]
    pub fn actor(self, via: Via) -> Actor {
        let merged_roles = self.merged_roles != 0;
        let mut permissions: BTreeSet<Permission> = self.role.permissions(merged_roles).into_iter().collect();
        if self.brand_id.is_some() {
            // The log tells of every brand.
            permissions.remove(&Permission::ViewAudit);
        }
        Actor {
            workspace_id: self.workspace_id,
            workspace_name: Arc::from(self.workspace_name),
            zone: TimeZone::get(&self.workspace_zone).unwrap_or(TimeZone::UTC),
            currency: Arc::from(self.currency),
            user_id: Some(self.user_id),
            name: Arc::from(self.user_name),
            role: self.role,
            merged_roles,
            brand_scope: self.brand_id,
            permissions,
            via,
        }
    }
}
