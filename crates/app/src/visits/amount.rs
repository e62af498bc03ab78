//! Amounts as programs write them.

use serde_json::Value;

use crate::{FieldError, money};

/// Most minor units in one event: a slip of the comma shall not become a record month.
const MOST: i64 = 100_000_000_000;

/// Minor units of `"49.90"` or `49.9`. Programs group no thousands: one point, at most the currency's digits after it.
///
/// # Errors
/// `amount_malformed`, `amount_negative` or `amount_too_large` on `field`.
pub fn amount(field: &'static str, value: &Value, currency: &str) -> Result<i64, FieldError> {
    let text = match value {
        Value::String(text) => text.trim().to_owned(),
        Value::Number(number) => number.to_string(),
        _ => return Err(FieldError::new(field, "amount_malformed")),
    };
    if text.starts_with('-') {
        return Err(FieldError::new(field, "amount_negative"));
    }
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    // `49.900` and the `49.0` that JavaScript makes of 49 in yen say nothing wrong.
    let fraction = fraction.trim_end_matches('0');
    let places = money::digits(currency).unwrap_or(2) as usize;
    if whole.is_empty()
        || text.ends_with('.')
        || !digits(whole)
        || !digits(fraction)
        || fraction.len() > places
    {
        return Err(FieldError::new(field, "amount_malformed"));
    }
    let minor: i64 = format!("{whole}{fraction:0<places$}")
        .parse()
        .map_err(|_| FieldError::new(field, "amount_too_large"))?;
    if minor > MOST { Err(FieldError::new(field, "amount_too_large")) } else { Ok(minor) }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn programs_amounts_are_exact() {
        for (value, currency, minor) in [
            (json!("49.90"), "EUR", 4990),
            (json!(49.9), "EUR", 4990),
            (json!("1.250"), "EUR", 125),
            (json!(49.0), "JPY", 49),
            (json!(0), "EUR", 0),
            (json!("1.234"), "KWD", 1234),
        ] {
            assert_eq!(amount("value", &value, currency), Ok(minor), "{value} {currency}");
        }
        for value in [
            json!("1,50"),
            json!("1.234"),
            json!(""),
            json!("."),
            json!("5."),
            json!(null),
            json!(-1),
            json!(1e30),
            json!("9e2"),
        ] {
            assert!(amount("value", &value, "EUR").is_err(), "{value}");
        }
    }
}
