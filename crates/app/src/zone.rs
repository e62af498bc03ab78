//! Between local times and epoch milliseconds. Local times are converted once, at the edge, by this rule:
//! an hour that daylight saving skips is refused with the two nearest real times, an hour that it repeats means its
//! first pass.

use jiff::{
    Timestamp,
    civil::{Date, DateTime},
    tz::{AmbiguousOffset, TimeZone},
};

use crate::FieldError;

/// An IANA zone by name.
///
/// # Errors
/// `zone_unknown` on `field`.
pub fn zone(field: &'static str, name: &str) -> Result<TimeZone, FieldError> {
    TimeZone::get(name).map_err(|_| FieldError::new(field, "zone_unknown").with("zone", name))
}

/// Epoch milliseconds of `YYYY-MM-DDTHH:MM` in a zone.
///
/// # Errors
/// `time_malformed`; `time_skipped` with `before` and `after`, the last minute before and the first after the gap.
pub fn instant(field: &'static str, local: &str, zone: &TimeZone) -> Result<i64, FieldError> {
    let civil: DateTime = local.parse().map_err(|_| FieldError::new(field, "time_malformed"))?;
    let ambiguous = zone.to_ambiguous_timestamp(civil);
    if let AmbiguousOffset::Gap { .. } = ambiguous.offset() {
        let edge = ambiguous
            .later()
            .ok()
            .and_then(|later| zone.preceding(later).next().map(|transition| transition.timestamp()));
        let clock = |timestamp: Timestamp| timestamp.to_zoned(zone.clone()).strftime("%H:%M").to_string();
        let mut error = FieldError::new(field, "time_skipped");
        if let Some(edge) = edge {
            let before = edge.checked_sub(jiff::Span::new().minutes(1)).map(clock).unwrap_or_default();
            error = error.with("before", before).with("after", clock(edge));
        }
        return Err(error);
    }
    ambiguous
        .compatible()
        .map(Timestamp::as_millisecond)
        .map_err(|_| FieldError::new(field, "time_malformed"))
}

/// `YYYY-MM-DDTHH:MM` of an instant in a zone, as `<input type="datetime-local">` wants it.
#[must_use]
pub fn local(at: i64, zone: &TimeZone) -> String {
    Timestamp::from_millisecond(at)
        .map(|timestamp| timestamp.to_zoned(zone.clone()).strftime("%Y-%m-%dT%H:%M").to_string())
        .unwrap_or_default()
}

/// The calendar day of an instant in a zone.
#[must_use]
pub fn day(at: i64, zone: &TimeZone) -> Date {
    Timestamp::from_millisecond(at).unwrap_or_default().to_zoned(zone.clone()).date()
}

/// First instant of a calendar day in a zone.
#[must_use]
pub fn start_of_day(day: Date, zone: &TimeZone) -> i64 {
    day.to_zoned(zone.clone()).map(|zoned| zoned.timestamp().as_millisecond()).unwrap_or_default()
}

/// Reads `YYYY-MM-DD`.
///
/// # Errors
/// `date_malformed` on `field`.
pub fn date(field: &'static str, text: &str) -> Result<Date, FieldError> {
    text.parse().map_err(|_| FieldError::new(field, "date_malformed"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_skipped_hour_is_refused_and_names_the_edges() {
        let berlin = TimeZone::get("Europe/Berlin").expect("zone");
        let error = instant("at", "2027-03-28T02:30", &berlin).expect_err("skipped");
        assert_eq!(error.code, "time_skipped");
        assert_eq!(error.params, [("before", "01:59".to_owned()), ("after", "03:00".to_owned())]);
    }

    #[test]
    fn the_repeated_hour_means_its_first_pass() {
        let berlin = TimeZone::get("Europe/Berlin").expect("zone");
        let at = instant("at", "2026-10-25T02:30", &berlin).expect("repeated");
        assert_eq!(at, "2026-10-25T00:30:00Z".parse::<Timestamp>().expect("time").as_millisecond());
        assert_eq!(local(at, &berlin), "2026-10-25T02:30");
    }
}
