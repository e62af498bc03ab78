//! TikTok: films and photos of one creator, through the Content Posting and Display APIs. Owns the publish id, which
//! tells a film's fate in every later call, and the reading of errors that come with HTTP 200. It never makes drafts
//! in the creator's inbox: nobody could say whether they went out.
//!
//! Sources: developers.tiktok.com/doc, the pages named at each call.

mod auth;
mod fault;
mod look_up;
mod metrics;
mod publish;
mod upload;
mod webhook;
mod wire;

use std::sync::Arc;

use async_trait::async_trait;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::http::{Body, Call, Http};
use crate::webhook::Receiver;
use crate::{
    Account, AccountMetrics, Capabilities, Choice, ConnectInput, ConnectMethod, ConnectStep, Connected,
    Connector, Content, Credentials, Error, ErrorKind, Fault, Finding, Format, Handle, Limits, LookUp,
    MediaKind, Metric, Network, Next, Outline, Placement, PostMetrics, Profile, Progress, Sending, Settings,
    Since, TextUnit, VideoLimits, oauth, text,
};

const API: &str = "https://open.tiktokapis.com";
const WEB: &str = "https://www.tiktok.com";
/// Longest caption of a film; a photo post has a title and a longer description (content-posting-api-reference-direct-post
/// and -photo-post). All are counted in UTF-16 code units.
const CAPTION_MAX: u32 = 2_200;
const DESCRIPTION_MAX: u32 = 4_000;
const TITLE_MAX: u32 = 90;
const PRIVACY: [&str; 4] =
    ["PUBLIC_TO_EVERYONE", "MUTUAL_FOLLOW_FRIENDS", "FOLLOWER_OF_CREATOR", "SELF_ONLY"];

/// The connector.
pub struct TikTok {
    http: Arc<Http>,
    settings: Settings,
    api: String,
    /// The consent page's host.
    consent: String,
    /// Where people read posts.
    web: String,
}

/// What is kept of a connection; [`Credentials`] to everybody else.
#[derive(Serialize, Deserialize)]
struct Access {
    token: String,
    refresh: Option<String>,
    expires_ms: Option<i64>,
    open_id: String,
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

impl TikTok {
    /// A connector that reaches its servers through `http`.
    #[must_use]
    pub fn new(http: Arc<Http>, settings: &Settings) -> Self {
        let set = settings.of(Network::TikTok);
        Self {
            http,
            settings: settings.clone(),
            api: set.host(API),
            consent: set.host(WEB),
            web: set.web_url.clone().unwrap_or_else(|| set.host(WEB)),
        }
    }

    /// A call of the API: everything is a POST of JSON but reads of the user (doc/tiktok-api-v2-introduction).
    fn post(
        &self,
        base_url: &str,
        path: &str,
        query: &[(&str, &str)],
        body: Value,
        token: &str,
    ) -> Result<Call, Error> {
        let url = self.http.endpoint(base_url, path, query)?;
        Ok(Call::post(url, Body::Json(body)).bearer(token))
    }

    /// Sends a call; only `error.code` = `ok` is a success, whatever the HTTP status says
    /// (doc/tiktok-api-v2-error-handling).
    async fn ask<T: DeserializeOwned>(&self, call: Call) -> Result<T, Error> {
        let answer = self.http.send(call).await?;
        if !answer.is_success() {
            let verdict: Option<wire::Verdict> = answer.try_json();
            return Err(fault::of(&answer, &verdict.map(|verdict| verdict.error).unwrap_or_default()));
        }
        let verdict: wire::Verdict = answer.json()?;
        if verdict.error.code != "ok" {
            return Err(fault::of(&answer, &verdict.error));
        }
        answer.json::<wire::Reply<T>>().map(|reply| reply.data)
    }
}

fn yes_or_no(name: &str, default: &str) -> Choice {
    Choice {
        name: name.to_owned(),
        values: vec!["true".into(), "false".into()],
        default: default.to_owned(),
        required: false,
    }
}

/// TikTok asks that audience and interaction are the author's own choice, none of them made beforehand
/// (doc/content-sharing-guidelines).
fn choices() -> Vec<Choice> {
    let privacy = Choice {
        name: "privacy".into(),
        values: PRIVACY.map(str::to_owned).into(),
        default: String::new(),
        required: true,
    };
    let cover = Choice { name: "cover_ms".into(), values: vec![], default: String::new(), required: false };
    let mut choices = vec![privacy];
    choices.extend(
        ["allow_comment", "allow_duet", "allow_stitch", "brand_organic", "brand_content", "ai_generated"]
            .map(|name| yes_or_no(name, "false")),
    );
    choices.push(yes_or_no("auto_music", "false"));
    choices.push(cover);
    choices
}

/// doc/content-posting-api-media-transfer-guide; what one creator may is read from `creator_info`.
fn default_limits() -> Limits {
    Limits {
        text_unit: TextUnit::Utf16,
        text_max: DESCRIPTION_MAX,
        title_max: Some(TITLE_MAX),
        images_max: 35,
        image_max_bytes: 20_000_000,
        image_types: vec!["image/jpeg".into(), "image/webp".into()],
        alt_max: Some(0),
        video: Some(VideoLimits {
            videos_max: 1,
            max_bytes: 4_000_000_000,
            min_side: 360,
            min_ms: 3_000,
            max_ms: 600_000,
            types: vec!["video/mp4".into(), "video/quicktime".into(), "video/webm".into()],
            ratio: None,
            ..VideoLimits::default()
        }),
        ..Limits::default()
    }
}

/// The caption of a film, which has no title of its own.
fn caption<M>(content: &Content<M>) -> String {
    match content.title.as_deref().map(str::trim).filter(|title| !title.is_empty()) {
        Some(title) if content.text().is_empty() => title.to_owned(),
        Some(title) => format!("{title}\n{}", content.text()),
        None => content.text().to_owned(),
    }
}

fn own_findings(outline: &Outline) -> Vec<Finding> {
    let mut found = Vec::new();
    let mut add = |fault| found.push(Finding { part: 0, fault, blocks: true });
    let is_video = outline.media().first().is_some_and(|media| media.kind == MediaKind::Video);
    if is_video {
        let length = text::count(&caption(outline), TextUnit::Utf16);
        // Over the longer limit too, it is told already.
        if length > CAPTION_MAX && text::count(outline.text(), TextUnit::Utf16) <= DESCRIPTION_MAX {
            add(Fault::TextTooLong { length, limit: CAPTION_MAX });
        }
    } else if let Some(title) = &outline.title {
        let length = text::count(title.trim(), TextUnit::Utf16);
        if length > TITLE_MAX && text::count(title.trim(), TextUnit::CodePoints) <= TITLE_MAX {
            add(Fault::TitleTooLong { length, limit: TITLE_MAX });
        }
    }
    // Paid partnerships are for the public (doc/content-sharing-guidelines).
    if outline.option("brand_content") == Some("true") && outline.option("privacy") == Some("SELF_ONLY") {
        add(Fault::Choice { name: "brand_content".into() });
    }
    if outline.option("cover_ms").is_some_and(|ms| ms.parse::<u32>().is_err()) {
        add(Fault::Choice { name: "cover_ms".into() });
    }
    found
}

#[async_trait]
impl Connector for TikTok {
    fn network(&self) -> Network {
        Network::TikTok
    }

    fn receiver(&self) -> Option<Box<dyn Receiver>> {
        webhook::TikTokReceiver::new(&self.settings.of(Network::TikTok)).map(|own| Box::new(own) as _)
    }

    fn capabilities(&self, limits: Option<&Limits>) -> Capabilities {
        let limits = limits.cloned().unwrap_or_else(default_limits);
        Capabilities {
            connect: vec![ConnectMethod::OAuth],
            needs_app: true,
            formats: vec![Format::Image, Format::Album, Format::Video],
            placements: vec![Placement::Feed],
            media_required: true,
            options: choices(),
            can_look_up: true,
            refreshes: true,
            post_metrics: vec![Metric::Views, Metric::Likes, Metric::Replies, Metric::Shares],
            account_metrics: vec![Metric::Followers, Metric::Likes, Metric::Posts],
            metrics_batch: metrics::BATCH,
            ..Capabilities::none(Network::TikTok, limits)
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
        flow: &Credentials,
        code: &str,
        redirect_uri: &str,
    ) -> Result<Vec<Connected>, Error> {
        self.finish(flow, code, redirect_uri).await.map(|connected| vec![connected])
    }

    fn needs_refresh(&self, credentials: &Credentials, now_ms: i64) -> bool {
        Access::read(credentials).is_ok_and(|access| oauth::runs_out_soon(access.expires_ms, now_ms))
    }

    async fn refresh(&self, account: Account<'_>, now_ms: i64) -> Result<Credentials, Error> {
        self.refresh_token(&Access::read(account.credentials)?, now_ms).await
    }

    async fn revoke(&self, account: Account<'_>) -> Result<(), Error> {
        self.revoke_token(&Access::read(account.credentials)?).await
    }

    async fn profile(&self, account: Account<'_>) -> Result<Profile, Error> {
        self.read_profile(account.base_url, &Access::read(account.credentials)?.token).await
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
        self.publish_post(account, content, handle, progress).await
    }

    async fn look_up(
        &self,
        account: Account<'_>,
        content: &Content,
        handle: &Handle,
        since: Since,
    ) -> Result<LookUp, Error> {
        self.look_up_post(account, content, handle, since).await
    }

    async fn post_metrics(
        &self,
        account: Account<'_>,
        remote_ids: &[String],
    ) -> Result<Vec<PostMetrics>, Error> {
        self.count_posts(account.base_url, &Access::read(account.credentials)?.token, remote_ids).await
    }

    async fn account_metrics(&self, account: Account<'_>) -> Result<AccountMetrics, Error> {
        self.count_account(account.base_url, &Access::read(account.credentials)?.token).await
    }
}

#[cfg(test)]
mod tests;
