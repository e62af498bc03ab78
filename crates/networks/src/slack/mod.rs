//! Slack: channels of a workspace, through the operator's app, through an app of the workspace's own, or through the
//! secret address of an incoming webhook. Owns the calls of the Web API and the mark in a message's metadata by which
//! a lost answer is found again. It never reads what others write but to find its own messages.
//!
//! Sources: docs.slack.dev and slackapi/slack-api-specs, the pages named at each call.

mod auth;
mod event;
mod files;
mod look_up;
mod message;
mod metrics;
mod publish;
mod webhook;
mod wire;

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::http::{Answer, Body, Call, Http};
use crate::steps::{Kept, Plan};
use crate::webhook::Receiver;
use crate::{
    Account, AccountMetrics, Capabilities, ConnectInput, ConnectMethod, ConnectStep, Connected, Connector,
    Content, Credentials, DocumentLimits, Error, ErrorKind, Finding, Format, Handle, Limits, LookUp, Metric,
    Network, NetworkSettings, Next, Outline, Placement, PostMetrics, Profile, Progress, Sending, Settings,
    Since, TextLength, TextUnit, VideoLimits, text,
};

const API: &str = "https://slack.com";
const HOOKS: &str = "https://hooks.slack.com";

/// The connector.
pub struct Slack {
    http: Arc<Http>,
    api: String,
    hooks: String,
    app: Option<(String, String)>,
    set: NetworkSettings,
}

/// What is kept of a connection; [`Credentials`] to everybody else.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Access {
    Bot(Bot),
    Hook {
        /// `T…/B…/secret`.
        hook: String,
    },
}

/// A bot in one channel.
#[derive(Serialize, Deserialize)]
struct Bot {
    token: String,
    channel_id: String,
    /// Where the workspace is read.
    web: String,
    /// The workspace's id.
    #[serde(default)]
    team_id: Option<String>,
}

impl Access {
    fn read(credentials: &Credentials) -> Result<Self, Error> {
        Self::deserialize(&credentials.0).map_err(|_| {
            Error::new(ErrorKind::Credentials, Next::Reauthorise, "the kept credentials cannot be read")
        })
    }

    fn keep(&self) -> Credentials {
        Credentials(serde_json::to_value(self).unwrap_or_default())
    }

    fn bot(&self) -> Result<&Bot, Error> {
        match self {
            Self::Bot(bot) => Ok(bot),
            Self::Hook { .. } => Err(Error::new(
                ErrorKind::NotOffered,
                Next::Never,
                "an incoming webhook can only post: nothing can be changed or removed through it",
            )),
        }
    }
}

impl Slack {
    /// A connector that reaches its servers through `http`.
    #[must_use]
    pub fn new(http: Arc<Http>, settings: &Settings) -> Self {
        let set = settings.of(Network::Slack);
        let app = set.app().map(|(id, secret)| (id.to_owned(), secret.to_owned()));
        Self { http, api: set.host(API), hooks: set.host(HOOKS), app, set }
    }

    /// A method with JSON ("Using the Slack Web API").
    fn method(
        &self,
        base_url: &str,
        token: &str,
        method: &str,
        body: serde_json::Value,
    ) -> Result<Call, Error> {
        let url = self.http.endpoint(base_url, &format!("/api/{method}"), &[])?;
        Ok(Call::post(url, Body::Json(body)).bearer(token))
    }

    /// A method with a form: those that read take no JSON ("Using the Slack Web API").
    fn form(
        &self,
        base_url: &str,
        token: &str,
        method: &str,
        fields: Vec<(&'static str, String)>,
    ) -> Result<Call, Error> {
        let url = self.http.endpoint(base_url, &format!("/api/{method}"), &[])?;
        Ok(Call::post(url, Body::Form(fields)).bearer(token))
    }

    /// Sends a call and reads its answer.
    async fn ask<T: DeserializeOwned>(&self, call: Call) -> Result<T, Error> {
        Self::read(&self.http.send(call).await?)
    }

    /// Errors come with the status 200 ("Evaluating responses").
    fn read<T: DeserializeOwned>(answer: &Answer) -> Result<T, Error> {
        match answer.try_json::<wire::Reply>() {
            Some(reply) if !reply.ok && !reply.error.is_empty() => Err(fault(answer, &reply)),
            _ if !answer.is_success() => Err(answer.fault_by_status("")),
            Some(reply) if reply.ok => answer.json(),
            _ => Err(answer.not_this_network()),
        }
    }
}

/// What a refusal means: the word in `error` ("chat.postMessage", Errors; the list of every method begins alike).
fn fault(answer: &Answer, reply: &wire::Reply) -> Error {
    let needed = reply.needed.as_deref().map_or(String::new(), |needed| format!(" (needs {needed})"));
    let message = format!("the server answered {}{needed}", reply.error);
    let (kind, next) = match reply.error.as_str() {
        "invalid_auth" | "not_authed" | "token_revoked" | "token_expired" | "account_inactive"
        | "invalid_code" | "code_already_used" | "bad_redirect_uri" | "invalid_client_id"
        | "bad_client_secret" => (ErrorKind::Credentials, Next::Reauthorise),
        "missing_scope" | "no_permission" | "not_allowed_token_type" | "ekm_access_denied" => {
            (ErrorKind::Permission, Next::Reauthorise)
        }
        // The channel is gone, or the app was taken out of it.
        "channel_not_found" | "not_in_channel" | "is_archived" => (ErrorKind::Permission, Next::Reauthorise),
        "message_not_found" | "thread_not_found" | "file_not_found" | "file_deleted" => {
            (ErrorKind::NotFound, Next::Never)
        }
        "cant_update_message" | "cant_delete_message" | "edit_window_closed" => {
            (ErrorKind::Permission, Next::Never)
        }
        "ratelimited" | "rate_limited" | "message_limit_exceeded" => {
            (ErrorKind::RateLimited, Next::After(answer.wait()))
        }
        // They may have done their work.
        "fatal_error"
        | "internal_error"
        | "request_timeout"
        | "service_unavailable"
        | "team_added_to_org" => {
            let error = answer.fault(ErrorKind::Unavailable, Next::Never, &message);
            return Error { next: answer.unless_sent(Next::After(Duration::from_secs(30))), ..error };
        }
        word if word.starts_with("restricted_action") => (ErrorKind::Permission, Next::Never),
        _ => (ErrorKind::Invalid, Next::Never),
    };
    answer.fault(kind, next, &message)
}

#[async_trait]
impl Connector for Slack {
    fn network(&self) -> Network {
        Network::Slack
    }

    fn receiver(&self) -> Option<Box<dyn Receiver>> {
        event::SlackReceiver::new(&self.set).map(|own| Box::new(own) as _)
    }

    fn capabilities(&self, limits: Option<&Limits>) -> Capabilities {
        let limits = limits.cloned().unwrap_or_else(default_limits);
        Capabilities {
            connect: vec![ConnectMethod::OAuth, ConnectMethod::BotToken, ConnectMethod::Webhook],
            formats: vec![
                Format::Text,
                Format::Image,
                Format::Album,
                Format::Video,
                Format::Document,
                Format::Link,
                Format::Thread,
            ],
            placements: vec![Placement::Feed],
            first_comment: true,
            // Of a bot; a webhook alone cannot be asked, and says so.
            can_look_up: true,
            can_edit: true,
            can_delete: true,
            post_metrics: vec![Metric::Reactions, Metric::Replies],
            account_metrics: vec![Metric::Followers],
            metrics_batch: metrics::BATCH,
            ..Capabilities::none(Network::Slack, limits)
        }
    }

    fn measure(&self, text: &str, _limits: &Limits) -> TextLength {
        text::measure(&message::escaped(text), TextUnit::CodePoints)
    }

    fn own_findings(&self, capabilities: &Capabilities, outline: &Outline) -> Vec<Finding> {
        message::own_findings(&capabilities.limits, outline)
    }

    fn is_of_group(&self, credentials: &Credentials, group: &str) -> bool {
        Access::read(credentials)
            .is_ok_and(|access| matches!(access, Access::Bot(bot) if bot.team_id.as_deref() == Some(group)))
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
        self.finish(flow, code, redirect_uri).await
    }

    // `auth.revoke` would take every channel of the workspace away, not the one that is let go.

    async fn profile(&self, account: Account<'_>) -> Result<Profile, Error> {
        self.read_profile(account.base_url, &Access::read(account.credentials)?).await
    }

    fn prepare(&self, _remote_id: &str, content: &Content, now_ms: i64, nonce: u64) -> Handle {
        Plan::new(publish::steps(content), now_ms, nonce).keep()
    }

    async fn publish(
        &self,
        account: Account<'_>,
        content: &Content,
        handle: &Handle,
        progress: &dyn Progress,
    ) -> Result<Sending, Error> {
        match Access::read(account.credentials)? {
            Access::Bot(bot) => self.publish_parts(account.base_url, &bot, content, handle, progress).await,
            Access::Hook { hook } => {
                self.publish_by_hook(account.base_url, &hook, content, handle, progress).await
            }
        }
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
        let access = Access::read(account.credentials)?;
        self.edit_parts(account.base_url, access.bot()?, handle, content).await
    }

    async fn delete(&self, account: Account<'_>, remote_id: &str) -> Result<(), Error> {
        let access = Access::read(account.credentials)?;
        self.delete_message(account.base_url, access.bot()?, remote_id).await
    }

    async fn post_metrics(
        &self,
        account: Account<'_>,
        remote_ids: &[String],
    ) -> Result<Vec<PostMetrics>, Error> {
        self.count_posts(account.base_url, &Access::read(account.credentials)?, remote_ids).await
    }

    async fn account_metrics(&self, account: Account<'_>) -> Result<AccountMetrics, Error> {
        self.count_members(account.base_url, &Access::read(account.credentials)?).await
    }
}

/// Limits: a text of more than 4,000 characters is split into several messages or refused (slack-go/slack issue 972),
/// counted as it is sent, `& < >` escaped. Files are read whole, so they are kept below what Slack itself takes (1 GB).
fn default_limits() -> Limits {
    let file = 50 * 1024 * 1024;
    Limits {
        text_unit: TextUnit::CodePoints,
        text_max: 4_000,
        comment_max: Some(4_000),
        images_max: 10,
        image_max_bytes: file,
        image_types: ["image/jpeg", "image/png", "image/gif"].map(str::to_owned).into(),
        alt_max: Some(2_000),
        video: Some(VideoLimits {
            videos_max: 10,
            max_bytes: file,
            min_ms: 0,
            max_ms: u32::MAX,
            types: ["video/mp4", "video/quicktime", "video/webm"].map(str::to_owned).into(),
            ratio: None,
            ..VideoLimits::default()
        }),
        document: Some(DocumentLimits {
            max_bytes: file,
            types: ["application/pdf", "application/zip", "text/plain"].map(str::to_owned).into(),
        }),
        mixed_media: true,
        unverified: vec!["images_max".into(), "videos_max".into()],
        ..Limits::default()
    }
}

#[cfg(test)]
mod tests;
