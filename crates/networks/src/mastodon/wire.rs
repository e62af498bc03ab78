//! What servers with the Mastodon API say on the wire: the fields that we read, named as docs.joinmastodon.org names
//! them. Everything that some server leaves out is optional.

use serde::Deserialize;
use serde_json::Value;

/// Entity `CredentialApplication`.
#[derive(Deserialize)]
pub(super) struct Application {
    pub client_id: String,
    pub client_secret: String,
}

/// Entity `Token`; some servers tell no scope.
#[derive(Deserialize)]
pub(super) struct Token {
    pub access_token: String,
}

/// Every error's body, where the server sends JSON at all.
#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct Failure {
    pub error: String,
    pub error_description: Option<String>,
}

/// Entity `Account`.
#[derive(Deserialize)]
pub(super) struct Account {
    pub id: Id,
    pub username: Option<String>,
    pub acct: Option<String>,
    pub display_name: Option<String>,
    pub url: Option<String>,
    pub avatar: Option<String>,
    pub followers_count: Option<i64>,
    pub statuses_count: Option<i64>,
}

/// Entity `Status`.
#[derive(Deserialize)]
pub(super) struct Status {
    pub id: Id,
    pub url: Option<String>,
    pub uri: Option<String>,
    pub content: Option<String>,
    pub created_at: Option<String>,
    pub in_reply_to_id: Option<Id>,
    pub reblog: Option<Value>,
    #[serde(default)]
    pub media_attachments: Vec<Value>,
    pub poll: Option<Poll>,
    pub favourites_count: Option<i64>,
    pub reblogs_count: Option<i64>,
    pub replies_count: Option<i64>,
    pub quotes_count: Option<i64>,
}

/// Entity `Poll`.
#[derive(Deserialize)]
pub(super) struct Poll {
    /// Some servers leave it out of polls that never end.
    pub expires_at: Option<String>,
}

/// Entity `MediaAttachment`.
#[derive(Deserialize)]
pub(super) struct Media {
    pub id: Id,
}

/// Entities `Instance` and `V1::Instance`: limits only.
#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct Instance {
    pub configuration: Configuration,
    /// Of the Pleroma family.
    pub max_toot_chars: Option<u32>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct Configuration {
    pub statuses: StatusLimits,
    pub media_attachments: MediaLimits,
    pub polls: PollLimits,
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct PollLimits {
    pub max_options: Option<u32>,
    pub max_characters_per_option: Option<u32>,
    /// Seconds.
    pub min_expiration: Option<u32>,
    /// Seconds.
    pub max_expiration: Option<u32>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct StatusLimits {
    pub max_characters: Option<u32>,
    pub max_media_attachments: Option<u32>,
    pub characters_reserved_per_url: Option<u32>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct MediaLimits {
    pub supported_mime_types: Option<Vec<String>>,
    pub image_size_limit: Option<u64>,
    pub video_size_limit: Option<u64>,
    pub image_matrix_limit: Option<u64>,
    pub video_matrix_limit: Option<u64>,
    pub description_limit: Option<u32>,
}

/// An id: a string by the documentation, a number on some servers.
#[derive(Deserialize, Clone, PartialEq, Eq)]
#[serde(from = "Value")]
pub(super) struct Id(pub String);

impl From<Value> for Id {
    fn from(value: Value) -> Self {
        Self(match value {
            Value::String(text) => text,
            other => other.to_string(),
        })
    }
}
