//! Reddit: posts in subreddits and on the profile of one account, each a channel of its own. Owns the reading of errors
//! that come with HTTP 200 and the search for a post whose id was not told. It never votes, and never revokes a
//! token: all channels of a consent share it.
//!
//! Sources: praw-dev/praw (`praw/endpoints.py`, `praw/models/reddit/subreddit.py`, `CHANGES.rst` of 8.0.0) and
//! reddit-archive/reddit (`r2/r2/lib/errors.py`), named at each call by the endpoint.

mod auth;
mod comment;
mod fault;
mod look_up;
mod media;
mod metrics;
mod publish;
mod wire;

use std::sync::Arc;

use async_trait::async_trait;
use reqwest::header::USER_AGENT;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use url::Url;

use crate::http::{Answer, Body, Call, Http};
use crate::{
    Account, AccountMetrics, Capabilities, Choice, ConnectInput, ConnectMethod, ConnectStep, Connected,
    Connector, Content, Credentials, Error, ErrorKind, Fault, Finding, Format, Handle, Limits, LookUp,
    MediaKind, Metric, Network, Next, Outline, Placement, PostMetrics, Profile, Progress, Sending, Settings,
    Since, TextUnit, VideoLimits, oauth,
};

const API: &str = "https://oauth.reddit.com";
const WEB: &str = "https://www.reddit.com";

/// The connector.
pub struct Reddit {
    http: Arc<Http>,
    settings: Settings,
    api: String,
    /// The host of the consent page and the tokens.
    consent: String,
    /// Where people read posts.
    web: String,
    /// What the app is called: each needs a name of its own.
    agent: String,
}

/// What is kept of a connection; [`Credentials`] to everybody else.
#[derive(Serialize, Deserialize)]
struct Access {
    token: String,
    refresh: Option<String>,
    expires_ms: Option<i64>,
    /// Who has agreed.
    user: String,
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

impl Reddit {
    /// A connector that reaches its servers through `http`.
    #[must_use]
    pub fn new(http: Arc<Http>, settings: &Settings) -> Self {
        let set = settings.of(Network::Reddit);
        let app = set.client_id.as_deref().unwrap_or("tandem");
        Self {
            http,
            settings: settings.clone(),
            api: set.host(API),
            consent: set.host(WEB),
            web: set.web_url.clone().unwrap_or_else(|| set.host(WEB)),
            agent: format!("web:{app}:v{}", env!("CARGO_PKG_VERSION")),
        }
    }

    /// Names the app as Reddit asks for: `platform:app:version (by /u/name)`; other names get 429.
    fn named(&self, call: Call, user: &str) -> Call {
        let by = if user.is_empty() { String::new() } else { format!(" (by /u/{user})") };
        call.header(USER_AGENT, &format!("{}{by}", self.agent))
    }

    /// A read; without `raw_json` texts come with entities in them.
    fn get(
        &self,
        base_url: &str,
        path: &str,
        query: &[(&str, &str)],
        access: &Access,
    ) -> Result<Call, Error> {
        let mut query = query.to_vec();
        query.push(("raw_json", "1"));
        let call = Call::get(self.http.endpoint(base_url, path, &query)?);
        Ok(self.named(call, &access.user).bearer(&access.token))
    }

    fn post(&self, base_url: &str, path: &str, body: Body, access: &Access) -> Result<Call, Error> {
        let url = self.http.endpoint(base_url, path, &[("raw_json", "1")])?;
        Ok(self.named(Call::post(url, body), &access.user).bearer(&access.token))
    }

    /// Sends a call and turns a refusal into an error, also one that comes with HTTP 200.
    async fn ask(&self, call: Call) -> Result<Answer, Error> {
        let answer = self.http.send(call).await?;
        if !answer.is_success() {
            return Err(fault::of(&answer));
        }
        let inside: Option<wire::Reply> = answer.try_json();
        match inside.and_then(|reply| reply.json.errors.into_iter().next()) {
            Some(refused) => Err(fault::inside(&answer, &refused)),
            None => Ok(answer),
        }
    }
}

/// Where a channel posts to: `r/name` is the subreddit `name`, `u/name` the profile `u_name`.
fn place(handle: &str) -> Result<String, Error> {
    let place = match handle.split_once('/') {
        Some(("r", name)) => name.to_owned(),
        Some(("u", name)) => format!("u_{name}"),
        _ => String::new(),
    };
    segment(&place)?;
    Ok(place)
}

/// A part of a path that came from a server: it must not lead elsewhere.
fn segment(id: &str) -> Result<&str, Error> {
    let plain = !id.is_empty()
        && id.len() <= 64
        && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
    plain
        .then_some(id)
        .ok_or_else(|| Error::new(ErrorKind::NotFound, Next::Never, "that is not a name of this network"))
}

fn choice(name: &str, values: &[&str], default: &str) -> Choice {
    let values = values.iter().map(|value| (*value).to_owned()).collect();
    Choice { name: name.to_owned(), values, default: default.to_owned(), required: false }
}

/// Lengths of title and text are Reddit's own; a subreddit may have shorter ones. Sizes of files were not found in an
/// official source.
fn default_limits() -> Limits {
    Limits {
        text_unit: TextUnit::CodePoints,
        text_max: 40_000,
        title_max: Some(300),
        comment_max: Some(10_000),
        images_max: 20,
        image_max_bytes: 20_000_000,
        image_types: ["image/jpeg", "image/png", "image/gif"].map(str::to_owned).into(),
        alt_max: Some(0),
        video: Some(VideoLimits {
            videos_max: 1,
            max_bytes: 1_000_000_000,
            min_ms: 0,
            max_ms: 15 * 60 * 1_000,
            types: vec!["video/mp4".into(), "video/quicktime".into()],
            ratio: None,
            ..VideoLimits::default()
        }),
        // A film's poster.
        mixed_media: true,
        unverified: ["image_max_bytes", "max_bytes", "duration", "types"].map(str::to_owned).into(),
        ..Limits::default()
    }
}

fn own_findings(outline: &Outline) -> Vec<Finding> {
    let mut found = Vec::new();
    let mut add = |fault| found.push(Finding { part: 0, fault, blocks: true });
    let count = |kind| outline.media().iter().filter(|media| media.kind == kind).count();
    let (images, videos) = (count(MediaKind::Image), count(MediaKind::Video));
    // A film is posted with one picture that stands for it.
    if videos == 1 && images == 0 {
        add(Fault::MediaMissing);
    }
    if videos == 1 && images > 1 {
        add(Fault::TooManyImages { count: u32::try_from(images).unwrap_or(u32::MAX), limit: 1 });
    }
    // A post has one target: the link, or the files.
    if outline.link.is_some() && images + videos > 0 {
        add(Fault::Format { format: Format::Link });
    }
    found
}

#[async_trait]
impl Connector for Reddit {
    fn network(&self) -> Network {
        Network::Reddit
    }

    fn capabilities(&self, limits: Option<&Limits>) -> Capabilities {
        let limits = limits.cloned().unwrap_or_else(default_limits);
        let switch = ["true", "false"];
        Capabilities {
            connect: vec![ConnectMethod::OAuth],
            needs_app: true,
            formats: vec![Format::Text, Format::Image, Format::Album, Format::Video, Format::Link],
            placements: vec![Placement::Feed],
            title_required: true,
            first_comment: true,
            options: vec![
                choice("flair_id", &[], ""),
                choice("flair_text", &[], ""),
                choice("nsfw", &switch, "false"),
                choice("spoiler", &switch, "false"),
                choice("send_replies", &switch, "true"),
                choice("resubmit", &switch, "false"),
            ],
            can_look_up: true,
            can_edit: true,
            can_delete: true,
            refreshes: true,
            post_metrics: vec![Metric::Score, Metric::Replies, Metric::Shares, Metric::Views],
            account_metrics: vec![Metric::Followers],
            metrics_batch: metrics::BATCH,
            ..Capabilities::none(Network::Reddit, limits)
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
        self.read_profile(account, &Access::read(account.credentials)?).await
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

    async fn edit(&self, account: Account<'_>, handle: &Handle, content: &Content) -> Result<(), Error> {
        self.edit_post(account, handle, content).await
    }

    async fn delete(&self, account: Account<'_>, remote_id: &str) -> Result<(), Error> {
        self.delete_post(account, remote_id).await
    }

    async fn post_metrics(
        &self,
        account: Account<'_>,
        remote_ids: &[String],
    ) -> Result<Vec<PostMetrics>, Error> {
        self.count_posts(account.base_url, &Access::read(account.credentials)?, remote_ids).await
    }

    async fn account_metrics(&self, account: Account<'_>) -> Result<AccountMetrics, Error> {
        self.count_place(account, &Access::read(account.credentials)?).await
    }
}

/// An address that a server told, which may leave the scheme out.
fn address(told: &str) -> Result<Url, Error> {
    let whole = if told.starts_with("//") { format!("https:{told}") } else { told.to_owned() };
    whole
        .parse()
        .map_err(|_| Error::new(ErrorKind::Protocol, Next::Never, "the place to upload to is no address"))
}

#[cfg(test)]
mod tests;
