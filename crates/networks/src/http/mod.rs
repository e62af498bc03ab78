//! The one HTTP client of all connectors: time-outs, size limits, the guard against private addresses, and what an
//! outcome means. It never retries and never decides what a network's answer means: that is the connectors' part.

mod answer;
mod call;
mod guard;
mod redact;
mod wait;

use std::error::Error as _;
use std::sync::Arc;
use std::time::Duration;

use reqwest::dns::Resolve;
use reqwest::header::{ACCEPT, AUTHORIZATION, HeaderMap, LOCATION};
use reqwest::{Client, Method, Response, StatusCode};
use url::Url;

pub use answer::Answer;
pub use call::{Body, Call, Effect, Field};
pub use guard::is_public_url;

use crate::{Error, ErrorKind, Next, Settings};

const DEFAULT_TIMEOUT: Duration = Duration::from_secs(20);
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
const ANSWER_MAX_BYTES: usize = 2 * 1024 * 1024;
const REDIRECTS_MAX: usize = 3;

/// When to try again after a fault of the connection.
pub const SOON: Next = Next::After(Duration::from_secs(30));

/// The client.
pub struct Http {
    client: Client,
    timeout: Duration,
    allow_private: bool,
}

impl Http {
    /// A client with the machine's own resolver.
    ///
    /// # Errors
    /// `Local` when TLS cannot be set up.
    pub fn new(settings: &Settings) -> Result<Self, Error> {
        Self::with_resolver(settings, Arc::new(guard::SystemResolver))
    }

    /// A client that finds addresses with `resolver`, behind the same guard.
    ///
    /// # Errors
    /// As [`Http::new`].
    pub fn with_resolver(settings: &Settings, resolver: Arc<dyn Resolve>) -> Result<Self, Error> {
        let local = |message: String| Error::new(ErrorKind::Local, Next::Never, message);
        // A second call finds the provider in place and changes nothing.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let roots = rustls::RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
        let tls =
            rustls::ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
                .with_safe_default_protocol_versions()
                .map_err(|error| local(format!("TLS cannot be set up: {error}")))?
                .with_root_certificates(roots)
                .with_no_client_auth();
        let timeout = match settings.timeout_ms {
            0 => DEFAULT_TIMEOUT,
            ms => Duration::from_millis(ms),
        };
        #[expect(clippy::disallowed_methods, reason = "this is the one client that the rule points to")]
        let client = Client::builder()
            .tls_backend_preconfigured(tls)
            .timeout(timeout)
            // Shorter than the whole, so that a server that cannot be reached is not taken for one that hangs.
            .connect_timeout(CONNECT_TIMEOUT.min(timeout * 3 / 4))
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never())
            // A server may close a kept connection at the very moment at which it is used again, and then nobody
            // knows whether the request was read: small servers do so after every answer. A new connection for each
            // request is dearer, and keeps sends from becoming unknown without cause.
            .pool_max_idle_per_host(0)
            // A proxy would resolve names past the guard.
            .no_proxy()
            .referer(false)
            .user_agent(concat!("Tandem/", env!("CARGO_PKG_VERSION")))
            .dns_resolver(guard::GuardedResolver { inner: resolver, allow_private: settings.allow_private })
            .build()
            .map_err(|error| local(format!("the HTTP client cannot be set up: {error}")))?;
        Ok(Self { client, timeout, allow_private: settings.allow_private })
    }

    /// The address of a server from what a person typed or a network told: scheme and host (and port), checked.
    ///
    /// # Errors
    /// `Blocked` for a forbidden address, `Invalid` for what is no address.
    pub fn base_url(&self, typed: &str) -> Result<String, Error> {
        let typed = typed.trim().trim_end_matches('/');
        let with_scheme = if typed.contains("://") { typed.to_owned() } else { format!("https://{typed}") };
        let url = Url::parse(&with_scheme).map_err(|error| {
            Error::new(ErrorKind::Invalid, Next::Never, format!("not a server's address: {error}"))
        })?;
        guard::check(&url, self.allow_private)?;
        Ok(url.origin().ascii_serialization())
    }

    /// The address of an endpoint of the server at `base_url`.
    ///
    /// # Errors
    /// As [`Http::base_url`].
    pub fn endpoint(&self, base_url: &str, path: &str, query: &[(&str, &str)]) -> Result<Url, Error> {
        let text = format!("{}{path}", self.base_url(base_url)?);
        let mut url = Url::parse(&text).map_err(|error| {
            Error::new(ErrorKind::Invalid, Next::Never, format!("not an endpoint's address: {error}"))
        })?;
        if !query.is_empty() {
            url.query_pairs_mut().extend_pairs(query);
        }
        Ok(url)
    }

    /// Sends one request. Any HTTP status is an answer; an error means that there was none.
    ///
    /// # Errors
    /// `Blocked`, `Unavailable`, `Timeout` or `Protocol`. For [`Effect::Once`] the next step is `Unknown` unless
    /// the request certainly never reached the server.
    pub async fn send(&self, call: Call) -> Result<Answer, Error> {
        let Call { method, mut url, mut headers, body, effect, secrets } = call;
        guard::check(&url, self.allow_private)?;
        let time = self.timeout + body.time();
        let mut body = Some(body);
        for _ in 0..=REDIRECTS_MAX {
            let request = self
                .client
                .request(method.clone(), url.clone())
                .timeout(time)
                .header(ACCEPT, "application/json")
                .headers(headers.clone());
            let request = body.take().unwrap_or(Body::Empty).attach(request)?;
            let response = request.send().await.map_err(|error| outcome(&error, effect, &secrets))?;
            let status = response.status();
            let Some(target) = redirect_target(&response).filter(|_| status.is_redirection()) else {
                return read(response, effect, secrets).await;
            };
            if method != Method::GET {
                return Err(refuse_redirect(effect, status, "answered a write with a redirect"));
            }
            let target = url
                .join(&target)
                .map_err(|_| refuse_redirect(effect, status, "redirects to what is no address"))?;
            guard::check(&target, self.allow_private)?;
            if url.scheme() == "https" && target.scheme() != "https" {
                return Err(refuse_redirect(effect, status, "redirects from https to http"));
            }
            if target.origin() != url.origin() {
                headers.remove(AUTHORIZATION);
            }
            url = target;
        }
        Err(refuse_redirect(effect, StatusCode::FOUND, "redirects too often"))
    }
}

fn redirect_target(response: &Response) -> Option<String> {
    response.headers().get(LOCATION)?.to_str().ok().map(str::to_owned)
}

fn refuse_redirect(effect: Effect, status: StatusCode, what: &str) -> Error {
    let next = effect.unless_sent(Next::Never);
    Error {
        status: Some(status.as_u16()),
        ..Error::new(ErrorKind::Protocol, next, format!("the server {what}"))
    }
}

/// What a request without an answer means. Only a fault of the connection proves that nothing was sent.
fn outcome(error: &reqwest::Error, effect: Effect, secrets: &[String]) -> Error {
    let mut cause = error.source();
    let mut detail = String::new();
    while let Some(inner) = cause {
        if let Some(private) = inner.downcast_ref::<guard::PrivateName>() {
            return Error::new(ErrorKind::Blocked, Next::Never, private.to_string());
        }
        detail = inner.to_string();
        cause = inner.source();
    }
    let detail = redact::line(&detail, secrets);
    if error.is_builder() {
        return Error::new(ErrorKind::Local, Next::Never, "the request could not be built");
    }
    if error.is_connect() {
        return Error::new(ErrorKind::Unavailable, SOON, format!("no connection: {detail}"));
    }
    if error.is_timeout() {
        return Error::new(ErrorKind::Timeout, effect.unless_sent(SOON), "no answer in time");
    }
    Error::new(ErrorKind::Unavailable, effect.unless_sent(SOON), format!("the connection broke: {detail}"))
}

async fn read(mut response: Response, effect: Effect, secrets: Vec<String>) -> Result<Answer, Error> {
    let status = response.status();
    let headers: HeaderMap = std::mem::take(response.headers_mut());
    let mut bytes = Vec::new();
    loop {
        match response.chunk().await {
            Ok(Some(chunk)) if bytes.len() + chunk.len() > ANSWER_MAX_BYTES => {
                return Err(Error {
                    status: Some(status.as_u16()),
                    ..Error::new(
                        ErrorKind::Protocol,
                        effect.unless_sent(Next::Never),
                        "the server's answer is larger than 2 MB",
                    )
                });
            }
            Ok(Some(chunk)) => bytes.extend_from_slice(&chunk),
            Ok(None) => break,
            // The status of a refusal is answer enough.
            Err(_) if !status.is_success() => break,
            Err(error) => {
                return Err(Error { status: Some(status.as_u16()), ..outcome(&error, effect, &secrets) });
            }
        }
    }
    Ok(Answer { status: status.as_u16(), headers, body: bytes, effect, secrets })
}

#[cfg(test)]
mod tests;
