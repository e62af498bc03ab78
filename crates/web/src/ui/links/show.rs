//! One link: its clicks by day, device and origin, its visits and conversions.

use app::{
    App, Permission,
    ids::LinkId,
    links::{LinkLine, short_url},
    page::PageRequest,
    visits::{ClickFilter, ClickSummary, Conversion, ConversionFilter, Visit, VisitFilter},
};
use askama::Template;
use axum::extract::State;

use crate::charts::{Chart, Figure};
use crate::extract::{Id, Signed};
use crate::shell::{PageResult, Shell, page};

#[derive(Template)]
#[template(path = "links/show.html")]
struct LinkPage {
    shell: Shell,
    link: LinkLine,
    short: String,
    summary: ClickSummary,
    course: Figure,
    visits: Vec<Visit>,
    conversions: Vec<Conversion>,
    currency: String,
    money: bool,
}

/// `GET /links/{link_id}`
pub async fn get(
    State(app): State<App>,
    shell: Shell,
    Signed(actor): Signed,
    Id(link_id): Id<LinkId>,
) -> PageResult {
    let link = app.link(&actor, link_id).await?;
    let clicks = ClickFilter { link_id: Some(link_id), ..ClickFilter::default() };
    let summary = app.count_clicks(&actor, &clicks).await?;
    let few = PageRequest::first(20);
    let visits = VisitFilter { link_id: Some(link_id), ..VisitFilter::default() };
    let visits = app.list_visits(&actor, &visits, &few).await?.items;
    let money = actor.allows(Permission::ViewMoney);
    let conversions = if money {
        let filter = ConversionFilter { link_id: Some(link_id), ..ConversionFilter::default() };
        app.list_conversions(&actor, &filter, &few).await?.items
    } else {
        Vec::new()
    };
    let course = draw(&shell, &summary);
    page(&LinkPage {
        short: short_url(&app.settings.public_url, &link.slug),
        currency: actor.currency.to_string(),
        shell,
        link,
        summary,
        course,
        visits,
        conversions,
        money,
    })
}

fn draw(shell: &Shell, summary: &ClickSummary) -> Figure {
    #[expect(clippy::cast_precision_loss, reason = "clicks of a day are far below 2^52")]
    let course = |count: fn(&app::visits::ClickDay) -> i64| {
        summary.days.iter().map(|day| Some(count(day) as f64)).collect()
    };
    let days = summary.days.iter().filter_map(|day| day.day.parse().ok()).collect();
    Chart::bars(shell.t("links-clicks-by-day"), days)
        .text(shell.t2("links-clicks-by-day-text", "clicks", summary.clicks, "crawlers", summary.crawlers))
        .series(shell.t("links-clicks"), course(|day| day.clicks))
        .series(shell.t("links-crawlers"), course(|day| day.crawlers))
        .draw(shell, "clicks")
}
