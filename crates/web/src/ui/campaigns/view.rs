//! A campaign in words and widths, as every page shows it.

use app::campaigns::{CampaignMoney, CampaignReport};

use crate::{shell::Shell, ui::goals::day_range};

/// The money of a campaign in words.
#[derive(Debug, Clone)]
pub(crate) struct MoneyView {
    /// The budget.
    pub budget: String,
    /// Full cost so far.
    pub cost: String,
    /// How it is made up.
    pub cost_parts: Vec<(String, String)>,
    /// What is left of the budget.
    pub left: String,
    /// Tone of the bar of spending.
    pub tone: &'static str,
    /// Width of the bar of spending, in hundredths of the budget.
    pub width: String,
    /// Where the mark of even spending stands.
    pub mark: String,
    /// The bar in a sentence.
    pub told: String,
    /// Pacing in percent; empty when unknown.
    pub pacing: String,
    /// Word of its band; empty when unknown.
    pub band: &'static str,
    /// Spent at the end if it goes on so.
    pub forecast: String,
    /// What can be spent a day.
    pub daily: String,
    /// Attributed revenue.
    pub revenue: String,
    /// Attributed margin.
    pub margin: String,
    /// Return on full cost.
    pub roi: String,
    /// `good` or `bad`, empty when unknown.
    pub roi_tone: &'static str,
    /// Of how many conversions nobody told the margin; empty for none.
    pub margin_unknown: String,
    /// How many conversions in other currencies there are; empty for none.
    pub other_currency: String,
}

/// A campaign as pages show it.
#[derive(Debug, Clone)]
pub(crate) struct CampaignView {
    /// Shown id.
    pub id: String,
    /// Name.
    pub name: String,
    /// The brand's name.
    pub brand: String,
    /// `utm_campaign`.
    pub utm_name: String,
    /// From the first day to the last.
    pub days: String,
    /// Word of where it is in time: planned, running, ended, archived.
    pub state: &'static str,
    /// Goals: shown id and name.
    pub goals: Vec<(String, String)>,
    /// Deliveries by state: word and number.
    pub states: Vec<(String, String)>,
    /// Clicks.
    pub clicks: String,
    /// How many clicks of crawlers there are beside; empty for none.
    pub crawlers: String,
    /// Visits.
    pub visits: String,
    /// Conversions.
    pub conversions: String,
    /// Leads.
    pub leads: String,
    /// Likes, replies, reposts and quotes.
    pub engagements: String,
    /// Where the engagements come from; empty when unknown.
    pub engagements_source: String,
    /// Where clicks, visits and conversions come from; empty when nothing was counted.
    pub counted: String,
    /// The money, for those who may see it.
    pub money: Option<MoneyView>,
}

/// A number, or that nothing is known.
pub(crate) fn known(shell: &Shell, value: Option<i64>) -> String {
    value.map_or_else(|| shell.t("strategy-no-data"), |value| shell.number(value))
}

/// A remark on a number of things; nothing when there are none.
fn noted(shell: &Shell, key: &str, count: i64) -> String {
    if count > 0 { shell.t1(key, "count", count) } else { String::new() }
}

/// Deliveries by state, as word and number.
pub(crate) fn state_texts(shell: &Shell, states: &[(String, i64)]) -> Vec<(String, String)> {
    states.iter().map(|(state, number)| (state.clone(), shell.number(number))).collect()
}

impl CampaignView {
    pub(crate) fn new(shell: &Shell, now: i64, report: &CampaignReport) -> Self {
        let campaign = &report.campaign;
        let today = app::zone::day(now, shell.zone());
        let state = if campaign.archived_at.is_some() {
            "archived"
        } else if today < campaign.starts_on {
            "planned"
        } else if today > campaign.ends_on {
            "ended"
        } else {
            "running"
        };
        Self {
            id: campaign.id.to_string(),
            name: campaign.name.clone(),
            brand: campaign.brand_name.clone(),
            utm_name: campaign.utm_name.clone(),
            days: day_range(shell, campaign.starts_on, campaign.ends_on),
            state,
            goals: report.goals.iter().map(|goal| (goal.id.to_string(), goal.name.clone())).collect(),
            states: state_texts(shell, &report.states),
            clicks: known(shell, report.clicks),
            crawlers: noted(shell, "campaigns-crawlers", report.crawler_clicks),
            visits: known(shell, report.visits),
            conversions: known(shell, report.conversions),
            leads: known(shell, report.leads),
            engagements: known(shell, report.engagements.as_ref().map(|all| all.value)),
            engagements_source: report.engagements.as_ref().map_or_else(String::new, |all| {
                let at = shell.datetime(all.fetched_at);
                shell.ta(
                    "strategy-source-network",
                    &[("rows", all.rows.into()), ("from", (&all.source).into()), ("at", at.into())],
                )
            }),
            counted: report
                .counted_at
                .map(|at| shell.t1("strategy-newest", "at", shell.datetime(at)))
                .unwrap_or_default(),
            money: report.money.as_ref().map(|money| MoneyView::new(shell, &campaign.currency, money)),
        }
    }
}

impl MoneyView {
    fn new(shell: &Shell, currency: &str, money: &CampaignMoney) -> Self {
        let amount = |minor: i64| shell.money(minor, currency);
        let maybe = |minor: Option<i64>| minor.map_or_else(|| shell.t("strategy-no-data"), amount);
        let pacing = money.pacing;
        let share = if pacing.budget_minor > 0 {
            pacing.spent_minor as f64 / pacing.budget_minor as f64
        } else {
            0.0
        };
        let expected = if pacing.budget_minor > 0 {
            pacing.expected_minor as f64 / pacing.budget_minor as f64
        } else {
            0.0
        };
        let percent = pacing.percent.map(|percent| shell.percent(percent / 100.0)).unwrap_or_default();
        let parts = [
            ("campaign", money.cost.campaign_minor),
            ("post", money.cost.post_minor),
            ("delivery", money.cost.delivery_minor),
        ];
        Self {
            budget: amount(pacing.budget_minor),
            cost: amount(pacing.spent_minor),
            cost_parts: parts
                .into_iter()
                .filter(|(_, minor)| *minor != 0)
                .map(|(place, minor)| (shell.tk("budget-place", place), amount(minor)))
                .collect(),
            left: amount(pacing.left_minor),
            tone: if pacing.left_minor < 0 { "bad" } else { "info" },
            width: shell.meter_width(share),
            mark: shell.meter_width(expected.min(0.994)),
            told: shell.ta(
                "campaigns-bar",
                &[
                    ("spent", amount(pacing.spent_minor).into()),
                    ("budget", amount(pacing.budget_minor).into()),
                    ("expected", amount(pacing.expected_minor).into()),
                ],
            ),
            pacing: percent,
            band: pacing.band.map_or("", app::budget::Band::as_str),
            forecast: maybe(pacing.forecast_minor),
            daily: pacing.needed_daily_minor.map(amount).unwrap_or_default(),
            revenue: maybe(money.revenue_minor),
            margin: maybe(money.margin_minor),
            roi: money.roi.map_or_else(|| shell.t("strategy-no-data"), |roi| shell.percent(roi)),
            roi_tone: match money.roi {
                Some(roi) if roi < 0.0 => "bad",
                Some(_) => "good",
                None => "",
            },
            margin_unknown: noted(shell, "strategy-margin-unknown", money.margin_unknown),
            other_currency: noted(shell, "strategy-other-currency", money.other_currency),
        }
    }
}
