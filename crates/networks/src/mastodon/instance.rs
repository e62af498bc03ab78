//! The limits of one server.

use super::Mastodon;
use super::wire::Instance;
use crate::{Error, ErrorKind, Limits, PollLimits, TextUnit, VideoLimits};

/// What every link counts by default (docs.joinmastodon.org, "Posting to your profile").
pub(super) const LINK_LENGTH: u32 = 23;

/// The types that we send.
const IMAGE_TYPES: [&str; 4] = ["image/jpeg", "image/png", "image/gif", "image/webp"];

/// Films and sounds that we send; a sound is attached as a film is.
const VIDEO_TYPES: [&str; 14] = [
    "video/mp4",
    "video/webm",
    "video/quicktime",
    "video/ogg",
    "audio/mpeg",
    "audio/mp3",
    "audio/ogg",
    "audio/wav",
    "audio/x-wav",
    "audio/flac",
    "audio/aac",
    "audio/mp4",
    "audio/m4a",
    "audio/x-m4a",
];

/// Mastodon's own defaults (docs.joinmastodon.org, entity `Instance`).
pub(super) fn default_limits() -> Limits {
    Limits {
        text_unit: TextUnit::Graphemes,
        text_max: 500,
        link_length: Some(LINK_LENGTH),
        images_max: 4,
        image_max_bytes: 16_777_216,
        image_max_pixels: Some(33_177_600),
        image_types: IMAGE_TYPES.map(str::to_owned).into(),
        alt_max: Some(1_500),
        video: Some(VideoLimits {
            videos_max: 1,
            max_bytes: 103_809_024,
            max_pixels: Some(8_294_400),
            min_ms: 0,
            // No server limits the length, only the size.
            max_ms: u32::MAX,
            types: VIDEO_TYPES.map(str::to_owned).into(),
            ratio: None,
            ..VideoLimits::default()
        }),
        poll: Some(PollLimits {
            options_min: 2,
            options_max: 4,
            option_max: 50,
            question_max: None,
            minutes: (5, 43_829),
        }),
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
    // A list without any of ours (or an empty one) tells nothing that could be used.
    let taken = |ours: &[&str]| -> Option<Vec<String>> {
        let told = media.supported_mime_types.as_ref()?;
        let both = ours.iter().filter(|ours| told.iter().any(|mime| mime == *ours));
        Some(both.map(ToString::to_string).collect::<Vec<_>>()).filter(|types| !types.is_empty())
    };
    let video = defaults.video.map(|video| VideoLimits {
        max_bytes: media.video_size_limit.unwrap_or(video.max_bytes),
        max_pixels: media.video_matrix_limit.or(video.max_pixels),
        types: taken(&VIDEO_TYPES).unwrap_or(video.types),
        ..video
    });
    let polls = instance.configuration.polls;
    let poll = defaults.poll.map(|poll| PollLimits {
        options_max: polls.max_options.unwrap_or(poll.options_max),
        option_max: polls.max_characters_per_option.unwrap_or(poll.option_max),
        minutes: (
            polls.min_expiration.map_or(poll.minutes.0, |seconds| seconds.div_ceil(60).max(1)),
            polls.max_expiration.map_or(poll.minutes.1, |seconds| seconds / 60),
        ),
        ..poll
    });
    Limits {
        text_max: statuses.max_characters.or(instance.max_toot_chars).unwrap_or(defaults.text_max),
        link_length: statuses.characters_reserved_per_url.or(defaults.link_length),
        images_max: statuses.max_media_attachments.unwrap_or(defaults.images_max),
        image_max_bytes: media.image_size_limit.unwrap_or(defaults.image_max_bytes),
        image_max_pixels: media.image_matrix_limit.or(defaults.image_max_pixels),
        image_types: taken(&IMAGE_TYPES).unwrap_or(defaults.image_types),
        alt_max: media.description_limit.or(defaults.alt_max),
        video,
        poll,
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
            "image_size_limit":100,"video_size_limit":200,"image_matrix_limit":900,"video_matrix_limit":800,"description_limit":420},"polls":{"max_options":6,
            "max_characters_per_option":80,"min_expiration":310,"max_expiration":86400}}}"#;
        let limits = told(serde_json::from_str(instance).unwrap());
        assert_eq!((limits.text_max, limits.images_max, limits.link_length), (5_000, 6, Some(30)));
        assert_eq!((limits.image_max_bytes, limits.alt_max), (100, Some(420)));
        assert_eq!(limits.image_types, ["image/png"]);
        let video = limits.video.unwrap();
        assert_eq!((limits.image_max_pixels, video.max_pixels), (Some(900), Some(800)));
        assert_eq!((video.max_bytes, video.types), (200, vec!["video/mp4".to_owned()]));
        let poll = limits.poll.unwrap();
        assert_eq!((poll.options_max, poll.option_max, poll.minutes), (6, 80, (6, 1_440)));
        assert_eq!(told(serde_json::from_str("{}").unwrap()), default_limits());
        assert_eq!(told(serde_json::from_str(r#"{"max_toot_chars":2000}"#).unwrap()).text_max, 2_000);
    }
}
