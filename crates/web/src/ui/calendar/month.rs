//! A month of deliveries.

use app::{App, calendar::Month, slots::FreeSlot};
use askama::Template;
use axum::extract::{Query, State};
use jiff::{ToSpan, civil::Date};
use serde::Deserialize;

use super::{Together, together};
use crate::{
    extract::Signed,
    shell::{PageResult, Shell, fragment, page},
};

#[derive(Template)]
#[template(path = "calendar/month.html", blocks = ["month_block"])]
struct Page<'a> {
    shell: &'a Shell,
    month: &'a Month,
    today: Date,
}

/// Which month, `YYYY-MM`; the current one when missing.
#[derive(Debug, Default, Deserialize)]
pub struct Params {
    #[serde(default)]
    month: String,
}

impl Page<'_> {
    fn title(&self) -> String {
        let name = self.shell.tk("month", self.month.first.month());
        format!("{name} {}", self.month.first.year())
    }

    fn weekdays(&self) -> Vec<String> {
        (1..=7).map(|day| self.shell.tk("weekday-short", day)).collect()
    }

    fn beside(&self, months: i64) -> String {
        let other = self.month.first.checked_add(months.months()).unwrap_or(self.month.first);
        other.strftime("/calendar?month=%Y-%m").to_string()
    }

    fn rows<'d>(&self, day: &'d app::calendar::Day) -> Vec<Together<'d>> {
        together(&day.deliveries)
    }

    /// The composer with a free posting time filled in.
    fn place(&self, slot: &FreeSlot) -> String {
        let channels: Vec<String> = slot.channels.iter().map(|(id, _)| id.to_string()).collect();
        let at = self.shell.local(slot.at);
        format!("/posts/new?brand={}&at={at}&channels={}", slot.brand_id, channels.join(","))
    }

    /// The networks of the channels that have a posting time, the first few.
    fn networks<'d>(&self, slot: &'d FreeSlot) -> Vec<&'d str> {
        let mut networks: Vec<&str> = slot.channels.iter().map(|(_, network)| network.as_str()).collect();
        networks.sort_unstable();
        networks.dedup();
        networks.truncate(4);
        networks
    }

    fn is_today(&self, date: &Date) -> bool {
        *date == self.today
    }

    fn is_past(&self, date: &Date) -> bool {
        *date < self.today
    }

    fn weekday(&self, date: &Date) -> String {
        self.shell.tk("weekday-long", date.weekday().to_monday_one_offset())
    }
}

/// `GET /calendar`
pub async fn get(
    State(app): State<App>,
    Signed(actor): Signed,
    shell: Shell,
    Query(params): Query<Params>,
) -> PageResult {
    let actor = actor.looking_at(shell.brand());
    let month = match app.calendar_month(&actor, &params.month).await {
        Err(app::Error::Invalid(_)) => app.calendar_month(&actor, "").await?,
        outcome => outcome?,
    };
    let today = app::zone::day(app.now(), &actor.zone);
    // The days of the calendar are the workspace's.
    let shell = shell.in_zone(&actor.zone);
    let shown = Page { shell: &shell, month: &month, today };
    if shell.wants("month") {
        return fragment(shown.as_month_block());
    }
    page(&shown)
}
