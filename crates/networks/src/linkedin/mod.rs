//! LinkedIn: pages of organisations and members, connected over OAuth 2.0 with the operator's app. Owns the calls of
//! the versioned REST API, the `little` text format and the way back from an unknown outcome. It never revokes a token:
//! one consent serves every page that it opens.
//!
//! Sources: learn.microsoft.com/linkedin, the pages named at each call.

mod auth;
mod fault;
mod limits;
mod little;
mod look_up;
mod metrics;
mod plan;
mod publish;
mod upload;
mod webhook;
mod wire;

use std::sync::Arc;

use async_trait::async_trait;
use reqwest::Method;
use reqwest::header::HeaderName;
use serde::{Deserialize, Serialize};
use url::Url;

use crate::http::{Answer, Body, Call, Http};
use crate::oauth::{self, App};
use crate::webhook::Receiver;
use crate::{
    Account, AccountMetrics, Capabilities, Choice, ConnectInput, ConnectMethod, ConnectStep, Connected,
    Connector, Content, Credentials, Error, ErrorKind, Finding, Format, Handle, Limits, LookUp, Metric,
    Network, Next, Outline, Placement, PostMetrics, Profile, Progress, Sending, Settings, Since,
};

const API: &str = "https://api.linkedin.com";
const WEB: &str = "https://www.linkedin.com";
/// The newest version that was read; each lives about a year (learn.microsoft.com, "LinkedIn API Versioning").
const VERSION: &str = "202609";

const LINKEDIN_VERSION: HeaderName = HeaderName::from_static("linkedin-version");
const PROTOCOL_VERSION: HeaderName = HeaderName::from_static("x-restli-protocol-version");
const RESTLI_METHOD: HeaderName = HeaderName::from_static("x-restli-method");

/// The connector.
pub struct LinkedIn {
    http: Arc<Http>,
    api: String,
    /// Where people agree.
    consent: String,
    /// Where people read posts.
    web: String,
    version: String,
    settings: Settings,
}

/// What is kept of a connection; [`Credentials`] to everybody else.
#[derive(Serialize, Deserialize, Clone)]
struct Access {
    token: String,
    /// Approved partners only.
    refresh: Option<String>,
    expires_ms: Option<i64>,
    /// `urn:li:organization:…` or `urn:li:person:…`: in whose name posts go out.
    author: String,
}

impl Access {
    fn read(credentials: &Credentials) -> Result<Self, Error> {
        Self::deserialize(&credentials.0).map_err(|_| {
            Error::new(ErrorKind::Credentials, Next::Reauthorise, "the kept credentials cannot be read")
        })
    }

    fn keep(&self) -> Credentials {
        Credentials(serde_json::json!({
            "token": self.token, "refresh": self.refresh, "expires_ms": self.expires_ms, "author": self.author,
        }))
    }

    /// The number of the organisation; `None` for a member.
    fn organization(&self) -> Option<&str> {
        self.author.strip_prefix("urn:li:organization:")
    }
}

impl LinkedIn {
    /// A connector that reaches the network through `http`.
    #[must_use]
    pub fn new(http: Arc<Http>, settings: &Settings) -> Self {
        let set = settings.of(Network::LinkedIn);
        Self {
            http,
            api: set.host(API),
            consent: set.host(WEB),
            web: set.web_url.clone().unwrap_or_else(|| set.host(WEB)),
            version: set.api_version.clone().unwrap_or_else(|| VERSION.to_owned()),
            settings: settings.clone(),
        }
    }

    fn app(&self) -> Result<App, Error> {
        App::of(&self.settings, Network::LinkedIn)
    }

    /// A request to `/rest`; `path` has its query with it, since lists must keep their brackets bare
    /// (learn.microsoft.com, "Protocol Version 2.0.0").
    fn rest(&self, method: Method, path: &str, access: &Access, body: Body) -> Result<Call, Error> {
        let url = self.http.endpoint(&self.api, &format!("/rest/{path}"), &[])?;
        let call = match body {
            Body::Empty => Call::new(method, url),
            body => Call::post(url, body),
        };
        Ok(call
            .header(LINKEDIN_VERSION, &self.version)
            .header(PROTOCOL_VERSION, "2.0.0")
            .bearer(&access.token))
    }

    fn get(&self, path: &str, access: &Access) -> Result<Call, Error> {
        self.rest(Method::GET, path, access, Body::Empty)
    }

    /// Sends a call and turns a refusal into an error.
    async fn ask(&self, call: Call) -> Result<Answer, Error> {
        let answer = self.http.send(call).await?;
        if answer.is_success() { answer.no_page() } else { Err(fault::fault(&answer)) }
    }

    /// An address that the network gave for an upload; whether it is one of its own, to which the token may go.
    fn upload_address(&self, given: &str) -> Result<(Url, bool), Error> {
        let url = Url::parse(given).map_err(|_| {
            Error::new(ErrorKind::Protocol, Next::Never, "the address for the upload is no address")
        })?;
        let own = self.http.base_url(&self.api).is_ok_and(|api| api == url.origin().ascii_serialization())
            || url.host_str().is_some_and(|host| {
                url.scheme() == "https" && (host == "linkedin.com" || host.ends_with(".linkedin.com"))
            });
        Ok((url, own))
    }
}

/// A name of something there, fit for a path and a list: `urn:li:share:1` becomes `urn%3Ali%3Ashare%3A1`.
fn segment(urn: &str) -> Result<String, Error> {
    let plain =
        |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b':' | b'(' | b')' | b',');
    if !urn.starts_with("urn:li:") || urn.len() > 256 || !urn.bytes().all(plain) {
        return Err(Error::new(ErrorKind::NotFound, Next::Never, "that is not an id of this network"));
    }
    Ok(urn.replace(':', "%3A").replace('(', "%28").replace(')', "%29").replace(',', "%2C"))
}

#[async_trait]
impl Connector for LinkedIn {
    fn network(&self) -> Network {
        Network::LinkedIn
    }

    fn receiver(&self) -> Option<Box<dyn Receiver>> {
        webhook::LinkedInReceiver::new(&self.settings.of(Network::LinkedIn)).map(|own| Box::new(own) as _)
    }

    fn capabilities(&self, limits: Option<&Limits>) -> Capabilities {
        let choice = |name: &str, values: &[&str], default: &str| Choice {
            name: name.to_owned(),
            values: values.iter().map(|value| (*value).to_owned()).collect(),
            default: default.to_owned(),
            required: false,
        };
        Capabilities {
            connect: vec![ConnectMethod::OAuth],
            needs_app: true,
            formats: vec![
                Format::Text,
                Format::Image,
                Format::Album,
                Format::Video,
                Format::Document,
                Format::Link,
                Format::Poll,
            ],
            placements: vec![Placement::Feed],
            first_comment: true,
            options: vec![
                choice("visibility", &["PUBLIC", "LOGGED_IN", "CONNECTIONS"], "PUBLIC"),
                choice("reshare", &["yes", "no"], "yes"),
            ],
            can_look_up: true,
            can_edit: true,
            can_delete: true,
            refreshes: true,
            post_metrics: vec![
                Metric::Likes,
                Metric::Replies,
                Metric::Shares,
                Metric::Impressions,
                Metric::Reach,
                Metric::Clicks,
            ],
            account_metrics: vec![Metric::Followers],
            metrics_batch: metrics::BATCH,
            ..Capabilities::none(Network::LinkedIn, limits.cloned().unwrap_or_else(limits::usual))
        }
    }

    fn own_findings(&self, _capabilities: &Capabilities, outline: &Outline) -> Vec<Finding> {
        limits::own_findings(outline)
    }

    async fn begin_connect(&self, input: &ConnectInput) -> Result<ConnectStep, Error> {
        self.server()?.begin(&self.http, &input.redirect_uri, &input.state)
    }

    async fn finish_connect(
        &self,
        flow: &Credentials,
        code: &str,
        redirect_uri: &str,
    ) -> Result<Vec<Connected>, Error> {
        self.finish(flow, code, redirect_uri).await
    }

    fn needs_refresh(&self, credentials: &Credentials, now_ms: i64) -> bool {
        Access::read(credentials)
            .is_ok_and(|access| access.refresh.is_some() && oauth::runs_out_soon(access.expires_ms, now_ms))
    }

    async fn refresh(&self, account: Account<'_>, now_ms: i64) -> Result<Credentials, Error> {
        self.refresh_access(Access::read(account.credentials)?, now_ms).await
    }

    async fn profile(&self, account: Account<'_>) -> Result<Profile, Error> {
        self.read_profile(&Access::read(account.credentials)?).await
    }

    fn prepare(&self, _remote_id: &str, _content: &Content, now_ms: i64, _nonce: u64) -> Handle {
        plan::prepare(now_ms)
    }

    async fn publish(
        &self,
        account: Account<'_>,
        content: &Content,
        handle: &Handle,
        progress: &dyn Progress,
    ) -> Result<Sending, Error> {
        self.publish_all(&Access::read(account.credentials)?, content, handle, progress).await
    }

    async fn look_up(
        &self,
        account: Account<'_>,
        content: &Content,
        handle: &Handle,
        since: Since,
    ) -> Result<LookUp, Error> {
        self.look_up_all(&Access::read(account.credentials)?, content, handle, since).await
    }

    async fn edit(&self, account: Account<'_>, handle: &Handle, content: &Content) -> Result<(), Error> {
        self.edit_post(&Access::read(account.credentials)?, handle, content).await
    }

    async fn delete(&self, account: Account<'_>, remote_id: &str) -> Result<(), Error> {
        self.delete_post(&Access::read(account.credentials)?, remote_id).await
    }

    async fn post_metrics(
        &self,
        account: Account<'_>,
        remote_ids: &[String],
    ) -> Result<Vec<PostMetrics>, Error> {
        self.count_posts(&Access::read(account.credentials)?, remote_ids).await
    }

    async fn account_metrics(&self, account: Account<'_>) -> Result<AccountMetrics, Error> {
        self.count_account(&Access::read(account.credentials)?).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_fit_for_paths() {
        assert_eq!(segment("urn:li:share:7141").unwrap(), "urn%3Ali%3Ashare%3A7141");
        for bad in ["", "7141", "urn:li:share:1/../2", "urn:li:share:1?x", "urn:li:share:%31"] {
            assert!(segment(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn the_token_goes_to_the_network_only() {
        let settings = Settings::default();
        let http = Arc::new(Http::new(&settings).unwrap());
        let linkedin = LinkedIn::new(http, &settings);
        let own = |address| linkedin.upload_address(address).unwrap().1;
        assert!(own("https://www.linkedin.com/dms-uploads/x"));
        assert!(own("https://api.linkedin.com/x"));
        assert!(!own("https://notlinkedin.com/x"));
        assert!(!own("http://www.linkedin.com/x"));
        assert!(linkedin.upload_address("nonsense").is_err());
    }
}
