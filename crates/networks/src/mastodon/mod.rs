//! Mastodon: any server that speaks its API, connected over OAuth. Owns the calls and the way back from an unknown
//! outcome. It never trusts that a server honours `Idempotency-Key`: many do not.
//!
//! Sources: the pages of docs.joinmastodon.org, named at each call.

mod auth;
mod edit;
mod html;
mod instance;
mod look_up;
mod media;
mod metrics;
mod options;
mod publish;
mod wire;

use std::sync::Arc;

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use crate::http::{Answer, Call, Http};
use crate::{
    Account, AccountMetrics, Capabilities, ConnectInput, ConnectMethod, ConnectStep, Connected, Connector,
    Content, Credentials, Error, ErrorKind, Finding, Format, Handle, Limits, LookUp, Metric, Network, Next,
    Outline, Placement, PostMetrics, Profile, Progress, Sending, Settings, Since, TextLength, text,
};

/// The connector.
pub struct Mastodon {
    http: Arc<Http>,
    proposed: Option<String>,
}

/// What is kept of a connection; [`Credentials`] to everybody else.
#[derive(Serialize, Deserialize)]
struct Access {
    token: String,
    client_id: String,
    client_secret: String,
    account_id: String,
}

impl Access {
    fn read(credentials: &Credentials) -> Result<Self, Error> {
        Self::deserialize(&credentials.0).map_err(|_| {
            Error::new(ErrorKind::Credentials, Next::Reauthorise, "the kept credentials cannot be read")
        })
    }

    fn keep(&self) -> Credentials {
        Credentials(serde_json::json!({
            "token": self.token, "client_id": self.client_id, "client_secret": self.client_secret,
            "account_id": self.account_id,
        }))
    }
}

impl Mastodon {
    /// A connector that reaches its servers through `http`.
    #[must_use]
    pub fn new(http: Arc<Http>, settings: &Settings) -> Self {
        Self { http, proposed: settings.of(Network::Mastodon).base_url }
    }

    fn get(&self, base_url: &str, path: &str, query: &[(&str, &str)]) -> Result<Call, Error> {
        Ok(Call::get(self.http.endpoint(base_url, path, query)?))
    }

    /// Sends a call and turns a refusal into an error.
    async fn ask(&self, call: Call) -> Result<Answer, Error> {
        let answer = self.http.send(call).await?;
        if answer.is_success() { Ok(answer) } else { Err(fault(&answer)) }
    }
}

/// What a refusal means: the status decides, since the words are localised, HTML or missing.
fn fault(answer: &Answer) -> Error {
    let failure: wire::Failure = answer.try_json().unwrap_or_default();
    answer.fault_by_status(failure.error_description.as_deref().unwrap_or(&failure.error))
}

/// A part of a path that came from a server: it must not lead elsewhere.
fn segment(id: &str) -> Result<&str, Error> {
    let plain = !id.is_empty()
        && id.len() <= 256
        && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~'))
        && !matches!(id, "." | "..");
    plain
        .then_some(id)
        .ok_or_else(|| Error::new(ErrorKind::NotFound, Next::Never, "that is not an id of this network"))
}

#[async_trait]
impl Connector for Mastodon {
    fn network(&self) -> Network {
        Network::Mastodon
    }

    fn capabilities(&self, limits: Option<&Limits>) -> Capabilities {
        let limits = limits.cloned().unwrap_or_else(instance::default_limits);
        Capabilities {
            connect: vec![ConnectMethod::OAuthServer],
            formats: vec![
                Format::Text,
                Format::Image,
                Format::Album,
                Format::Video,
                Format::Poll,
                Format::Thread,
            ],
            placements: vec![Placement::Feed],
            options: options::offered(),
            can_look_up: true,
            can_edit: true,
            can_delete: true,
            post_metrics: vec![Metric::Likes, Metric::Reposts, Metric::Replies, Metric::Quotes],
            account_metrics: vec![Metric::Followers, Metric::Posts],
            metrics_batch: metrics::BATCH,
            ..Capabilities::none(Network::Mastodon, limits)
        }
    }

    fn measure(&self, text: &str, limits: &Limits) -> TextLength {
        text::measure_mastodon(text, limits.link_length.unwrap_or(instance::LINK_LENGTH))
    }

    fn own_findings(&self, capabilities: &Capabilities, outline: &Outline) -> Vec<Finding> {
        options::own_findings(capabilities, outline)
    }

    async fn begin_connect(&self, input: &ConnectInput) -> Result<ConnectStep, Error> {
        self.begin(input).await
    }

    async fn finish_connect(
        &self,
        flow: &Credentials,
        code: &str,
        redirect_uri: &str,
    ) -> Result<Vec<Connected>, Error> {
        self.finish(flow, code, redirect_uri).await.map(|connected| vec![connected])
    }

    // Tokens do not run out (docs.joinmastodon.org, "OAuth Tokens"): one that is refused is gone for good.

    async fn revoke(&self, account: Account<'_>) -> Result<(), Error> {
        self.revoke_token(account.base_url, &Access::read(account.credentials)?).await
    }

    async fn profile(&self, account: Account<'_>) -> Result<Profile, Error> {
        self.read_profile(account.base_url, &Access::read(account.credentials)?.token).await
    }

    fn prepare(&self, remote_id: &str, content: &Content, now_ms: i64, nonce: u64) -> Handle {
        publish::prepare(remote_id, content, now_ms, nonce)
    }

    async fn publish(
        &self,
        account: Account<'_>,
        content: &Content,
        handle: &Handle,
        progress: &dyn Progress,
    ) -> Result<Sending, Error> {
        let access = Access::read(account.credentials)?;
        self.publish_parts(account.base_url, &access, content, handle, progress).await
    }

    async fn look_up(
        &self,
        account: Account<'_>,
        content: &Content,
        handle: &Handle,
        since: Since,
    ) -> Result<LookUp, Error> {
        let access = Access::read(account.credentials)?;
        self.look_up_parts(account.base_url, &access, content, handle, since).await
    }

    async fn edit(&self, account: Account<'_>, handle: &Handle, content: &Content) -> Result<(), Error> {
        self.edit_parts(account.base_url, &Access::read(account.credentials)?, handle, content).await
    }

    async fn delete(&self, account: Account<'_>, remote_id: &str) -> Result<(), Error> {
        self.delete_status(account.base_url, &Access::read(account.credentials)?, remote_id).await
    }

    async fn post_metrics(
        &self,
        account: Account<'_>,
        remote_ids: &[String],
    ) -> Result<Vec<PostMetrics>, Error> {
        self.count_posts(account.base_url, &Access::read(account.credentials)?, remote_ids).await
    }

    async fn account_metrics(&self, account: Account<'_>) -> Result<AccountMetrics, Error> {
        self.count_account(account.base_url, &Access::read(account.credentials)?).await
    }
}
