//! The money of a month.

use jiff::civil::Date;
use serde::Serialize;

use super::store::{self, MonthRow};
use crate::{Actor, App, Permission, Result, budget::Return, goals::bounds, zone};

/// Revenue, margin and cost of the month so far. Only what came over tracked links counts for the return.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MonthMoney {
    /// First day.
    pub from: Date,
    /// Today.
    pub to: Date,
    /// Revenue over tracked links; unknown while no visit or conversion was ever heard of.
    pub revenue_minor: Option<i64>,
    /// Margin, likewise, of those conversions whose margin is known.
    pub margin_minor: Option<i64>,
    /// Conversions that nobody told the margin of: the return leaves them out.
    pub margin_unknown: i64,
    /// Conversions that make it.
    pub conversions: i64,
    /// Revenue of conversions that came without a tracked link.
    pub unattributed_minor: i64,
    /// Conversions in other currencies: in no sum here.
    pub other_currency: i64,
    /// Cost lines of the month's days.
    pub cost_minor: i64,
    /// How many.
    pub cost_lines: i64,
    /// (margin − cost) ÷ cost; unknown without cost or margin.
    pub roi: Option<f64>,
}

impl MonthMoney {
    fn of(from: Date, to: Date, row: &MonthRow) -> Self {
        let known = row.heard > 0;
        let margin_known = row.margin_unknown == 0 || row.margin_unknown < row.conversions;
        let margin_minor = (known && margin_known).then_some(row.margin_minor);
        Self {
            from,
            to,
            revenue_minor: known.then_some(row.revenue_minor),
            margin_minor,
            margin_unknown: row.margin_unknown,
            conversions: row.conversions,
            unattributed_minor: row.unattributed_minor,
            other_currency: row.other_currency,
            cost_minor: row.cost_minor,
            cost_lines: row.cost_lines,
            roi: margin_minor
                .and_then(|margin_minor| Return { margin_minor, cost_minor: row.cost_minor }.roi()),
        }
    }
}

impl App {
    /// The month's money, for the brands within reach.
    ///
    /// # Errors
    /// `Forbidden`, or any database error.
    pub async fn month_money(&self, actor: &Actor) -> Result<MonthMoney> {
        actor.require(Permission::ViewMoney)?;
        let today = zone::day(self.now(), &actor.zone);
        let first = today.first_of_month();
        let (from, to) = bounds(first, today, &actor.zone);
        let row = store::month(self.db.read(), actor, (first, today), (from, to)).await?;
        Ok(MonthMoney::of(first, today, &row))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_without_a_script_knows_no_revenue_and_no_return() {
        let day: Date = "2026-10-01".parse().expect("day");
        let row = MonthRow { cost_minor: 500, cost_lines: 1, ..MonthRow::default() };
        let money = MonthMoney::of(day, day, &row);
        assert_eq!((money.revenue_minor, money.roi, money.cost_minor), (None, None, 500));
        let row = MonthRow { heard: 1, ..row };
        assert_eq!(MonthMoney::of(day, day, &row).roi, Some(-1.0));
    }
}
