//! What a variant has beside its text, as fields of the composer's form: `<what>.<channel>`.

use std::collections::BTreeMap;

use app::{
    network::{LinkCard, Placement, Poll},
    posts::Shape,
};

use crate::forms::FormState;

/// How long a poll is open when nothing was chosen: a day.
const POLL_MINUTES: u32 = 24 * 60;

/// What was typed for one channel.
pub(super) fn read(form: &FormState, channel: &str) -> Shape {
    let typed = |what: &str| form.optional(&format!("{what}.{channel}"));
    let (url, title, description) = (typed("link_url"), typed("link_title"), typed("link_text"));
    let has_link = url.is_some() || title.is_some() || description.is_some();
    let choices: Vec<String> = form
        .value(&format!("poll.{channel}"))
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .map(str::to_owned)
        .collect();
    let minutes = typed("poll_minutes").and_then(|minutes| minutes.parse().ok()).unwrap_or(POLL_MINUTES);
    let options: BTreeMap<String, String> = form
        .under(&format!("option.{channel}."))
        .filter(|(_, value)| !value.trim().is_empty())
        .map(|(name, value)| (name.to_owned(), value.trim().to_owned()))
        .collect();
    Shape {
        placement: typed("placement").and_then(|word| Placement::parse(&word)).unwrap_or_default(),
        title: typed("headline"),
        link: has_link.then(|| LinkCard {
            url: url.unwrap_or_default(),
            title: title.unwrap_or_default(),
            description: description.unwrap_or_default(),
        }),
        poll: (!choices.is_empty()).then_some(Poll { options: choices, minutes }),
        first_comment: typed("comment"),
        by_hand: form.checked(&format!("by_hand.{channel}")),
        options,
        versions: form
            .under(&format!("version.{channel}."))
            .filter_map(|(file, version)| Some((file.parse().ok()?, version.parse().ok()?)))
            .collect(),
    }
}

/// The fields of what is kept.
pub(super) fn write(values: &mut Vec<(String, String)>, channel: &str, shape: &Shape) {
    let mut put = |what: &str, value: &str| {
        if !value.is_empty() {
            values.push((format!("{what}.{channel}"), value.to_owned()));
        }
    };
    if shape.placement != Placement::Feed {
        put("placement", shape.placement.as_str());
    }
    put("headline", shape.title.as_deref().unwrap_or_default());
    if let Some(link) = &shape.link {
        put("link_url", &link.url);
        put("link_title", &link.title);
        put("link_text", &link.description);
    }
    if let Some(poll) = &shape.poll {
        put("poll", &poll.options.join("\n"));
        put("poll_minutes", &poll.minutes.to_string());
    }
    put("comment", shape.first_comment.as_deref().unwrap_or_default());
    if shape.by_hand {
        put("by_hand", "1");
    }
    for (file, version) in &shape.versions {
        values.push((format!("version.{channel}.{file}"), version.to_string()));
    }
    for (name, value) in &shape.options {
        values.push((format!("option.{channel}.{name}"), value.clone()));
    }
}
