//! What Discord says on the wire: the fields that we read, named as its documentation names them.

use serde::Deserialize;
use serde_json::Value;

/// Every error's body.
#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct Failure {
    pub code: u32,
    pub message: String,
    pub retry_after: Option<f64>,
    pub errors: Option<Value>,
}

impl Failure {
    /// The first fault of a form, with the name of its field.
    pub(super) fn first_detail(&self) -> String {
        fn walk(value: &Value, path: &str) -> Option<String> {
            let Value::Object(fields) = value else { return None };
            if let Some(first) = fields.get("_errors").and_then(Value::as_array).and_then(|list| list.first())
            {
                return Some(format!("{path} {}", first["message"].as_str().unwrap_or_default()));
            }
            fields.iter().find_map(|(name, inner)| {
                walk(inner, &format!("{path}{}{name}", if path.is_empty() { "" } else { "." }))
            })
        }
        self.errors.as_ref().and_then(|errors| walk(errors, "")).unwrap_or_default()
    }
}

/// `User`.
#[derive(Deserialize)]
pub(super) struct User {
    pub id: String,
}

/// `Webhook`.
#[derive(Deserialize)]
pub(super) struct Webhook {
    pub name: Option<String>,
    pub channel_id: Option<String>,
    pub guild_id: Option<String>,
}

/// `Channel`.
#[derive(Deserialize)]
pub(super) struct Channel {
    pub id: String,
    #[serde(rename = "type")]
    pub kind: u32,
    pub name: Option<String>,
    pub guild_id: Option<String>,
    pub last_message_id: Option<String>,
}

/// `Guild`.
#[derive(Deserialize)]
pub(super) struct Guild {
    pub name: Option<String>,
    pub approximate_member_count: Option<i64>,
}

/// `Message`.
#[derive(Deserialize)]
pub(super) struct Message {
    pub id: String,
    #[serde(default)]
    pub content: String,
    pub author: Option<User>,
    pub timestamp: Option<String>,
    pub webhook_id: Option<String>,
    pub nonce: Option<Value>,
    #[serde(default)]
    pub attachments: Vec<Value>,
    pub message_reference: Option<Reference>,
    pub poll: Option<Poll>,
    #[serde(default)]
    pub reactions: Vec<Reaction>,
}

/// `Message Reference`.
#[derive(Deserialize)]
pub(super) struct Reference {
    pub message_id: Option<String>,
}

/// `Poll`.
#[derive(Deserialize)]
pub(super) struct Poll {
    pub question: Question,
}

/// `Poll Media`.
#[derive(Deserialize)]
pub(super) struct Question {
    pub text: Option<String>,
}

/// `Reaction`.
#[derive(Deserialize)]
pub(super) struct Reaction {
    pub count: i64,
}
