//! Pinterest: pins on the boards of an account, each board a channel of its own. Owns the calls of API v5, with pictures
//! sent as bytes so that this instance needs no public address. It never revokes a token: all boards of a consent
//! share it.
//!
//! Source: pinterest/api-description, `v5/openapi.json`; the operation is named at each call.

mod auth;
mod look_up;
mod media;
mod metrics;
mod publish;
mod wire;

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::http::{Answer, Call, Http};
use crate::{
    Account, AccountMetrics, Budget, BudgetScope, Capabilities, Choice, ConnectInput, ConnectMethod,
    ConnectStep, Connected, Connector, Content, Credentials, Error, ErrorKind, Fault, Finding, Format,
    Handle, Limits, LookUp, MediaKind, Metric, Network, Next, Outline, Placement, PostMetrics, Profile,
    Progress, Sending, Settings, Since, TextUnit, VideoLimits, oauth,
};

const API: &str = "https://api.pinterest.com";
const WEB: &str = "https://www.pinterest.com";
const LINK_MAX: usize = 2_048;

/// The connector.
pub struct Pinterest {
    http: Arc<Http>,
    settings: Settings,
    api: String,
    /// The consent page's host.
    consent: String,
    /// Where people see pins.
    web: String,
}

/// What is kept of a connection; [`Credentials`] to everybody else.
#[derive(Serialize, Deserialize)]
struct Access {
    token: String,
    refresh: Option<String>,
    expires_ms: Option<i64>,
}

impl Access {
    fn read(credentials: &Credentials) -> Result<Self, Error> {
        Self::deserialize(&credentials.0).map_err(|_| {
            Error::new(ErrorKind::Credentials, Next::Reauthorise, "the kept credentials cannot be read")
        })
    }

    fn keep(&self) -> Credentials {
        Credentials(serde_json::to_value(self).unwrap_or(Value::Null))
    }
}

impl Pinterest {
    /// A connector that reaches its servers through `http`.
    #[must_use]
    pub fn new(http: Arc<Http>, settings: &Settings) -> Self {
        let set = settings.of(Network::Pinterest);
        Self {
            http,
            settings: settings.clone(),
            api: set.host(API),
            consent: set.host(WEB),
            web: set.web_url.clone().unwrap_or_else(|| set.host(WEB)),
        }
    }

    fn get(&self, base_url: &str, path: &str, query: &[(&str, &str)], token: &str) -> Result<Call, Error> {
        Ok(Call::get(self.http.endpoint(base_url, path, query)?).bearer(token))
    }

    /// Sends a call and turns a refusal into an error.
    async fn ask(&self, call: Call) -> Result<Answer, Error> {
        let answer = self.http.send(call).await?;
        if answer.is_success() { Ok(answer) } else { Err(fault(&answer)) }
    }
}

/// What a refusal means: the status first, since the codes are not of one piece (schema `Error`, examples of each
/// operation).
fn fault(answer: &Answer) -> Error {
    let failure: wire::Failure = answer.try_json().unwrap_or_default();
    let code = failure.code.map(|code| format!("{code} ")).unwrap_or_default();
    let said = format!("{code}{}", failure.message);
    let message = format!("the server answered {}: {}", answer.status, said.trim());
    let by = |kind, next| answer.fault(kind, next, &message);
    match (answer.status, failure.code) {
        (401, Some(3)) => by(ErrorKind::Permission, Next::Reauthorise),
        (401, Some(7)) => by(ErrorKind::Permission, Next::Never),
        (401, _) => by(ErrorKind::Credentials, Next::After(Duration::from_secs(1))),
        // The app has trial access, or lacks a feature that Pinterest opens by hand.
        (403, _) if failure.message.contains("Trial access") => by(ErrorKind::Setup, Next::Never),
        (403, Some(3)) => by(ErrorKind::Setup, Next::Never),
        _ => answer.fault_by_status(said.trim()),
    }
}

/// A number that goes into a path; every id of the API is one.
fn number(id: &str) -> Result<&str, Error> {
    let plain = !id.is_empty() && id.len() <= 32 && id.bytes().all(|byte| byte.is_ascii_digit());
    plain
        .then_some(id)
        .ok_or_else(|| Error::new(ErrorKind::NotFound, Next::Never, "that is not an id of this network"))
}

/// How many writes are left, as the answer's headers say.
async fn tell_budget(answer: &Answer, progress: &dyn Progress) {
    if let Some(remaining) = answer.header("x-ratelimit-remaining").and_then(|left| left.trim().parse().ok())
    {
        let budget =
            Budget { scope: BudgetScope::Account, name: "writes", remaining, resets_in: answer.wait() };
        progress.budget(budget).await;
    }
}

fn written(name: &str) -> Choice {
    Choice { name: name.to_owned(), values: vec![], default: String::new(), required: false }
}

/// Schema `PinCreate` and its media sources. Sizes and lengths of files are not in it.
fn default_limits() -> Limits {
    Limits {
        text_unit: TextUnit::CodePoints,
        text_max: 800,
        title_max: Some(100),
        images_max: 5,
        image_max_bytes: 20_000_000,
        image_types: vec!["image/jpeg".into(), "image/png".into()],
        alt_max: Some(500),
        video: Some(VideoLimits {
            videos_max: 1,
            max_bytes: 2_000_000_000,
            min_ms: 4_000,
            max_ms: 15 * 60 * 1_000,
            types: vec!["video/mp4".into(), "video/quicktime".into()],
            ratio: None,
            ..VideoLimits::default()
        }),
        // A film's cover.
        mixed_media: true,
        unverified: ["image_max_bytes", "max_bytes", "duration", "types"].map(str::to_owned).into(),
        ..Limits::default()
    }
}

fn own_findings(outline: &Outline) -> Vec<Finding> {
    let mut found = Vec::new();
    let mut add = |fault| found.push(Finding { part: 0, fault, blocks: true });
    let is = |kind| move |media: &&crate::MediaFacts| media.kind == kind;
    let images = outline.media().iter().filter(is(MediaKind::Image)).count();
    let videos = outline.media().iter().filter(is(MediaKind::Video)).count();
    if videos == 1 && images > 1 {
        add(Fault::TooManyImages { count: u32::try_from(images).unwrap_or(u32::MAX), limit: 1 });
    }
    if outline.option("cover_second").is_some_and(|second| second.parse::<u32>().is_err()) {
        add(Fault::Choice { name: "cover_second".into() });
    }
    if outline.option("section").is_some_and(|section| number(section).is_err()) {
        add(Fault::Choice { name: "section".into() });
    }
    if outline.link.as_ref().is_some_and(|link| link.url.chars().count() > LINK_MAX) {
        add(Fault::Forbidden { what: format!("link > {LINK_MAX}") });
    }
    found
}

#[async_trait]
impl Connector for Pinterest {
    fn network(&self) -> Network {
        Network::Pinterest
    }

    fn capabilities(&self, limits: Option<&Limits>) -> Capabilities {
        let limits = limits.cloned().unwrap_or_else(default_limits);
        Capabilities {
            connect: vec![ConnectMethod::OAuth],
            needs_app: true,
            formats: vec![Format::Image, Format::Album, Format::Video, Format::Link],
            placements: vec![Placement::Feed],
            media_required: true,
            options: vec![written("section"), written("cover_second")],
            can_look_up: true,
            can_edit: true,
            can_delete: true,
            refreshes: true,
            post_metrics: vec![
                Metric::Impressions,
                Metric::Clicks,
                Metric::Saves,
                Metric::Reactions,
                Metric::Replies,
            ],
            account_metrics: vec![Metric::Followers, Metric::Posts],
            metrics_batch: metrics::BATCH,
            ..Capabilities::none(Network::Pinterest, limits)
        }
    }

    fn own_findings(&self, _capabilities: &Capabilities, outline: &Outline) -> Vec<Finding> {
        own_findings(outline)
    }

    async fn begin_connect(&self, input: &ConnectInput) -> Result<ConnectStep, Error> {
        self.server()?.begin(&self.http, &input.redirect_uri, &input.state)
    }

    async fn finish_connect(
        &self,
        _flow: &Credentials,
        code: &str,
        redirect_uri: &str,
    ) -> Result<Vec<Connected>, Error> {
        self.finish(code, redirect_uri).await
    }

    fn needs_refresh(&self, credentials: &Credentials, now_ms: i64) -> bool {
        Access::read(credentials).is_ok_and(|access| oauth::runs_out_soon(access.expires_ms, now_ms))
    }

    async fn refresh(&self, account: Account<'_>, now_ms: i64) -> Result<Credentials, Error> {
        self.refresh_token(&Access::read(account.credentials)?, now_ms).await
    }

    async fn profile(&self, account: Account<'_>) -> Result<Profile, Error> {
        let token = Access::read(account.credentials)?.token;
        self.read_board(account.base_url, &token, account.remote_id).await
    }

    fn prepare(&self, _remote_id: &str, _content: &Content, now_ms: i64, _nonce: u64) -> Handle {
        publish::prepare(now_ms)
    }

    async fn publish(
        &self,
        account: Account<'_>,
        content: &Content,
        handle: &Handle,
        progress: &dyn Progress,
    ) -> Result<Sending, Error> {
        self.publish_pin(account, content, handle, progress).await
    }

    async fn look_up(
        &self,
        account: Account<'_>,
        content: &Content,
        handle: &Handle,
        since: Since,
    ) -> Result<LookUp, Error> {
        self.look_up_pin(account, content, handle, since).await
    }

    async fn edit(&self, account: Account<'_>, handle: &Handle, content: &Content) -> Result<(), Error> {
        self.edit_pin(account, handle, content).await
    }

    async fn delete(&self, account: Account<'_>, remote_id: &str) -> Result<(), Error> {
        self.delete_pin(account, remote_id).await
    }

    async fn post_metrics(
        &self,
        account: Account<'_>,
        remote_ids: &[String],
    ) -> Result<Vec<PostMetrics>, Error> {
        self.count_pins(account.base_url, &Access::read(account.credentials)?.token, remote_ids).await
    }

    async fn account_metrics(&self, account: Account<'_>) -> Result<AccountMetrics, Error> {
        let token = Access::read(account.credentials)?.token;
        self.count_board(account.base_url, &token, account.remote_id).await
    }
}

#[cfg(test)]
mod tests;
