//! YouTube: films of one channel, uploaded in pieces. Owns the resumable session, whose address is what makes an upload
//! safe to go on with. It never writes posts of the community tab (no API) and never reads YouTube Analytics.
//!
//! Sources: developers.google.com/youtube/v3, the page named at each call.

mod comment;
mod look_up;
mod metrics;
mod options;
mod publish;
mod upload;
mod video;
mod wire;

use std::sync::Arc;

use async_trait::async_trait;

use crate::google::{Google, Tokens, runs_out_soon};
use crate::http::{Body, Call, Http};
use crate::steps::Kept;
use crate::{
    Account, AccountMetrics, Capabilities, ConnectInput, ConnectMethod, ConnectStep, Connected, Connector,
    Content, Credentials, Error, ErrorKind, Finding, Format, Handle, Limits, LookUp, Metric, Network, Next,
    Outline, Placement, PostMetrics, Profile, Progress, Sending, Settings, Since, TextUnit, VideoLimits,
};

const API: &str = "https://www.googleapis.com";
const WEB: &str = "https://www.youtube.com";
/// Upload, read, and what comments and changes need (developers.google.com/youtube/v3/guides/auth/server-side-web-apps).
const SCOPES: &str = "https://www.googleapis.com/auth/youtube.upload \
                      https://www.googleapis.com/auth/youtube.readonly \
                      https://www.googleapis.com/auth/youtube.force-ssl";

/// The connector.
pub struct YouTube {
    google: Google,
    /// Where people watch.
    web: String,
}

impl YouTube {
    /// A connector that reaches Google through `http`.
    #[must_use]
    pub fn new(http: Arc<Http>, settings: &Settings) -> Self {
        let web = settings.of(Network::YouTube).web_url.unwrap_or_else(|| WEB.to_owned());
        Self { google: Google::new(http, settings, Network::YouTube, SCOPES), web }
    }

    fn endpoint(&self, path: &str, query: &[(&str, &str)]) -> Result<url::Url, Error> {
        self.google.http.endpoint(&self.google.host(API), path, query)
    }

    fn get(&self, tokens: &Tokens, path: &str, query: &[(&str, &str)]) -> Result<Call, Error> {
        Ok(Call::get(self.endpoint(path, query)?).bearer(&tokens.access))
    }

    fn post(&self, tokens: &Tokens, path: &str, query: &[(&str, &str)], body: Body) -> Result<Call, Error> {
        Ok(Call::post(self.endpoint(path, query)?, body).bearer(&tokens.access))
    }

    /// `GET /youtube/v3/channels?mine=true` (docs/channels/list).
    async fn channels(&self, tokens: &Tokens) -> Result<Vec<wire::Channel>, Error> {
        let query = [("part", "snippet,statistics,contentDetails,status"), ("mine", "true")];
        let call = self.get(tokens, "/youtube/v3/channels", &query)?;
        let found: wire::List<wire::Channel> = self.google.ask(call).await?.json()?;
        Ok(found.items)
    }

    /// The one channel that `account` is.
    async fn channel(&self, account: Account<'_>) -> Result<wire::Channel, Error> {
        let tokens = Tokens::read(account.credentials)?;
        let found = self.channels(&tokens).await?;
        found.into_iter().find(|channel| channel.id == account.remote_id).ok_or_else(|| {
            let why = "the consent does not reach this channel any more";
            Error::new(ErrorKind::Permission, Next::Reauthorise, why)
        })
    }

    fn describe(&self, channel: &wire::Channel) -> Profile {
        let snippet = &channel.snippet;
        let handle = snippet.custom_url.clone().unwrap_or_else(|| channel.id.clone());
        Profile {
            remote_id: channel.id.clone(),
            handle,
            display_name: snippet.title.clone(),
            profile_url: format!("{}/channel/{}", self.web, channel.id),
            avatar_url: snippet.thumbnails["default"]["url"].as_str().map(str::to_owned),
            base_url: self.google.host(API),
            limits: limits(channel.status.long_uploads.as_deref()),
        }
    }
}

#[async_trait]
impl Connector for YouTube {
    fn network(&self) -> Network {
        Network::YouTube
    }

    fn capabilities(&self, limits: Option<&Limits>) -> Capabilities {
        let limits = limits.cloned().unwrap_or_else(|| self::limits(None));
        Capabilities {
            connect: vec![ConnectMethod::OAuth],
            needs_app: true,
            formats: vec![Format::Video],
            placements: vec![Placement::Feed, Placement::Reel],
            title_required: true,
            media_required: true,
            first_comment: true,
            options: options::offered(),
            can_look_up: true,
            can_edit: true,
            can_delete: true,
            refreshes: true,
            post_metrics: vec![Metric::Views, Metric::Likes, Metric::Replies],
            account_metrics: vec![Metric::Followers, Metric::Views, Metric::Posts],
            metrics_batch: metrics::BATCH,
            ..Capabilities::none(Network::YouTube, limits)
        }
    }

    fn own_findings(&self, _capabilities: &Capabilities, outline: &Outline) -> Vec<Finding> {
        options::own_findings(outline)
    }

    async fn begin_connect(&self, input: &ConnectInput) -> Result<ConnectStep, Error> {
        self.google.begin(input)
    }

    async fn finish_connect(
        &self,
        flow: &Credentials,
        code: &str,
        redirect_uri: &str,
    ) -> Result<Vec<Connected>, Error> {
        let tokens = self.google.finish(flow, code, redirect_uri).await?;
        let channels = self.channels(&tokens).await?;
        if channels.is_empty() {
            let why = "this Google account has no YouTube channel";
            return Err(Error::new(ErrorKind::Permission, Next::Never, why));
        }
        Ok(channels
            .iter()
            .map(|channel| Connected { profile: self.describe(channel), credentials: tokens.keep() })
            .collect())
    }

    fn needs_refresh(&self, credentials: &Credentials, now_ms: i64) -> bool {
        runs_out_soon(credentials, now_ms)
    }

    async fn refresh(&self, account: Account<'_>, now_ms: i64) -> Result<Credentials, Error> {
        self.google.renew(account.credentials, now_ms).await
    }

    // Revoking one token takes back the person's whole consent, and with it every other channel that came of it
    // (developers.google.com/identity/protocols/oauth2/web-server, "Revoking a token"): it is left to the person.

    async fn profile(&self, account: Account<'_>) -> Result<Profile, Error> {
        Ok(self.describe(&self.channel(account).await?))
    }

    fn prepare(&self, _remote_id: &str, _content: &Content, now_ms: i64, _nonce: u64) -> Handle {
        publish::Plan::new(now_ms).keep()
    }

    /// A film that YouTube could not process, or rejected, is shown to nobody.
    fn anything_out(&self, handle: &Handle) -> bool {
        handle.tells(&["processed"])
    }

    async fn publish(
        &self,
        account: Account<'_>,
        content: &Content,
        handle: &Handle,
        progress: &dyn Progress,
    ) -> Result<Sending, Error> {
        self.publish_video(account, content, handle, progress).await
    }

    async fn look_up(
        &self,
        account: Account<'_>,
        content: &Content,
        handle: &Handle,
        since: Since,
    ) -> Result<LookUp, Error> {
        self.look_up_video(account, content, handle, since).await
    }

    async fn edit(&self, account: Account<'_>, handle: &Handle, content: &Content) -> Result<(), Error> {
        self.edit_video(&Tokens::read(account.credentials)?, handle, content).await
    }

    async fn delete(&self, account: Account<'_>, remote_id: &str) -> Result<(), Error> {
        self.delete_video(&Tokens::read(account.credentials)?, remote_id).await
    }

    async fn post_metrics(
        &self,
        account: Account<'_>,
        remote_ids: &[String],
    ) -> Result<Vec<PostMetrics>, Error> {
        self.count_videos(&Tokens::read(account.credentials)?, remote_ids).await
    }

    async fn account_metrics(&self, account: Account<'_>) -> Result<AccountMetrics, Error> {
        Ok(metrics::of_channel(&self.channel(account).await?))
    }
}

/// docs/videos (properties `snippet.title`, `snippet.description`) and docs/videos/insert (256 GB); twelve hours, or
/// fifteen minutes for a channel that may not upload long films (docs/channels, `status.longUploadsStatus`).
fn limits(long_uploads: Option<&str>) -> Limits {
    let types = [
        "video/mp4",
        "video/quicktime",
        "video/webm",
        "video/mpeg",
        "video/x-msvideo",
        "video/x-matroska",
        "video/3gpp",
        "application/octet-stream",
    ];
    let short = long_uploads.is_some_and(|status| status != "allowed");
    Limits {
        text_unit: TextUnit::Bytes,
        text_max: 5_000,
        title_max: Some(100),
        alt_max: Some(0),
        video: Some(VideoLimits {
            videos_max: 1,
            max_bytes: 256 * 1024 * 1024 * 1024,
            min_ms: 0,
            max_ms: if short { 15 * 60 * 1_000 } else { 12 * 60 * 60 * 1_000 },
            types: types.map(str::to_owned).into(),
            ratio: None,
            ..VideoLimits::default()
        }),
        unverified: if short { vec!["duration".to_owned()] } else { vec![] },
        ..Limits::default()
    }
}
