//! Pages of Facebook. Owns the calls of posts, films, reels and stories, and the way back from an unknown outcome; tokens
//! and refusals are those of `graph`. It never schedules at the network and never posts as a person.
//!
//! Sources: developers.facebook.com/docs/pages-api, /docs/graph-api/reference/page and /docs/video-api, named at each call.

mod auth;
mod film;
mod look_up;
mod metrics;
mod plan;
mod publish;

use std::sync::Arc;

use async_trait::async_trait;

use crate::graph::access::Access;
use crate::graph::webhook::MetaReceiver;
use crate::graph::{Graph, one_attachment, pages, segment};
use crate::http::Http;
use crate::webhook::Receiver;
use crate::{
    Account, AccountMetrics, Capabilities, ConnectInput, ConnectMethod, ConnectStep, Connected, Connector,
    Content, Credentials, Error, Fault, Finding, Format, Handle, Limits, LookUp, MediaKind, Metric, Network,
    NetworkSettings, Outline, Placement, PostMetrics, Profile, Progress, Sending, Settings, Since, TextUnit,
    VideoLimits,
};

const UPLOADS: &str = "https://rupload.facebook.com";
const FILMS: &str = "https://graph-video.facebook.com";
const WEB: &str = "https://www.facebook.com";
const VERSION: &str = "v25.0";

/// The connector.
pub struct Facebook {
    graph: Graph,
    set: NetworkSettings,
}

/// The page that posts are made as.
struct Seat<'a> {
    graph: &'a Graph,
    set: &'a NetworkSettings,
    base_url: &'a str,
    page_id: &'a str,
    token: String,
}

impl Facebook {
    /// A connector that reaches the network through `http`.
    #[must_use]
    pub fn new(http: Arc<Http>, settings: &Settings) -> Self {
        let graph = Graph::new(http, settings, Network::Facebook, VERSION);
        Self { graph, set: settings.of(Network::Facebook) }
    }

    fn seat<'a>(&'a self, account: Account<'a>) -> Result<Seat<'a>, Error> {
        Ok(Seat {
            graph: &self.graph,
            set: &self.set,
            base_url: account.base_url,
            page_id: segment(account.remote_id)?,
            token: Access::read(account.credentials)?.token,
        })
    }
}

#[async_trait]
impl Connector for Facebook {
    fn network(&self) -> Network {
        Network::Facebook
    }

    fn receiver(&self) -> Option<Box<dyn Receiver>> {
        MetaReceiver::new(Network::Facebook, &[&self.set]).map(|own| Box::new(own) as _)
    }

    fn capabilities(&self, limits: Option<&Limits>) -> Capabilities {
        Capabilities {
            connect: vec![ConnectMethod::OAuth],
            needs_app: true,
            formats: vec![Format::Text, Format::Image, Format::Album, Format::Video, Format::Link],
            placements: vec![Placement::Feed, Placement::Story, Placement::Reel],
            first_comment: true,
            can_look_up: true,
            can_edit: true,
            can_delete: true,
            post_metrics: vec![
                Metric::Reactions,
                Metric::Replies,
                Metric::Shares,
                Metric::Views,
                Metric::Reach,
                Metric::Clicks,
            ],
            account_metrics: vec![Metric::Followers],
            metrics_batch: metrics::BATCH,
            post_price_micros: self.set.post_price_micros,
            ..Capabilities::none(Network::Facebook, limits.cloned().unwrap_or_else(default_limits))
        }
    }

    fn own_findings(&self, capabilities: &Capabilities, outline: &Outline) -> Vec<Finding> {
        let mut list = one_attachment(capabilities, outline);
        list.extend(placed(outline));
        list
    }

    async fn begin_connect(&self, input: &ConnectInput) -> Result<ConnectStep, Error> {
        pages::consent(&self.graph, &self.set, auth::SCOPES, input)
    }

    async fn finish_connect(
        &self,
        _flow: &Credentials,
        code: &str,
        redirect_uri: &str,
    ) -> Result<Vec<Connected>, Error> {
        self.finish(code, redirect_uri).await
    }

    // A page's token has no end (docs/facebook-login/guides/access-tokens/get-long-lived): one that is refused is gone.

    async fn profile(&self, account: Account<'_>) -> Result<Profile, Error> {
        self.read_profile(&self.seat(account)?).await
    }

    fn prepare(&self, _remote_id: &str, content: &Content, now_ms: i64, _nonce: u64) -> Handle {
        plan::prepare(content, now_ms)
    }

    async fn publish(
        &self,
        account: Account<'_>,
        content: &Content,
        handle: &Handle,
        progress: &dyn Progress,
    ) -> Result<Sending, Error> {
        self.seat(account)?.publish(content, handle, progress).await
    }

    async fn look_up(
        &self,
        account: Account<'_>,
        content: &Content,
        handle: &Handle,
        since: Since,
    ) -> Result<LookUp, Error> {
        self.seat(account)?.look_up(content, handle, since).await
    }

    async fn edit(&self, account: Account<'_>, handle: &Handle, content: &Content) -> Result<(), Error> {
        self.seat(account)?.edit(handle, content).await
    }

    /// `DELETE /{post}` (docs/graph-api/reference/pagepost).
    async fn delete(&self, account: Account<'_>, remote_id: &str) -> Result<(), Error> {
        let seat = self.seat(account)?;
        self.graph.remove(seat.base_url, &seat.token, remote_id).await
    }

    async fn post_metrics(
        &self,
        account: Account<'_>,
        remote_ids: &[String],
    ) -> Result<Vec<PostMetrics>, Error> {
        self.seat(account)?.count_posts(remote_ids).await
    }

    async fn account_metrics(&self, account: Account<'_>) -> Result<AccountMetrics, Error> {
        self.seat(account)?.count_account().await
    }
}

/// The message's length and the picture's size are what connectors use; Facebook documents neither for pages.
fn default_limits() -> Limits {
    Limits {
        text_unit: TextUnit::CodePoints,
        text_max: 63_206,
        comment_max: Some(8_000),
        images_max: 10,
        image_max_bytes: 4_000_000,
        image_types: ["image/jpeg", "image/png"].map(str::to_owned).into(),
        video: Some(VideoLimits {
            videos_max: 1,
            max_bytes: 10_000_000_000,
            min_ms: 1_000,
            max_ms: 240 * 60 * 1_000,
            types: ["video/mp4", "video/quicktime"].map(str::to_owned).into(),
            ratio: None,
            ..VideoLimits::default()
        }),
        unverified: ["text_max", "comment_max", "images_max", "image_max_bytes", "max_bytes", "duration"]
            .map(str::to_owned)
            .into(),
        ..Limits::default()
    }
}

/// What the place asks: a story shows one file, a reel is one film of 3 to 90 seconds (docs/video-api/guides/reels-publishing
/// and docs/page-stories-api).
fn placed(outline: &Outline) -> Vec<Finding> {
    let mut list = Vec::new();
    let mut object = |fault| list.push(Finding { part: 0, fault, blocks: true });
    let media = outline.media();
    if outline.placement == Placement::Feed {
        return list;
    }
    if outline.link.is_some() {
        object(Fault::Format { format: Format::Link });
    }
    match media {
        [] => object(Fault::MediaMissing),
        [_] => {}
        _ => object(Fault::Format { format: Format::Album }),
    }
    if outline.placement == Placement::Story {
        if outline.first_comment.as_deref().is_some_and(|comment| !comment.trim().is_empty()) {
            object(Fault::CommentNotOffered);
        }
        return list;
    }
    for file in media {
        if file.kind != MediaKind::Video {
            object(Fault::Format { format: Format::Image });
        } else if file.duration_ms.is_some_and(|ms| !(3_000..=90_000).contains(&ms)) {
            object(Fault::Duration { file_name: file.file_name.clone(), limit: (3, 90) });
        }
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
            placed(&Outline { placement, parts, ..Outline::default() }).len()
        };
        assert_eq!(faults(Placement::Feed, vec![]), 0);
        assert_eq!(faults(Placement::Story, vec![]), 1);
        assert_eq!(faults(Placement::Story, vec![picture()]), 0);
        assert_eq!(faults(Placement::Story, vec![picture(), picture()]), 1);
        assert_eq!(faults(Placement::Reel, vec![film(90_000)]), 0);
        assert_eq!(faults(Placement::Reel, vec![film(2_000)]), 1);
        assert_eq!(faults(Placement::Reel, vec![picture()]), 1);
    }
}
