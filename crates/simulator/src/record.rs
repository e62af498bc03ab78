//! Writes down what the networks are asked, for a check against their own descriptions.

use std::fs::File;
use std::io::Write;
use std::path::Path;
use std::sync::Mutex;
use std::sync::PoisonError;
use std::sync::atomic::{AtomicU64, Ordering};

use axum::body::{Body, to_bytes};
use axum::extract::{FromRequest, Request};
use axum::http::header::USER_AGENT;
use serde_json::{Value, json};

use crate::call::Call;
use crate::stand_in::Network;

const BODY_MAX: usize = 256 * 1024 * 1024;

/// A file with a line of JSON for each request.
pub(crate) struct Record(Mutex<File>);

impl Record {
    /// A file of its own in a folder that is there.
    pub(crate) fn open(folder: &Path) -> std::io::Result<Self> {
        static NUMBER: AtomicU64 = AtomicU64::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let name = format!("{}-{number}.jsonl", std::process::id());
        File::create(folder.join(name)).map(|file| Self(Mutex::new(file)))
    }

    /// Notes a request of a connector, and gives it back whole: they name the product to every network, in the form that
    /// each wants. What browsers and the synthetic audience ask is not
    /// noted.
    pub(crate) async fn note(&self, network: Network, now: i64, request: Request) -> Request {
        let agent = request.headers().get(USER_AGENT).and_then(|value| value.to_str().ok());
        if !agent.is_some_and(|agent| agent.to_ascii_lowercase().contains("tandem")) {
            return request;
        }
        let (parts, body) = request.into_parts();
        let body = to_bytes(body, BODY_MAX).await.unwrap_or_default();
        let again = || Request::from_parts(parts.clone(), Body::from(body.clone()));
        if let Ok(call) = Call::from_request(again(), &()).await {
            let mut line = describe(network, now, &call).await.to_string();
            line.push('\n');
            let mut file = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            if let Err(error) = file.write_all(line.as_bytes()) {
                tracing::warn!(%error, "a request was not recorded");
            }
        }
        again()
    }
}

async fn describe(network: Network, now: i64, call: &Call) -> Value {
    let kind = call.content_type().split(';').next().unwrap_or_default().trim().to_owned();
    let mut body = json!({ "bytes": call.body.len() });
    if kind == "application/json" {
        body["json"] = call.json().unwrap_or(Value::Null);
    } else if kind == "application/x-www-form-urlencoded" || kind == "multipart/form-data" {
        let form = call.form().await.unwrap_or_default();
        // Those of the query come last and are told beside.
        let count = form.params.pairs().count().saturating_sub(call.query.pairs().count());
        body["form"] = json!(form.params.pairs().take(count).collect::<Vec<_>>());
        let file = |file: &crate::call::FilePart| json!({ "name": file.name, "file_name": file.file_name, "mime": file.mime, "bytes": file.bytes.len() });
        body["files"] = json!(form.files.iter().map(file).collect::<Vec<_>>());
    }
    json!({
        "at": now,
        "network": network.as_str(),
        "method": call.method.as_str(),
        "path": call.path,
        "query": call.query.pairs().collect::<Vec<_>>(),
        "headers": call.headers.keys().map(axum::http::HeaderName::as_str).collect::<Vec<_>>(),
        "content_type": kind,
        "body": body,
    })
}
