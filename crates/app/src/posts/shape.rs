//! What a variant has beside its text, and the pure way from a post to what a network checks and gets.

use std::collections::BTreeMap;

use networks::{
    Capabilities, Connector, Content, Fault, Finding, LinkCard, MediaFacts, Outline, Part, Placement, Poll,
    TextLength,
};
use serde::{Deserialize, Serialize};

use crate::{Settings, ids::MediaId, links};

/// What a variant has beside its text.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Shape {
    /// Where it appears.
    pub placement: Placement,
    /// Title, where the network has one.
    pub title: Option<String>,
    /// Link shown as a card or as the post's target.
    pub link: Option<LinkCard>,
    /// Question to the readers.
    pub poll: Option<Poll>,
    /// Comment of our own right after the post.
    pub first_comment: Option<String>,
    /// Choices that only this network has.
    pub options: BTreeMap<String, String>,
    /// A person publishes it, though the network is connected.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub by_hand: bool,
    /// Versions that stand for files of the post here: file to version.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub versions: BTreeMap<MediaId, MediaId>,
}

impl Shape {
    /// Whether there is nothing beside the text.
    #[must_use]
    pub fn is_plain(&self) -> bool {
        *self == Self::default()
    }

    /// As it is kept; `None` when it is plain.
    #[must_use]
    pub fn keep(&self) -> Option<String> {
        if self.is_plain() { None } else { serde_json::to_string(self).ok() }
    }

    /// Reads [`Shape::keep`] back; plain where there is none.
    #[must_use]
    pub fn read(kept: Option<&str>) -> Self {
        kept.and_then(|kept| serde_json::from_str(kept).ok()).unwrap_or_default()
    }

    /// The same with every text, address and all, passed through `change`, in reading order.
    #[must_use]
    pub fn map_texts(&self, mut change: impl FnMut(&str) -> String) -> Self {
        let link = self.link.as_ref().map(|link| LinkCard { url: change(&link.url), ..link.clone() });
        let first_comment = self.first_comment.as_deref().map(&mut change);
        Self { link, first_comment, ..self.clone() }
    }
}

/// The posts of a thread: a line of three dashes begins the next one.
#[must_use]
pub fn parts_of(text: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    for line in text.split_inclusive('\n') {
        if line.trim() == "---" {
            parts.push(String::new());
        } else if let Some(last) = parts.last_mut() {
            last.push_str(line);
        }
    }
    if parts.len() == 1 {
        return parts;
    }
    let mut parts: Vec<String> = parts.iter().map(|part| part.trim().to_owned()).collect();
    // A divider at the very end or beginning divides nothing.
    while parts.len() > 1 && parts.last().is_some_and(String::is_empty) {
        parts.pop();
    }
    while parts.len() > 1 && parts.first().is_some_and(String::is_empty) {
        parts.remove(0);
    }
    parts
}

/// What goes to one channel: the files stand with the first post of a thread.
#[must_use]
pub fn content<M>(text: &str, language: Option<String>, shape: Shape, media: Vec<M>) -> Content<M> {
    let mut media = Some(media);
    let parts = parts_of(text)
        .into_iter()
        .map(|text| Part { text, media: media.take().unwrap_or_default() })
        .collect();
    let Shape { placement, title, link, poll, first_comment, options, by_hand: _, versions: _ } = shape;
    Content { placement, title, parts, language, link, poll, first_comment, options }
}

/// What can be checked of a post before it goes out: links count as they will, shortened.
#[must_use]
pub fn outline(public_url: &str, text: &str, shape: &Shape, media: Vec<MediaFacts>) -> Outline {
    let short = |text: &str| links::preview_short(text, public_url);
    content(&short(text), None, shape.map_texts(short), media)
}

/// The longest post of an outline in the network's unit, the limit for it, and every reason for which the network would
/// refuse it. Composer, scheduler and sender all ask this one function.
#[must_use]
pub fn examine(
    connector: &dyn Connector,
    capabilities: &Capabilities,
    outline: &Outline,
) -> (TextLength, Vec<Finding>) {
    let measured = outline.parts.iter().map(|part| connector.measure(&part.text, &capabilities.limits));
    let longest = measured.max_by_key(|length| length.units);
    (longest.unwrap_or(TextLength { units: 0, bytes: 0 }), capabilities.findings(connector, outline))
}

/// That a network fetches the files of an outline from this instance, which it cannot reach.
#[must_use]
pub fn out_of_reach(settings: &Settings, capabilities: &Capabilities, outline: &Outline) -> Option<Finding> {
    let carries = outline.parts.iter().position(|part| !part.media.is_empty());
    let part = carries.filter(|_| capabilities.needs_public_media && !settings.serves_networks())?;
    Some(Finding { part, fault: Fault::NoPublicAddress, blocks: true })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_dashes_divide_a_thread() {
        assert_eq!(parts_of("one"), ["one"]);
        assert_eq!(parts_of("one\n---\ntwo\n\n --- \nthree\n"), ["one", "two", "three"]);
        assert_eq!(parts_of("one\n---\n"), ["one"]);
        assert_eq!(parts_of("---\none"), ["one"]);
        assert_eq!(parts_of("one --- two\n----\n"), ["one --- two\n----\n"]);
        assert_eq!(parts_of("---"), [""]);
    }

    #[test]
    fn a_plain_shape_is_not_kept() {
        assert_eq!(Shape::default().keep(), None);
        let titled = Shape { title: Some("Tea".into()), ..Shape::default() };
        assert_eq!(Shape::read(titled.keep().as_deref()), titled);
        assert_eq!(Shape::read(Some("{\"later\":1}")), Shape::default());
    }
}
