//! Instagram's professional accounts, over Instagram's own login or Facebook's. Owns its calls; the containers, tokens and
//! refusals are those of `graph`. It never sends bytes: the network fetches files itself.
//!
//! Sources: developers.facebook.com/docs/instagram-platform, named at each call.

mod auth;
mod metrics;
mod publish;

use std::sync::Arc;

use async_trait::async_trait;

use crate::graph::access::Access;
use crate::graph::webhook::MetaReceiver;
use crate::graph::{Graph, container, look_up};
use crate::http::Http;
use crate::webhook::Receiver;
use crate::{
    Account, AccountMetrics, Capabilities, Choice, ConnectInput, ConnectMethod, ConnectStep, Connected,
    Connector, Content, Credentials, Error, Fault, Finding, Format, Handle, Limits, LookUp, MediaKind,
    Metric, Network, NetworkSettings, Outline, Placement, PostMetrics, Profile, Progress, Sending, Settings,
    Since, TextUnit, VideoLimits,
};

const API: &str = "https://graph.instagram.com";
const VERSION: &str = "v25.0";

/// The connector.
pub struct Instagram {
    graph: Graph,
    set: NetworkSettings,
    /// Facebook's app signs people in where Instagram has none of its own.
    facebook: NetworkSettings,
}

impl Instagram {
    /// A connector that reaches the network through `http`.
    #[must_use]
    pub fn new(http: Arc<Http>, settings: &Settings) -> Self {
        let graph = Graph::new(http, settings, Network::Instagram, VERSION);
        Self { graph, set: settings.of(Network::Instagram), facebook: settings.of(Network::Facebook) }
    }
}

#[async_trait]
impl Connector for Instagram {
    fn network(&self) -> Network {
        Network::Instagram
    }

    fn receiver(&self) -> Option<Box<dyn Receiver>> {
        MetaReceiver::new(Network::Instagram, &[&self.set, &self.facebook]).map(|own| Box::new(own) as _)
    }

    fn capabilities(&self, limits: Option<&Limits>) -> Capabilities {
        Capabilities {
            connect: vec![ConnectMethod::OAuth],
            needs_app: true,
            formats: vec![Format::Image, Format::Album, Format::Video],
            placements: vec![Placement::Feed, Placement::Story, Placement::Reel],
            media_required: true,
            needs_public_media: true,
            first_comment: true,
            options: vec![Choice {
                name: publish::SHARE_TO_FEED.to_owned(),
                values: ["true", "false"].map(str::to_owned).into(),
                default: "true".to_owned(),
                required: false,
            }],
            repeatable: true,
            can_look_up: true,
            refreshes: true,
            post_metrics: vec![
                Metric::Likes,
                Metric::Replies,
                Metric::Saves,
                Metric::Shares,
                Metric::Reach,
                Metric::Views,
            ],
            account_metrics: vec![Metric::Followers, Metric::Posts],
            metrics_batch: metrics::BATCH,
            post_price_micros: self.set.post_price_micros,
            ..Capabilities::none(Network::Instagram, limits.cloned().unwrap_or_else(default_limits))
        }
    }

    fn own_findings(&self, _capabilities: &Capabilities, outline: &Outline) -> Vec<Finding> {
        own_findings(outline)
    }

    async fn begin_connect(&self, input: &ConnectInput) -> Result<ConnectStep, Error> {
        self.begin(input)
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
        Access::read(credentials).is_ok_and(|access| access.ends_soon(now_ms))
    }

    async fn refresh(&self, account: Account<'_>, _now_ms: i64) -> Result<Credentials, Error> {
        self.renew(account).await
    }

    async fn profile(&self, account: Account<'_>) -> Result<Profile, Error> {
        self.read_profile(account.base_url, &Access::read(account.credentials)?, account.remote_id).await
    }

    fn prepare(&self, _remote_id: &str, content: &Content, now_ms: i64, _nonce: u64) -> Handle {
        container::prepare(content, now_ms)
    }

    async fn publish(
        &self,
        account: Account<'_>,
        content: &Content,
        handle: &Handle,
        progress: &dyn Progress,
    ) -> Result<Sending, Error> {
        container::publish(&self.seat(account)?, content, handle, progress).await
    }

    async fn look_up(
        &self,
        account: Account<'_>,
        content: &Content,
        handle: &Handle,
        since: Since,
    ) -> Result<LookUp, Error> {
        look_up::look_up(&self.seat(account)?, content, handle, since).await
    }

    async fn post_metrics(
        &self,
        account: Account<'_>,
        remote_ids: &[String],
    ) -> Result<Vec<PostMetrics>, Error> {
        self.count_posts(account.base_url, &Access::read(account.credentials)?.token, remote_ids).await
    }

    async fn account_metrics(&self, account: Account<'_>) -> Result<AccountMetrics, Error> {
        self.count_account(account).await
    }
}

/// instagram-platform/content-publishing and instagram-platform/instagram-graph-api/reference/ig-user/media. The caption's
/// unit is not documented; neither are the comment's and the alternative text's limits.
fn default_limits() -> Limits {
    Limits {
        text_unit: TextUnit::CodePoints,
        text_max: 2_200,
        hashtags_max: Some(30),
        mentions_max: Some(20),
        comment_max: Some(2_200),
        images_max: 10,
        image_max_bytes: 8_000_000,
        image_types: vec!["image/jpeg".to_owned()],
        image_ratio: Some((0.8, 1.91)),
        alt_max: Some(1_000),
        video: Some(VideoLimits {
            videos_max: 10,
            max_bytes: 300_000_000,
            min_ms: 3_000,
            max_ms: 15 * 60 * 1_000,
            types: ["video/mp4", "video/quicktime"].map(str::to_owned).into(),
            ratio: Some((0.01, 10.0)),
            ..VideoLimits::default()
        }),
        mixed_media: true,
        unverified: ["comment_max", "alt_max"].map(str::to_owned).into(),
        ..Limits::default()
    }
}

/// What the place asks: a story shows one file and no text, a reel is one film, an album has ten files at most.
fn own_findings(outline: &Outline) -> Vec<Finding> {
    let mut list = Vec::new();
    let mut object = |fault| list.push(Finding { part: 0, fault, blocks: true });
    let media = outline.media();
    let films = media.iter().filter(|media| media.kind == MediaKind::Video);
    match outline.placement {
        Placement::Story => {
            if media.len() > 1 {
                object(Fault::Format { format: Format::Album });
            }
            for film in films {
                if film.duration_ms.is_some_and(|ms| ms > 60_000) {
                    let file_name = film.file_name.clone();
                    object(Fault::Duration { file_name, limit: (3, 60) });
                }
                if film.bytes > 100_000_000 {
                    let file_name = film.file_name.clone();
                    object(Fault::FileTooLarge { file_name, limit: 100_000_000 });
                }
            }
            if outline.first_comment.as_deref().is_some_and(|comment| !comment.trim().is_empty()) {
                object(Fault::CommentNotOffered);
            }
        }
        Placement::Reel => {
            if media.len() > 1 {
                object(Fault::Format { format: Format::Album });
            } else if media.first().is_some_and(|media| media.kind != MediaKind::Video) {
                object(Fault::Format { format: Format::Image });
            }
        }
        Placement::Feed if media.len() > 10 => {
            let count = u32::try_from(media.len()).unwrap_or(u32::MAX);
            object(Fault::TooManyImages { count, limit: 10 });
        }
        Placement::Feed => {}
    }
    list
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{MediaFacts, Part};

    #[test]
    fn each_place_takes_its_own_files() {
        let file = |kind, ms| MediaFacts {
            kind,
            file_name: "f".into(),
            mime: String::new(),
            bytes: 1,
            width: 0,
            height: 0,
            duration_ms: ms,
            alt: String::new(),
        };
        let picture = || file(MediaKind::Image, None);
        let film = |ms| file(MediaKind::Video, Some(ms));
        let faults = |placement, media: Vec<MediaFacts>| {
            let parts = vec![Part { text: String::new(), media }];
            own_findings(&Outline { placement, parts, ..Outline::default() }).len()
        };
        assert_eq!(faults(Placement::Story, vec![picture()]), 0);
        assert_eq!(faults(Placement::Story, vec![film(59_000)]), 0);
        assert_eq!(faults(Placement::Story, vec![film(61_000)]), 1);
        assert_eq!(faults(Placement::Story, vec![picture(), picture()]), 1);
        assert_eq!(faults(Placement::Reel, vec![film(61_000)]), 0);
        assert_eq!(faults(Placement::Reel, vec![picture()]), 1);
        assert_eq!(faults(Placement::Feed, (0..10).map(|_| picture()).collect()), 0);
        assert_eq!(faults(Placement::Feed, (0..11).map(|_| picture()).collect()), 1);
    }
}
