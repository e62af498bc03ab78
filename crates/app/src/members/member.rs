//! Rules of a membership.

use db::FromQueryResult;
use jiff::{civil::Date, tz::TimeZone};

use crate::{
    Faults, FieldError, Now, Role,
    clock::DAY,
    ids::{BrandId, MembershipId, UserId},
    zone::start_of_day,
};

/// A person's place in a workspace.
#[derive(Debug, Clone, FromQueryResult)]
pub struct Member {
    /// The membership.
    pub id: MembershipId,
    /// The person.
    pub user_id: UserId,
    /// Their name.
    pub name: String,
    /// Their mail address.
    pub email: String,
    /// Their role.
    pub role: Role,
    /// Their only brand.
    pub brand_id: Option<BrandId>,
    /// Name of their only brand.
    pub brand_name: Option<String>,
    /// The instant from which they are no longer let in.
    pub access_ends_at: Option<i64>,
    /// Since when they belong.
    pub created_at: i64,
}

/// What is given to a person, as somebody enters it.
#[derive(Debug, Clone)]
pub struct NewAccess {
    /// Their role.
    pub role: Role,
    /// Their only brand; `None`: all.
    pub brand_id: Option<BrandId>,
    /// The last day on which they are let in, in the workspace's zone.
    pub access_ends_on: Option<Date>,
}

/// What is given to a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Access {
    /// Their role.
    pub role: Role,
    /// Their only brand.
    pub brand_id: Option<BrandId>,
    /// The instant from which they are no longer let in.
    pub access_ends_at: Option<i64>,
}

impl NewAccess {
    /// Notes every fault. An owner answers for the whole workspace without end; a freelancer works on one brand until
    /// a date (TEAM-19, SEC-13).
    pub fn check(&self, zone: &TimeZone, now: Now, faults: &mut Faults) -> Access {
        let access_ends_at = self.access_ends_on.map(|day| start_of_day(day.saturating_add(one_day()), zone));
        match self.role {
            Role::Owner => {
                faults.check(self.brand_id.is_none(), "brand_id", "owner_whole_workspace");
                faults.check(self.access_ends_on.is_none(), "access_ends_on", "owner_without_end");
            }
            Role::Freelancer => {
                faults.check(self.brand_id.is_some(), "brand_id", "required");
                faults.check(self.access_ends_on.is_some(), "access_ends_on", "required");
            }
            _ => {}
        }
        if let Some(end) = access_ends_at {
            if end <= now {
                faults.push(FieldError::new("access_ends_on", "date_past"));
            } else if end > now + 3_660 * DAY {
                faults.push(FieldError::new("access_ends_on", "date_far"));
            }
        }
        Access { role: self.role, brand_id: self.brand_id, access_ends_at }
    }
}

fn one_day() -> jiff::Span {
    jiff::Span::new().days(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(access: &NewAccess) -> Vec<(String, &'static str)> {
        let now = 1_781_514_000_000; // 2026-06-15 11:00 in Berlin
        let mut faults = Faults::default();
        access.check(&TimeZone::get("Europe/Berlin").expect("zone"), now, &mut faults);
        match faults.finish() {
            Err(crate::Error::Invalid(list)) => {
                list.into_iter().map(|fault| (fault.field, fault.code)).collect()
            }
            _ => Vec::new(),
        }
    }

    #[test]
    fn a_freelancer_has_a_brand_and_an_end() {
        let mut access = NewAccess { role: Role::Freelancer, brand_id: None, access_ends_on: None };
        assert_eq!(
            faults(&access),
            [("brand_id".to_owned(), "required"), ("access_ends_on".to_owned(), "required")]
        );
        access.brand_id = Some(BrandId::generate());
        access.access_ends_on = "2026-06-15".parse().ok();
        assert!(faults(&access).is_empty(), "today still counts");
        access.access_ends_on = "2026-06-14".parse().ok();
        assert_eq!(faults(&access), [("access_ends_on".to_owned(), "date_past")]);
    }

    #[test]
    fn an_owner_has_neither() {
        let access = NewAccess {
            role: Role::Owner,
            brand_id: Some(BrandId::generate()),
            access_ends_on: "2027-01-01".parse().ok(),
        };
        assert_eq!(faults(&access).len(), 2);
    }
}
