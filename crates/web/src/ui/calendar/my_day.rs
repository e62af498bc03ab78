//! *My day*: what to publish, what needs a word, what is broken.

use app::{App, calendar::MyDay};
use askama::Template;
use axum::extract::State;

use crate::{
    extract::Signed,
    shell::{PageResult, Shell, page},
};

#[derive(Template)]
#[template(path = "calendar/my_day.html")]
struct Page<'a> {
    shell: &'a Shell,
    now: i64,
    day: &'a MyDay,
}

impl Page<'_> {
    fn published(&self) -> usize {
        self.day.today.iter().filter(|delivery| delivery.state.as_str() == "published").count()
    }

    fn is_calm(&self) -> bool {
        self.day.troubled.is_empty() && self.day.channels.is_empty()
    }
}

/// `GET /my-day`
pub async fn get(State(app): State<App>, Signed(actor): Signed, shell: Shell) -> PageResult {
    let day = app.my_day(&actor).await?;
    page(&Page { shell: &shell, now: app.now(), day: &day })
}
