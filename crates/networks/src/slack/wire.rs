//! What the Web API says on the wire: the fields that we read, named as docs.slack.dev names them.

use std::collections::HashMap;

use serde::Deserialize;
use serde_json::Value;

/// Every answer.
#[derive(Deserialize)]
pub(super) struct Reply {
    pub ok: bool,
    #[serde(default)]
    pub error: String,
    pub needed: Option<String>,
}

/// An answer of which nothing more is read.
#[derive(Deserialize)]
pub(super) struct Done {}

/// `oauth.v2.access`.
#[derive(Deserialize)]
pub(super) struct Granted {
    pub access_token: String,
    pub token_type: Option<String>,
    pub refresh_token: Option<String>,
}

/// `auth.test`.
#[derive(Deserialize)]
pub(super) struct Tested {
    pub url: Option<String>,
    pub team: Option<String>,
    pub team_id: Option<String>,
}

/// A page of `conversations.list`.
#[derive(Deserialize)]
pub(super) struct Channels {
    pub channels: Vec<Channel>,
    pub response_metadata: Option<Cursor>,
}

#[derive(Deserialize)]
pub(super) struct Cursor {
    #[serde(default)]
    pub next_cursor: String,
}

/// `conversations.info`.
#[derive(Deserialize)]
pub(super) struct ChannelInfo {
    pub channel: Channel,
}

/// `channel`.
#[derive(Deserialize)]
pub(super) struct Channel {
    pub id: String,
    pub name: Option<String>,
    #[serde(default)]
    pub is_archived: bool,
    #[serde(default)]
    pub is_private: bool,
    #[serde(default)]
    pub is_member: bool,
    pub num_members: Option<i64>,
}

/// `chat.postMessage`.
#[derive(Deserialize)]
pub(super) struct Posted {
    pub ts: String,
}

/// `chat.getPermalink`.
#[derive(Deserialize)]
pub(super) struct Permalink {
    pub permalink: String,
}

/// A page of `conversations.history` and `conversations.replies`.
#[derive(Deserialize)]
pub(super) struct History {
    pub messages: Vec<Message>,
    #[serde(default)]
    pub has_more: bool,
    pub response_metadata: Option<Cursor>,
}

/// `message`.
#[derive(Deserialize)]
pub(super) struct Message {
    pub ts: String,
    pub metadata: Option<Metadata>,
    #[serde(default)]
    pub reactions: Vec<Reaction>,
    pub reply_count: Option<i64>,
}

#[derive(Deserialize)]
pub(super) struct Metadata {
    pub event_type: String,
    #[serde(default)]
    pub event_payload: Value,
}

#[derive(Deserialize)]
pub(super) struct Reaction {
    pub count: i64,
}

/// `files.getUploadURLExternal`.
#[derive(Deserialize)]
pub(super) struct UploadUrl {
    pub upload_url: String,
    pub file_id: String,
}

/// `files.info`.
#[derive(Deserialize)]
pub(super) struct FileInfo {
    pub file: File,
}

#[derive(Deserialize)]
pub(super) struct File {
    /// Empty until the file has been looked through.
    #[serde(default)]
    pub mimetype: String,
    #[serde(default)]
    pub shares: Shares,
}

/// Where a file was shown: by channel, public or private.
#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct Shares {
    pub public: HashMap<String, Vec<Share>>,
    pub private: HashMap<String, Vec<Share>>,
}

#[derive(Deserialize)]
pub(super) struct Share {
    pub ts: String,
}
