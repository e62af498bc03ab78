//! The product's own worker, sending through a connector: one delivery at a time, and dying where a test wants it to.

use std::{
    future::Future,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};

use app::{
    Now,
    deliveries::{PublishDue, State, delivery::NEVER},
    ids::{BrandId, ChannelId, DeliveryId, WorkspaceId},
    posts::shape::Shape,
};
use db::Engine;
use networks::{Connected, Connector, Content};

use crate::{
    TestApp,
    store::{self, Due, Standing},
    unique,
};

/// Longer than any lease of the worker.
const AFTER_A_LEASE: Now = 61_000;

/// A worker with one channel.
pub struct Sender {
    /// The product.
    pub kit: TestApp,
    workspace_id: WorkspaceId,
    brand_id: BrandId,
    channel_id: ChannelId,
}

/// Drops a future after a number of polls, as a killed process would.
struct Crash<F> {
    inner: Pin<Box<F>>,
    polls: usize,
}

impl<F: Future> Future for Crash<F> {
    /// `None` when the crash came first.
    type Output = Option<F::Output>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        if self.polls == 0 {
            return Poll::Ready(None);
        }
        self.polls -= 1;
        let polled = self.inner.as_mut().poll(context).map(Some);
        if polled.is_pending() && self.polls == 0 {
            return Poll::Ready(None);
        }
        polled
    }
}

impl Sender {
    /// On a fresh database, with a channel that is connected already. Networks fetch files from `public_url`.
    pub async fn new(
        engine: Engine,
        connector: Arc<dyn Connector>,
        connected: &Connected,
        public_url: &str,
    ) -> Self {
        let network = connector.network();
        let public_url = public_url.to_owned();
        let kit = TestApp::with(engine, vec![connector], |settings| {
            settings.public_url = public_url;
            settings.settle_ms = app::Settings::default().settle_ms;
        })
        .await;
        let owner = kit.owner().await;
        let (workspace_id, brand_id) = (owner.workspace_id, kit.brand(&owner).await);
        let channel_id = store::insert_channel(&kit.app, workspace_id, brand_id, network, connected).await;
        Self { kit, workspace_id, brand_id, channel_id }
    }

    /// A post of this content that is due now; its files stand with the first part.
    pub async fn schedule(&self, content: &Content) -> DeliveryId {
        let folder = self.kit.settings.media_dir.join(self.workspace_id.uuid().simple().to_string());
        std::fs::create_dir_all(&folder).expect("a folder for media");
        let mut media = Vec::new();
        for file in content.parts.iter().flat_map(|part| &part.media) {
            let name = format!("file-{}", unique());
            let bytes = file.file.read(0, file.facts.bytes).await.expect("a file");
            std::fs::write(folder.join(&name), &bytes).expect("a file");
            media.push((&file.facts, name));
        }
        let texts: Vec<&str> = content.parts.iter().map(|part| part.text.as_str()).collect();
        let shape = Shape {
            placement: content.placement,
            title: content.title.clone(),
            link: content.link.clone(),
            poll: content.poll.clone(),
            first_comment: content.first_comment.clone(),
            options: content.options.clone(),
            ..Shape::default()
        };
        let due = Due {
            workspace_id: self.workspace_id,
            brand_id: self.brand_id,
            channel_id: self.channel_id,
            text: texts.join("\n---\n"),
            shape: shape.keep(),
            language: content.language.clone(),
            media,
        };
        store::insert_due(&self.kit.app, &due).await
    }

    /// A process takes what is due and dies after `polls` polls; whether it died.
    pub async fn die_after(&self, polls: usize) -> bool {
        let publisher = PublishDue::new(self.kit.app.clone());
        let working = Box::pin(async move { publisher.work_on_one().await.expect("a claim") });
        Crash { inner: working, polls }.await.is_none()
    }

    /// New processes go on until nothing is left for them to do, at most `rounds` times; time passes as they wait for it.
    /// While they wait long, what the network takes late has its `late`.
    pub async fn go_on(&self, id: DeliveryId, rounds: usize, late: Duration) -> Standing {
        let mut standing = store::standing(&self.kit.app, id).await;
        for _ in 0..rounds {
            let now = self.kit.app.now();
            let next = match (standing.leased_until, standing.state) {
                (Some(until), _) => until.max(now) + AFTER_A_LEASE,
                (None, State::Scheduled | State::RetryAt | State::Processing | State::Unknown)
                    if standing.due_at < NEVER =>
                {
                    standing.due_at.max(now)
                }
                _ => return standing,
            };
            if next - now >= AFTER_A_LEASE {
                tokio::time::sleep(late).await;
            }
            self.kit.clock.set(next);
            PublishDue::new(self.kit.app.clone()).work_on_one().await.expect("a claim");
            standing = store::standing(&self.kit.app, id).await;
        }
        standing
    }

    /// Removes the database.
    pub async fn remove(self) {
        self.kit.app.db.close().await.expect("close");
        self.kit.keeper().remove().await;
    }
}
