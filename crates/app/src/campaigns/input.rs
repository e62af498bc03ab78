//! What a campaign is made from: every fault is told at once.

use jiff::civil::Date;

use super::utm::{is_utm_name, propose_utm_name};
use crate::{
    Faults, FieldError,
    goals::{NAME_MAX, Quantity, Scale, day, quantity},
    ids::GoalId,
};

/// A campaign as it came in; an empty text is a missing one.
#[derive(Debug, Clone, Default)]
pub struct CampaignInput {
    /// Id of the brand.
    pub brand_id: String,
    /// What it is called.
    pub name: String,
    /// `utm_campaign` of its links; empty is made from the name.
    pub utm_name: String,
    /// Ids of its goals, one at least.
    pub goal_ids: Vec<String>,
    /// First day, `YYYY-MM-DD`.
    pub starts_on: String,
    /// Last day, `YYYY-MM-DD`.
    pub ends_on: String,
    /// What may be spent; may be 0.
    pub budget: Quantity,
    /// Must be the workspace's; empty is the workspace's.
    pub currency: String,
}

/// The checked fields that need no look into the database.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct CampaignFields {
    pub name: String,
    pub utm_name: String,
    pub goal_ids: Vec<GoalId>,
    pub starts_on: Date,
    pub ends_on: Date,
    pub budget_minor: i64,
}

impl CampaignInput {
    pub(crate) fn read(&self, currency: &str, faults: &mut Faults) -> Option<CampaignFields> {
        let name = faults.text("name", &self.name, NAME_MAX);
        let given = self.utm_name.trim();
        let utm_name = if given.is_empty() { propose_utm_name(&name) } else { given.to_owned() };
        if given.is_empty() {
            // A missing name is told by itself.
            faults.check(name.is_empty() || !utm_name.is_empty(), "utm_name", "required");
        } else {
            faults.check(is_utm_name(given), "utm_name", "utm_malformed");
        }
        let goal_ids = self.read_goals(faults);
        let starts_on = day(faults, "starts_on", &self.starts_on);
        let ends_on = day(faults, "ends_on", &self.ends_on);
        if let (Some(starts_on), Some(ends_on)) = (starts_on, ends_on) {
            faults.check(ends_on >= starts_on, "ends_on", "before_start");
        }
        let budget = quantity(faults, "budget", &self.budget, Scale::Money(currency));
        faults.check(budget.is_none_or(|budget| budget >= 0), "budget", "negative");
        let other = self.currency.trim();
        if !other.is_empty() && other != currency {
            faults.push(FieldError::new("currency", "not_workspace_currency").with("currency", currency));
        }
        Some(CampaignFields {
            name,
            utm_name,
            goal_ids,
            starts_on: starts_on?,
            ends_on: ends_on?,
            budget_minor: budget?,
        })
    }

    fn read_goals(&self, faults: &mut Faults) -> Vec<GoalId> {
        let texts: Vec<&str> =
            self.goal_ids.iter().map(|text| text.trim()).filter(|text| !text.is_empty()).collect();
        faults.check(!texts.is_empty(), "goal_ids", "required");
        faults.check(texts.len() <= 50, "goal_ids", "too_many");
        let mut ids = Vec::new();
        for text in texts {
            match text.parse::<GoalId>() {
                Ok(id) if !ids.contains(&id) => ids.push(id),
                Ok(_) => {}
                Err(_) => faults.push(FieldError::new("goal_ids", "choice").with("value", text)),
            }
        }
        ids
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Error;

    fn faults(input: &CampaignInput) -> Vec<(String, &'static str)> {
        let mut faults = Faults::default();
        input.read("EUR", &mut faults);
        match faults.finish() {
            Err(Error::Invalid(list)) => list.into_iter().map(|fault| (fault.field, fault.code)).collect(),
            _ => vec![],
        }
    }

    #[test]
    fn an_empty_campaign_is_refused_with_every_fault_at_once() {
        let faults = faults(&CampaignInput::default());
        let fields: Vec<&str> = faults.iter().map(|(field, _)| field.as_str()).collect();
        assert_eq!(fields, ["name", "goal_ids", "starts_on", "ends_on", "budget"]);
    }

    #[test]
    fn the_utm_name_is_made_from_the_name_or_checked() {
        let mut input = CampaignInput {
            name: "Summer sale".to_owned(),
            goal_ids: vec![GoalId::generate().to_string()],
            starts_on: "2026-06-01".to_owned(),
            ends_on: "2026-06-01".to_owned(),
            budget: Quantity::Text("0".to_owned()),
            ..CampaignInput::default()
        };
        let fields = input.read("EUR", &mut Faults::default()).expect("read");
        assert_eq!(fields.utm_name, "summer-sale");
        input.utm_name = "Summer Sale".to_owned();
        input.budget = Quantity::Exact(10.5);
        input.ends_on = "2026-05-31".to_owned();
        assert_eq!(
            faults(&input),
            [
                ("utm_name".to_owned(), "utm_malformed"),
                ("ends_on".to_owned(), "before_start"),
                ("budget".to_owned(), "not_minor_units")
            ]
        );
    }
}
