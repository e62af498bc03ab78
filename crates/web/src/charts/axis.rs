//! Which days of a course are named below it.

use jiff::civil::{Date, Weekday};

use crate::i18n::Locale;
use crate::shell::format;

/// A name below the picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// The day's place in the course.
    pub index: usize,
    /// Its name.
    pub text: String,
}

/// At most `room` names for rising days: every day, every other, Mondays, first days of months,
/// of quarters, of years; else evenly spread.
pub fn marks(dates: &[Date], room: usize, locale: Locale) -> Vec<Mark> {
    let day = |date: Date| format::day_month(locale, date);
    let month = |date: Date| {
        let name = format::month_short(locale, date.month());
        if date.month() == 1 { format!("{name} {}", date.year()) } else { name }
    };
    let every = |wanted: &dyn Fn(Date) -> bool, step: usize| -> Vec<usize> {
        (0..dates.len()).filter(|index| wanted(dates[*index])).step_by(step).collect()
    };
    let monday = |date: Date| date.weekday() == Weekday::Monday;
    let candidates = [
        (every(&|_| true, 1), false),
        (every(&|_| true, 2), false),
        (every(&monday, 1), false),
        (every(&monday, 2), false),
        (every(&|date| date.day() == 1, 1), true),
        (every(&|date| date.day() == 1 && date.month() % 3 == 1, 1), true),
        (every(&|date| date.day() == 1 && date.month() == 1, 1), true),
    ];
    let few = dates.len().min(2);
    for (found, by_month) in candidates {
        if (few..=room).contains(&found.len()) {
            let name = |index: usize| if by_month { month(dates[index]) } else { day(dates[index]) };
            return found.into_iter().map(|index| Mark { index, text: name(index) }).collect();
        }
    }
    let step = dates.len().div_ceil(room.max(1)).max(1);
    (0..dates.len()).step_by(step).map(|index| Mark { index, text: day(dates[index]) }).collect()
}

#[cfg(test)]
mod tests {
    use jiff::ToSpan;
    use proptest::prelude::*;

    use super::*;

    fn days(from: Date, count: i32, step: i32) -> Vec<Date> {
        (0..count).filter_map(|index| from.checked_add((index * step).days()).ok()).collect()
    }

    #[test]
    fn names_fit_the_course() {
        let start = jiff::civil::date(2026, 8, 26);
        let names = |dates: &[Date]| {
            marks(dates, 6, Locale::En).into_iter().map(|mark| mark.text).collect::<Vec<_>>()
        };
        assert_eq!(names(&days(start, 3, 1)), ["26 Aug", "27 Aug", "28 Aug"]);
        assert_eq!(names(&days(start, 30, 1)), ["31 Aug", "7 Sep", "14 Sep", "21 Sep"]);
        assert_eq!(names(&days(start, 90, 1)), ["Sep", "Oct", "Nov"]);
        assert_eq!(names(&days(start, 400, 1)), ["Oct", "Jan 2027", "Apr", "Jul"]);
        assert!(names(&[]).is_empty());
    }

    proptest! {
        #[test]
        fn never_more_names_than_room(count in 0_i32..900, step in 1_i32..40, room in 2_usize..12) {
            let dates = days(jiff::civil::date(2024, 2, 29), count, step);
            let found = marks(&dates, room, Locale::De);
            prop_assert!(found.len() <= room);
            prop_assert!(dates.is_empty() || !found.is_empty());
            prop_assert!(found.windows(2).all(|pair| pair[0].index < pair[1].index));
        }
    }
}
