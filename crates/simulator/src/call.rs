//! One incoming API request, read whole: method, path, query, headers, body.

use axum::body::{Body, Bytes};
use axum::extract::{DefaultBodyLimit, FromRequest, Multipart, Request};
use axum::http::{Extensions, HeaderMap, Method, StatusCode, header};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use crate::params::Params;

#[derive(Debug)]
pub(crate) struct Call {
    pub(crate) method: Method,
    pub(crate) path: String,
    pub(crate) query: Params,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    /// Whether what this request begins (the processing of a file) is to fail.
    pub(crate) doomed: bool,
}

/// The body of a request as parameters and files.
#[derive(Debug, Default)]
pub(crate) struct Form {
    /// Those of the body first, then those of the query.
    pub(crate) params: Params,
    pub(crate) files: Vec<FilePart>,
}

/// A file of a multipart body.
#[derive(Debug, Clone)]
pub(crate) struct FilePart {
    /// The name of the field.
    pub(crate) name: String,
    pub(crate) file_name: String,
    pub(crate) mime: String,
    pub(crate) bytes: Bytes,
}

/// A body that is not what its content type says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Malformed;

/// Marks a request whose processing is to fail.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Doomed;

impl<S: Send + Sync> FromRequest<S> for Call {
    type Rejection = StatusCode;

    async fn from_request(request: Request, state: &S) -> Result<Self, Self::Rejection> {
        let method = request.method().clone();
        let path = request.uri().path().to_owned();
        let query = Params::from_urlencoded(request.uri().query().unwrap_or_default().as_bytes());
        let headers = request.headers().clone();
        let doomed = doomed(request.extensions());
        let body = Bytes::from_request(request, state).await.map_err(|_| StatusCode::PAYLOAD_TOO_LARGE)?;
        Ok(Self { method, path, query, headers, body, doomed })
    }
}

fn doomed(extensions: &Extensions) -> bool {
    extensions.get::<Doomed>().is_some()
}

impl Call {
    pub(crate) fn content_type(&self) -> &str {
        self.headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    /// The body as JSON.
    pub(crate) fn json(&self) -> Result<Value, Malformed> {
        serde_json::from_slice(&self.body).map_err(|_| Malformed)
    }

    /// Parameters wherever a client puts them: query, form, JSON, multipart.
    pub(crate) async fn form(&self) -> Result<Form, Malformed> {
        let kind = self.content_type();
        let mut form = if kind.starts_with("application/json") {
            let value = if self.body.is_empty() { Value::Null } else { self.json()? };
            Form { params: Params::from_json(&value), files: Vec::new() }
        } else if kind.starts_with("multipart/form-data") {
            self.multipart().await?
        } else if kind.is_empty() || kind.starts_with("application/x-www-form-urlencoded") {
            Form { params: Params::from_urlencoded(&self.body), files: Vec::new() }
        } else {
            Form::default()
        };
        form.params.append(&self.query);
        Ok(form)
    }

    async fn multipart(&self) -> Result<Form, Malformed> {
        let mut request = Request::new(Body::from(self.body.clone()));
        if let Some(kind) = self.headers.get(header::CONTENT_TYPE) {
            request.headers_mut().insert(header::CONTENT_TYPE, kind.clone());
        }
        // The router has checked the size of the body already.
        DefaultBodyLimit::disable().apply(&mut request);
        let mut parts = Multipart::from_request(request, &()).await.map_err(|_| Malformed)?;
        let mut form = Form::default();
        while let Some(part) = parts.next_field().await.map_err(|_| Malformed)? {
            let name = part.name().unwrap_or_default().to_owned();
            match part.file_name().map(str::to_owned) {
                None => form.params.push(&name, part.text().await.map_err(|_| Malformed)?),
                Some(file_name) => {
                    let mime = part.content_type().unwrap_or_default().to_owned();
                    let bytes = part.bytes().await.map_err(|_| Malformed)?;
                    form.files.push(FilePart { name, file_name, mime, bytes });
                }
            }
        }
        Ok(form)
    }

    /// Name and password of an `Authorization: Basic` header.
    pub(crate) fn basic(&self) -> Option<(String, String)> {
        let coded = self.header("authorization")?.strip_prefix("Basic ")?;
        let text = String::from_utf8(STANDARD.decode(coded.trim()).ok()?).ok()?;
        text.split_once(':').map(|(name, password)| (name.to_owned(), password.to_owned()))
    }
}

impl Form {
    /// The file of a field.
    pub(crate) fn file(&self, name: &str) -> Option<&FilePart> {
        self.files.iter().find(|file| file.name == name)
    }
}

/// The token of an `Authorization: Bearer` header.
pub(crate) fn bearer(headers: &HeaderMap) -> Option<&str> {
    headers.get(header::AUTHORIZATION)?.to_str().ok()?.strip_prefix("Bearer ").map(str::trim)
}

/// The token of a request: `Bearer`, `Bot` or `OAuth` header, else the parameter
/// `access_token` of the query, a form or JSON.
pub(crate) fn any_token(call: &Call) -> Option<String> {
    if let Some((scheme, token)) = call.header("authorization").and_then(|value| value.split_once(' '))
        && ["bearer", "bot", "oauth"].contains(&scheme.to_ascii_lowercase().as_str())
    {
        return Some(token.trim().to_owned());
    }
    let parameter = |params: &Params| params.get("access_token").map(str::to_owned);
    let kind = call.content_type();
    parameter(&call.query).or_else(|| {
        if kind.starts_with("application/json") {
            parameter(&Params::from_json(&call.json().ok()?))
        } else if kind.starts_with("application/x-www-form-urlencoded") {
            parameter(&Params::from_urlencoded(&call.body))
        } else if kind.starts_with("multipart/form-data") {
            token_of_multipart(&call.body)
        } else {
            None
        }
    })
}

/// Finds the field `access_token` of a multipart body without parsing the rest.
fn token_of_multipart(body: &[u8]) -> Option<String> {
    const NAME: &[u8] = b"name=\"access_token\"";
    let at = body.windows(NAME.len()).position(|window| window == NAME)? + NAME.len();
    let rest = &body[at..body.len().min(at + 4096)];
    let text = String::from_utf8_lossy(rest);
    let value = text.split_once("\r\n\r\n")?.1.split("\r\n").next()?;
    Some(value.to_owned())
}
