//! A month of deliveries, in the workspace's zone.

use std::collections::HashSet;

use jiff::{ToSpan, civil::Date};

use super::store;
use crate::{
    Actor, App, FieldError, Permission, Result, clock::DAY, deliveries, deliveries::Delivery,
    slots::FreeSlot, zone,
};

/// Most deliveries of one day that a month shows; the rest is a number.
pub const SHOWN_A_DAY: usize = 4;

/// Most free posting times of one day that a month shows.
const FREE_A_DAY: usize = 2;

/// How far ahead a month shows free posting times.
const FREE_AHEAD: i64 = 28 * DAY;

/// A day with its deliveries.
#[derive(Debug, Clone)]
pub struct Day {
    /// Which day.
    pub date: Date,
    /// Whether it belongs to the month shown.
    pub in_month: bool,
    /// The first of its deliveries.
    pub deliveries: Vec<Delivery>,
    /// How many more there are.
    pub more: i64,
    /// Posting times to which nothing goes out yet: the first of the next weeks.
    pub free: Vec<FreeSlot>,
}

/// Whole weeks, Monday first, that cover a month.
#[derive(Debug, Clone)]
pub struct Month {
    /// First day of the month.
    pub first: Date,
    /// The days shown: 28 to 42.
    pub days: Vec<Day>,
}

/// The days that a month's page shows: whole weeks, Monday first.
#[must_use]
pub fn days_shown(first: Date) -> Vec<Date> {
    let last = first.last_of_month();
    let before = i64::from(first.weekday().to_monday_zero_offset());
    let after = i64::from(6 - last.weekday().to_monday_zero_offset());
    let count = before + i64::from(last.day()) + after;
    (0..count).filter_map(|offset| first.checked_add((offset - before).days()).ok()).collect()
}

impl App {
    /// A month, `YYYY-MM`; empty means the current one.
    ///
    /// # Errors
    /// `month: date_malformed`.
    pub async fn calendar_month(&self, actor: &Actor, month: &str) -> Result<Month> {
        actor.require(Permission::View)?;
        let first = if month.is_empty() {
            zone::day(self.now(), &actor.zone).first_of_month()
        } else {
            zone::date("month", &format!("{month}-01"))
                .map_err(|_| crate::Error::Invalid(vec![FieldError::new("month", "date_malformed")]))?
        };
        let mut days: Vec<Day> = days_shown(first)
            .into_iter()
            .map(|date| Day {
                date,
                in_month: date.month() == first.month(),
                deliveries: Vec::new(),
                more: 0,
                free: Vec::new(),
            })
            .collect();
        let starts: Vec<i64> = days.iter().map(|day| zone::start_of_day(day.date, &actor.zone)).collect();
        let end = days.last().and_then(|day| day.date.tomorrow().ok());
        let Some(end) = end else { return Ok(Month { first, days }) };
        let until = zone::start_of_day(end, &actor.zone);
        let (sql, workspace_id, scope) = (self.db.read(), actor.workspace_id, actor.brand_scope);
        let shown = i64::try_from(SHOWN_A_DAY).unwrap_or(4);
        // One after the other: side by side they would take two connections, and the pool fill with cold ones.
        let found = store::first_of_days(sql, workspace_id, scope, &starts, until, shown).await?;
        let counts = store::count_of_days(sql, workspace_id, scope, &starts, until).await?;
        for delivery in found {
            if let Some(day) = day_of(&starts, delivery.scheduled_at).and_then(|index| days.get_mut(index)) {
                day.deliveries.push(delivery);
            }
        }
        for (day, count) in days.iter_mut().zip(counts) {
            day.more = count - i64::try_from(day.deliveries.len()).unwrap_or(0);
        }
        if actor.allows(Permission::Publish) {
            let first = starts.first().copied().unwrap_or(until);
            for slot in self.free_slots(actor, first, until.min(self.now() + FREE_AHEAD)).await? {
                let day = day_of(&starts, slot.at).and_then(|index| days.get_mut(index));
                let Some(day) = day else { continue };
                let posts: HashSet<_> = day.deliveries.iter().map(|delivery| delivery.post_id).collect();
                if day.free.len() < FREE_A_DAY && posts.len() + day.free.len() < SHOWN_A_DAY {
                    day.free.push(slot);
                }
            }
        }
        Ok(Month { first, days })
    }

    /// Deliveries of one day, `YYYY-MM-DD`, in order; at most 500.
    ///
    /// # Errors
    /// `day: date_malformed`.
    pub async fn calendar_day(&self, actor: &Actor, day: &str) -> Result<(Date, Vec<Delivery>)> {
        actor.require(Permission::View)?;
        let date = zone::date("day", day).map_err(|fault| crate::Error::Invalid(vec![fault]))?;
        let from = zone::start_of_day(date, &actor.zone);
        let until = date.tomorrow().map_or(from, |next| zone::start_of_day(next, &actor.zone));
        let (sql, scope) = (self.db.read(), actor.brand_scope);
        let found = deliveries::store::between(sql, actor.workspace_id, scope, from, until, 500).await?;
        Ok((date, found))
    }
}

fn day_of(starts: &[i64], at: i64) -> Option<usize> {
    starts.partition_point(|start| *start <= at).checked_sub(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_is_whole_weeks_from_monday() {
        for month in 1..=12 {
            let first = Date::constant(2027, month, 1);
            let days = days_shown(first);
            assert_eq!(days.len() % 7, 0);
            assert_eq!(days[0].weekday().to_monday_zero_offset(), 0);
            assert!(days.contains(&first) && days.contains(&first.last_of_month()));
        }
    }
}
