//! Telegram: channels and groups that a bot may post to. Owns the calls of the Bot API and, where a second bot watches
//! the channel, the way back from an unknown outcome. It never reads what the public writes: updates are looked at only
//! to find our own posts.
//!
//! Sources: the pages of core.telegram.org/bots/api, named at each call.

mod auth;
mod look_up;
mod message;
mod publish;
mod wire;

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::http::{Answer, Body, Call, Http};
use crate::steps::{Kept, Plan};
use crate::{
    Account, AccountMetrics, Capabilities, Choice, ConnectInput, ConnectMethod, ConnectStep, Connector,
    Content, Credentials, DocumentLimits, Error, ErrorKind, Finding, Format, Handle, Limits, LookUp, Metric,
    Network, Next, Outline, Placement, PollLimits, PostMetrics, Profile, Progress, Sending, Settings, Since,
    TextUnit, VideoLimits,
};

const API: &str = "https://api.telegram.org";
const WEB: &str = "https://t.me";

/// The connector.
pub struct Telegram {
    http: Arc<Http>,
    api: String,
    /// Where people read posts.
    web: String,
}

/// What is kept of a connection; [`Credentials`] to everybody else.
#[derive(Serialize, Deserialize)]
struct Access {
    token: String,
    /// A second bot in the same channel that sees what the first one posts.
    watcher: Option<String>,
    chat_id: i64,
    /// Of a public channel.
    username: Option<String>,
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
}

impl Telegram {
    /// A connector that reaches its server through `http`.
    #[must_use]
    pub fn new(http: Arc<Http>, settings: &Settings) -> Self {
        let set = settings.of(Network::Telegram);
        let web = set.web_url.clone().unwrap_or_else(|| WEB.to_owned());
        Self { http, api: set.host(API), web }
    }

    /// `https://api.telegram.org/bot<token>/METHOD` (core.telegram.org/bots/api, "Making requests"). The token is part
    /// of the address, so it is checked before and named as a secret.
    fn method(&self, base_url: &str, token: &str, method: &str, body: Body) -> Result<Call, Error> {
        let token = auth::plain_token(token)?;
        let url = self.http.endpoint(base_url, &format!("/bot{token}/{method}"), &[])?;
        Ok(Call::post(url, body).secret(token))
    }

    /// Sends a call and reads its `result`.
    async fn ask<T: DeserializeOwned>(&self, call: Call) -> Result<T, Error> {
        let answer = self.http.send(call).await?;
        if answer.is_success() && answer.try_json::<wire::Reply>().is_some_and(|reply| reply.ok) {
            return answer.json::<wire::Result<T>>().map(|reply| reply.result);
        }
        Err(fault(&answer))
    }
}

/// What a refusal means: `error_code`, then the words (core.telegram.org/bots/api, "Making requests"; the words as
/// `tdlib/telegram-bot-api` and its issues have them).
fn fault(answer: &Answer) -> Error {
    let Some(reply) = answer.try_json::<wire::Reply>().filter(|reply| !reply.ok && reply.error_code != 0)
    else {
        return if answer.is_success() { answer.not_this_network() } else { answer.fault_by_status("") };
    };
    let said = format!("the server answered {}: {}", reply.error_code, reply.description);
    let has = |words: &str| reply.description.to_ascii_lowercase().contains(words);
    let (kind, next) = match reply.error_code {
        // A token that is none leads to no method at all.
        401 | 404 => (ErrorKind::Credentials, Next::Reauthorise),
        403 => (ErrorKind::Permission, Next::Reauthorise),
        409 => (ErrorKind::Unavailable, Next::After(Duration::from_secs(60))),
        413 => (ErrorKind::Invalid, Next::Never),
        429 => {
            let told = reply.parameters.and_then(|parameters| parameters.retry_after);
            let wait =
                told.map_or_else(|| answer.wait(), |seconds| Duration::from_secs(seconds.clamp(1, 3_600)));
            (ErrorKind::RateLimited, Next::After(wait))
        }
        400 if has("chat not found") || has("upgraded to a supergroup") || has("chat_id is empty") => {
            (ErrorKind::Permission, Next::Reauthorise)
        }
        400 if has("not enough rights") || has("need administrator rights") || has("have no rights") => {
            (ErrorKind::Permission, Next::Never)
        }
        400 if has("message to edit not found")
            || has("message to delete not found")
            || has("message_id_invalid") =>
        {
            (ErrorKind::NotFound, Next::Never)
        }
        // Their server did not get at a file: it may next time.
        400 if has("temporarily unavailable")
            || has("failed to get http url")
            || has("webpage_curl_failed") =>
        {
            (ErrorKind::Unavailable, Next::After(Duration::from_secs(60)))
        }
        400..=499 => (ErrorKind::Invalid, Next::Never),
        _ => return answer.fault_by_status(&reply.description),
    };
    answer.fault(kind, next, &said)
}

#[async_trait]
impl Connector for Telegram {
    fn network(&self) -> Network {
        Network::Telegram
    }

    fn capabilities(&self, limits: Option<&Limits>) -> Capabilities {
        let limits = limits.cloned().unwrap_or_else(default_limits);
        Capabilities {
            connect: vec![ConnectMethod::BotToken],
            formats: vec![
                Format::Text,
                Format::Image,
                Format::Album,
                Format::Video,
                Format::Document,
                Format::Link,
                Format::Poll,
                Format::Thread,
            ],
            placements: vec![Placement::Feed],
            options: vec![Choice {
                name: "silent".into(),
                values: vec!["no".into(), "yes".into()],
                default: "no".into(),
                required: false,
            }],
            can_edit: true,
            can_delete: true,
            account_metrics: vec![Metric::Followers],
            metrics_batch: 100,
            ..Capabilities::none(Network::Telegram, limits)
        }
    }

    fn own_findings(&self, capabilities: &Capabilities, outline: &Outline) -> Vec<Finding> {
        message::own_findings(&capabilities.limits, outline)
    }

    async fn begin_connect(&self, input: &ConnectInput) -> Result<ConnectStep, Error> {
        self.connect(input).await
    }

    async fn profile(&self, account: Account<'_>) -> Result<Profile, Error> {
        self.read_profile(account.base_url, &Access::read(account.credentials)?).await
    }

    fn prepare(&self, _remote_id: &str, content: &Content, now_ms: i64, nonce: u64) -> Handle {
        Plan::new(content.parts.len(), now_ms, nonce).keep()
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
        let access = Access::read(account.credentials)?;
        self.edit_parts(account.base_url, &access, handle, content).await
    }

    async fn delete(&self, account: Account<'_>, remote_id: &str) -> Result<(), Error> {
        self.delete_messages(account.base_url, &Access::read(account.credentials)?, remote_id).await
    }

    // The Bot API tells no views, forwards or reactions of a message on demand: nothing is offered, nothing is 0.
    async fn post_metrics(
        &self,
        account: Account<'_>,
        remote_ids: &[String],
    ) -> Result<Vec<PostMetrics>, Error> {
        Access::read(account.credentials)?;
        let untold = |id: &String| PostMetrics { remote_id: id.clone(), values: Some(vec![]) };
        Ok(remote_ids.iter().map(untold).collect())
    }

    /// `getChatMemberCount` (core.telegram.org/bots/api, "getChatMemberCount").
    async fn account_metrics(&self, account: Account<'_>) -> Result<AccountMetrics, Error> {
        let access = Access::read(account.credentials)?;
        let body = Body::Json(serde_json::json!({ "chat_id": access.chat_id }));
        let call = self.method(account.base_url, &access.token, "getChatMemberCount", body)?;
        let members: i64 = self.ask(call).await?;
        Ok(AccountMetrics { values: vec![(Metric::Followers, members)] })
    }
}

/// The limits of core.telegram.org/bots/api ("sendMessage", "sendPhoto", "sendVideo", "sendMediaGroup", "sendPoll",
/// "Sending files"). The text is counted in code points: 4,096 of two UTF-16 units each are taken.
fn default_limits() -> Limits {
    Limits {
        text_unit: TextUnit::CodePoints,
        text_max: 4_096,
        text_max_with_media: Some(1_024),
        images_max: message::ALBUM_MAX,
        image_max_bytes: 10 * 1024 * 1024,
        image_types: ["image/jpeg", "image/png", "image/webp", "image/gif"].map(str::to_owned).into(),
        image_ratio: Some((0.05, 20.0)),
        alt_max: Some(0),
        video: Some(VideoLimits {
            videos_max: message::ALBUM_MAX,
            max_bytes: 50 * 1024 * 1024,
            min_ms: 0,
            max_ms: u32::MAX,
            types: vec!["video/mp4".into()],
            ratio: None,
            ..VideoLimits::default()
        }),
        document: Some(DocumentLimits {
            max_bytes: 50 * 1024 * 1024,
            types: ["application/pdf", "application/zip", "text/plain"].map(str::to_owned).into(),
        }),
        mixed_media: true,
        poll: Some(PollLimits {
            options_min: 2,
            options_max: 12,
            option_max: 100,
            question_max: Some(message::QUESTION_MAX),
            minutes: (1, 43_800),
        }),
        unverified: vec!["ratio".into()],
        ..Limits::default()
    }
}

#[cfg(test)]
mod tests;
