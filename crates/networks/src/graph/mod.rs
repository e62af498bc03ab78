//! What Facebook, Instagram and Threads have in common: Meta's Graph API. Owns the form of a call, what a refusal means,
//! the containers that Instagram and Threads publish from, and the search among recent posts. It knows no network's
//! limits, formats or counters.
//!
//! Sources: developers.facebook.com/docs/graph-api (guides "Error Handling" and "Rate Limiting"), named at each call.

pub(crate) mod access;
pub(crate) mod container;
mod fault;
pub(crate) mod insights;
pub(crate) mod look_up;
pub(crate) mod pages;
pub(crate) mod recent;
mod usage;
pub(crate) mod webhook;

use std::sync::Arc;

use reqwest::Method;
use serde::de::IgnoredAny;
use serde::{Deserialize, Deserializer};
use serde_json::Value;
use url::Url;

pub(crate) use fault::Refusal;

use crate::http::{Answer, Body, Call, Field, Http};
use crate::{
    Capabilities, Error, ErrorKind, Fault, Finding, Format, Media, Network, Next, Outline, Settings,
};

/// A Graph API in one version.
pub(crate) struct Graph {
    pub http: Arc<Http>,
    version: String,
}

impl Graph {
    /// The API in the version that the operator set for `network`, `usual` unless they did.
    pub(crate) fn new(http: Arc<Http>, settings: &Settings, network: Network, usual: &str) -> Self {
        let version = settings.of(network).api_version.unwrap_or_else(|| usual.to_owned());
        Self { http, version: version.trim_matches('/').to_owned() }
    }

    /// `path` within the version.
    pub(crate) fn versioned(&self, path: &str) -> String {
        format!("/{}{path}", self.version)
    }

    fn address(&self, base_url: &str, path: &str, query: &[(&str, &str)]) -> Result<Url, Error> {
        self.http.endpoint(base_url, &self.versioned(path), query)
    }

    /// A read; the token goes into the query, as the references of all three networks have it.
    pub(crate) fn get(
        &self,
        base_url: &str,
        path: &str,
        token: &str,
        query: &[(&str, &str)],
    ) -> Result<Call, Error> {
        let mut query = query.to_vec();
        query.push(("access_token", token));
        Ok(Call::get(self.address(base_url, path, &query)?).secret(token))
    }

    /// A write with a form.
    pub(crate) fn post(
        &self,
        base_url: &str,
        path: &str,
        token: &str,
        mut form: Vec<(&'static str, String)>,
    ) -> Result<Call, Error> {
        form.push(("access_token", token.to_owned()));
        Ok(Call::post(self.address(base_url, path, &[])?, Body::Form(form)).secret(token))
    }

    /// A write with a file.
    pub(crate) fn post_file(
        &self,
        base_url: &str,
        path: &str,
        token: &str,
        mut fields: Vec<Field>,
    ) -> Result<Call, Error> {
        fields.push(Field::Text("access_token", token.to_owned()));
        Ok(Call::post(self.address(base_url, path, &[])?, Body::Multipart(fields)).secret(token))
    }

    /// `DELETE /{id}`.
    pub(crate) async fn remove(&self, base_url: &str, token: &str, id: &str) -> Result<(), Error> {
        let url = self.address(base_url, &format!("/{}", segment(id)?), &[("access_token", token)])?;
        self.ask(Call::new(Method::DELETE, url).secret(token)).await?;
        Ok(())
    }

    /// Sends a call that may be repeated, and turns a refusal into one of ours.
    pub(crate) async fn ask(&self, call: Call) -> Result<Answer, Refusal> {
        self.send(call, false).await
    }

    /// Sends the call that makes something visible.
    pub(crate) async fn ask_once(&self, call: Call) -> Result<Answer, Refusal> {
        self.send(call.once(), true).await
    }

    async fn send(&self, call: Call, once: bool) -> Result<Answer, Refusal> {
        let answer = self.http.send(call).await?;
        // A success that carries an error is none.
        match fault::refusal(&answer, once) {
            Some(refusal) => Err(refusal),
            // Nor is a page of some proxy's.
            None => answer.json::<IgnoredAny>().map(|_| answer).map_err(Refusal::from),
        }
    }
}

/// An id that an answer names.
#[derive(Deserialize)]
pub(crate) struct Made {
    #[serde(deserialize_with = "text_or_number")]
    pub id: String,
}

/// The public address of a thing.
#[derive(Deserialize)]
pub(crate) struct Permalink {
    #[serde(alias = "permalink", alias = "permalink_url")]
    pub url: Option<String>,
}

/// The address under which the network fetches a file.
pub(crate) fn public_url(media: &Media) -> Result<String, Error> {
    media.public_url.clone().ok_or_else(|| {
        let why = "the network fetches files itself, and this instance has no public address";
        Error::new(ErrorKind::Invalid, Next::Never, why)
    })
}

/// A list as every edge gives it.
#[derive(Deserialize)]
pub(crate) struct List<T> {
    #[serde(default = "Vec::new")]
    pub data: Vec<T>,
    #[serde(default)]
    pub paging: Paging,
}

/// Where a list goes on.
#[derive(Deserialize, Default)]
#[serde(default)]
pub(crate) struct Paging {
    pub cursors: Cursors,
    pub next: Option<String>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub(crate) struct Cursors {
    pub after: Option<String>,
}

impl Paging {
    /// The cursor of the next page, where there is one.
    pub(crate) fn after(&self) -> Option<String> {
        self.next.as_ref()?;
        self.cursors.after.clone()
    }
}

/// Ids and offsets come as texts, and as numbers from some versions.
pub(crate) fn text_or_number<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    match Value::deserialize(from)? {
        Value::String(text) => Ok(text),
        Value::Number(number) => Ok(number.to_string()),
        _ => Err(serde::de::Error::custom("neither a text nor a number")),
    }
}

/// [`text_or_number`] where it may be missing.
pub(crate) fn maybe_text_or_number<'de, D: Deserializer<'de>>(from: D) -> Result<Option<String>, D::Error> {
    Ok(match Option::<Value>::deserialize(from)? {
        Some(Value::String(text)) => Some(text),
        Some(Value::Number(number)) => Some(number.to_string()),
        _ => None,
    })
}

/// A part of a path that came from a server: it must not lead elsewhere.
pub(crate) fn segment(id: &str) -> Result<&str, Error> {
    let plain = !id.is_empty()
        && id.len() <= 256
        && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'));
    plain
        .then_some(id)
        .ok_or_else(|| Error::new(ErrorKind::NotFound, Next::Never, "that is not an id of this network"))
}

/// Objects to a card beside files, and to a poll beside either: the networks drop or refuse the one or the other.
pub(crate) fn one_attachment(capabilities: &Capabilities, outline: &Outline) -> Vec<Finding> {
    let files = !outline.media().is_empty();
    let mut list = Vec::new();
    let mut object = |format| list.push(Finding { part: 0, fault: Fault::Format { format }, blocks: true });
    if outline.link.is_some() && files && capabilities.formats.contains(&Format::Link) {
        object(Format::Link);
    }
    let beside_poll = files || outline.link.is_some();
    if outline.poll.is_some() && beside_poll && capabilities.formats.contains(&Format::Poll) {
        object(Format::Poll);
    }
    list
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_leads_nowhere_else() {
        for id in ["17841400000000001", "1001_2002", "abc-1"] {
            assert_eq!(segment(id).ok(), Some(id));
        }
        for id in ["", "..", "1/2", "1?x=2", "1%2f2", "1#2"] {
            assert!(segment(id).is_err(), "{id}");
        }
    }
}
