//! Fetching numbers from networks.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
    time::Duration,
};

use async_trait::async_trait;
use db::lease::Claim;
use futures::{StreamExt, stream};
use networks::{Error as NetworkError, ErrorKind, Metric, Next};
use tasks::{Activation, Task};
use tokio::sync::watch;

use super::{
    schedule::{after_failure, next_for_channel, next_for_post, next_for_unknown},
    store::{self, Fetch},
};
use crate::{
    App, Error, Result,
    clock::MINUTE,
    deliveries::delivery::NEVER,
    ids::{ChannelId, WorkspaceId},
};

/// How many channels are asked at once: one slow server keeps no other waiting.
const AT_ONCE: usize = 8;

/// The background task.
pub struct FetchMetrics {
    app: App,
    worker: Arc<str>,
}

/// What a network told of one subject; `None` when the post is gone there.
type Told = Option<Vec<(Metric, i64)>>;

impl FetchMetrics {
    /// A fetcher of its own name.
    #[must_use]
    pub fn new(app: App) -> Self {
        Self { app, worker: Arc::from(format!("metrics-{:016x}", rand::random::<u64>())) }
    }

    async fn fetch_due(&self, stopping: &watch::Receiver<bool>) -> Result<usize> {
        let app = &self.app;
        store::DUE.give_back_expired(&app.db, app.now()).await?;
        let mut done = 0;
        while !*stopping.borrow() {
            let claims = store::DUE.claim(&app.db, &self.worker, app.now(), 5 * MINUTE, 200).await?;
            if claims.is_empty() {
                break;
            }
            let workspaces: BTreeSet<&str> = claims.iter().map(|claim| claim.workspace_id.as_str()).collect();
            let mut of_channels = Vec::new();
            for workspace in workspaces {
                let Ok(workspace_id) = workspace.parse::<WorkspaceId>() else { continue };
                let fetches = store::fetches(app.db.read(), workspace_id, &self.worker).await?;
                let mut by_channel: BTreeMap<ChannelId, Vec<Fetch>> = BTreeMap::new();
                for fetch in fetches {
                    by_channel.entry(fetch.channel_id).or_default().push(fetch);
                }
                of_channels.extend(by_channel.into_iter().map(|(id, fetches)| (workspace_id, id, fetches)));
            }
            let mut kept = stream::iter(of_channels)
                .map(|(workspace_id, channel_id, fetches)| {
                    self.fetch_channel(workspace_id, channel_id, fetches, &claims)
                })
                .buffer_unordered(AT_ONCE);
            while let Some(outcome) = kept.next().await {
                done += outcome?;
            }
        }
        Ok(done)
    }

    /// One channel's numbers. A fault of ours is this channel's alone: the others of the batch go on.
    async fn fetch_channel(
        &self,
        workspace_id: WorkspaceId,
        channel_id: ChannelId,
        fetches: Vec<Fetch>,
        claims: &[Claim],
    ) -> Result<usize> {
        let outcome = self.ask(workspace_id, channel_id, &fetches).await.unwrap_or_else(|error| {
            tracing::error!(channel.id = %channel_id, %error, "the numbers of a channel were not fetched");
            Err(NetworkError::new(ErrorKind::Local, Next::Never, "a fault of ours"))
        });
        self.keep(workspace_id, claims, &fetches, outcome).await?;
        Ok(fetches.len())
    }

    /// Asks a network for every subject; the outer error is ours, the inner the network's.
    async fn ask(
        &self,
        workspace_id: WorkspaceId,
        channel_id: ChannelId,
        fetches: &[Fetch],
    ) -> Result<Result<BTreeMap<String, (Told, String)>, NetworkError>> {
        let session = match self.app.channel_session(workspace_id, channel_id, None).await {
            Ok(session) => session,
            Err(Error::Network(error)) => return Ok(Err(error)),
            Err(error) => return Err(error),
        };
        let network = session.connector.network();
        let mut told = BTreeMap::new();
        if let Some(channel) = fetches.iter().find(|fetch| fetch.subject_kind == "channel") {
            match session.connector.account_metrics(session.account()).await {
                Ok(metrics) => {
                    told.insert(channel.id.clone(), (Some(metrics.values), format!("{network} account")));
                }
                Err(error) => return Ok(Err(error)),
            }
        }
        let posts: Vec<(&Fetch, &String)> = fetches
            .iter()
            .filter_map(|fetch| fetch.remote_id.as_ref().map(|remote| (fetch, remote)))
            .collect();
        let batch = session.connector.capabilities(None).metrics_batch.max(1);
        for chunk in posts.chunks(batch) {
            let ids: Vec<String> = chunk.iter().map(|(_, remote)| (*remote).clone()).collect();
            match session.connector.post_metrics(session.account(), &ids).await {
                Ok(answers) => {
                    for answer in answers {
                        let fetch = chunk.iter().find(|(_, remote)| **remote == answer.remote_id);
                        if let Some((fetch, _)) = fetch {
                            told.insert(fetch.id.clone(), (answer.values, format!("{network} post")));
                        }
                    }
                }
                Err(error) => return Ok(Err(error)),
            }
        }
        Ok(Ok(told))
    }

    async fn keep(
        &self,
        workspace_id: WorkspaceId,
        claims: &[Claim],
        fetches: &[Fetch],
        outcome: Result<BTreeMap<String, (Told, String)>, NetworkError>,
    ) -> Result<()> {
        let app = &self.app;
        let now = app.now();
        let pace = app.settings.metrics_pace;
        let tx = app.db.write().await?;
        for fetch in fetches {
            let Some(claim) = claims.iter().find(|claim| claim.id == fetch.id) else { continue };
            let (due_at, error) = match &outcome {
                Err(error) => (after_failure(claim.attempts, now), Some(error.code())),
                Ok(told) => match told.get(&fetch.id) {
                    Some((Some(values), source)) => {
                        for (metric, value) in values {
                            let subject = (fetch.subject_kind.as_str(), fetch.id.as_str());
                            store::put_value(
                                &tx,
                                workspace_id,
                                subject,
                                metric.as_str(),
                                *value,
                                source,
                                now,
                            )
                            .await?;
                        }
                        let due_at = match fetch.published_at {
                            Some(published_at) => next_for_post(published_at, now, pace),
                            None => next_for_channel(now, pace),
                        };
                        (due_at, None)
                    }
                    Some((None, _)) => {
                        (next_for_unknown(fetch.published_at, now, pace), Some("network_not_found"))
                    }
                    // The network answered for others and not for this one.
                    None => (NEVER, None),
                },
            };
            let held = store::DUE.finish(&tx, &self.worker, claim, "scheduled", due_at, error).await?;
            if held && error.is_none() {
                store::set_fetched(&tx, workspace_id, &fetch.id, now).await?;
            }
        }
        tx.commit().await?;
        Ok(())
    }
}

#[async_trait]
impl Task for FetchMetrics {
    fn name(&self) -> &'static str {
        "fetch_metrics"
    }

    fn period(&self) -> Duration {
        Duration::from_secs(20)
    }

    async fn activate(&self, stopping: &watch::Receiver<bool>) -> Result<Activation, String> {
        let done = self.fetch_due(stopping).await.map_err(|error| error.to_string())?;
        Ok(Activation { done, again_in: None })
    }

    async fn release(&self) {
        if let Err(error) = store::DUE.release(&self.app.db, &self.worker).await {
            tracing::warn!(%error, "fetches were not given back; their leases will run out");
        }
    }
}
