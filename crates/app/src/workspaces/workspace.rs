//! Rules of a workspace.

use db::FromQueryResult;

use crate::{Faults, FieldError, ids::WorkspaceId, money, zone::zone};

/// A workspace.
#[derive(Debug, Clone, FromQueryResult)]
pub struct Workspace {
    /// Its id.
    pub id: WorkspaceId,
    /// Its name.
    pub name: String,
    /// IANA zone in which its local times are read.
    pub zone: String,
    /// ISO 4217.
    pub currency: String,
    /// Whether strategist and community manager are one (0/1).
    pub merged_roles: i64,
    /// What an hour of work costs, in minor units.
    pub hour_rate_minor: i64,
    /// When it was founded.
    pub created_at: i64,
}

/// What founding a workspace asks.
#[derive(Debug, Clone)]
pub struct NewWorkspace {
    /// Its name.
    pub workspace: String,
    /// Name of its first brand.
    pub brand: String,
    /// IANA zone.
    pub zone: String,
    /// ISO 4217.
    pub currency: String,
}

/// [`NewWorkspace`] found good.
#[derive(Debug, Clone)]
pub struct CheckedWorkspace {
    /// Its name.
    pub name: String,
    /// Name of its first brand.
    pub brand: String,
    /// IANA zone.
    pub zone: String,
    /// ISO 4217.
    pub currency: String,
}

impl NewWorkspace {
    /// Notes every fault.
    pub fn check(&self, faults: &mut Faults) -> CheckedWorkspace {
        let name = faults.text("workspace_name", &self.workspace, 100);
        let brand = faults.text("brand_name", &self.brand, 100);
        check_zone_and_currency(&self.zone, &self.currency, faults);
        CheckedWorkspace { name, brand, zone: self.zone.clone(), currency: self.currency.clone() }
    }
}

/// What the workspace page sends.
#[derive(Debug, Clone)]
pub struct ChangeWorkspace {
    /// Its name.
    pub name: String,
    /// IANA zone.
    pub zone: String,
    /// ISO 4217.
    pub currency: String,
    /// What an hour of work costs, in minor units.
    pub hour_rate_minor: i64,
}

impl ChangeWorkspace {
    /// Notes every fault; the name comes back trimmed.
    #[must_use]
    pub fn check(mut self, faults: &mut Faults) -> Self {
        self.name = faults.text("name", &self.name, 100);
        check_zone_and_currency(&self.zone, &self.currency, faults);
        faults.check((0..=100_000_000).contains(&self.hour_rate_minor), "hour_rate", "amount_out_of_range");
        self
    }
}

fn check_zone_and_currency(zone_name: &str, currency: &str, faults: &mut Faults) {
    faults.take(zone("zone", zone_name));
    if money::digits(currency).is_none() {
        faults.push(FieldError::new("currency", "currency_unknown").with("currency", currency));
    }
}
