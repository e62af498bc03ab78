//! A request before it is sent.

use std::time::Duration;

use reqwest::header::{AUTHORIZATION, CONTENT_LENGTH, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use reqwest::multipart::{Form, Part};
use reqwest::{Method, RequestBuilder};
use serde_json::Value;
use url::Url;

use crate::{Error, ErrorKind, Media, Next};

/// How much of a file is held in memory while it is sent.
const PIECE: u64 = 1024 * 1024;
/// The slowest line on which a large file still gets through, in bytes a second.
const SLOWEST: u64 = 128 * 1024;

/// What sending a request twice would do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// Nothing that anybody would see: a read, an upload, a removal, a write under a key of ours.
    Harmless,
    /// Perhaps a second post.
    Once,
}

impl Effect {
    /// `next` for what may be repeated, `Unknown` for what may not.
    pub(super) const fn unless_sent(self, next: Next) -> Next {
        match self {
            Self::Harmless => next,
            Self::Once => Next::Unknown,
        }
    }
}

/// A field of a multipart form.
pub enum Field {
    /// A text.
    Text(&'static str, String),
    /// A text under a name that the network told.
    Named(String, String),
    /// A file: name of the field, file name, media type, bytes.
    File(&'static str, String, String, Vec<u8>),
    /// A large file, read piece by piece while it is sent.
    Stream(&'static str, Media),
}

/// What a request carries.
pub enum Body {
    /// Nothing.
    Empty,
    /// `application/json`.
    Json(Value),
    /// `application/x-www-form-urlencoded`.
    Form(Vec<(&'static str, String)>),
    /// Bytes of a media type.
    Bytes(String, Vec<u8>),
    /// A file that is read while it is sent.
    Stream(Media),
    /// `multipart/form-data`.
    Multipart(Vec<Field>),
}

impl Field {
    fn bytes(&self) -> u64 {
        match self {
            Self::Text(_, text) | Self::Named(_, text) => text.len() as u64,
            Self::File(_, _, _, bytes) => bytes.len() as u64,
            Self::Stream(_, media) => media.facts.bytes,
        }
    }
}

impl Body {
    /// How long its bytes may take on a slow line, beside the usual time of a request.
    pub(super) fn time(&self) -> Duration {
        let bytes = match self {
            Self::Empty => 0,
            Self::Json(value) => length(value),
            Self::Form(fields) => fields.iter().map(|(_, text)| text.len() as u64).sum(),
            Self::Bytes(_, bytes) => bytes.len() as u64,
            Self::Stream(media) => media.facts.bytes,
            Self::Multipart(fields) => fields.iter().map(Field::bytes).sum(),
        };
        Duration::from_secs(bytes / SLOWEST)
    }

    pub(super) fn attach(self, request: RequestBuilder) -> Result<RequestBuilder, Error> {
        Ok(match self {
            Self::Empty => request,
            Self::Json(value) => request.json(&value),
            Self::Form(fields) => request.form(&fields),
            Self::Bytes(mime, bytes) => request.header(CONTENT_TYPE, mime).body(bytes),
            Self::Stream(media) => request
                .header(CONTENT_TYPE, media.facts.mime.clone())
                .header(CONTENT_LENGTH, media.facts.bytes)
                .body(stream(media)),
            Self::Multipart(fields) => {
                let mut form = Form::new();
                for field in fields {
                    form = match field {
                        Field::Text(name, text) => form.text(name, text),
                        Field::Named(name, text) => form.text(name, text),
                        Field::Stream(name, media) => form.part(name, part_of(media)?),
                        Field::File(name, file_name, mime, bytes) => {
                            let part = Part::bytes(bytes).file_name(file_name).mime_str(&mime);
                            form.part(name, part.map_err(|_| no_media_type())?)
                        }
                    };
                }
                request.multipart(form)
            }
        })
    }
}

/// About as many bytes as the texts of a JSON value have: files go along as texts at times.
fn length(value: &Value) -> u64 {
    match value {
        Value::String(text) => text.len() as u64,
        Value::Array(values) => values.iter().map(length).sum(),
        Value::Object(fields) => fields.values().map(length).sum(),
        Value::Null | Value::Bool(_) | Value::Number(_) => 1,
    }
}

fn no_media_type() -> Error {
    Error::new(ErrorKind::Invalid, Next::Never, "not a media type")
}

/// A part whose bytes are read as they are sent: a file that cannot be read breaks the connection, and so the send.
fn part_of(media: Media) -> Result<Part, Error> {
    let length = media.facts.bytes;
    let (file_name, mime) = (media.facts.file_name.clone(), media.facts.mime.clone());
    let part = Part::stream_with_length(stream(media), length).file_name(file_name);
    part.mime_str(&mime).map_err(|_| no_media_type())
}

/// The file's bytes, piece by piece.
fn stream(media: Media) -> reqwest::Body {
    let pieces = futures::stream::try_unfold((media, 0_u64), |(media, offset)| async move {
        let left = media.facts.bytes.saturating_sub(offset);
        if left == 0 {
            return Ok(None);
        }
        let piece = media.file.read(offset, PIECE.min(left)).await?;
        if piece.is_empty() {
            return Err(Error::new(ErrorKind::Local, Next::Never, "the file is shorter than it was"));
        }
        let end = offset + piece.len() as u64;
        Ok(Some((piece, (media, end))))
    });
    reqwest::Body::wrap_stream(pieces)
}

/// One request.
pub struct Call {
    pub(super) method: Method,
    pub(super) url: Url,
    pub(super) headers: HeaderMap,
    pub(super) body: Body,
    pub(super) effect: Effect,
    pub(super) secrets: Vec<String>,
}

impl Call {
    /// A request of any method without a body.
    #[must_use]
    pub fn new(method: Method, url: Url) -> Self {
        Self {
            method,
            url,
            headers: HeaderMap::new(),
            body: Body::Empty,
            effect: Effect::Harmless,
            secrets: vec![],
        }
    }

    /// A GET.
    #[must_use]
    pub fn get(url: Url) -> Self {
        Self::new(Method::GET, url)
    }

    /// A POST.
    #[must_use]
    pub fn post(url: Url, body: Body) -> Self {
        Self { body, ..Self::new(Method::POST, url) }
    }

    /// A request of any method with a body.
    #[must_use]
    pub fn with_body(method: Method, url: Url, body: Body) -> Self {
        Self { body, ..Self::new(method, url) }
    }

    /// A PUT.
    #[must_use]
    pub fn put(url: Url, body: Body) -> Self {
        Self { body, ..Self::new(Method::PUT, url) }
    }

    /// A PATCH.
    #[must_use]
    pub fn patch(url: Url, body: Body) -> Self {
        Self { body, ..Self::new(Method::PATCH, url) }
    }

    /// A DELETE.
    #[must_use]
    pub fn delete(url: Url) -> Self {
        Self::new(Method::DELETE, url)
    }

    /// Marks it as one that must not be sent twice.
    #[must_use]
    pub fn once(self) -> Self {
        Self { effect: Effect::Once, ..self }
    }

    /// Names a value that must not appear in anything that is kept.
    #[must_use]
    pub fn secret(mut self, secret: &str) -> Self {
        self.secrets.push(secret.to_owned());
        self
    }

    /// Adds `Authorization: Bearer`.
    #[must_use]
    pub fn bearer(self, token: &str) -> Self {
        let mut call = self.secret(token).header(AUTHORIZATION, &format!("Bearer {token}"));
        if let Some(value) = call.headers.get_mut(AUTHORIZATION) {
            value.set_sensitive(true);
        }
        call
    }

    /// Adds `Authorization: DPoP` and the proof that belongs to this very request (RFC 9449).
    #[must_use]
    pub fn dpop(self, token: &str, proof: &str) -> Self {
        let call = self.secret(token).header(AUTHORIZATION, &format!("DPoP {token}"));
        let mut call = call.header(HeaderName::from_static("dpop"), proof);
        if let Some(value) = call.headers.get_mut(AUTHORIZATION) {
            value.set_sensitive(true);
        }
        call
    }

    /// The method.
    #[must_use]
    pub const fn method(&self) -> &Method {
        &self.method
    }

    /// The address.
    #[must_use]
    pub const fn url(&self) -> &Url {
        &self.url
    }

    /// Adds a header; a value that cannot be one is left out.
    #[must_use]
    pub fn header(mut self, name: HeaderName, value: &str) -> Self {
        if let Ok(value) = HeaderValue::from_str(value) {
            self.headers.insert(name, value);
        }
        self
    }
}
