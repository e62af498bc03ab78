//! The money of a month in words.

use app::home::MonthMoney;

use crate::shell::Shell;

/// The month's money as pages show it.
#[derive(Debug, Clone)]
pub(crate) struct MonthView {
    /// Revenue over tracked links.
    pub revenue: String,
    /// Margin of it.
    pub margin: String,
    /// Cost lines of the month.
    pub cost: String,
    /// Return on full cost.
    pub roi: String,
    /// From how many conversions.
    pub revenue_source: String,
    /// From how many of them the margin is known.
    pub margin_source: String,
    /// From how many cost lines.
    pub cost_source: String,
    /// Revenue without a tracked link; empty when there is none.
    pub unattributed: String,
    /// Conversions in other currencies.
    pub other_currency: i64,
}

impl MonthView {
    pub(crate) fn new(shell: &Shell, currency: &str, month: &MonthMoney) -> Self {
        let amount = |minor: i64| shell.money(minor, currency);
        let maybe = |minor: Option<i64>| minor.map_or_else(|| shell.t("strategy-no-data"), amount);
        let margin_rows = month.conversions - month.margin_unknown;
        Self {
            revenue: maybe(month.revenue_minor),
            margin: maybe(month.margin_minor),
            cost: amount(month.cost_minor),
            roi: month.roi.map_or_else(|| shell.t("strategy-no-data"), |roi| shell.percent(roi)),
            revenue_source: if month.revenue_minor.is_some() {
                shell.t1("home-month-conversions", "count", month.conversions)
            } else {
                shell.t("home-month-no-script")
            },
            margin_source: if month.margin_minor.is_some() {
                shell.t1("home-month-conversions", "count", margin_rows)
            } else {
                shell.t("home-month-no-margin")
            },
            cost_source: shell.t1("home-month-lines", "count", month.cost_lines),
            unattributed: if month.unattributed_minor == 0 {
                String::new()
            } else {
                amount(month.unattributed_minor)
            },
            other_currency: month.other_currency,
        }
    }
}
