//! One day of deliveries.

use app::App;
use askama::Template;
use axum::extract::{Path, State};
use jiff::civil::Date;

use super::{Together, together};
use crate::{
    extract::Signed,
    shell::{PageError, PageResult, Shell, page},
};

#[derive(Template)]
#[template(path = "calendar/day.html")]
struct Page<'a> {
    shell: &'a Shell,
    date: Date,
    start: i64,
    rows: Vec<Together<'a>>,
    month: String,
}

impl Page<'_> {
    fn title(&self) -> String {
        let weekday = self.shell.tk("weekday-long", self.date.weekday().to_monday_one_offset());
        format!("{weekday}, {}", self.shell.date(self.start))
    }

    fn beside(&self, next: bool) -> String {
        let other = if next { self.date.tomorrow() } else { self.date.yesterday() };
        format!("/calendar/{}", other.unwrap_or(self.date))
    }
}

/// `GET /calendar/{day}`
pub async fn get(
    State(app): State<App>,
    Signed(actor): Signed,
    shell: Shell,
    Path(day): Path<String>,
) -> PageResult {
    let (date, deliveries) = match app.calendar_day(&actor.looking_at(shell.brand()), &day).await {
        Err(app::Error::Invalid(_)) => return Err(PageError::NotFound),
        outcome => outcome?,
    };
    // The days of the calendar are the workspace's.
    let shell = shell.in_zone(&actor.zone);
    let start = app::zone::start_of_day(date, &actor.zone);
    let month = date.strftime("/calendar?month=%Y-%m").to_string();
    page(&Page { shell: &shell, date, start, rows: together(&deliveries), month })
}
