//! Money: integer minor units and an ISO 4217 code; never a float.

use crate::number::{self, Typed};

/// Currencies offered, with the digits of their minor unit (ISO 4217 list one).
pub const CURRENCIES: &[(&str, u32)] = &[
    ("EUR", 2),
    ("USD", 2),
    ("GBP", 2),
    ("CHF", 2),
    ("AUD", 2),
    ("BRL", 2),
    ("CAD", 2),
    ("CLP", 0),
    ("CNY", 2),
    ("COP", 2),
    ("CZK", 2),
    ("DKK", 2),
    ("HUF", 2),
    ("INR", 2),
    ("JPY", 0),
    ("KRW", 0),
    ("MXN", 2),
    ("NOK", 2),
    ("NZD", 2),
    ("PEN", 2),
    ("PLN", 2),
    ("RON", 2),
    ("SEK", 2),
    ("TRY", 2),
    ("UAH", 2),
    ("ZAR", 2),
    ("KWD", 3),
];

/// Digits after the point; `None` for a currency that is not offered.
#[must_use]
pub fn digits(currency: &str) -> Option<u32> {
    CURRENCIES.iter().find(|(code, _)| *code == currency).map(|(_, digits)| *digits)
}

/// Reads what a person types (`1250`, `1250.50`, `1.250,50`, `1,250.50`) into minor units; `None` when it is no
/// amount or has more digits than the currency.
#[must_use]
pub fn parse(text: &str, currency: &str) -> Option<i64> {
    let digits = digits(currency)? as usize;
    let Typed { negative, whole, fraction } = number::typed(text, digits == 3)?;
    if fraction.len() > digits {
        return None;
    }
    let minor: i64 = format!("{whole}{fraction:0<digits$}").parse().ok()?;
    Some(if negative { -minor } else { minor })
}

/// `1250.50`: the plain form for fields and the API.
#[must_use]
pub fn plain(minor: i64, currency: &str) -> String {
    let digits = digits(currency).unwrap_or(2);
    let scale = 10_i64.pow(digits);
    let sign = if minor < 0 { "-" } else { "" };
    let minor = minor.unsigned_abs();
    let scale = scale.unsigned_abs();
    if digits == 0 {
        return format!("{sign}{minor}");
    }
    format!("{sign}{}.{:0width$}", minor / scale, minor % scale, width = digits as usize)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_read_as_people_type_them() {
        for (text, minor) in [
            ("1250", 125_000),
            ("1250.5", 125_050),
            ("1.250,50", 125_050),
            ("1,250.50", 125_050),
            ("1.250", 125_000),
            ("0,05", 5),
            ("-3", -300),
            (".5", 50),
        ] {
            assert_eq!(parse(text, "EUR"), Some(minor), "{text}");
        }
        for text in ["", "abc", "1.2345", "0.125", ".125", "1.2.3", "1,25.000", "--1", "1e3"] {
            assert_eq!(parse(text, "EUR"), None, "{text}");
        }
        assert_eq!(parse("1500", "JPY"), Some(1500));
        assert_eq!(plain(-125_050, "EUR"), "-1250.50");
    }
}
