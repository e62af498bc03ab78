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
    /// As a program gives it, money in minor units.
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
    pub baseline: f64,
    pub target: f64,
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
        let money = metric.is_some_and(|metric| metric.unit() == Unit::Money);
        let quantity_currency = money.then_some(currency);
        let baseline = quantity(faults, "baseline", &self.baseline, quantity_currency);
        let target = quantity(faults, "target", &self.target, quantity_currency);
        if let (Some(metric), Some(baseline), Some(target)) = (metric, baseline, target) {
            if metric.accumulates() {
                faults.check(target > 0.0, "target", "not_positive");
                faults.check(baseline >= 0.0 || metric == GoalMetric::Margin, "baseline", "negative");
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

/// A number, in minor units when it is money, or a noted fault.
pub(crate) fn quantity(
    faults: &mut Faults,
    field: &'static str,
    quantity: &Quantity,
    currency: Option<&str>,
) -> Option<f64> {
    let value = match quantity {
        Quantity::Text(text) if text.trim().is_empty() => Err(FieldError::new(field, "required")),
        Quantity::Text(text) => match currency {
            Some(currency) => money::parse(text, currency)
                .map(|minor| minor as f64)
                .ok_or_else(|| FieldError::new(field, "money_malformed").with("currency", currency)),
            None => typed_number(text).ok_or_else(|| FieldError::new(field, "number_malformed")),
        },
        Quantity::Exact(value) if currency.is_some() && value.fract() != 0.0 => {
            Err(FieldError::new(field, "not_minor_units"))
        }
        Quantity::Exact(value) => Ok(*value),
    };
    let value = value.and_then(|value| {
        // Beyond this a double no longer tells whole numbers apart.
        if value.is_finite() && value.abs() <= 9e15 {
            Ok(value)
        } else {
            Err(FieldError::new(field, "number_too_large"))
        }
    });
    faults.take(value)
}

/// Reads a number as people type it.
pub(crate) fn typed_number(text: &str) -> Option<f64> {
    let Typed { negative, whole, fraction } = number::typed(text, false)?;
    let value: f64 = format!("{whole}.{fraction}0").parse().ok()?;
    Some(if negative { -value } else { value })
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
        assert_eq!((fields.baseline, fields.target, fields.unit.as_str()), (100_000.0, 500_050.0, "EUR"));
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
            ("1250", 1250.0),
            ("1.250", 1250.0),
            ("1,250.5", 1250.5),
            ("1.250.000", 1_250_000.0),
            ("0.125", 0.125),
            ("-3,5", -3.5),
            ("12 500", 12_500.0),
        ] {
            assert_eq!(typed_number(text), Some(value), "{text}");
        }
        for text in ["", "-", "abc", "1e5", "NaN", "inf", "."] {
            assert_eq!(typed_number(text), None, "{text}");
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
            let _ = typed_number(&text);
        }
    }
}
