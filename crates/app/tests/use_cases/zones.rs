//! The one rule of local times, over every zone and its next four changes of the clock.

use app::zone::{instant, local};
use jiff::{
    SignedDuration, Timestamp,
    civil::DateTime,
    tz::{Offset, TimeZone},
};

/// The wall clock of an instant under an offset, worked out without the zone.
fn wall(at: Timestamp, offset: Offset) -> DateTime {
    offset.to_datetime(at)
}

fn typed(time: DateTime) -> String {
    time.strftime("%Y-%m-%dT%H:%M").to_string()
}

#[test]
fn skipped_and_doubled_hours_follow_one_rule_in_every_zone() {
    let from: Timestamp = "2026-11-01T00:00:00Z".parse().expect("a time");
    let names: Vec<String> = jiff::tz::db().available().map(|name| name.to_string()).collect();
    let (mut skipped, mut doubled, mut zones) = (0, 0, 0);
    for name in &names {
        let Ok(zone) = TimeZone::get(name) else { continue };
        let changes: Vec<_> = zone.following(from).take(4).map(|change| change.timestamp()).collect();
        zones += usize::from(!changes.is_empty());
        for edge in changes {
            let second = SignedDuration::from_secs(1);
            let old = zone.to_offset(edge.checked_sub(second).expect("a time"));
            let new = zone.to_offset(edge);
            let shift = i64::from(new.seconds()) - i64::from(old.seconds());
            let half = SignedDuration::from_secs(shift.abs() / 120 * 60);
            if shift > 0 {
                skipped += 1;
                let missing = wall(edge, old).checked_add(half).expect("a time");
                let fault = instant("at", &typed(missing), &zone).expect_err(name);
                let minute = SignedDuration::from_mins(1);
                let before =
                    wall(edge.checked_sub(minute).expect("a time"), old).strftime("%H:%M").to_string();
                let after = wall(edge, new).strftime("%H:%M").to_string();
                assert_eq!(
                    (fault.code, fault.params),
                    ("time_skipped", vec![("before", before), ("after", after)]),
                    "{name}"
                );
            } else if shift < 0 {
                doubled += 1;
                let twice = wall(edge, new).checked_add(half).expect("a time");
                let first = old.to_timestamp(twice).expect("a time").as_millisecond();
                let second = new.to_timestamp(twice).expect("a time").as_millisecond();
                assert_eq!(instant("at", &typed(twice), &zone).ok(), Some(first), "{name}");
                assert_eq!(
                    (local(first, &zone), local(second, &zone)),
                    (typed(twice), typed(twice)),
                    "{name}"
                );
            }
            // The minutes around the change mean themselves.
            for minutes in [-180, 180] {
                let at =
                    edge.checked_add(SignedDuration::from_mins(minutes)).expect("a time").as_millisecond();
                // What is typed has no seconds; a few zones end their table on one.
                let at = at.div_euclid(60_000) * 60_000;
                assert_eq!(instant("at", &local(at, &zone), &zone).ok(), Some(at), "{name}");
            }
        }
    }
    assert!(
        names.len() > 400 && zones > 100 && skipped > 200 && doubled > 200,
        "{zones} {skipped} {doubled}"
    );
}
