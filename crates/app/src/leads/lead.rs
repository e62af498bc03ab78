//! A lead and its pipeline.

use db::{FromQueryResult, text_enum};
use serde::Serialize;

use crate::{
    Faults, FieldError, Now,
    ids::{BrandId, ConversionId, LeadId, LinkId, UserId},
};

text_enum! {
    /// How far a lead is. Any stage may follow any other: sales are not a straight line.
    pub enum Stage {
        /// Nobody has spoken with them.
        New = "new",
        /// Somebody has.
        Contacted = "contacted",
        /// Worth sales' time.
        Qualified = "qualified",
        /// The deal is closed.
        Won = "won",
        /// It came to nothing.
        Lost = "lost",
    }
}

/// A lead.
#[derive(Debug, Clone, Serialize, FromQueryResult)]
pub struct Lead {
    /// Id.
    pub id: LeadId,
    /// Brand.
    pub brand_id: BrandId,
    /// The person or firm.
    pub name: String,
    /// How to reach them.
    pub contact: String,
    /// What is known.
    pub note: String,
    /// How far it is.
    pub stage: Stage,
    /// The link they came by.
    pub link_id: Option<LinkId>,
    /// The deal, once won.
    pub conversion_id: Option<ConversionId>,
    /// What the deal is worth, in minor units.
    pub value_minor: Option<i64>,
    /// What is earned on it.
    pub margin_minor: Option<i64>,
    /// ISO 4217.
    pub currency: String,
    /// Who works on it.
    pub owner_id: Option<UserId>,
    /// Their name.
    pub owner_name: Option<String>,
    /// When it was handed to sales.
    pub handed_over_at: Option<Now>,
    /// When it was entered.
    pub created_at: Now,
    /// When it was last changed.
    pub updated_at: Now,
    /// Title of the post behind the link.
    pub post_title: Option<String>,
    /// The link's slug.
    pub slug: Option<String>,
}

/// What a person enters.
#[derive(Debug, Clone)]
pub struct LeadInput {
    /// Brand; stays as it is when a lead is changed.
    pub brand_id: BrandId,
    /// The person or firm.
    pub name: String,
    /// How to reach them.
    pub contact: String,
    /// What is known.
    pub note: String,
    /// How far it is.
    pub stage: Stage,
    /// The link they came by.
    pub link_id: Option<LinkId>,
    /// What the deal is worth, in minor units.
    pub value_minor: Option<i64>,
    /// What is earned on it; the brand's margin rate when absent.
    pub margin_minor: Option<i64>,
    /// `updated_at` of the lead as the person saw it, so that nobody's change is undone unseen; not compared when absent.
    pub seen_at: Option<Now>,
}

impl LeadInput {
    /// The texts trimmed, or every fault.
    pub(super) fn checked(mut self) -> crate::Result<Self> {
        let mut faults = Faults::default();
        self.name = faults.text("name", &self.name, 200);
        self.contact = trimmed(&mut faults, "contact", &self.contact, 400);
        self.note = trimmed(&mut faults, "note", &self.note, 10_000);
        let amount = |minor: Option<i64>| minor.is_none_or(|minor| (0..=100_000_000_000).contains(&minor));
        faults.check(amount(self.value_minor), "value", "amount_too_large");
        faults.check(amount(self.margin_minor), "margin", "amount_too_large");
        faults.check(self.stage != Stage::Won || self.value_minor.is_some(), "value", "required_when_won");
        faults.finish()?;
        Ok(self)
    }
}

fn trimmed(faults: &mut Faults, field: &str, text: &str, most: usize) -> String {
    let text: String = text.trim().chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect();
    let length = text.chars().count();
    if length > most {
        faults.push(FieldError::new(field, "text_too_long").with("length", length).with("limit", most));
    }
    text
}
