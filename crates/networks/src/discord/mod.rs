//! Discord: channels of a server, by a bot or by the secret address of a webhook. Owns the calls, and the nonce that
//! makes a bot's send repeatable for some minutes. It never reads what others write but to find its own messages, and
//! never rings anybody: mentions are shown and notify nobody.
//!
//! Sources: discord/discord-api-docs, the pages named at each call.

mod auth;
mod look_up;
mod metrics;
mod publish;
mod wire;

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use reqwest::header::{AUTHORIZATION, USER_AGENT};
use serde::{Deserialize, Serialize};

use crate::http::{Answer, Body, Call, Http};
use crate::steps::{Kept, Plan};
use crate::{
    Account, AccountMetrics, Budget, BudgetScope, Capabilities, ConnectInput, ConnectMethod, ConnectStep,
    Connector, Content, Credentials, DocumentLimits, Error, ErrorKind, Fault, Finding, Format, Handle,
    Limits, LookUp, Metric, Network, Next, Outline, Placement, PollLimits, PostMetrics, Profile, Progress,
    Sending, Settings, Since, TextUnit, VideoLimits,
};

const API: &str = "https://discord.com";
const VERSION: &str = "v10";
/// "User Agent" (reference.mdx): other clients may be blocked.
const AGENT: &str = concat!("DiscordBot (Tandem, ", env!("CARGO_PKG_VERSION"), ")");
/// A request's size with all its files; no official source names it for every server.
const REQUEST_MAX: u64 = 25 * 1024 * 1024;

/// The connector.
pub struct Discord {
    http: Arc<Http>,
    api: String,
    /// Where people read posts.
    web: String,
    version: String,
    /// The operator set another host.
    replaced: bool,
}

/// What is kept of a connection; [`Credentials`] to everybody else.
#[derive(Serialize, Deserialize)]
struct Access {
    /// A bot's token: it posts, or reads what the webhook posted.
    bot: Option<Bot>,
    webhook: Option<Webhook>,
    channel_id: String,
    guild_id: Option<String>,
}

#[derive(Serialize, Deserialize)]
struct Bot {
    token: String,
    user_id: String,
}

#[derive(Serialize, Deserialize)]
struct Webhook {
    id: String,
    token: String,
    thread_id: Option<String>,
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

    /// Names everything secret that a request may carry.
    fn hide(&self, mut call: Call) -> Call {
        let bot = self.bot.as_ref().map(|bot| &bot.token);
        let webhook = self.webhook.as_ref().map(|hook| &hook.token);
        for secret in [bot, webhook].into_iter().flatten() {
            call = call.secret(secret);
        }
        call
    }

    /// The path of the webhook's own calls; `None` for a bot's channel.
    fn hook_path(&self) -> Option<String> {
        self.webhook.as_ref().map(|hook| format!("/webhooks/{}/{}", hook.id, hook.token))
    }
}

impl Discord {
    /// A connector that reaches its server through `http`.
    #[must_use]
    pub fn new(http: Arc<Http>, settings: &Settings) -> Self {
        let set = settings.of(Network::Discord);
        let web = set.web_url.clone().unwrap_or_else(|| API.to_owned());
        Self {
            http,
            api: set.host(API),
            web,
            version: set.api_version.clone().unwrap_or_else(|| VERSION.to_owned()),
            replaced: set.base_url.is_some(),
        }
    }

    /// A call of the API (reference.mdx, "API Versioning", "Authentication").
    fn call(
        &self,
        base_url: &str,
        access: &Access,
        method: reqwest::Method,
        path: &str,
        query: &[(&str, &str)],
        body: Option<Body>,
    ) -> Result<Call, Error> {
        let url = self.http.endpoint(base_url, &format!("/api/{}{path}", self.version), query)?;
        let call = match body {
            Some(body) => Call::with_body(method, url, body),
            None => Call::new(method, url),
        };
        let call = access.hide(call.header(USER_AGENT, AGENT));
        // A webhook's calls carry their secret in the path and must not name the bot.
        Ok(match &access.bot {
            Some(bot) if !path.starts_with("/webhooks/") => {
                call.header(AUTHORIZATION, &format!("Bot {}", bot.token))
            }
            _ => call,
        })
    }

    /// Sends a call and turns a refusal into an error.
    async fn ask(&self, call: Call) -> Result<Answer, Error> {
        let answer = self.http.send(call).await?;
        if answer.is_success() { Ok(answer) } else { Err(fault(&answer)) }
    }
}

/// What a refusal means: the code in the body, then the status (topics/opcodes-and-status-codes.mdx, "JSON").
fn fault(answer: &Answer) -> Error {
    let failure: wire::Failure = answer.try_json().unwrap_or_default();
    let detail = failure.first_detail();
    let said =
        if detail.is_empty() { failure.message.clone() } else { format!("{}: {detail}", failure.message) };
    let message = format!("the server answered {} ({}): {said}", answer.status, failure.code);
    if answer.status == 429 {
        let told = failure.retry_after.filter(|seconds| seconds.is_finite() && *seconds >= 0.0);
        let wait = told
            .map_or_else(|| answer.wait(), |seconds| Duration::from_secs_f64(seconds.clamp(1.0, 3_600.0)));
        return answer.fault(ErrorKind::RateLimited, Next::After(wait), &message);
    }
    let (kind, next) = match failure.code {
        // The channel, the server or the webhook is gone: another must be named.
        10_003 | 10_004 | 10_015 | 50_027 => (ErrorKind::Credentials, Next::Reauthorise),
        10_008 => (ErrorKind::NotFound, Next::Never),
        40_001 => (ErrorKind::Credentials, Next::Reauthorise),
        50_001 => (ErrorKind::Permission, Next::Reauthorise),
        50_013 => (ErrorKind::Permission, Next::Never),
        40_005 | 50_006 | 50_035 | 200_000 | 200_001 | 220_001 => (ErrorKind::Invalid, Next::Never),
        20_016 | 20_022 | 20_028 | 30_046 => (ErrorKind::RateLimited, Next::After(answer.wait())),
        _ => return answer.fault_by_status(&said),
    };
    answer.fault(kind, next, &message)
}

/// A snowflake from a server or a person, fit for a path.
fn snowflake(id: &str) -> Result<&str, Error> {
    let plain = (1..=20).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_digit());
    plain
        .then_some(id)
        .ok_or_else(|| Error::new(ErrorKind::NotFound, Next::Never, "that is not an id of this network"))
}

/// What is left of a bucket (topics/rate-limits.mdx, "Header Format").
fn budget(answer: &Answer) -> Option<Budget> {
    let resets_in = answer.header("x-ratelimit-reset-after")?.parse::<f64>().ok()?;
    Some(Budget {
        scope: BudgetScope::Account,
        name: "messages",
        remaining: answer.header("x-ratelimit-remaining")?.parse().ok()?,
        resets_in: Duration::from_secs_f64(resets_in.clamp(0.0, 3_600.0)),
    })
}

#[async_trait]
impl Connector for Discord {
    fn network(&self) -> Network {
        Network::Discord
    }

    fn capabilities(&self, limits: Option<&Limits>) -> Capabilities {
        let limits = limits.cloned().unwrap_or_else(default_limits);
        Capabilities {
            connect: vec![ConnectMethod::Webhook, ConnectMethod::BotToken],
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
            // Of a bot; a webhook alone cannot be asked, and says so.
            can_look_up: true,
            can_edit: true,
            can_delete: true,
            post_metrics: vec![Metric::Reactions],
            account_metrics: vec![Metric::Followers],
            metrics_batch: metrics::BATCH,
            ..Capabilities::none(Network::Discord, limits)
        }
    }

    fn own_findings(&self, _capabilities: &Capabilities, outline: &Outline) -> Vec<Finding> {
        own_findings(outline)
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
        self.delete_message(account.base_url, &Access::read(account.credentials)?, remote_id).await
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

/// What only Discord objects to: what all files weigh together, and polls with a text beside the question.
fn own_findings(outline: &Outline) -> Vec<Finding> {
    let mut found = Vec::new();
    for (part, content) in outline.parts.iter().enumerate() {
        let count = u32::try_from(content.media.len()).unwrap_or(u32::MAX);
        if count > 10 {
            found.push(Finding { part, fault: Fault::TooManyImages { count, limit: 10 }, blocks: true });
        }
        let all: u64 = content.media.iter().map(|media| media.bytes).sum();
        if let Some(last) = content.media.last().filter(|_| all > REQUEST_MAX) {
            let fault = Fault::FileTooLarge { file_name: last.file_name.clone(), limit: REQUEST_MAX };
            found.push(Finding { part, fault, blocks: false });
        }
    }
    if let (Some(_), Some(part)) = (&outline.poll, outline.parts.first()) {
        let length = crate::text::count(&part.text, TextUnit::CodePoints);
        let limit = publish::QUESTION_MAX;
        if part.text.trim().is_empty() {
            found.push(Finding { part: 0, fault: Fault::Empty, blocks: true });
        } else if length > limit {
            found.push(Finding { part: 0, fault: Fault::TextTooLong { length, limit }, blocks: true });
        }
        if !part.media.is_empty() {
            found.push(Finding { part: 0, fault: Fault::Format { format: Format::Poll }, blocks: true });
        }
    }
    found
}

/// The limits of resources/message.mdx ("Create Message") and reference.mdx ("Uploading Files"); lengths are in code
/// points (issue 1315 of discord/discord-api-docs). Servers with boosts take larger files.
fn default_limits() -> Limits {
    let file = 10 * 1024 * 1024;
    Limits {
        text_unit: TextUnit::CodePoints,
        text_max: 2_000,
        images_max: 10,
        image_max_bytes: file,
        image_types: ["image/jpeg", "image/png", "image/gif", "image/webp"].map(str::to_owned).into(),
        alt_max: Some(1_024),
        video: Some(VideoLimits {
            videos_max: 10,
            max_bytes: file,
            min_ms: 0,
            max_ms: u32::MAX,
            types: ["video/mp4", "video/webm", "video/quicktime"].map(str::to_owned).into(),
            ratio: None,
            ..VideoLimits::default()
        }),
        document: Some(DocumentLimits {
            max_bytes: file,
            types: ["application/pdf", "application/zip", "text/plain"].map(str::to_owned).into(),
        }),
        mixed_media: true,
        poll: Some(PollLimits {
            options_min: 2,
            options_max: 10,
            option_max: 55,
            question_max: Some(publish::QUESTION_MAX),
            minutes: (60, 46_080),
        }),
        unverified: vec!["images_max".into(), "max_bytes".into(), "image_max_bytes".into()],
        ..Limits::default()
    }
}

#[cfg(test)]
mod tests;
