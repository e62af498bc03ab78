//! Answers: status 200 with `ok`, whatever happened; and what requests ask.

use std::time::Duration;

use axum::Json;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use crate::call::Form;

/// Methods that take forms only; the others take JSON too.
pub(super) const FORMS_ONLY: [&str; 7] = [
    "chat.getPermalink",
    "conversations.history",
    "conversations.info",
    "conversations.list",
    "conversations.replies",
    "files.getUploadURLExternal",
    "files.info",
];

/// What a method needs to have been allowed.
pub(super) fn scope_of(method: &str) -> Option<&'static str> {
    Some(match method {
        "chat.postMessage" | "chat.update" | "chat.delete" => "chat:write",
        "conversations.list" | "conversations.info" => "channels:read",
        "conversations.history" | "conversations.replies" => "channels:history",
        "conversations.join" => "channels:join",
        "files.getUploadURLExternal" | "files.completeUploadExternal" => "files:write",
        "files.info" => "files:read",
        _ => return None,
    })
}

#[derive(Debug)]
pub(super) struct Refused {
    error: String,
    more: Value,
}

impl Refused {
    pub(super) fn new(error: &str) -> Self {
        Self { error: error.to_owned(), more: json!({}) }
    }

    pub(super) fn scope(needed: &str, provided: &str) -> Self {
        Self { error: "missing_scope".to_owned(), more: json!({ "needed": needed, "provided": provided }) }
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        let mut body = self.more;
        body["ok"] = json!(false);
        body["error"] = json!(self.error);
        Json(body).into_response()
    }
}

pub(super) fn too_many(retry_after: Duration) -> Response {
    let seconds = retry_after.as_secs().max(1).to_string();
    let body = json!({ "ok": false, "error": "ratelimited" });
    (StatusCode::TOO_MANY_REQUESTS, [(header::RETRY_AFTER, seconds)], Json(body)).into_response()
}

/// The arguments of a method.
pub(super) struct Asked {
    json: Option<Value>,
    form: Form,
}

impl Asked {
    pub(super) fn new(json: Option<Value>, form: Form) -> Self {
        Self { json, form }
    }

    pub(super) fn value(&self, name: &str) -> Option<Value> {
        if let Some(json) = &self.json {
            return json.get(name).filter(|value| !value.is_null()).cloned();
        }
        let text = self.form.params.get(name)?;
        Some(serde_json::from_str(text).unwrap_or_else(|_| Value::String(text.to_owned())))
    }

    pub(super) fn text(&self, name: &str) -> Option<String> {
        if self.json.is_none() {
            return self.form.params.get(name).map(str::to_owned);
        }
        self.value(name)?.as_str().map(str::to_owned)
    }

    pub(super) fn flag(&self, name: &str) -> bool {
        self.value(name) == Some(json!(true))
    }

    pub(super) fn limit(&self, default: usize, max: usize) -> usize {
        self.text("limit").and_then(|text| text.parse().ok()).unwrap_or(default).clamp(1, max)
    }
}
