//! The list of a newsletter, and entering somebody by hand.

use app::{
    Actor, App,
    channels::Channel,
    ids::ChannelId,
    page::PageRequest,
    subscribers::{AddSubscriber, Consent, ListCounts, State as Stand, Subscriber, SubscriberFilter},
};
use askama::Template;
use axum::{
    extract::{Query, State},
    http::StatusCode,
};

use crate::{
    extract::{Id, Signed},
    forms::FormState,
    shell::{Flash, PageResult, Shell, fragment, page_with, see_other},
    ui::lists::Next,
};

/// Subscribers on one page.
const SHOWN: i64 = 50;

#[derive(Template)]
#[template(path = "newsletters/list.html", blocks = ["results"])]
struct Page<'a> {
    shell: &'a Shell,
    channel: &'a Channel,
    counts: ListCounts,
    stand: Option<Stand>,
    lines: Vec<Subscriber>,
    form: FormState,
    entry: FormState,
    filtered: bool,
    next: Next,
}

impl Page<'_> {
    fn crumbs(&self) -> Vec<(String, String)> {
        super::crumbs(self.shell, self.channel)
    }

    fn is_stand(&self, stand: &Stand) -> bool {
        self.stand == Some(*stand)
    }

    fn tab(&self, stand: &Stand) -> (String, String) {
        let href = self.href(Some(*stand));
        let count = self.shell.number(self.counts.of(*stand));
        (href, format!("{} {count}", self.shell.tk("subscribers-state", stand)))
    }

    /// The list in one state, or all of it, as it was searched.
    fn href(&self, stand: Option<Stand>) -> String {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        if let Some(stand) = stand {
            query.append_pair("state", stand.as_str());
        }
        if let Some(search) = self.form.optional("q") {
            query.append_pair("q", &search);
        }
        let query = query.finish();
        let mark = if query.is_empty() { "" } else { "?" };
        format!("/newsletters/{}{mark}{query}", self.channel.id)
    }

    fn tone(&self, stand: &Stand) -> &'static str {
        match stand {
            Stand::Subscribed => "good",
            Stand::Unsubscribed => "quiet",
            Stand::Bounced => "warn",
        }
    }
}

/// `GET /newsletters/{newsletter_id}`
pub async fn get(
    State(app): State<App>,
    Signed(actor): Signed,
    shell: Shell,
    Id(id): Id<ChannelId>,
    Query(query): Query<Vec<(String, String)>>,
) -> PageResult {
    // The day of a consent is the one that was typed.
    let shell = shell.in_zone(&actor.zone);
    let form = FormState::typed(&shell, query);
    render(&app, &actor, &shell, id, StatusCode::OK, form, FormState::new(&shell)).await
}

/// `POST /newsletters/{newsletter_id}`
pub async fn add(
    State(app): State<App>,
    Signed(actor): Signed,
    shell: Shell,
    Id(id): Id<ChannelId>,
    mut form: FormState,
) -> PageResult {
    let input = AddSubscriber {
        email: form.text("email"),
        name: form.text("name"),
        consent: Consent { source: form.text("consent_source"), on: form.text("consent_on") },
        again: form.checked("again"),
    };
    match app.add_subscriber(&actor, id, &input).await {
        Ok(added) => {
            let done = Flash::good("subscribers-added").with("email", added.email);
            see_other(&shell, &format!("/newsletters/{id}"), Some(done))
        }
        Err(error) => {
            form.absorb(error)?;
            let shell = shell.in_zone(&actor.zone);
            let list = FormState::new(&shell);
            render(&app, &actor, &shell, id, StatusCode::UNPROCESSABLE_ENTITY, list, form).await
        }
    }
}

async fn render(
    app: &App,
    actor: &Actor,
    shell: &Shell,
    id: ChannelId,
    status: StatusCode,
    form: FormState,
    entry: FormState,
) -> PageResult {
    actor.require(app::Permission::ManageLeads)?;
    let channel = app.find_newsletter(actor, id).await?;
    let filter = SubscriberFilter { state: Stand::parse(form.value("state")), search: form.optional("q") };
    let wanted = PageRequest { after: form.optional("after"), limit: SHOWN };
    let found = app.list_subscribers(actor, id, &filter, &wanted).await?;
    let page = Page {
        shell,
        counts: app.count_subscribers(actor, id).await?,
        stand: filter.state,
        filtered: filter.state.is_some() || filter.search.is_some(),
        lines: found.items,
        next: Next::of(&format!("/newsletters/{id}"), &form, &["state", "q"], found.next),
        form,
        entry: entry.named("entry"),
        channel: &channel,
    };
    if shell.wants("results") {
        return fragment(page.as_results());
    }
    page_with(status, &page)
}
