//! The line of cost, and what it is made from.

use db::{FromQueryResult, text_enum};
use jiff::civil::Date;
use serde::Serialize;

use crate::{
    Error, Faults, FieldError, Now, Result,
    goals::Quantity,
    ids::{BrandId, CampaignId, CostLineId, DeliveryId, GoalId, PostId},
    money,
    number::part,
};

text_enum! {
    /// What the money went into.
    pub enum CostKind {
        /// Own people's time: hours × rate.
        Hours = "hours",
        /// Paid reach.
        Media = "media",
        /// People outside.
        Freelancer = "freelancer",
        /// Influencers.
        Influencer = "influencer",
        /// Programs and subscriptions.
        Tools = "tools",
        /// Anything else.
        Other = "other",
    }
}

text_enum! {
    /// On what a cost line can stand.
    pub enum CostPlace {
        /// A goal.
        Goal = "goal",
        /// A campaign.
        Campaign = "campaign",
        /// A post.
        Post = "post",
        /// A delivery.
        Delivery = "delivery",
    }
}

/// On what a cost line stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CostSubject {
    /// A goal.
    Goal(GoalId),
    /// A campaign.
    Campaign(CampaignId),
    /// A post.
    Post(PostId),
    /// A delivery.
    Delivery(DeliveryId),
}

impl CostSubject {
    /// Reads an id with its prefix.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        match text.split_once('_')?.0 {
            GoalId::PREFIX => text.parse().ok().map(Self::Goal),
            CampaignId::PREFIX => text.parse().ok().map(Self::Campaign),
            PostId::PREFIX => text.parse().ok().map(Self::Post),
            DeliveryId::PREFIX => text.parse().ok().map(Self::Delivery),
            _ => None,
        }
    }

    /// Its kind.
    #[must_use]
    pub const fn place(self) -> CostPlace {
        match self {
            Self::Goal(_) => CostPlace::Goal,
            Self::Campaign(_) => CostPlace::Campaign,
            Self::Post(_) => CostPlace::Post,
            Self::Delivery(_) => CostPlace::Delivery,
        }
    }

    /// The bare id.
    #[must_use]
    pub const fn uuid(self) -> db::id::Uuid {
        match self {
            Self::Goal(id) => id.uuid(),
            Self::Campaign(id) => id.uuid(),
            Self::Post(id) => id.uuid(),
            Self::Delivery(id) => id.uuid(),
        }
    }
}

impl CostSubject {
    fn of(place: CostPlace, uuid: db::id::Uuid) -> Self {
        match place {
            CostPlace::Goal => Self::Goal(GoalId::from_uuid(uuid)),
            CostPlace::Campaign => Self::Campaign(CampaignId::from_uuid(uuid)),
            CostPlace::Post => Self::Post(PostId::from_uuid(uuid)),
            CostPlace::Delivery => Self::Delivery(DeliveryId::from_uuid(uuid)),
        }
    }
}

impl std::fmt::Display for CostSubject {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Goal(id) => id.fmt(f),
            Self::Campaign(id) => id.fmt(f),
            Self::Post(id) => id.fmt(f),
            Self::Delivery(id) => id.fmt(f),
        }
    }
}

impl Serialize for CostSubject {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// A cost that somebody entered.
#[derive(Debug, Clone, Serialize)]
pub struct CostLine {
    /// Its id.
    pub id: CostLineId,
    /// Of which brand.
    pub brand_id: BrandId,
    /// On what it stands.
    pub subject: CostSubject,
    /// What that is called.
    pub subject_title: String,
    /// What the money went into.
    pub kind: CostKind,
    /// In somebody's words.
    pub label: String,
    /// Time spent, for hours.
    pub minutes: Option<i64>,
    /// Rate of an hour, for hours.
    pub rate_minor: Option<i64>,
    /// What counts.
    pub amount_minor: i64,
    /// The workspace's currency when it was entered.
    pub currency: String,
    /// The day it belongs to.
    pub incurred_on: Date,
    /// Who entered it.
    pub entered_by: Option<String>,
    /// When.
    pub created_at: Now,
}

#[derive(FromQueryResult)]
pub(crate) struct CostLineRow {
    id: CostLineId,
    brand_id: BrandId,
    subject_kind: CostPlace,
    subject_id: String,
    subject_title: String,
    kind: CostKind,
    label: String,
    minutes: Option<i64>,
    rate_minor: Option<i64>,
    amount_minor: i64,
    currency: String,
    incurred_on: String,
    entered_by: Option<String>,
    created_at: i64,
}

impl TryFrom<CostLineRow> for CostLine {
    type Error = Error;

    fn try_from(row: CostLineRow) -> Result<Self> {
        let broken = |text: &str| Error::Internal(format!("{text:?} in the database is no id"));
        let uuid = db::id::Uuid::try_parse(&row.subject_id).map_err(|_| broken(&row.subject_id))?;
        Ok(Self {
            id: row.id,
            brand_id: row.brand_id,
            subject: CostSubject::of(row.subject_kind, uuid),
            subject_title: row.subject_title,
            kind: row.kind,
            label: row.label,
            minutes: row.minutes,
            rate_minor: row.rate_minor,
            amount_minor: row.amount_minor,
            currency: row.currency,
            incurred_on: crate::goals::stored_day(&row.incurred_on)?,
            entered_by: row.entered_by,
            created_at: row.created_at,
        })
    }
}

/// A cost line as it came in; an empty text is a missing one.
#[derive(Debug, Clone, Default)]
pub struct CostLineInput {
    /// Id of a goal, campaign, post or delivery, with its prefix.
    pub subject_id: String,
    /// Word of a [`CostKind`].
    pub kind: String,
    /// In somebody's words; may be empty.
    pub label: String,
    /// Hours, for kind hours: `1.5`, `1,5`, `1:30`.
    pub hours: String,
    /// Rate of an hour, for kind hours; empty is the workspace's.
    pub rate: Quantity,
    /// The amount, for every other kind.
    pub amount: Quantity,
    /// Must be the workspace's; empty is the workspace's.
    pub currency: String,
    /// The day it belongs to, `YYYY-MM-DD`.
    pub incurred_on: String,
}

/// The checked fields.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct CostFields {
    pub kind: CostKind,
    pub label: String,
    pub minutes: Option<i64>,
    pub rate_minor: Option<i64>,
    pub amount_minor: i64,
    pub incurred_on: Date,
}

/// The most that one line can say: 10,000,000,000.00.
const AMOUNT_MAX: i64 = 1_000_000_000_000;

impl CostLineInput {
    /// Checks everything but the subject; faults go into `faults`.
    pub(crate) fn read(&self, currency: &str, default_rate: i64, faults: &mut Faults) -> Option<CostFields> {
        use crate::goals::{Scale, day, quantity, short, word};
        let kind = word(faults, "kind", &self.kind, CostKind::parse);
        let label = self.label.trim().to_owned();
        short(faults, "label", &label, 200);
        let given = self.currency.trim();
        if !given.is_empty() && given != currency {
            faults.push(FieldError::new("currency", "not_workspace_currency").with("currency", currency));
        }
        let incurred_on = day(faults, "incurred_on", &self.incurred_on);
        let (minutes, rate_minor, amount_minor) = if kind == Some(CostKind::Hours) {
            let minutes = faults.take(read_minutes(&self.hours));
            let rate = match &self.rate {
                Quantity::Text(text) if text.trim().is_empty() => Some(default_rate),
                given => quantity(faults, "rate", given, Scale::Money(currency)),
            };
            if let Some(rate) = rate {
                faults.check((0..=AMOUNT_MAX).contains(&rate), "rate", "not_positive");
                faults.check(rate != 0, "rate", "rate_missing");
            }
            let amount = minutes.zip(rate).map(|(minutes, rate)| hours_cost(minutes, rate));
            (minutes, rate, amount)
        } else {
            let amount = kind.and_then(|_| quantity(faults, "amount", &self.amount, Scale::Money(currency)));
            if let Some(amount) = amount {
                faults.check(amount > 0 && amount <= AMOUNT_MAX, "amount", "not_positive");
            }
            (None, None, amount)
        };
        Some(CostFields {
            kind: kind?,
            label,
            minutes,
            rate_minor,
            amount_minor: amount_minor?,
            incurred_on: incurred_on?,
        })
    }
}

/// Minutes × rate of an hour ÷ 60, half a cent up.
#[must_use]
pub fn hours_cost(minutes: i64, rate_minor: i64) -> i64 {
    let product = i128::from(minutes) * i128::from(rate_minor);
    i64::try_from((product + 30).div_euclid(60)).unwrap_or(i64::MAX)
}

/// Reads `1.5`, `1,5` or `1:30` as minutes: more than none, at most ten thousand hours.
fn read_minutes(text: &str) -> Result<i64, FieldError> {
    let text = text.trim();
    if text.is_empty() {
        return Err(FieldError::new("hours", "required"));
    }
    let malformed = || FieldError::new("hours", "hours_malformed");
    let minutes = match text.split_once(':') {
        Some((hours, minutes)) => {
            let hours: i64 = hours.parse().map_err(|_| malformed())?;
            let minutes: i64 = minutes.parse().map_err(|_| malformed())?;
            if !(0..60).contains(&minutes) || !(0..=10_000).contains(&hours) {
                return Err(malformed());
            }
            hours * 60 + minutes
        }
        None => {
            let (whole, fraction) = text.split_once(['.', ',']).unwrap_or((text, ""));
            let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
            // Beyond six digits it is less than a hundredth of a second.
            let fraction =
                fraction.get(..fraction.len().min(6)).filter(|_| digits(fraction)).ok_or_else(malformed)?;
            if !digits(whole) || whole.len() + fraction.len() == 0 {
                return Err(malformed());
            }
            let millionths: i64 = format!("0{whole}{fraction:0<6}").parse().map_err(|_| malformed())?;
            if millionths > 10_000_000_000 {
                return Err(malformed());
            }
            part(millionths, 60, 1_000_000)
        }
    };
    if minutes > 0 { Ok(minutes) } else { Err(malformed()) }
}

/// `1.5` for 90 minutes: for the field of a form.
pub(crate) fn plain_hours(minutes: i64) -> String {
    format!("{}:{:02}", minutes / 60, minutes % 60)
}

impl CostLine {
    /// Its fields as a form shows them.
    #[must_use]
    pub fn to_input(&self) -> CostLineInput {
        let plain = |minor| Quantity::Text(money::plain(minor, &self.currency));
        CostLineInput {
            subject_id: self.subject.to_string(),
            kind: self.kind.to_string(),
            label: self.label.clone(),
            hours: self.minutes.map(plain_hours).unwrap_or_default(),
            rate: self.rate_minor.map(plain).unwrap_or_default(),
            amount: if self.kind == CostKind::Hours { Quantity::default() } else { plain(self.amount_minor) },
            currency: self.currency.clone(),
            incurred_on: self.incurred_on.to_string(),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn text(text: &str) -> Quantity {
        Quantity::Text(text.to_owned())
    }

    fn read(input: &CostLineInput) -> std::result::Result<CostFields, Vec<(String, &'static str)>> {
        let mut faults = Faults::default();
        let fields = input.read("EUR", 6_000, &mut faults);
        match faults.finish() {
            Ok(()) => Ok(fields.expect("no fault")),
            Err(Error::Invalid(list)) => {
                Err(list.into_iter().map(|fault| (fault.field, fault.code)).collect())
            }
            Err(other) => panic!("{other}"),
        }
    }

    #[test]
    fn hours_are_paid_at_the_workspace_rate_unless_another_is_given() {
        let mut input = CostLineInput {
            kind: "hours".to_owned(),
            hours: "1:30".to_owned(),
            incurred_on: "2026-10-01".to_owned(),
            ..CostLineInput::default()
        };
        assert_eq!(read(&input).expect("read").amount_minor, 9_000);
        input.rate = text("45,50");
        input.hours = "0,5".to_owned();
        let fields = read(&input).expect("read");
        assert_eq!((fields.minutes, fields.rate_minor, fields.amount_minor), (Some(30), Some(4_550), 2_275));
        input.hours = "1:75".to_owned();
        assert_eq!(read(&input).expect_err("fault"), [("hours".to_owned(), "hours_malformed")]);
    }

    #[test]
    fn another_currency_is_refused_with_all_the_rest() {
        let input = CostLineInput {
            kind: "media".to_owned(),
            amount: text("0"),
            currency: "USD".to_owned(),
            ..CostLineInput::default()
        };
        assert_eq!(
            read(&input).expect_err("faults"),
            [
                ("currency".to_owned(), "not_workspace_currency"),
                ("incurred_on".to_owned(), "required"),
                ("amount".to_owned(), "not_positive")
            ]
        );
    }

    #[test]
    fn half_a_cent_goes_up() {
        assert_eq!(hours_cost(1, 30), 1);
        assert_eq!(hours_cost(1, 29), 0);
        assert_eq!(hours_cost(90, 3_333), 5_000);
    }

    proptest! {
        #[test]
        fn no_text_upsets_the_reader(text in ".{0,40}") {
            let _ = read_minutes(&text);
            let _ = CostSubject::parse(&text);
        }

        #[test]
        fn hours_come_back_as_they_went_in(minutes in 1i64..600_000) {
            prop_assert_eq!(read_minutes(&plain_hours(minutes)).expect("minutes"), minutes);
        }
    }
}
