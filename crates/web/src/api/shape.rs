//! What a post's variant has beside its text, in the API.

use std::collections::BTreeMap;

use app::{Faults, FieldError, network, posts};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What a variant has beside its text; `GET` tells only what is there.
#[derive(Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub(super) struct Shape {
    /// Where it appears: `feed` (when not said), `story` or `reel`.
    #[serde(skip_serializing_if = "Option::is_none")]
    placement: Option<String>,
    /// Title, where the network has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<String>,
    /// Link shown as a card or as the post's target.
    #[serde(skip_serializing_if = "Option::is_none")]
    link: Option<LinkCard>,
    /// Question to the readers, with the text above it.
    #[serde(skip_serializing_if = "Option::is_none")]
    poll: Option<Poll>,
    /// Comment of our own right after the post.
    #[serde(skip_serializing_if = "Option::is_none")]
    first_comment: Option<String>,
    /// A person publishes it, though the network is connected.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    by_hand: bool,
    /// Choices that only this network has, by the names that `tandem networks --json` tells.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    options: BTreeMap<String, String>,
    /// Versions that stand for files of the post on this channel: `media_…` of the file to `media_…` of the version.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    versions: BTreeMap<String, String>,
}

/// A link with what its card says.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(super) struct LinkCard {
    /// Where it leads.
    url: String,
    /// Heading of the card.
    #[serde(default)]
    title: String,
    /// Text of the card.
    #[serde(default)]
    description: String,
}

/// A question to the readers.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(super) struct Poll {
    /// What can be chosen, in order.
    options: Vec<String>,
    /// How long it is open, in minutes.
    minutes: u32,
}

impl Shape {
    /// As the use cases take it; an unknown place is a noted fault.
    pub(super) fn read(self, faults: &mut Faults) -> posts::Shape {
        let placement = self.placement.and_then(|word| {
            let known = network::Placement::parse(&word);
            faults.take(known.ok_or_else(|| FieldError::new("variants", "unknown_choice")))
        });
        let mut versions = BTreeMap::new();
        for (file, version) in &self.versions {
            match (file.parse(), version.parse()) {
                (Ok(file), Ok(version)) => {
                    versions.insert(file, version);
                }
                _ => faults.push(FieldError::new("variants", "media_unknown")),
            }
        }
        posts::Shape {
            versions,
            placement: placement.unwrap_or_default(),
            title: self.title,
            link: self.link.map(|link| network::LinkCard {
                url: link.url,
                title: link.title,
                description: link.description,
            }),
            poll: self.poll.map(|poll| network::Poll { options: poll.options, minutes: poll.minutes }),
            first_comment: self.first_comment,
            by_hand: self.by_hand,
            options: self.options,
        }
    }
}

impl From<posts::Shape> for Shape {
    fn from(shape: posts::Shape) -> Self {
        let placement = Some(shape.placement).filter(|placement| *placement != network::Placement::Feed);
        Self {
            placement: placement.map(|placement| placement.as_str().to_owned()),
            title: shape.title,
            link: shape.link.map(|link| LinkCard {
                url: link.url,
                title: link.title,
                description: link.description,
            }),
            poll: shape.poll.map(|poll| Poll { options: poll.options, minutes: poll.minutes }),
            first_comment: shape.first_comment,
            by_hand: shape.by_hand,
            options: shape.options,
            versions: shape
                .versions
                .iter()
                .map(|(file, version)| (file.to_string(), version.to_string()))
                .collect(),
        }
    }
}
