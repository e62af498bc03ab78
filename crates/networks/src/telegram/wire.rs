//! What the Bot API says on the wire: the fields that we read, named as core.telegram.org/bots/api names them.

use serde::Deserialize;

/// Every answer.
#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct Reply {
    pub ok: bool,
    pub error_code: u16,
    pub description: String,
    pub parameters: Option<Parameters>,
}

/// `ResponseParameters`.
#[derive(Deserialize)]
pub(super) struct Parameters {
    pub retry_after: Option<u64>,
}

/// An answer that is `ok`.
#[derive(Deserialize)]
pub(super) struct Result<T> {
    pub result: T,
}

/// `User`.
#[derive(Deserialize)]
pub(super) struct User {
    pub id: i64,
}

/// `ChatFullInfo` and `Chat`.
#[derive(Deserialize)]
pub(super) struct Chat {
    pub id: i64,
    #[serde(rename = "type")]
    pub kind: String,
    pub title: Option<String>,
    pub username: Option<String>,
}

/// `ChatMember`.
#[derive(Deserialize)]
pub(super) struct Member {
    pub status: String,
    #[serde(default)]
    pub can_post_messages: bool,
    /// Of `ChatMemberRestricted`.
    #[serde(default)]
    pub can_send_messages: bool,
}

/// `Message`.
#[derive(Deserialize)]
pub(super) struct Message {
    pub message_id: i64,
    #[serde(default)]
    pub date: i64,
    pub chat: Chat,
    pub text: Option<String>,
    pub caption: Option<String>,
    pub media_group_id: Option<String>,
    pub poll: Option<Poll>,
}

/// `Poll`.
#[derive(Deserialize)]
pub(super) struct Poll {
    pub question: String,
}

/// `Update`.
#[derive(Deserialize)]
pub(super) struct Update {
    pub channel_post: Option<Message>,
    pub message: Option<Message>,
}
