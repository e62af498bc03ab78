//! One post: its text for each channel, its deliveries with every attempt and number.

use std::collections::BTreeMap;

use app::{
    Actor, App, Permission,
    channels::Channel,
    deliveries::{Attempt, Delivery},
    ids::{ChannelId, DeliveryId, PostId},
    letters::{LetterCounts, State as LetterState},
    metrics::Figure,
    network::Placement,
    posts::{PostPage, Shape},
};
use askama::Template;
use axum::{extract::State, http::StatusCode};

use super::words;
use crate::{
    extract::{Id, Signed},
    forms::FormState,
    shell::{PageResult, Shell, fragment, page_with},
};

#[derive(Template)]
#[template(path = "posts/show.html", blocks = ["deliveries"])]
struct Page<'a> {
    shell: &'a Shell,
    found: &'a PostPage,
    figures: &'a BTreeMap<DeliveryId, Vec<Figure>>,
    offered: BTreeMap<ChannelId, Vec<app::network::Metric>>,
    refused: Option<Refused>,
    /// The letters of deliveries that went out by mail.
    letters: BTreeMap<DeliveryId, LetterCounts>,
    /// When each channel has its next free posting time.
    next: BTreeMap<ChannelId, i64>,
}

/// A form of the page with what was typed and what is wrong with it.
pub struct Refused {
    /// Whose form it is; without a delivery it is the one that schedules the post.
    pub delivery: Option<DeliveryId>,
    /// What was typed.
    pub form: FormState,
}

/// A number of a delivery, or that its network does not offer it.
enum Number<'a> {
    Told(&'a Figure),
    NotYet,
    NotOffered,
}

/// Numbers that the page shows for every delivery.
const SHOWN: [app::network::Metric; 5] = [
    app::network::Metric::Likes,
    app::network::Metric::Reposts,
    app::network::Metric::Replies,
    app::network::Metric::Quotes,
    app::network::Metric::Impressions,
];

impl Page<'_> {
    fn attempts(&self, delivery: &Delivery) -> Vec<&Attempt> {
        self.found.attempts.iter().filter(|attempt| attempt.delivery_id == delivery.id).collect()
    }

    /// What was typed in a form and refused, else an empty one.
    fn typed(&self, delivery: Option<DeliveryId>) -> FormState {
        let refused = self.refused.as_ref().filter(|refused| refused.delivery == delivery);
        refused.map_or_else(|| FormState::new(self.shell), |refused| refused.form.clone())
    }

    fn form_of(&self, delivery: &Delivery) -> FormState {
        let form = self.typed(Some(delivery.id)).with("at", self.shell.local(delivery.scheduled_at));
        form.named(delivery.id.to_string())
    }

    fn form_of_post(&self) -> FormState {
        self.typed(None).named("post")
    }

    /// Whether the post was changed after it went out: the networks show what was sent.
    fn is_changed_since(&self) -> bool {
        let out = self.found.deliveries.iter().filter_map(|delivery| delivery.published_at).min();
        out.is_some_and(|out| self.found.post.updated_at > out)
    }

    /// Channels on which nothing of the post waits or is out.
    fn unsent(&self) -> Vec<&Channel> {
        let found = self.found;
        let is_unsent = |channel: &&Channel| {
            let mut of_channel = found.deliveries.iter().filter(|one| one.channel_id == channel.id);
            found.variants.iter().any(|variant| variant.channel_id == channel.id)
                && !of_channel.any(|delivery| delivery.state.is_live())
        };
        found.channels.iter().filter(is_unsent).collect()
    }

    fn next_slot(&self, channel: &Channel) -> Option<i64> {
        self.next.get(&channel.id).copied()
    }

    fn channel(&self, id: &ChannelId) -> Option<&Channel> {
        self.found.channels.iter().find(|channel| channel.id == *id)
    }

    /// How the letters of a delivery fare, where it went out by mail.
    fn letters(&self, delivery: &Delivery) -> Option<Vec<(String, i64)>> {
        let counts = self.letters.get(&delivery.id)?;
        let of = |key: &str, count: i64| (self.shell.t(key), count);
        let mut shown = vec![
            of("letters-recipients", counts.all()),
            of("letters-sent", counts.of(LetterState::Sent)),
            of("letters-waiting", counts.waiting()),
            of("letters-bounced", counts.of(LetterState::Bounced)),
            of("letters-unknown", counts.of(LetterState::Unknown)),
            of("letters-leavers", counts.leavers),
        ];
        for state in [LetterState::Held, LetterState::Failed] {
            if counts.of(state) > 0 {
                shown.push((self.shell.tk("letters-state", state), counts.of(state)));
            }
        }
        Some(shown)
    }

    fn numbers(&self, delivery: &Delivery) -> Vec<(&'static str, Number<'_>)> {
        let known = self.figures.get(&delivery.id);
        // Nobody tells the numbers of what a person published.
        let offered = self.offered.get(&delivery.channel_id).filter(|_| delivery.by_hand == 0);
        SHOWN
            .iter()
            .map(|metric| {
                let told = known.and_then(|figures| figures.iter().find(|figure| figure.metric == *metric));
                let number = match told {
                    Some(figure) => Number::Told(figure),
                    None if offered.is_some_and(|offered| offered.contains(metric)) => Number::NotYet,
                    None => Number::NotOffered,
                };
                (metric.as_str(), number)
            })
            .collect()
    }

    /// What a variant has beside its text, with names for people.
    fn facts(&self, network: &str, shape: &Shape) -> Vec<(String, String)> {
        let shell = self.shell;
        let mut facts = Vec::new();
        if shape.placement != Placement::Feed {
            let place = shell.tk("composer-placement", shape.placement.as_str());
            facts.push((shell.t("composer-placement"), place));
        }
        facts.extend(shape.title.clone().map(|title| (shell.t("composer-title"), title)));
        if let Some(link) = &shape.link {
            let lines = [&link.title, &link.description, &link.url].map(String::as_str);
            let card: Vec<&str> = lines.into_iter().filter(|line| !line.is_empty()).collect();
            facts.push((shell.t("composer-format-link"), card.join("\n")));
        }
        if let Some(poll) = &shape.poll {
            let time = words::minutes(shell, poll.minutes);
            facts.push((shell.t1("composer-poll-of", "time", time), poll.options.join("\n")));
        }
        facts.extend(shape.first_comment.clone().map(|comment| (shell.t("composer-comment-of"), comment)));
        for (name, value) in &shape.options {
            facts.push((words::choice(shell, name), words::value(shell, network, value)));
        }
        facts
    }
}

/// `GET /posts/{id}`
pub async fn get(
    State(app): State<App>,
    Signed(actor): Signed,
    shell: Shell,
    Id(id): Id<PostId>,
) -> PageResult {
    render(&app, &actor, shell, id, None).await
}

/// The page with what was typed in one of its forms, and what is wrong with it.
pub async fn refused(app: &App, actor: &Actor, shell: Shell, id: PostId, refused: Refused) -> PageResult {
    render(app, actor, shell, id, Some(refused)).await
}

async fn render(app: &App, actor: &Actor, shell: Shell, id: PostId, refused: Option<Refused>) -> PageResult {
    let found = app.find_post(actor, id).await?;
    let figures = app.post_figures(actor, id).await?;
    let offered = found
        .channels
        .iter()
        .filter_map(|channel| Some((channel.id, app.capabilities(channel)?.post_metrics)))
        .collect();
    // Times of publication are planned, read and shown in the workspace's zone.
    let shell = shell.in_zone(&actor.zone);
    let status = if refused.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let next = match actor.allows(Permission::Publish) && found.has_unsent() {
        true => {
            let channels: Vec<_> = found.variants.iter().map(|variant| variant.channel_id).collect();
            app.next_slots(actor, &channels, Some(id)).await?
        }
        false => BTreeMap::new(),
    };
    let letters = app.letter_counts(actor, id).await?;
    let shown = Page { shell: &shell, found: &found, figures: &figures, offered, refused, next, letters };
    if shell.wants("deliveries") {
        return fragment(shown.as_deliveries());
    }
    page_with(status, &shown)
}
