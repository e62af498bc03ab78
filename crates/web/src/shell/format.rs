//! Numbers, money and times as each language writes them.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::i18n::{Arg, Locale};

const NBSP: char = '\u{a0}';
/// A number behind any number of references, as templates hand numbers on.
pub trait Plain<T> {
    /// The number itself.
    fn plain(&self) -> T;
}

impl Plain<Self> for i64 {
    fn plain(&self) -> Self {
        *self
    }
}

impl Plain<Self> for f64 {
    fn plain(&self) -> Self {
        *self
    }
}

impl<T, N: Plain<T> + ?Sized> Plain<T> for &N {
    fn plain(&self) -> T {
        (**self).plain()
    }
}

/// A true minus sign; a hyphen breaks from its number and is too short beside digits.
const MINUS: char = '\u{2212}';

impl Locale {
    const fn decimal_mark(self) -> char {
        match self {
            Self::En => '.',
            Self::De | Self::Es => ',',
        }
    }

    const fn group_mark(self) -> char {
        match self {
            Self::En => ',',
            Self::De | Self::Es => '.',
        }
    }

    /// Spanish leaves four digits together: 1234, but 12.345.
    const fn smallest_grouped(self) -> usize {
        match self {
            Self::En | Self::De => 4,
            Self::Es => 5,
        }
    }
}

/// A whole number with its groups.
#[must_use]
pub fn number(locale: Locale, value: i64) -> String {
    let digits = value.unsigned_abs().to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3 + 3);
    if value < 0 {
        text.push(MINUS);
    }
    let grouped = digits.len() >= locale.smallest_grouped();
    for (index, digit) in digits.chars().enumerate() {
        if grouped && index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(locale.group_mark());
        }
        text.push(digit);
    }
    text
}

/// A number with a fixed count of decimals.
#[must_use]
pub fn decimal(locale: Locale, value: f64, decimals: usize) -> String {
    if !value.is_finite() {
        return "–".to_owned();
    }
    let fixed = format!("{:.decimals$}", value.abs());
    let (whole, fraction) = fixed.split_once('.').unwrap_or((&fixed, ""));
    let mut text = whole.parse::<i64>().map_or_else(|_| whole.to_owned(), |whole| number(locale, whole));
    if value < 0.0 && fixed.chars().any(|digit| digit.is_ascii_digit() && digit != '0') {
        text.insert(0, MINUS);
    }
    if !fraction.is_empty() {
        text.push(locale.decimal_mark());
        text.push_str(fraction);
    }
    text
}

/// A share, where 0.125 is 12.5 %.
#[must_use]
pub fn percent(locale: Locale, share: f64) -> String {
    if !share.is_finite() {
        return "–".to_owned();
    }
    let text = decimal(locale, share * 100.0, 1);
    match locale {
        Locale::En => format!("{text}%"),
        Locale::De | Locale::Es => format!("{text}{NBSP}%"),
    }
}

/// A number in little room: 1.2k, 3.4M. Exact up to 9,999.
#[must_use]
pub fn compact(locale: Locale, value: i64) -> String {
    #[expect(clippy::cast_precision_loss, reason = "one decimal is shown")]
    let magnitude = value.unsigned_abs() as f64;
    let (divisor, key) = match value.unsigned_abs() {
        0..=9_999 => return number(locale, value),
        10_000..=999_949 => (1e3, "number-thousand"),
        999_950..=999_949_999 => (1e6, "number-million"),
        _ => (1e9, "number-billion"),
    };
    let scaled = magnitude / divisor;
    let decimals = usize::from(scaled < 99.95);
    let short = decimal(locale, if value < 0 { -scaled } else { scaled }, decimals);
    let short = short.strip_suffix(&format!("{}0", locale.decimal_mark())).unwrap_or(&short);
    locale.text_with(key, &[("number", Arg::from(short))])
}

fn currency_sign(currency: &str) -> Option<&'static str> {
    Some(match currency {
        "EUR" => "€",
        "USD" => "$",
        "GBP" => "£",
        "JPY" => "¥",
        "INR" => "₹",
        "KRW" => "₩",
        "BRL" => "R$",
        "UAH" => "₴",
        _ => return None,
    })
}

/// An amount in minor units with its currency.
#[must_use]
pub fn money(locale: Locale, minor: i64, currency: &str) -> String {
    let decimals = app::money::digits(currency).unwrap_or(2);
    let unit = 10_u64.pow(decimals);
    let magnitude = minor.unsigned_abs();
    let mut amount = number(locale, i64::try_from(magnitude / unit).unwrap_or(i64::MAX));
    if decimals > 0 {
        amount.push(locale.decimal_mark());
        amount.push_str(&format!("{:0width$}", magnitude % unit, width = decimals as usize));
    }
    let minus = if minor < 0 { MINUS.to_string() } else { String::new() };
    match (locale, currency_sign(currency)) {
        (Locale::En, Some(sign)) => format!("{minus}{sign}{amount}"),
        (Locale::En, None) => format!("{minus}{currency}{NBSP}{amount}"),
        (_, Some(sign)) => format!("{minus}{amount}{NBSP}{sign}"),
        (_, None) => format!("{minus}{amount}{NBSP}{currency}"),
    }
}

/// An amount in little room, in whole units: €12.3k.
#[must_use]
pub fn money_short(locale: Locale, minor: i64, currency: &str) -> String {
    let unit = 10_i64.pow(app::money::digits(currency).unwrap_or(2));
    if minor.unsigned_abs() < unit.unsigned_abs() * 10 && minor % unit != 0 {
        return money(locale, minor, currency);
    }
    let amount = compact(locale, minor / unit);
    match (locale, currency_sign(currency)) {
        (Locale::En, Some(sign)) => match amount.strip_prefix(MINUS) {
            Some(amount) => format!("{MINUS}{sign}{amount}"),
            None => format!("{sign}{amount}"),
        },
        (Locale::En, None) => format!("{currency}{NBSP}{amount}"),
        (_, sign) => format!("{amount}{NBSP}{}", sign.unwrap_or(currency)),
    }
}

fn zoned(zone: &TimeZone, epoch_ms: i64) -> Option<jiff::Zoned> {
    Timestamp::from_millisecond(epoch_ms).ok().map(|instant| instant.to_zoned(zone.clone()))
}

/// A calendar day in the zone: 22 Nov 2026.
#[must_use]
pub fn date(locale: Locale, zone: &TimeZone, epoch_ms: i64) -> String {
    zoned(zone, epoch_ms).map_or_else(|| "–".to_owned(), |at| day(locale, at.date()))
}

/// A calendar day that belongs to no zone, such as a deadline.
#[must_use]
pub fn day(locale: Locale, date: jiff::civil::Date) -> String {
    locale.text_with(
        "date-medium",
        &[
            ("day", Arg::Text(date.day().to_string())),
            ("month", Arg::Text(month_short(locale, date.month()))),
            ("year", Arg::Text(date.year().to_string())),
        ],
    )
}

/// A calendar day without its year, for axes and rows of the same year.
#[must_use]
pub fn day_month(locale: Locale, date: jiff::civil::Date) -> String {
    locale.text_with(
        "date-short",
        &[
            ("day", Arg::Text(date.day().to_string())),
            ("month", Arg::Text(month_short(locale, date.month()))),
        ],
    )
}

/// The month's short name, 1 to 12.
#[must_use]
pub fn month_short(locale: Locale, month: i8) -> String {
    locale.text(&format!("month-short-{month}"))
}

/// The month's name, 1 to 12.
#[must_use]
pub fn month(locale: Locale, month: i8) -> String {
    locale.text(&format!("month-{month}"))
}

/// The weekday's short name, Monday being 1.
#[must_use]
pub fn weekday_short(locale: Locale, weekday: jiff::civil::Weekday) -> String {
    locale.text(&format!("weekday-short-{}", weekday.to_monday_one_offset()))
}

/// The time of day in the zone on the 24 hour clock.
#[must_use]
pub fn time(zone: &TimeZone, epoch_ms: i64) -> String {
    zoned(zone, epoch_ms).map_or_else(|| "–".to_owned(), |at| format!("{:02}:{:02}", at.hour(), at.minute()))
}

/// Day and time in the zone: 22 Nov 2026, 14:05.
#[must_use]
pub fn datetime(locale: Locale, zone: &TimeZone, epoch_ms: i64) -> String {
    format!("{},{NBSP}{}", date(locale, zone, epoch_ms), time(zone, epoch_ms))
}

/// Day and time without the year, where it is the year of now: 22 Nov, 14:05.
#[must_use]
pub fn moment(locale: Locale, zone: &TimeZone, epoch_ms: i64, now_ms: i64) -> String {
    match (zoned(zone, epoch_ms), zoned(zone, now_ms)) {
        (Some(at), Some(now)) if at.year() == now.year() => {
            format!("{},{NBSP}{}", day_month(locale, at.date()), time(zone, epoch_ms))
        }
        _ => datetime(locale, zone, epoch_ms),
    }
}

/// The form machines read, for `<time datetime>`.
#[must_use]
pub fn iso(epoch_ms: i64) -> String {
    Timestamp::from_millisecond(epoch_ms).map_or_else(|_| String::new(), |instant| instant.to_string())
}

/// The distance from now in the largest fitting unit: "in 3 hours", "5 minutes ago".
#[must_use]
pub fn relative(locale: Locale, epoch_ms: i64, now_ms: i64) -> String {
    let difference = epoch_ms.saturating_sub(now_ms);
    let minutes = difference.unsigned_abs() / 60_000;
    let (unit, count) = match minutes {
        0 if difference > 0 => return locale.text("relative-soon"),
        0 => return locale.text("relative-now"),
        1..60 => ("minutes", minutes),
        60..2_880 => ("hours", minutes / 60),
        _ => ("days", minutes / 1_440),
    };
    let direction = if difference > 0 { "in" } else { "ago" };
    let count = i64::try_from(count).unwrap_or(i64::MAX);
    locale.text_with(&format!("relative-{direction}-{unit}"), &[("count", Arg::Count(count))])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped_by_language() {
        assert_eq!(number(Locale::En, 1_234_567), "1,234,567");
        assert_eq!(number(Locale::De, -1_234), "−1.234");
        assert_eq!(number(Locale::Es, 1_234), "1234");
        assert_eq!(number(Locale::Es, 12_345), "12.345");
        assert_eq!(number(Locale::En, i64::MIN), "−9,223,372,036,854,775,808");
        assert_eq!(decimal(Locale::De, -0.04, 1), "0,0");
        assert_eq!(percent(Locale::De, 0.125), "12,5\u{a0}%");
        assert_eq!(percent(Locale::En, f64::NAN), "–");
    }

    #[test]
    fn compact_numbers_keep_one_decimal() {
        assert_eq!(compact(Locale::En, 9_999), "9,999");
        assert_eq!(compact(Locale::En, 12_345), "12.3k");
        assert_eq!(compact(Locale::En, 20_000), "20k");
        assert_eq!(compact(Locale::De, 1_250_000), "1,2\u{a0}Mio.");
        assert_eq!(compact(Locale::En, 999_960), "1M");
    }

    #[test]
    fn money_follows_currency_and_language() {
        assert_eq!(money(Locale::En, 123_450, "EUR"), "€1,234.50");
        assert_eq!(money(Locale::De, 123_450, "EUR"), "1.234,50\u{a0}€");
        assert_eq!(money(Locale::Es, -5, "USD"), "−0,05\u{a0}$");
        assert_eq!(money(Locale::En, 500, "JPY"), "¥500");
        assert_eq!(money(Locale::De, 1_234, "KWD"), "1,234\u{a0}KWD");
    }

    #[test]
    fn times_are_shown_in_the_zone() -> Result<(), jiff::Error> {
        let berlin = TimeZone::get("Europe/Berlin")?;
        let noon = 1_795_345_200_000; // 22 November 2026, 11:00 UTC
        assert_eq!(datetime(Locale::En, &berlin, noon), "22 Nov 2026,\u{a0}12:00");
        assert_eq!(moment(Locale::En, &berlin, noon, noon), "22 Nov,\u{a0}12:00");
        assert_eq!(moment(Locale::En, &berlin, noon, 0), "22 Nov 2026,\u{a0}12:00");
        assert_eq!(relative(Locale::En, noon + 20_000, noon), "in a moment");
        assert_eq!(date(Locale::De, &berlin, noon), "22. Nov. 2026");
        assert_eq!(relative(Locale::En, noon + 10_800_000, noon), "in 3 hours");
        assert_eq!(relative(Locale::De, noon - 60_000, noon), "vor 1 Minute");
        assert_eq!(iso(noon), "2026-11-22T11:00:00Z");
        Ok(())
    }
}
