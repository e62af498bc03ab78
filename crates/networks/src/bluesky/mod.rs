//! Bluesky: any PDS of the AT Protocol, connected with an app password or by consent. Owns the XRPC calls and the frozen
//! record that makes a send repeatable. It never changes a post that is out and never touches direct messages.
//!
//! Sources: the lexicons of `bluesky-social/atproto` and docs.bsky.app, named at each call.

mod auth;
mod dpop;
mod identity;
mod metrics;
mod oauth;
mod publish;
mod record;
mod tid;
mod video;
mod wire;

use std::sync::Arc;

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

pub use oauth::{CLIENT_METADATA_PATH, client_metadata};

use crate::http::{Answer, Body, Call, Http};
use crate::{
    Account, AccountMetrics, Capabilities, ConnectInput, ConnectMethod, ConnectStep, Connected, Connector,
    Content, Credentials, Error, ErrorKind, Finding, Format, Handle, Limits, LookUp, Metric, Network, Next,
    Outline, Placement, PostMetrics, Profile, Progress, Sending, Settings, Since, TextUnit, VideoLimits,
};

const ENTRYWAY: &str = "https://bsky.social";
const WEB: &str = "https://bsky.app";
const POST: &str = "app.bsky.feed.post";

/// The connector.
pub struct Bluesky {
    http: Arc<Http>,
    entryway: String,
    /// Directory of DIDs.
    plc: String,
    /// The service that works films through.
    video: String,
    /// Where people read posts.
    web: String,
    servers: dpop::Servers,
}

/// What is kept of a session; [`Credentials`] to everybody else.
#[derive(Serialize, Deserialize)]
struct Tokens {
    access: String,
    refresh: String,
    did: String,
    /// For a session by consent; without, it is one by app password.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    oauth: Option<oauth::OAuth>,
}

impl Tokens {
    fn read(credentials: &Credentials) -> Result<Self, Error> {
        Self::deserialize(&credentials.0).map_err(|_| {
            Error::new(ErrorKind::Credentials, Next::Reauthorise, "the kept credentials cannot be read")
        })
    }

    fn keep(&self) -> Credentials {
        Credentials(serde_json::to_value(self).unwrap_or_default())
    }
}

impl Bluesky {
    /// A connector that reaches its servers through `http`.
    #[must_use]
    pub fn new(http: Arc<Http>, settings: &Settings) -> Self {
        let set = settings.of(Network::Bluesky);
        let web = set.web_url.clone().unwrap_or_else(|| WEB.to_owned());
        Self {
            http,
            entryway: set.host(ENTRYWAY),
            plc: set.host(identity::PLC),
            video: set.host(video::SERVICE),
            web,
            servers: dpop::Servers::default(),
        }
    }

    /// An XRPC query: GET with a query string (docs.bsky.app, "HTTP Reference").
    fn query(&self, base_url: &str, nsid: &str, params: &[(&str, &str)]) -> Result<Call, Error> {
        Ok(Call::get(self.http.endpoint(base_url, &format!("/xrpc/{nsid}"), params)?))
    }

    /// An XRPC procedure: POST (docs.bsky.app, "HTTP Reference").
    fn procedure(&self, base_url: &str, nsid: &str, body: Body) -> Result<Call, Error> {
        Ok(Call::post(self.http.endpoint(base_url, &format!("/xrpc/{nsid}"), &[])?, body))
    }

    /// Sends a call and turns a refusal into an error.
    async fn ask(&self, call: Call) -> Result<Answer, Error> {
        let answer = self.http.send(call).await?;
        if answer.is_success() { Ok(answer) } else { Err(fault(&answer)) }
    }
}

/// What a refusal means. The name in the body decides, then the status: an expired token comes as 400
/// (`packages/pds/src/auth-verifier.ts`), a PDS without an app view answers 502 to reads of `app.bsky`.
fn fault(answer: &Answer) -> Error {
    let failure: wire::Failure = answer.try_json().unwrap_or_default();
    let said = format!("{} {}", failure.error, failure.message);
    let message = format!("the server answered {}: {}", answer.status, said.trim());
    let reauthorise = |kind| answer.fault(kind, Next::Reauthorise, &message);
    match failure.error.as_str() {
        // What a session by consent says of a token that ran out (RFC 6750): the refresh token will tell more.
        "ExpiredToken" | "invalid_token" => {
            answer.fault(ErrorKind::Credentials, Next::After(std::time::Duration::from_secs(1)), &message)
        }
        "InvalidToken"
        | "AuthenticationRequired"
        | "AuthMissing"
        | "AuthFactorTokenRequired"
        | "invalid_grant" => reauthorise(ErrorKind::Credentials),
        "AccountTakedown" | "AccountDeactivated" | "AccountSuspended" => {
            answer.fault(ErrorKind::Permission, Next::Never, &message)
        }
        "RecordNotFound" => answer.fault(ErrorKind::NotFound, Next::Never, &message),
        "RateLimitExceeded" => answer.fault(ErrorKind::RateLimited, Next::After(answer.wait()), &message),
        _ => answer.fault_by_status(said.trim()),
    }
}

#[async_trait]
impl Connector for Bluesky {
    fn network(&self) -> Network {
        Network::Bluesky
    }

    fn capabilities(&self, limits: Option<&Limits>) -> Capabilities {
        let limits = limits.cloned().unwrap_or_else(default_limits);
        Capabilities {
            connect: vec![ConnectMethod::AppPassword, ConnectMethod::OAuthServer],
            formats: vec![
                Format::Text,
                Format::Image,
                Format::Album,
                Format::Video,
                Format::Link,
                Format::Thread,
            ],
            placements: vec![Placement::Feed],
            repeatable: true,
            can_look_up: true,
            can_delete: true,
            refreshes: true,
            post_metrics: vec![
                Metric::Likes,
                Metric::Reposts,
                Metric::Replies,
                Metric::Quotes,
                Metric::Saves,
            ],
            account_metrics: vec![Metric::Followers, Metric::Posts],
            metrics_batch: metrics::BATCH,
            ..Capabilities::none(Network::Bluesky, limits)
        }
    }

    fn own_findings(&self, _capabilities: &Capabilities, outline: &Outline) -> Vec<Finding> {
        record::own_findings(outline)
    }

    async fn begin_connect(&self, input: &ConnectInput) -> Result<ConnectStep, Error> {
        if input.method == Some(ConnectMethod::OAuthServer) {
            return self.begin_oauth(input).await;
        }
        self.sign_in(input).await.map(|connected| ConnectStep::Done(vec![connected]))
    }

    fn issuer(&self, flow: &Credentials) -> Option<String> {
        oauth::issuer(flow)
    }

    async fn finish_connect(
        &self,
        flow: &Credentials,
        code: &str,
        redirect_uri: &str,
    ) -> Result<Vec<Connected>, Error> {
        self.finish_oauth(flow, code, redirect_uri).await.map(|connected| vec![connected])
    }

    fn needs_refresh(&self, credentials: &Credentials, now_ms: i64) -> bool {
        auth::runs_out_soon(credentials, now_ms)
    }

    async fn refresh(&self, account: Account<'_>, now_ms: i64) -> Result<Credentials, Error> {
        let tokens = Tokens::read(account.credentials)?;
        match &tokens.oauth {
            Some(oauth) => self.refresh_oauth(&tokens, oauth, now_ms).await,
            None => self.refresh_session(account.base_url, &tokens).await,
        }
    }

    async fn revoke(&self, account: Account<'_>) -> Result<(), Error> {
        let tokens = Tokens::read(account.credentials)?;
        match &tokens.oauth {
            Some(oauth) => self.revoke_oauth(&tokens, oauth).await,
            None => self.delete_session(account.base_url, &tokens).await,
        }
    }

    async fn profile(&self, account: Account<'_>) -> Result<Profile, Error> {
        let base_url = self.http.base_url(account.base_url)?;
        self.read_profile(&base_url, &Tokens::read(account.credentials)?).await
    }

    fn prepare(&self, _remote_id: &str, content: &Content, now_ms: i64, nonce: u64) -> Handle {
        publish::prepare(content, now_ms, nonce)
    }

    async fn publish(
        &self,
        account: Account<'_>,
        content: &Content,
        handle: &Handle,
        progress: &dyn Progress,
    ) -> Result<Sending, Error> {
        let tokens = Tokens::read(account.credentials)?;
        self.publish_parts(account.base_url, &tokens, content, handle, progress).await
    }

    async fn look_up(
        &self,
        account: Account<'_>,
        _content: &Content,
        handle: &Handle,
        _since: Since,
    ) -> Result<LookUp, Error> {
        self.look_up_parts(account.base_url, &Tokens::read(account.credentials)?, handle).await
    }

    async fn delete(&self, account: Account<'_>, remote_id: &str) -> Result<(), Error> {
        self.delete_record(account.base_url, &Tokens::read(account.credentials)?, remote_id).await
    }

    async fn post_metrics(
        &self,
        account: Account<'_>,
        remote_ids: &[String],
    ) -> Result<Vec<PostMetrics>, Error> {
        self.count_posts(account.base_url, &Tokens::read(account.credentials)?, remote_ids).await
    }

    async fn account_metrics(&self, account: Account<'_>) -> Result<AccountMetrics, Error> {
        self.count_account(account.base_url, &Tokens::read(account.credentials)?).await
    }
}

/// The limits of the lexicons `app.bsky.feed.post`, `app.bsky.embed.images` and `app.bsky.embed.video`; no server tells
/// others.
fn default_limits() -> Limits {
    Limits {
        text_unit: TextUnit::Graphemes,
        text_max: 300,
        text_max_bytes: Some(3_000),
        images_max: 4,
        image_max_bytes: 2_000_000,
        image_types: ["image/jpeg", "image/png", "image/gif", "image/webp"].map(str::to_owned).into(),
        // The lexicon `app.bsky.embed.video` names the size; three minutes are the service's own limit
        // (bluesky-social/social-app, pull request 7916).
        video: Some(VideoLimits {
            videos_max: 1,
            max_bytes: 300_000_000,
            min_ms: 0,
            max_ms: 3 * 60 * 1_000,
            types: vec!["video/mp4".to_owned()],
            ratio: None,
            ..VideoLimits::default()
        }),
        ..Limits::default()
    }
}
