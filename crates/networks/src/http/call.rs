//! A request before it is sent.

use reqwest::header::{AUTHORIZATION, HeaderMap, HeaderName, HeaderValue};
use reqwest::multipart::{Form, Part};
use reqwest::{Method, RequestBuilder};
use serde_json::Value;
use url::Url;

use crate::{Error, ErrorKind, Next};

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
    /// A file: name of the field, file name, media type, bytes.
    File(&'static str, String, String, Vec<u8>),
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
    /// `multipart/form-data`.
    Multipart(Vec<Field>),
}

impl Body {
    pub(super) fn attach(self, request: RequestBuilder) -> Result<RequestBuilder, Error> {
        Ok(match self {
            Self::Empty => request,
            Self::Json(value) => request.json(&value),
            Self::Form(fields) => request.form(&fields),
            Self::Bytes(mime, bytes) => request.header(reqwest::header::CONTENT_TYPE, mime).body(bytes),
            Self::Multipart(fields) => {
                let mut form = Form::new();
                for field in fields {
                    form = match field {
                        Field::Text(name, text) => form.text(name, text),
                        Field::File(name, file_name, mime, bytes) => {
                            let part = Part::bytes(bytes).file_name(file_name).mime_str(&mime);
                            form.part(
                                name,
                                part.map_err(|_| {
                                    Error::new(ErrorKind::Invalid, Next::Never, "not a media type")
                                })?,
                            )
                        }
                    };
                }
                request.multipart(form)
            }
        })
    }
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

    /// Adds a header; a value that cannot be one is left out.
    #[must_use]
    pub fn header(mut self, name: HeaderName, value: &str) -> Self {
        if let Ok(value) = HeaderValue::from_str(value) {
            self.headers.insert(name, value);
        }
        self
    }
}
