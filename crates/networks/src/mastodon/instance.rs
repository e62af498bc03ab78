//! The limits of one server.

use super::Mastodon;
use super::wire::Instance;
use crate::{Error, ErrorKind, Limits, TextUnit};

/// What every link counts by default (docs.joinmastodon.org, "Posting to your profile").
pub(super) const LINK_LENGTH: u32 = 23;

/// The types that we send.
const IMAGE_TYPES: [&str; 4] = ["image/jpeg", "image/png", "image/gif", "image/webp"];

/// Mastodon's own defaults (docs.joinmastodon.org, entity `Instance`).
pub(super) fn default_limits() -> Limits {
    Limits {
        text_unit: TextUnit::Graphemes,
        text_max: 500,
        link_length: Some(LINK_LENGTH),
        images_max: 4,
        image_max_bytes: 16_777_216,
        image_types: IMAGE_TYPES.map(str::to_owned).into(),
        alt_max: Some(1_500),
        ..Limits::default()
    }
}

impl Mastodon {
    /// `GET /api/v2/instance`, else `GET /api/v1/instance`, else the defaults (docs.joinmastodon.org, "instance API
    /// methods"). Only a server that cannot be reached is an error.
    pub(super) async fn limits(&self, base_url: &str) -> Result<Limits, Error> {
        for path in ["/api/v2/instance", "/api/v1/instance"] {
            let answer = match self.http.send(self.get(base_url, path, &[])?).await {
                Ok(answer) => answer,
                Err(error) if error.kind == ErrorKind::Protocol => continue,
                Err(error) => return Err(error),
            };
            if let Some(instance) = answer.is_success().then(|| answer.try_json::<Instance>()).flatten() {
                return Ok(told(instance));
            }
        }
        Ok(default_limits())
    }
}

fn told(instance: Instance) -> Limits {
    let defaults = default_limits();
    let statuses = instance.configuration.statuses;
    let media = instance.configuration.media_attachments;
    let image_types = media.supported_mime_types.map(|told| {
        IMAGE_TYPES
            .iter()
            .filter(|ours| told.iter().any(|mime| mime == *ours))
            .map(ToString::to_string)
            .collect()
    });
    Limits {
        text_max: statuses.max_characters.or(instance.max_toot_chars).unwrap_or(defaults.text_max),
        link_length: statuses.characters_reserved_per_url.or(defaults.link_length),
        images_max: statuses.max_media_attachments.unwrap_or(defaults.images_max),
        image_max_bytes: media.image_size_limit.unwrap_or(defaults.image_max_bytes),
        // A list without any of ours (or an empty one) tells nothing that could be used.
        image_types: image_types
            .filter(|types: &Vec<String>| !types.is_empty())
            .unwrap_or(defaults.image_types),
        alt_max: media.description_limit.or(defaults.alt_max),
        ..defaults
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_what_a_server_tells_and_no_more() {
        let instance = r#"{"configuration":{"statuses":{"max_characters":5000,"max_media_attachments":6,
            "characters_reserved_per_url":30},"media_attachments":{"supported_mime_types":["image/png","video/mp4"],
            "image_size_limit":100,"description_limit":420}}}"#;
        let limits = told(serde_json::from_str(instance).unwrap());
        assert_eq!((limits.text_max, limits.images_max, limits.link_length), (5_000, 6, Some(30)));
        assert_eq!((limits.image_max_bytes, limits.alt_max), (100, Some(420)));
        assert_eq!(limits.image_types, ["image/png"]);
        assert_eq!(told(serde_json::from_str("{}").unwrap()), default_limits());
        assert_eq!(told(serde_json::from_str(r#"{"max_toot_chars":2000}"#).unwrap()).text_max, 2_000);
    }
}
