//! One channel: health, what it can do, its followers over time.

use std::collections::BTreeMap;

use app::channels::place::NEWSLETTER;
use app::channels::spending::{BILLED_IN, Spending};
use app::money::plain;
use app::network::{Capabilities, Metric};
use app::subscribers::ListCounts;
use app::{Actor, App, channels::Channel, ids::ChannelId, metrics::Figure as Number, pauses::pause::Scope};
use askama::Template;
use axum::{
    extract::{Query, State},
    http::StatusCode,
};
use jiff::{ToSpan, civil::Date, tz::TimeZone};
use serde::Deserialize;

use super::slots::Card;
use crate::{
    charts::{Chart, Figure},
    extract::{Id, Signed},
    forms::FormState,
    shell::{Flash, PageResult, Shell, page_with, see_other},
};

#[derive(Template)]
#[template(path = "channels/show.html")]
struct Page<'a> {
    shell: &'a Shell,
    channel: &'a Channel,
    capabilities: Option<Capabilities>,
    figures: &'a [Number],
    chart: Figure,
    form: FormState,
    slots: Card,
    slots_form: FormState,
    spending: Option<Spending>,
    /// How many are on the list, where it is a newsletter.
    list: Option<ListCounts>,
    has_mail: bool,
}

impl Page<'_> {
    /// Millionths of a dollar as money.
    fn spent(&self, spending: &Spending) -> String {
        self.shell.t1(
            "channels-spent-dollars",
            "amount",
            self.shell.decimal(crate::ui::posts::check::dollars(spending.spent_micros), 3),
        )
    }

    fn limit(&self, minor: &i64) -> String {
        self.shell.money(*minor, BILLED_IN)
    }

    fn stands(&self) -> &'static str {
        self.channel.stands(self.has_mail)
    }

    fn is_paused_itself(&self) -> bool {
        self.channel.pause_scope == Some(Scope::Channel)
    }

    /// Where it is connected again.
    fn again(&self) -> String {
        let way = if self.channel.is_by_hand() { "by-hand" } else { "new" };
        let query = url::form_urlencoded::Serializer::new(String::new())
            .append_pair("network", &self.channel.network)
            .finish();
        format!("/channels/{way}?{query}")
    }

    fn text_limit(&self, capabilities: &Capabilities) -> String {
        self.shell.number(i64::from(capabilities.limits.text_max))
    }
}

/// The last value of each day, gaps left open.
fn by_day(points: &[(i64, i64)], zone: &TimeZone) -> (Vec<Date>, Vec<Option<f64>>) {
    let mut known: BTreeMap<Date, i64> = BTreeMap::new();
    for (at, value) in points {
        known.insert(app::zone::day(*at, zone), *value);
    }
    let (Some(first), Some(last)) = (known.keys().next().copied(), known.keys().next_back().copied()) else {
        return (Vec::new(), Vec::new());
    };
    let days: Vec<Date> = first.series(1.day()).take_while(|day| *day <= last).collect();
    #[expect(clippy::cast_precision_loss, reason = "a picture has no room for the 53rd bit")]
    let values = days.iter().map(|day| known.get(day).map(|value| *value as f64)).collect();
    (days, values)
}

/// `GET /channels/{id}`
pub async fn get(
    State(app): State<App>,
    Signed(actor): Signed,
    shell: Shell,
    Id(id): Id<ChannelId>,
    Query(params): Query<Params>,
) -> PageResult {
    let forms = Forms { removed: params.removed, ..Forms::default() };
    show(&app, &actor, shell, id, forms, StatusCode::OK).await
}

/// What was just done.
#[derive(Deserialize)]
pub struct Params {
    /// A posting time that was taken away: the page offers to put it back.
    #[serde(default)]
    removed: Option<String>,
}

/// What was typed in the forms of the page, and what was just done.
#[derive(Default)]
pub(super) struct Forms {
    /// The limit of money.
    pub limit: FormState,
    /// New posting times.
    pub slots: FormState,
    /// A posting time that was taken away.
    pub removed: Option<String>,
}

/// `POST /channels/{id}/spending`
pub async fn spending(
    State(app): State<App>,
    Signed(actor): Signed,
    shell: Shell,
    Id(id): Id<ChannelId>,
    mut form: FormState,
) -> PageResult {
    match app.set_spend_limit(&actor, id, form.value("limit")).await {
        Ok(()) => {
            see_other(&shell, &format!("/channels/{id}"), Some(Flash::good("channels-spend-limit-saved")))
        }
        Err(error) => {
            form.absorb(error)?;
            let forms = Forms { limit: form, ..Forms::default() };
            show(&app, &actor, shell, id, forms, StatusCode::UNPROCESSABLE_ENTITY).await
        }
    }
}

/// The page.
pub(super) async fn show(
    app: &App,
    actor: &Actor,
    shell: Shell,
    id: ChannelId,
    forms: Forms,
    status: StatusCode,
) -> PageResult {
    // Posting times are the workspace's.
    let shell = &shell.in_zone(&actor.zone);
    let channel = app.find_channel(actor, id).await?;
    let all = app.channel_figures(actor).await?;
    let figures =
        all.into_iter().find(|line| line.channel.id == id).map(|line| line.figures).unwrap_or_default();
    let followers = app.channel_history(actor, id, Metric::Followers).await?;
    let (days, values) = by_day(&followers, &actor.zone);
    let name = shell.t("metric-followers");
    let title = shell.t("channels-followers-over-time");
    let chart = Chart::line(title, days).series(name, values).near().draw(shell, "followers");
    let capabilities = app.capabilities(&channel);
    let spending = app.channel_spending(actor, &channel).await?;
    let limit = spending.and_then(|spending| spending.limit_minor);
    let form =
        forms.limit.named("f").with("limit", limit.map(|minor| plain(minor, BILLED_IN)).unwrap_or_default());
    let slots = app.channel_slots(actor, id).await?;
    let list = match channel.network == NEWSLETTER {
        true => Some(app.count_subscribers(actor, id).await?),
        false => None,
    };
    let view = Page {
        shell,
        channel: &channel,
        capabilities,
        figures: &figures,
        chart,
        form,
        slots: Card::new(shell, &slots, forms.removed.as_deref()),
        slots_form: forms.slots.named("slots"),
        spending,
        list,
        has_mail: app.has_mail(),
    };
    page_with(status, &view)
}
