//! *My day*: what to publish, what needs a word, what is broken.

use app::{App, calendar::MyDay, deliveries::Delivery};
use askama::Template;
use axum::extract::State;

use super::{Together, together};
use crate::{
    extract::Signed,
    shell::{PageResult, Shell, fragment, page},
};

#[derive(Template)]
#[template(path = "calendar/my_day.html", blocks = ["work"])]
struct Page<'a> {
    shell: &'a Shell,
    now: i64,
    day: &'a MyDay,
}

impl Page<'_> {
    fn published(&self) -> usize {
        self.day.today.iter().filter(|delivery| delivery.state.as_str() == "published").count()
    }

    fn rows<'d>(&self, deliveries: &'d [Delivery]) -> Vec<Together<'d>> {
        together(deliveries)
    }

    fn is_calm(&self) -> bool {
        self.day.troubled.is_empty() && self.day.channels.is_empty()
    }
}

/// `GET /my-day`
pub async fn get(State(app): State<App>, Signed(actor): Signed, shell: Shell) -> PageResult {
    // The day is the workspace's.
    let shell = shell.in_zone(&actor.zone);
    let day = app.my_day(&actor.looking_at(shell.brand())).await?;
    let shown = Page { shell: &shell, now: app.now(), day: &day };
    if shell.wants("work") {
        return fragment(shown.as_work());
    }
    page(&shown)
}
