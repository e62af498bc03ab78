//! What the composer offers for one channel: exactly what its network can do.

use app::network::{Capabilities, Format, Placement};

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

/// The fields of one channel beside its own text.
pub(super) struct Offer {
    /// Channel, as the fields' names end.
    pub channel: String,
    pub title: bool,
    pub title_required: bool,
    pub title_hint: String,
    /// Where a post can appear; empty where there is but one place.
    pub placements: Vec<(String, String)>,
    pub link: bool,
    /// What holds for a poll; empty where there is none.
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

/// How long polls are offered to be open, in minutes.
const MINUTES: [u32; 9] = [5, 30, 60, 360, 720, 1_440, 4_320, 10_080, 20_160];

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
        let one_place = capabilities.placements == [Placement::Feed];
        let poll = limits.poll.as_ref().filter(|_| has(Format::Poll));
        let chosen: Option<u32> = form.value(&format!("poll_minutes.{channel}")).parse().ok();
        let minutes = poll.map_or_else(Vec::new, |poll| {
            let (least, longest) = poll.minutes;
            let mut offered: Vec<u32> =
                MINUTES.into_iter().filter(|each| (least..=longest).contains(each)).collect();
            offered.extend(chosen.filter(|chosen| !MINUTES.contains(chosen)));
            offered
        });
        let lacks: Vec<String> = Format::ALL
            .iter()
            .filter(|format| !matches!(format, Format::Text) && !has(**format))
            .map(|format| shell.tk("composer-format", format.as_str()))
            .collect();
        let choices: Vec<ChoiceField> = capabilities
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
        let own = super::shape::read(form, channel);
        let faulty = form.wrong(&format!("variant.{channel}"));
        let must = capabilities.title_required || choices.iter().any(|choice| choice.required);
        let written = !own.is_plain() || !form.value(&format!("own.{channel}")).trim().is_empty();
        let is_chosen = form.has("channel", channel);
        Self {
            channel: channel.to_owned(),
            title: limits.title_max.is_some() || capabilities.title_required,
            title_required: capabilities.title_required,
            title_hint: most("composer-at-most", limits.title_max),
            placements: if one_place { vec![] } else { capabilities.placements.iter().map(place).collect() },
            link: has(Format::Link),
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
            poll_minutes: minutes
                .into_iter()
                .map(|minutes| (minutes.to_string(), words::minutes(shell, minutes)))
                .collect(),
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
                choices: vec![],
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
            link: false,
            poll_hint: String::new(),
            poll_minutes: vec![],
            comment: true,
            comment_hint: String::new(),
            choices: vec![],
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
