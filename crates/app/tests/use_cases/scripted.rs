//! A network that does what the test says, and counts.

use std::{
    collections::VecDeque,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use app::{
    Actor, App,
    channels::{ConnectChannel, ConnectOutcome},
    deliveries::{Delivery, PublishDue},
    ids::{ChannelId, PostId},
    posts::{SavePost, SchedulePost, VariantDraft, When},
};
use async_trait::async_trait;
use networks::webhook::{About, Delivered, Event, Receiver, Refusal, Told};
use networks::{
    Account, AccountMetrics, Budget, BudgetScope, Capabilities, ConnectInput, ConnectMethod, ConnectStep,
    Connected, Connector, Content, Credentials, Error, ErrorKind, Format, Handle, Limits, LookUp, Metric,
    Network, Next, Placement, PostMetrics, Profile, Progress, Published, Sending, Since,
};
use serde_json::json;
use tasks::Task;
use testkit::TestApp;

/// What one call of `publish` comes to.
pub enum Say {
    /// The first part that is missing goes out, then this.
    OnePart(Next),
    /// Nothing goes out.
    Fail(ErrorKind, Next),
    /// The network has all of it and works on it.
    Processing,
    /// The network works on a file; the post itself was not made.
    Preparing,
    /// It goes out, and the network takes no more for an hour.
    LastOfTheHour,
}

/// The network.
#[derive(Default)]
pub struct Scripted {
    pub script: Mutex<VecDeque<Say>>,
    /// Parts as they came out.
    pub shown: Mutex<Vec<String>>,
    /// How often the refresh token was used; each can be used once.
    pub refreshes: AtomicUsize,
    pub profiles: AtomicUsize,
    /// Who holds it keeps the health check from answering.
    pub profile_turn: tokio::sync::Mutex<()>,
    /// What the health check says.
    pub profile_fails: Mutex<Option<Error>>,
    /// Whether a send of unknown outcome can be looked up.
    pub tells: std::sync::atomic::AtomicBool,
    pub price_micros: std::sync::atomic::AtomicI64,
}

impl Scripted {
    pub fn say(&self, says: impl IntoIterator<Item = Say>) {
        self.script.lock().expect("script").extend(says);
    }

    /// Forgets what was to be said: everything goes well again.
    pub fn say_no_more(&self) {
        self.script.lock().expect("script").clear();
    }

    pub fn shown(&self) -> Vec<String> {
        self.shown.lock().expect("shown").clone()
    }

    fn profile_of(name: &str) -> Profile {
        Profile {
            remote_id: name.to_owned(),
            handle: name.to_owned(),
            display_name: name.to_owned(),
            profile_url: format!("https://social.example/{name}"),
            avatar_url: None,
            base_url: "https://social.example".to_owned(),
            limits: Limits { text_max: 500, ..Limits::default() },
        }
    }

    fn part_out(&self, content: &Content, handle: &mut Handle) -> bool {
        let Some(index) = (0..content.parts.len()).find(|index| handle.0["parts"][*index]["sent"].is_null())
        else {
            return false;
        };
        handle.0["parts"][index]["sent"] = json!(format!("id-{index}"));
        self.shown.lock().expect("shown").push(content.parts[index].text.clone());
        true
    }
}

pub fn error(kind: ErrorKind, next: Next) -> Error {
    Error::new(kind, next, "as the test says")
}

/// What it sends by itself: one event, proven by a word.
struct Scripts;

impl Receiver for Scripts {
    fn prove(&self, delivered: Delivered<'_>, _now_ms: i64) -> Result<(), Refusal> {
        let proof = delivered.headers.get("x-proof").map(String::as_str);
        if proof == Some("proven") { Ok(()) } else { Err(Refusal::Unproven) }
    }

    fn read(&self, body: &[u8]) -> Option<Told> {
        let body: serde_json::Value = serde_json::from_slice(body).ok()?;
        let id = body["id"].as_str()?.to_owned();
        let about = match body["about"].as_str()? {
            "sending" => About::Sending(id),
            "post" => About::Post(id),
            "group" => About::Group,
            _ => About::Access,
        };
        let account = body["account"].as_str()?.to_owned();
        Some(Told { events: vec![Event { account, about, at_ms: body["at"].as_i64() }], ..Told::default() })
    }
}

#[async_trait]
impl Connector for Scripted {
    fn network(&self) -> Network {
        Network::Mastodon
    }

    fn is_of_group(&self, credentials: &Credentials, group: &str) -> bool {
        credentials.0["expires"].as_i64().is_some_and(|expires| expires.to_string() == group)
    }

    fn receiver(&self) -> Option<Box<dyn Receiver>> {
        Some(Box::new(Scripts))
    }

    fn capabilities(&self, limits: Option<&Limits>) -> Capabilities {
        let limits = limits.cloned().unwrap_or_default();
        let price = self.price_micros.load(Ordering::SeqCst);
        Capabilities {
            connect: vec![ConnectMethod::AppPassword],
            formats: vec![Format::Text, Format::Thread],
            placements: vec![Placement::Feed],
            post_metrics: vec![Metric::Likes],
            account_metrics: vec![Metric::Followers],
            post_price_micros: Some(price).filter(|price| *price > 0),
            ..Capabilities::none(Network::Mastodon, limits)
        }
    }

    async fn begin_connect(&self, input: &ConnectInput) -> Result<ConnectStep, Error> {
        let profile = Self::profile_of(&input.identifier);
        // The secret is when the first token runs out, and the number of the refresh token.
        let expires: i64 = input.secret.parse().unwrap_or(i64::MAX);
        let credentials = Credentials(json!({"expires": expires, "refresh": 0}));
        Ok(ConnectStep::Done(vec![Connected { profile, credentials }]))
    }

    fn needs_refresh(&self, credentials: &Credentials, now_ms: i64) -> bool {
        credentials.0["expires"].as_i64().is_none_or(|expires| expires <= now_ms)
    }

    async fn refresh(&self, account: Account<'_>, now_ms: i64) -> Result<Credentials, Error> {
        tokio::time::sleep(Duration::from_millis(50)).await;
        let used = self.refreshes.fetch_add(1, Ordering::SeqCst);
        if account.credentials.0["refresh"] != json!(used) {
            return Err(error(ErrorKind::Credentials, Next::Reauthorise));
        }
        Ok(Credentials(json!({"expires": now_ms + 3_600_000, "refresh": used + 1})))
    }

    async fn profile(&self, account: Account<'_>) -> Result<Profile, Error> {
        self.profiles.fetch_add(1, Ordering::SeqCst);
        let _turn = self.profile_turn.lock().await;
        if let Some(error) = self.profile_fails.lock().expect("profile").clone() {
            return Err(error);
        }
        Ok(Self::profile_of(account.remote_id))
    }

    fn prepare(&self, _remote_id: &str, content: &Content, _now_ms: i64, _nonce: u64) -> Handle {
        let parts: Vec<_> = content.parts.iter().map(|_| json!({"sent": null})).collect();
        Handle(json!({"parts": parts, "submitted": false}))
    }

    async fn publish(
        &self,
        _account: Account<'_>,
        content: &Content,
        handle: &Handle,
        progress: &dyn Progress,
    ) -> Result<Sending, Error> {
        let mut handle = handle.clone();
        let said = self.script.lock().expect("script").pop_front();
        match said {
            Some(Say::OnePart(next)) => {
                self.part_out(content, &mut handle);
                progress.save(&handle).await?;
                return Err(error(ErrorKind::Invalid, next));
            }
            Some(Say::Fail(kind, next)) => return Err(error(kind, next)),
            Some(Say::Processing) => {
                handle.0["submitted"] = json!(true);
                handle.0["ticket"] = json!("ticket-1");
                progress.save(&handle).await?;
                return Ok(Sending::Processing(Duration::from_secs(10)));
            }
            Some(Say::Preparing) => return Ok(Sending::Processing(Duration::from_secs(10))),
            Some(Say::LastOfTheHour) => {
                let resets_in = Duration::from_secs(3600);
                let scope = BudgetScope::Account;
                progress.budget(Budget { scope, name: "posts", remaining: 0, resets_in }).await;
            }
            None => {}
        }
        while self.part_out(content, &mut handle) {}
        let url = "https://social.example/1".to_owned();
        Ok(Sending::Published(Published { remote_id: "id-0".to_owned(), url, handle }))
    }

    async fn look_up(
        &self,
        _account: Account<'_>,
        _content: &Content,
        _handle: &Handle,
        _since: Since,
    ) -> Result<LookUp, Error> {
        Ok(if self.tells.load(Ordering::SeqCst) { LookUp::Absent } else { LookUp::CannotTell })
    }

    async fn post_metrics(&self, _account: Account<'_>, ids: &[String]) -> Result<Vec<PostMetrics>, Error> {
        let values = Some(vec![(Metric::Likes, 3)]);
        Ok(ids.iter().map(|id| PostMetrics { remote_id: id.clone(), values: values.clone() }).collect())
    }

    async fn account_metrics(&self, _account: Account<'_>) -> Result<AccountMetrics, Error> {
        Ok(AccountMetrics { values: vec![(Metric::Followers, 7)] })
    }
}

/// The product with that network, and a channel on it.
pub struct World {
    pub kit: TestApp,
    pub app: App,
    pub owner: Actor,
    pub network: Arc<Scripted>,
    pub channel: ChannelId,
}

impl World {
    pub async fn new(kit: TestApp) -> Self {
        Self::expiring(kit, i64::MAX).await
    }

    /// With a channel whose first token runs out at `expires`.
    pub async fn expiring(kit: TestApp, expires: i64) -> Self {
        let network = Arc::new(Scripted::default());
        let mut app = kit.app.clone();
        app.connectors = Arc::new(vec![network.clone() as Arc<dyn Connector>]);
        let owner = kit.owner().await;
        let mut world = Self { kit, app, owner, network, channel: ChannelId::generate() };
        world.channel = world.connect("kranich", expires).await;
        world
    }

    pub async fn connect(&self, name: &str, expires: i64) -> ChannelId {
        let input = ConnectChannel {
            brand_id: Some(self.kit.brand(&self.owner).await),
            network: "mastodon".to_owned(),
            identifier: name.to_owned(),
            secret: expires.to_string(),
            ..ConnectChannel::default()
        };
        match self.app.connect_channel(&self.owner, input).await.expect("connected") {
            ConnectOutcome::Connected(id) => id,
            other => panic!("one account: {other:?}"),
        }
    }

    pub async fn draft(&self, text: &str) -> PostId {
        self.save(None, text, &[self.channel]).await.expect("a post")
    }

    pub async fn save(&self, id: Option<PostId>, text: &str, channels: &[ChannelId]) -> app::Result<PostId> {
        self.save_as(&self.owner, id, text, channels).await
    }

    pub async fn save_as(
        &self,
        actor: &Actor,
        id: Option<PostId>,
        text: &str,
        channels: &[ChannelId],
    ) -> app::Result<PostId> {
        let input = SavePost {
            id,
            brand_id: Some(self.kit.brand(&self.owner).await),
            text: text.to_owned(),
            variants: channels.iter().map(|id| (*id, VariantDraft::default())).collect(),
            ..SavePost::default()
        };
        self.app.save_post(actor, input).await.map(|post| post.id)
    }

    pub async fn schedule(&self, post: PostId, when: When) -> app::Result<()> {
        let wanted = SchedulePost { channels: Vec::new(), when };
        self.app.schedule_post(&self.owner, post, &wanted).await.map(|_| ())
    }

    /// A post that is due now.
    pub async fn due(&self, text: &str) -> PostId {
        let post = self.draft(text).await;
        self.schedule(post, When::Now).await.expect("scheduled");
        post
    }

    /// One activation of the publisher.
    pub async fn turn(&self) {
        let stopping = tokio::sync::watch::channel(false).1;
        PublishDue::new(self.app.clone()).activate(&stopping).await.expect("a turn");
    }

    /// The newest delivery of a post.
    pub async fn delivery(&self, post: PostId) -> Delivery {
        self.app.find_post(&self.owner, post).await.expect("a post").deliveries.remove(0)
    }
}
