//! A recorded request.

use std::fmt;

use serde_json::Value;

/// What a description says about a request.
pub enum Verdict {
    /// It was held against the description: these are its faults.
    Checked(Vec<String>),
    /// The description says nothing about it, for this reason.
    Beyond(&'static str),
}

/// What a connector sent.
#[derive(Debug, Clone)]
pub struct Request {
    /// Word of the network.
    pub network: String,
    /// `GET`, `POST` …
    pub method: String,
    /// Without the query.
    pub path: String,
    /// Names and values of the query.
    pub query: Vec<(String, String)>,
    /// Names of the headers.
    pub headers: Vec<String>,
    /// Without its parameters; empty when there is none.
    pub content_type: String,
    /// The body where it is JSON.
    pub json: Option<Value>,
    /// The fields of a form.
    pub form: Vec<(String, String)>,
    /// The names of a form's files.
    pub files: Vec<String>,
    /// Size of the body.
    pub bytes: u64,
}

impl Request {
    /// From a line of a record.
    pub fn read(line: &Value) -> Self {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let pairs = |value: &Value| {
            let pairs = value.as_array().into_iter().flatten();
            pairs.map(|pair| (text(&pair[0]), text(&pair[1]))).collect()
        };
        let body = &line["body"];
        Self {
            network: text(&line["network"]),
            method: text(&line["method"]),
            path: text(&line["path"]),
            query: pairs(&line["query"]),
            headers: line["headers"].as_array().into_iter().flatten().map(text).collect(),
            content_type: text(&line["content_type"]),
            json: body.get("json").cloned(),
            form: pairs(&body["form"]),
            files: body["files"].as_array().into_iter().flatten().map(|file| text(&file["name"])).collect(),
            bytes: body["bytes"].as_u64().unwrap_or(0),
        }
    }
}

impl fmt::Display for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.method, self.path)
    }
}
