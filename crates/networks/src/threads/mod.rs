//! Threads. Owns its calls; the containers, tokens and refusals are those of `graph`. It never publishes in one call
//! (`auto_publish_text`), which would leave nothing behind to ask about.
//!
//! Sources: developers.facebook.com/docs/threads, named at each call.

mod auth;
mod metrics;
mod publish;

use std::sync::Arc;

use async_trait::async_trait;

use crate::graph::access::Access;
use crate::graph::webhook::MetaReceiver;
use crate::graph::{Graph, container, look_up, one_attachment};
use crate::http::Http;
use crate::webhook::Receiver;
use crate::{
    Account, AccountMetrics, Capabilities, Choice, ConnectInput, ConnectMethod, ConnectStep, Connected,
    Connector, Content, Credentials, Error, Fault, Finding, Format, Handle, Limits, LookUp, Metric, Network,
    NetworkSettings, Outline, Placement, PollLimits, PostMetrics, Profile, Progress, Sending, Settings,
    Since, TextUnit, VideoLimits, text,
};

const API: &str = "https://graph.threads.net";
const CONSENT: &str = "https://threads.net";
const WEB: &str = "https://www.threads.com";
const VERSION: &str = "v1.0";

/// The connector.
pub struct Threads {
    graph: Graph,
    set: NetworkSettings,
}

impl Threads {
    /// A connector that reaches the network through `http`.
    #[must_use]
    pub fn new(http: Arc<Http>, settings: &Settings) -> Self {
        let graph = Graph::new(http, settings, Network::Threads, VERSION);
        Self { graph, set: settings.of(Network::Threads) }
    }
}

/// Whether a word can be the topic of a post: 1 to 50 characters, without full stop and ampersand (docs/threads/create-posts,
/// "Topic tags").
fn is_topic(word: &str) -> bool {
    (1..=50).contains(&text::count(word, TextUnit::CodePoints)) && !word.contains(['.', '&'])
}

#[async_trait]
impl Connector for Threads {
    fn network(&self) -> Network {
        Network::Threads
    }

    fn receiver(&self) -> Option<Box<dyn Receiver>> {
        MetaReceiver::new(Network::Threads, &[&self.set]).map(|own| Box::new(own) as _)
    }

    fn capabilities(&self, limits: Option<&Limits>) -> Capabilities {
        let audience = ["everyone", "accounts_you_follow", "mentioned_only"];
        Capabilities {
            connect: vec![ConnectMethod::OAuth],
            needs_app: true,
            formats: vec![
                Format::Text,
                Format::Image,
                Format::Album,
                Format::Video,
                Format::Link,
                Format::Poll,
                Format::Thread,
            ],
            placements: vec![Placement::Feed],
            needs_public_media: true,
            options: vec![
                Choice {
                    name: publish::REPLY_CONTROL.to_owned(),
                    values: audience.map(str::to_owned).into(),
                    default: "everyone".to_owned(),
                    required: false,
                },
                Choice {
                    name: publish::TOPIC_TAG.to_owned(),
                    values: vec![],
                    default: String::new(),
                    required: false,
                },
            ],
            repeatable: true,
            can_look_up: true,
            can_delete: true,
            refreshes: true,
            post_metrics: metrics::OF_POSTS.map(|(_, metric)| metric).into(),
            account_metrics: vec![Metric::Followers],
            metrics_batch: metrics::BATCH,
            post_price_micros: self.set.post_price_micros,
            ..Capabilities::none(Network::Threads, limits.cloned().unwrap_or_else(default_limits))
        }
    }

    fn own_findings(&self, capabilities: &Capabilities, outline: &Outline) -> Vec<Finding> {
        let mut found = one_attachment(capabilities, outline);
        if outline.option(publish::TOPIC_TAG).is_some_and(|topic| !is_topic(topic)) {
            let fault = Fault::Choice { name: publish::TOPIC_TAG.to_owned() };
            found.push(Finding { part: 0, fault, blocks: true });
        }
        found
    }

    async fn begin_connect(&self, input: &ConnectInput) -> Result<ConnectStep, Error> {
        self.begin(input)
    }

    async fn finish_connect(
        &self,
        _flow: &Credentials,
        code: &str,
        redirect_uri: &str,
    ) -> Result<Vec<Connected>, Error> {
        self.finish(code, redirect_uri).await.map(|connected| vec![connected])
    }

    fn needs_refresh(&self, credentials: &Credentials, now_ms: i64) -> bool {
        Access::read(credentials).is_ok_and(|access| access.ends_soon(now_ms))
    }

    async fn refresh(&self, account: Account<'_>, _now_ms: i64) -> Result<Credentials, Error> {
        self.renew(account.base_url, &Access::read(account.credentials)?).await
    }

    async fn profile(&self, account: Account<'_>) -> Result<Profile, Error> {
        self.read_profile(account.base_url, &Access::read(account.credentials)?.token).await
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

    /// `DELETE /{id}`, with `threads_delete`; 100 a day (docs/threads/posts/delete-posts).
    async fn delete(&self, account: Account<'_>, remote_id: &str) -> Result<(), Error> {
        let token = Access::read(account.credentials)?.token;
        self.graph.remove(account.base_url, &token, remote_id).await
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

/// docs/threads/overview and docs/threads/posts. The text is said to be counted in characters with emoji as UTF-8 bytes;
/// texts of 498 characters and 504 bytes without any emoji were refused, so bytes it is.
fn default_limits() -> Limits {
    Limits {
        text_unit: TextUnit::Bytes,
        text_max: 500,
        images_max: 20,
        image_max_bytes: 8_000_000,
        image_types: ["image/jpeg", "image/png"].map(str::to_owned).into(),
        image_ratio: Some((0.1, 10.0)),
        alt_max: Some(1_000),
        video: Some(VideoLimits {
            videos_max: 20,
            max_bytes: 1_000_000_000,
            min_ms: 0,
            max_ms: 5 * 60 * 1_000,
            types: ["video/mp4", "video/quicktime"].map(str::to_owned).into(),
            ratio: None,
            ..VideoLimits::default()
        }),
        mixed_media: true,
        poll: Some(PollLimits {
            options_min: 2,
            options_max: 4,
            option_max: 25,
            question_max: None,
            minutes: (24 * 60, 24 * 60),
        }),
        unverified: ["alt_max", "poll"].map(str::to_owned).into(),
        ..Limits::default()
    }
}

#[cfg(test)]
mod tests {
    use super::is_topic;

    #[test]
    fn a_topic_has_no_full_stop_and_no_ampersand() {
        assert!(is_topic("tea") && is_topic(&"ü".repeat(50)));
        assert!(
            !is_topic("") && !is_topic(&"a".repeat(51)) && !is_topic("tea & cake") && !is_topic("tea.time")
        );
    }
}
