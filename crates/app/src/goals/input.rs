//! What a goal is made from. Nothing half-said becomes a goal (STR-19): every fault is told at once.

use jiff::civil::Date;

use super::{FunnelStage, GoalMetric, Unit};
use crate::{
    Faults, FieldError, money,
    number::{self, Typed},
    zone,
};

/// A number as it came in.
#[derive(Debug, Clone, PartialEq)]
pub enum Quantity {
    /// As a person types it, money in major units (`1.250,50`).
    Text(String),
    /// As a program gives it, money in minor units. A float only until it is read: whole numbers are exact in it as far as
    /// they are taken.
    Exact(f64),
}

impl Default for Quantity {
    fn default() -> Self {
        Self::Text(String::new())
    }
}

/// A goal as it came in; an empty text is a missing one.
#[derive(Debug, Clone, Default)]
pub struct GoalInput {
    /// Id of the brand.
    pub brand_id: String,
    /// What it is called.
    pub name: String,
    /// Word of a [`FunnelStage`].
    pub funnel_stage: String,
    /// Word of a [`GoalMetric`].
    pub metric: String,
    /// Name of a custom metric.
    pub metric_name: String,
    /// Unit of a custom metric.
    pub unit: String,
    /// Where it begins.
    pub baseline: Quantity,
    /// Where it is to get.
    pub target: Quantity,
    /// First day, `YYYY-MM-DD`.
    pub starts_on: String,
    /// Last day, `YYYY-MM-DD`.
    pub due_on: String,
    /// Id of the owner's account.
    pub owner_id: String,
}

/// The checked fields that need no look into the database.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct GoalFields {
    pub name: String,
    pub funnel_stage: FunnelStage,
    pub metric: GoalMetric,
    pub metric_name: Option<String>,
    pub unit: String,
    pub baseline: i64,
    pub target: i64,
    pub starts_on: Date,
    pub due_on: Date,
}

/// Longest name of a goal or campaign.
pub(crate) const NAME_MAX: usize = 160;

impl GoalInput {
    /// Checks what can be checked without the database; faults go into `faults`.
    pub(crate) fn read(&self, currency: &str, faults: &mut Faults) -> Option<GoalFields> {
        let name = faults.text("name", &self.name, NAME_MAX);
        let funnel_stage = word(faults, "funnel_stage", &self.funnel_stage, FunnelStage::parse);
        let metric = word(faults, "metric", &self.metric, GoalMetric::parse);
        let custom = metric == Some(GoalMetric::Custom);
        let metric_name = custom.then(|| faults.text("metric_name", &self.metric_name, 80));
        let own_unit = self.unit.trim();
        if custom {
            short(faults, "unit", own_unit, 20);
        }
        let scale = match metric.map(GoalMetric::unit) {
            Some(Unit::Money) => Scale::Money(currency),
            Some(Unit::Count) => Scale::Count,
            // Without a metric, whatever is a number at all.
            Some(Unit::Own) | None => Scale::Own,
        };
        let baseline = quantity(faults, "baseline", &self.baseline, scale);
        let target = quantity(faults, "target", &self.target, scale);
        if let (Some(metric), Some(baseline), Some(target)) = (metric, baseline, target) {
            if metric.accumulates() {
                faults.check(target > 0, "target", "not_positive");
                faults.check(baseline >= 0 || metric == GoalMetric::Margin, "baseline", "negative");
            } else {
                faults.check(target != baseline, "target", "same_as_baseline");
            }
        }
        let starts_on = day(faults, "starts_on", &self.starts_on);
        let due_on = day(faults, "due_on", &self.due_on);
        if let (Some(starts_on), Some(due_on)) = (starts_on, due_on) {
            faults.check(due_on > starts_on, "due_on", "order");
        }
        let metric = metric?;
        let unit = match metric.unit() {
            Unit::Money => currency.to_owned(),
            Unit::Count => "count".to_owned(),
            Unit::Own => own_unit.to_owned(),
        };
        Some(GoalFields {
            name,
            funnel_stage: funnel_stage?,
            metric,
            metric_name,
            unit,
            baseline: baseline?,
            target: target?,
            starts_on: starts_on?,
            due_on: due_on?,
        })
    }
}

/// Notes a text of more than `max` characters.
pub(crate) fn short(faults: &mut Faults, field: &'static str, text: &str, max: usize) {
    let length = text.chars().count();
    if length > max {
        faults.push(FieldError::new(field, "text_too_long").with("length", length).with("limit", max));
    }
}

/// A word of a list, or a noted fault.
pub(crate) fn word<T>(
    faults: &mut Faults,
    field: &'static str,
    text: &str,
    parse: impl Fn(&str) -> Option<T>,
) -> Option<T> {
    let text = text.trim();
    faults.take(if text.is_empty() {
        Err(FieldError::new(field, "required"))
    } else {
        parse(text).ok_or_else(|| FieldError::new(field, "choice").with("value", text))
    })
}

/// A day, or a noted fault.
pub(crate) fn day(faults: &mut Faults, field: &'static str, text: &str) -> Option<Date> {
    let text = text.trim();
    faults.take(if text.is_empty() {
        Err(FieldError::new(field, "required"))
    } else {
        zone::date(field, text).and_then(|day| {
            if (1900..=2999).contains(&day.year()) {
                Ok(day)
            } else {
                Err(FieldError::new(field, "date_malformed"))
            }
        })
    })
}

/// In what a number is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scale<'a> {
    /// Minor units of a currency.
    Money(&'a str),
    /// Whole things.
    Count,
    /// Millionths.
    Own,
}

/// The most that money and counts come to: the whole numbers that are exact in a float.
const WHOLE_MOST: i64 = 9_000_000_000_000_000;
/// The most that a custom metric comes to, in millionths.
const OWN_MOST: i64 = 1_000_000_000_000_000_000;

/// A number in the scale's steps, or a noted fault.
pub(crate) fn quantity(
    faults: &mut Faults,
    field: &'static str,
    quantity: &Quantity,
    scale: Scale<'_>,
) -> Option<i64> {
    let value = match quantity {
        Quantity::Text(text) if text.trim().is_empty() => Err("required"),
        Quantity::Text(text) => match scale {
            Scale::Money(currency) => {
                let malformed = || FieldError::new(field, "money_malformed").with("currency", currency);
                return faults.take(
                    money::parse(text, currency)
                        .ok_or_else(malformed)
                        .and_then(|minor| within(field, minor, WHOLE_MOST)),
                );
            }
            Scale::Count => typed_number(text, 0),
            Scale::Own => typed_number(text, 6),
        },
        Quantity::Exact(value) => exact(*value, scale),
    };
    let most = if scale == Scale::Own { OWN_MOST } else { WHOLE_MOST };
    faults
        .take(value.map_err(|code| FieldError::new(field, code)).and_then(|value| within(field, value, most)))
}

fn within(field: &'static str, value: i64, most: i64) -> Result<i64, FieldError> {
    if (-most..=most).contains(&value) { Ok(value) } else { Err(FieldError::new(field, "number_too_large")) }
}

/// A program's number in the scale's steps.
fn exact(value: f64, scale: Scale<'_>) -> Result<i64, &'static str> {
    let steps = match scale {
        Scale::Money(_) if value.fract() != 0.0 => return Err("not_minor_units"),
        Scale::Count if value.fract() != 0.0 => return Err("not_whole"),
        Scale::Money(_) | Scale::Count => value,
        Scale::Own => (value * Unit::Own.steps() as f64).round(),
    };
    if steps.is_finite() && steps.abs() <= 2e18 { Ok(steps as i64) } else { Err("number_too_large") }
}

/// Reads a number as people type it, in steps of so many digits after the mark.
pub(crate) fn typed_number(text: &str, digits: usize) -> Result<i64, &'static str> {
    let Typed { negative, whole, fraction } = number::typed(text, false).ok_or("number_malformed")?;
    let fraction = fraction.trim_end_matches('0');
    if fraction.len() > digits {
        return Err(if digits == 0 { "not_whole" } else { "too_many_decimals" });
    }
    let steps: i64 = format!("{whole}{fraction:0<digits$}").parse().map_err(|_| "number_too_large")?;
    Ok(if negative { -steps } else { steps })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::Error;

    fn whole() -> GoalInput {
        GoalInput {
            brand_id: String::new(),
            name: "Sell the summer stock".to_owned(),
            funnel_stage: "conversion".to_owned(),
            metric: "revenue".to_owned(),
            baseline: Quantity::Text("1.000".to_owned()),
            target: Quantity::Text("5.000,50".to_owned()),
            starts_on: "2026-06-01".to_owned(),
            due_on: "2026-08-31".to_owned(),
            ..GoalInput::default()
        }
    }

    fn codes(input: &GoalInput) -> Vec<(String, &'static str)> {
        let mut faults = Faults::default();
        input.read("EUR", &mut faults);
        match faults.finish() {
            Err(Error::Invalid(faults)) => {
                faults.into_iter().map(|fault| (fault.field, fault.code)).collect()
            }
            _ => vec![],
        }
    }

    #[test]
    fn a_whole_goal_is_read_and_money_becomes_minor_units() {
        let mut faults = Faults::default();
        let fields = whole().read("EUR", &mut faults).expect("read");
        assert!(faults.is_empty());
        assert_eq!((fields.baseline, fields.target, fields.unit.as_str()), (100_000, 500_050, "EUR"));
    }

    #[test]
    fn an_empty_goal_is_refused_with_every_fault_at_once() {
        let faults = codes(&GoalInput::default());
        let fields: Vec<&str> = faults.iter().map(|(field, _)| field.as_str()).collect();
        assert_eq!(fields, ["name", "funnel_stage", "metric", "baseline", "target", "starts_on", "due_on"]);
        assert!(faults.iter().all(|(_, code)| *code == "required"));
    }

    #[test]
    fn faults_between_fields_are_found() {
        let mut input = whole();
        input.due_on = input.starts_on.clone();
        input.target = Quantity::Text("0".to_owned());
        assert_eq!(codes(&input), [("target".to_owned(), "not_positive"), ("due_on".to_owned(), "order")]);
        input = whole();
        input.metric = "custom".to_owned();
        input.target = input.baseline.clone();
        assert_eq!(
            codes(&input),
            [("metric_name".to_owned(), "required"), ("target".to_owned(), "same_as_baseline")]
        );
        input = whole();
        input.metric = "vibes".to_owned();
        assert_eq!(codes(&input), [("metric".to_owned(), "choice")]);
    }

    #[test]
    fn numbers_are_read_as_people_type_them() {
        for (text, value) in [
            ("1250", 1_250_000_000),
            ("1.250", 1_250_000_000),
            ("1,250.5", 1_250_500_000),
            ("1.250.000", 1_250_000_000_000),
            ("0.125", 125_000),
            ("-3,5", -3_500_000),
            ("0,000001", 1),
            ("12 500", 12_500_000_000),
        ] {
            assert_eq!(typed_number(text, 6), Ok(value), "{text}");
            assert_eq!(typed_number(&Unit::Own.plain(value), 6), Ok(value), "{text}");
        }
        for text in ["", "-", "abc", "1e5", "NaN", "inf", "."] {
            assert_eq!(typed_number(text, 6), Err("number_malformed"), "{text}");
        }
        assert_eq!(typed_number("0.0000001", 6), Err("too_many_decimals"));
        assert_eq!((typed_number("12,50", 0), typed_number("12,0", 0)), (Err("not_whole"), Ok(12)));
        assert_eq!(typed_number("99999999999999999999", 0), Err("number_too_large"));
    }

    #[test]
    fn programs_numbers_are_whole_but_for_own_metrics() {
        let read = |value, scale| {
            let mut faults = Faults::default();
            quantity(&mut faults, "target", &Quantity::Exact(value), scale)
        };
        assert_eq!(read(1250.0, Scale::Money("EUR")), Some(1250));
        assert_eq!((read(12.5, Scale::Money("EUR")), read(12.5, Scale::Count)), (None, None));
        assert_eq!((read(12.5, Scale::Own), read(0.1 + 0.2, Scale::Own)), (Some(12_500_000), Some(300_000)));
        for wild in [f64::NAN, f64::INFINITY, 1e30, -1e30] {
            assert_eq!((read(wild, Scale::Own), read(wild, Scale::Count)), (None, None), "{wild}");
        }
    }

    proptest! {
        #[test]
        fn no_text_upsets_the_reader(text in ".{0,60}", other in ".{0,60}") {
            let input = GoalInput {
                name: text.clone(), funnel_stage: other.clone(), metric: "clicks".to_owned(),
                baseline: Quantity::Text(text.clone()), target: Quantity::Text(other.clone()),
                starts_on: text.clone(), due_on: other, ..GoalInput::default()
            };
            let mut faults = Faults::default();
            let _ = input.read("EUR", &mut faults);
            let _ = typed_number(&text, 6);
        }
    }
}
