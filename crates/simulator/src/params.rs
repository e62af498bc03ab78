//! Request parameters as ordered pairs, whichever of the usual forms they came in.

use serde_json::Value;
use url::form_urlencoded;

#[derive(Debug, Clone, Default)]
pub(crate) struct Params(Vec<(String, String)>);

impl Params {
    /// A query string or an `application/x-www-form-urlencoded` body.
    pub(crate) fn from_urlencoded(raw: &[u8]) -> Self {
        Self(form_urlencoded::parse(raw).into_owned().collect())
    }

    /// A JSON object; arrays become `name[]`, objects `name[key]`.
    pub(crate) fn from_json(value: &Value) -> Self {
        let mut pairs = Vec::new();
        for (name, value) in value.as_object().into_iter().flatten() {
            flatten(name, value, &mut pairs);
        }
        Self(pairs)
    }

    pub(crate) fn push(&mut self, name: &str, value: String) {
        self.0.push((name.to_owned(), value));
    }

    pub(crate) fn append(&mut self, other: &Self) {
        self.0.extend(other.0.iter().cloned());
    }

    /// All names and values, in order.
    pub(crate) fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(key, value)| (key.as_str(), value.as_str()))
    }

    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// All values of `name` and `name[]`.
    pub(crate) fn all(&self, name: &str) -> Vec<&str> {
        let bracketed = format!("{name}[]");
        self.0
            .iter()
            .filter(|(key, _)| key == name || *key == bracketed)
            .map(|(_, value)| value.as_str())
            .collect()
    }

    pub(crate) fn flag(&self, name: &str) -> bool {
        matches!(self.get(name), Some("true" | "1" | "on"))
    }

    /// A count within 1 and `max`, else `default`.
    pub(crate) fn limit(&self, default: usize, max: usize) -> usize {
        self.get("limit").and_then(|value| value.parse().ok()).unwrap_or(default).clamp(1, max)
    }
}

fn flatten(name: &str, value: &Value, pairs: &mut Vec<(String, String)>) {
    match value {
        Value::Null => {}
        Value::String(text) => pairs.push((name.to_owned(), text.clone())),
        Value::Array(items) => items.iter().for_each(|item| flatten(&format!("{name}[]"), item, pairs)),
        Value::Object(map) => {
            map.iter().for_each(|(key, item)| flatten(&format!("{name}[{key}]"), item, pairs));
        }
        other => pairs.push((name.to_owned(), other.to_string())),
    }
}
