//! The channels, each with its health and numbers.

use app::{
    App,
    metrics::{ChannelFigures, Figure},
};
use askama::Template;
use axum::extract::State;

use crate::{
    extract::Signed,
    shell::{PageResult, Shell, page},
};

#[derive(Template)]
#[template(path = "channels/list.html")]
struct Page<'a> {
    shell: &'a Shell,
    now: i64,
    channels: &'a [ChannelFigures],
    has_mail: bool,
}

impl Page<'_> {
    fn figure<'b>(&self, line: &'b ChannelFigures, metric: &str) -> Option<&'b Figure> {
        line.figures.iter().find(|figure| figure.metric.as_str() == metric)
    }
}

/// `GET /channels`
pub async fn get(State(app): State<App>, Signed(actor): Signed, shell: Shell) -> PageResult {
    let channels = app.channel_figures(&actor.looking_at(shell.brand())).await?;
    page(&Page { shell: &shell, now: app.now(), channels: &channels, has_mail: app.has_mail() })
}
