//! What TikTok says on the wire: the fields that we read, named as its reference names them.

use serde::Deserialize;
use serde_json::Value;

/// Whether a call went well (doc/tiktok-api-v2-error-handling).
#[derive(Deserialize)]
pub(super) struct Verdict {
    pub error: Failure,
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct Failure {
    pub code: String,
    pub message: String,
    pub log_id: String,
}

#[derive(Deserialize)]
pub(super) struct Reply<T> {
    pub data: T,
}

/// `GET /v2/user/info/`.
#[derive(Deserialize)]
pub(super) struct UserInfo {
    pub user: User,
}

#[derive(Deserialize)]
pub(super) struct User {
    pub open_id: Option<String>,
    pub avatar_url: Option<String>,
    pub display_name: Option<String>,
    pub follower_count: Option<i64>,
    pub likes_count: Option<i64>,
    pub video_count: Option<i64>,
}

/// `POST /v2/post/publish/creator_info/query/`.
#[derive(Deserialize)]
pub(super) struct CreatorInfo {
    pub creator_username: String,
    #[serde(default)]
    pub creator_nickname: String,
    #[serde(default)]
    pub privacy_level_options: Vec<String>,
    #[serde(default)]
    pub comment_disabled: bool,
    #[serde(default)]
    pub duet_disabled: bool,
    #[serde(default)]
    pub stitch_disabled: bool,
    pub max_video_post_duration_sec: Option<u32>,
}

/// `POST /v2/post/publish/video/init/` and `/content/init/`.
#[derive(Deserialize)]
pub(super) struct Begun {
    pub publish_id: String,
    pub upload_url: Option<String>,
}

/// `POST /v2/post/publish/status/fetch/`.
#[derive(Deserialize)]
pub(super) struct Status {
    pub status: String,
    #[serde(default)]
    pub fail_reason: Option<String>,
    /// Their spelling.
    #[serde(default, rename = "publicaly_available_post_id")]
    pub post_ids: Vec<Id>,
    #[serde(default)]
    pub uploaded_bytes: Option<u64>,
}

/// An id: a 64-bit number in one answer, text in another.
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

/// `POST /v2/video/list/` and `/video/query/`.
#[derive(Deserialize)]
pub(super) struct Videos {
    #[serde(default)]
    pub videos: Vec<Video>,
}

/// doc/tiktok-api-v2-video-object.
#[derive(Deserialize)]
pub(super) struct Video {
    pub id: Id,
    pub title: Option<String>,
    pub video_description: Option<String>,
    pub create_time: Option<i64>,
    pub share_url: Option<String>,
    pub like_count: Option<i64>,
    pub comment_count: Option<i64>,
    pub share_count: Option<i64>,
    pub view_count: Option<i64>,
}
