//! What the composer offers for one channel: exactly what its network can do.

use app::{
    network::{Capabilities, Format, Placement},
    posts::Shape,
};

use super::words;
use crate::{forms::FormState, shell::Shell};

/// A choice that only this network has, as a field.
pub(super) struct ChoiceField {
    pub name: String,
    pub label: String,
    /// Values with their words; empty for a text of the author's.
    pub options: Vec<(String, String)>,
    /// What choosing nothing means.
    pub none: String,
    pub required: bool,
}

/// The fields of one channel beside its own text: what the network can do, and what is kept though it cannot.
pub(super) struct Offer {
    /// Channel, as the fields' names end.
    pub channel: String,
    pub title: bool,
    pub title_required: bool,
    pub title_hint: String,
    /// Where a post can appear; empty where there is but one place.
    pub placements: Vec<(String, String)>,
    pub link: bool,
    pub poll: bool,
    /// What holds for a poll.
    pub poll_hint: String,
    pub poll_minutes: Vec<(String, String)>,
    pub comment: bool,
    pub comment_hint: String,
    pub choices: Vec<ChoiceField>,
    pub thread: bool,
    /// Forms of post that the network lacks.
    pub lacks: String,
    /// The network is connected, and still a person may publish it.
    pub can_be_by_hand: bool,
    /// A person does.
    pub by_hand: bool,
    /// Whether something must be filled in or was; what is closed is fetched when it is opened.
    pub is_open: bool,
}

/// Whether the channel's fields were asked for, where no script fetches them.
fn asked(form: &FormState, channel: &str) -> bool {
    form.value("intent").strip_prefix("open.") == Some(channel)
}

/// Choices that were made and that nothing among `offered` asks for, so that they are seen and not lost.
fn kept_choices(shell: &Shell, own: &Shape, channel: &str, offered: &[ChoiceField]) -> Vec<ChoiceField> {
    own.options
        .keys()
        .map(|name| (name, format!("option.{channel}.{name}")))
        .filter(|(_, field)| offered.iter().all(|choice| choice.name != *field))
        .map(|(name, field)| ChoiceField {
            label: words::choice(shell, name),
            name: field,
            options: vec![],
            none: String::new(),
            required: false,
        })
        .collect()
}

/// How long polls are offered to be open, in minutes.
const MINUTES: [u32; 9] = [5, 30, 60, 360, 720, 1_440, 4_320, 10_080, 20_160];

/// What is offered between the least and the longest that the network takes, and what was chosen in any case.
fn poll_minutes(
    shell: &Shell,
    form: &FormState,
    channel: &str,
    taken: Option<(u32, u32)>,
) -> Vec<(String, String)> {
    let chosen: Option<u32> = form.value(&format!("poll_minutes.{channel}")).parse().ok();
    let is_taken = |each: &u32| taken.is_some_and(|(least, longest)| (least..=longest).contains(each));
    let mut offered: Vec<u32> = MINUTES.into_iter().filter(is_taken).collect();
    offered.extend(chosen.filter(|chosen| !offered.contains(chosen)));
    offered.into_iter().map(|minutes| (minutes.to_string(), words::minutes(shell, minutes))).collect()
}

impl Offer {
    pub(super) fn new(
        shell: &Shell,
        form: &FormState,
        (channel, network): (&str, &str),
        capabilities: &Capabilities,
    ) -> Self {
        let has = |format| capabilities.formats.contains(&format);
        let limits = &capabilities.limits;
        let most = |key: &str, limit: Option<u32>| {
            limit.map(|limit| shell.t1(key, "count", i64::from(limit))).unwrap_or_default()
        };
        let place = |placement: &Placement| {
            (placement.as_str().to_owned(), shell.tk("composer-placement", placement.as_str()))
        };
        let own = super::shape::read(form, channel);
        let mut placements = capabilities.placements.clone();
        if own.placement != Placement::Feed && !placements.contains(&own.placement) {
            placements.push(own.placement);
        }
        if placements == [Placement::Feed] {
            placements.clear();
        }
        let poll = limits.poll.as_ref().filter(|_| has(Format::Poll));
        let lacks: Vec<String> = Format::ALL
            .iter()
            .filter(|format| !matches!(format, Format::Text) && !has(**format))
            .map(|format| shell.tk("composer-format", format.as_str()))
            .collect();
        let mut choices: Vec<ChoiceField> = capabilities
            .options
            .iter()
            .map(|choice| ChoiceField {
                name: format!("option.{channel}.{}", choice.name),
                label: words::choice(shell, &choice.name),
                options: choice
                    .values
                    .iter()
                    .filter(|value| **value != choice.default)
                    .map(|value| (value.clone(), words::value(shell, network, value)))
                    .collect(),
                none: match (choice.default.as_str(), choice.required) {
                    ("", true) => shell.t("field-choose"),
                    ("", false) => shell.t("composer-as-usual"),
                    (usual, _) => words::value(shell, network, usual),
                },
                required: choice.required && choice.default.is_empty(),
            })
            .collect();
        choices.extend(kept_choices(shell, &own, channel, &choices));
        let faulty = form.wrong(&format!("variant.{channel}"));
        let must = capabilities.title_required || choices.iter().any(|choice| choice.required);
        let written = !own.is_plain() || !form.value(&format!("own.{channel}")).trim().is_empty();
        let is_chosen = form.has("channel", channel);
        Self {
            channel: channel.to_owned(),
            title: limits.title_max.is_some() || capabilities.title_required || own.title.is_some(),
            title_required: capabilities.title_required,
            title_hint: most("composer-at-most", limits.title_max),
            placements: placements.iter().map(place).collect(),
            link: has(Format::Link) || own.link.is_some(),
            poll: poll.is_some() || own.poll.is_some(),
            poll_hint: poll.map_or_else(String::new, |poll| {
                shell.ta(
                    "composer-poll-hint",
                    &[
                        ("least", i64::from(poll.options_min).into()),
                        ("most", i64::from(poll.options_max).into()),
                        ("limit", i64::from(poll.option_max).into()),
                    ],
                )
            }),
            poll_minutes: poll_minutes(shell, form, channel, poll.map(|poll| poll.minutes)),
            comment: capabilities.first_comment || own.by_hand || own.first_comment.is_some(),
            can_be_by_hand: true,
            by_hand: own.by_hand,
            comment_hint: most("composer-at-most", limits.comment_max),
            thread: has(Format::Thread),
            lacks: lacks.join(", "),
            is_open: faulty || written || is_chosen && must || asked(form, channel),
            choices,
        }
    }

    /// What a channel without a connection is offered: whatever a person can do.
    pub(super) fn by_hand(
        shell: &Shell,
        form: &FormState,
        channel: &str,
        known: Option<&Capabilities>,
    ) -> Self {
        let own = super::shape::read(form, channel);
        let written = !own.is_plain() || !form.value(&format!("own.{channel}")).trim().is_empty();
        let is_open = form.wrong(&format!("variant.{channel}")) || written || asked(form, channel);
        if let Some(known) = known {
            let offered = Self::new(shell, form, (channel, known.network.as_str()), known);
            // What only the API asks for, nobody has to choose.
            return Self {
                title: true,
                title_required: false,
                comment: true,
                choices: kept_choices(shell, &own, channel, &[]),
                lacks: String::new(),
                can_be_by_hand: false,
                is_open,
                ..offered
            };
        }
        Self {
            channel: channel.to_owned(),
            title: true,
            title_required: false,
            title_hint: String::new(),
            placements: vec![],
            link: own.link.is_some(),
            poll: own.poll.is_some(),
            poll_hint: String::new(),
            poll_minutes: poll_minutes(shell, form, channel, None),
            comment: true,
            comment_hint: String::new(),
            choices: kept_choices(shell, &own, channel, &[]),
            thread: false,
            lacks: String::new(),
            can_be_by_hand: false,
            by_hand: true,
            is_open,
        }
    }

    /// What a newsletter is offered that Tandem sends: a subject of its own.
    pub(super) fn by_mail(shell: &Shell, form: &FormState, channel: &str) -> Self {
        let own = super::shape::read(form, channel);
        Self {
            title_hint: shell.t("newsletter-subject-hint"),
            comment: false,
            can_be_by_hand: true,
            by_hand: own.by_hand,
            ..Self::by_hand(shell, form, channel, None)
        }
    }

    /// A field's name.
    pub(super) fn name(&self, what: &str) -> String {
        format!("{what}.{}", self.channel)
    }
}
