//! Who asks. Every use case takes an [`Actor`] first; there is no other way to a row.

use std::{collections::BTreeSet, sync::Arc};

use jiff::tz::TimeZone;

use crate::{
    Error, Permission, Result, Role,
    ids::{ApiTokenId, BrandId, SessionId, UserId, WorkspaceId},
};

/// By which door the actor came in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Via {
    /// A signed-in browser.
    Session(SessionId),
    /// A bearer token of the JSON API.
    Token(ApiTokenId),
    /// The program `tandem` on the server's own command line.
    Cli,
    /// Background work.
    System,
}

/// Somebody acting in one workspace, with the permissions that hold there now.
#[derive(Debug, Clone)]
pub struct Actor {
    /// The workspace in which everything happens.
    pub workspace_id: WorkspaceId,
    /// The workspace's name.
    pub workspace_name: Arc<str>,
    /// The workspace's zone: local times are read in it.
    pub zone: TimeZone,
    /// The workspace's currency, ISO 4217.
    pub currency: Arc<str>,
    /// The person; `None` for background work.
    pub user_id: Option<UserId>,
    /// The name for the audit log.
    pub name: Arc<str>,
    /// The person's part.
    pub role: Role,
    /// Whether the workspace runs in merged-role mode.
    pub merged_roles: bool,
    /// When set, nothing of other brands is seen or changed.
    pub brand_scope: Option<BrandId>,
    /// What is allowed.
    pub permissions: BTreeSet<Permission>,
    /// The door.
    pub via: Via,
}

impl Actor {
    /// Whether something is allowed.
    #[must_use]
    pub fn allows(&self, permission: Permission) -> bool {
        self.permissions.contains(&permission)
    }

    /// # Errors
    /// [`Error::Forbidden`] with the permission's word.
    pub fn require(&self, permission: Permission) -> Result<()> {
        if self.allows(permission) { Ok(()) } else { Err(Error::Forbidden(permission.as_str())) }
    }

    /// Whether things of a brand are within reach.
    ///
    /// # Errors
    /// [`Error::NotFound`]: a brand out of reach is as good as none.
    pub fn require_brand(&self, brand_id: BrandId) -> Result<()> {
        match self.brand_scope {
            Some(scope) if scope != brand_id => Err(Error::NotFound),
            _ => Ok(()),
        }
    }

    /// The same person, who looks at one brand only. Nothing new comes within reach.
    #[must_use]
    pub fn looking_at(&self, brand_id: Option<BrandId>) -> Self {
        Self { brand_scope: self.brand_scope.or(brand_id), ..self.clone() }
    }

    /// Background work in a workspace: allowed everything, named `Tandem` in the audit log.
    #[must_use]
    pub fn system(workspace_id: WorkspaceId, zone: TimeZone, currency: &str) -> Self {
        Self {
            workspace_id,
            workspace_name: Arc::from(""),
            zone,
            currency: Arc::from(currency),
            user_id: None,
            name: Arc::from("Tandem"),
            role: Role::Owner,
            merged_roles: false,
            brand_scope: None,
            permissions: Permission::ALL.iter().copied().collect(),
            via: Via::System,
        }
    }
}
