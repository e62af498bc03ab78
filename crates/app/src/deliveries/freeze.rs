//! Turning a post into what goes out, once.

use std::sync::Arc;

use db::Tx;
use networks::{Capabilities, Connector, Content, Error as NetworkError, ErrorKind, Handle, Next};
use serde::{Deserialize, Serialize};

use super::store::{Frozen, Job};
use crate::{
    App, Error, Now, Result,
    ids::{DeliveryId, MediaId, WorkspaceId},
    links::{LinkContext, shorten_for_delivery},
    media::{self, Media},
    posts::shape::{self, Shape},
};

/// What goes out, as it is kept: files by id, the posts of a thread divided as the author did.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Snapshot {
    pub text: String,
    pub language: Option<String>,
    pub media: Vec<(MediaId, String)>,
    #[serde(default)]
    pub shape: Shape,
}

/// A post about to be sent.
pub(crate) struct Outgoing {
    pub content: Content,
    pub handle: Handle,
}

impl Outgoing {
    /// The network's refusal that is known before anything is sent.
    pub(crate) fn refusal(
        &self,
        capabilities: &Capabilities,
        connector: &dyn Connector,
    ) -> Option<NetworkError> {
        let found = capabilities.findings(connector, &self.content.outline());
        let fault = &found.iter().find(|finding| finding.blocks)?.fault;
        let message = format!("over the network's limits: {fault:?}");
        Some(NetworkError::new(ErrorKind::Invalid, Next::Never, message))
    }
}

/// The files that a post carries, found before the transaction begins.
pub(crate) struct Files(Vec<Media>);

impl Files {
    /// Whether there are none.
    pub(crate) const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The files themselves.
    pub(crate) fn all(&self) -> &[Media] {
        &self.0
    }

    /// Whether a file may not be used any more.
    pub(crate) fn is_barred(&self, now: Now) -> bool {
        !media::ended_rights(&self.0, now).is_empty()
    }
}

impl Job {
    fn snapshot(&self) -> Result<Option<Snapshot>> {
        self.content.as_deref().map(read_snapshot).transpose()
    }
}

impl App {
    /// Finds the files that a job sends: those frozen with it, else those of the post as it stands.
    pub(crate) async fn load_files(&self, workspace_id: WorkspaceId, job: &Job) -> Result<Files> {
        let sql = self.db.read();
        let Some(snapshot) = job.snapshot()? else {
            if job.has_files == 0 {
                return Ok(Files(Vec::new()));
            }
            let files = media::store::of_post(sql, workspace_id, job.post_id).await?;
            let shape = Shape::read(job.variant_shape.as_deref());
            return Ok(Files(self.with_versions(workspace_id, &files, &shape.versions).await?));
        };
        let files = media::store::with_alts(sql, workspace_id, &snapshot.media).await?;
        if files.len() < snapshot.media.len() {
            return Err(Error::Internal(format!("a file of {} is gone", job.post_id)));
        }
        Ok(Files(files))
    }

    /// The content that was frozen with a job.
    pub(crate) async fn frozen_content(&self, workspace_id: WorkspaceId, job: &Job) -> Result<Content> {
        let files = self.load_files(workspace_id, job).await?;
        let snapshot = job.snapshot()?.ok_or_else(|| Error::Internal("nothing was frozen".to_owned()))?;
        Ok(self.content(workspace_id, snapshot, files))
    }

    /// The content and handle of a job: as they were frozen, or frozen now inside `tx`, links shortened.
    #[expect(clippy::too_many_arguments, reason = "the one place where a post becomes what goes out")]
    pub(crate) async fn freeze(
        &self,
        tx: &Tx,
        workspace_id: WorkspaceId,
        delivery_id: DeliveryId,
        job: &Job,
        files: Files,
        connector: &dyn Connector,
        now: Now,
    ) -> Result<(Outgoing, Frozen)> {
        if let (Some(snapshot), Some(handle)) = (job.snapshot()?, &job.handle) {
            let frozen = Frozen { content: job.content.clone().unwrap_or_default(), handle: handle.clone() };
            let handle: Handle = serde_json::from_str(handle).map_err(damaged)?;
            let content = self.content(workspace_id, snapshot, files);
            return Ok((Outgoing { content, handle }, frozen));
        }
        let snapshot = self.shorten_all(tx, workspace_id, delivery_id, job, &files, now).await?;
        let kept = serde_json::to_string(&snapshot).map_err(damaged)?;
        let content = self.content(workspace_id, snapshot, files);
        let handle = connector.prepare(&job.remote_id, &content, now, rand::random());
        let frozen = Frozen { content: kept, handle: serde_json::to_string(&handle).map_err(damaged)? };
        Ok((Outgoing { content, handle }, frozen))
    }

    /// The content of a job that a person publishes: frozen now inside `tx`, links shortened.
    pub(crate) async fn freeze_for_hand(
        &self,
        tx: &Tx,
        workspace_id: WorkspaceId,
        delivery_id: DeliveryId,
        job: &Job,
        files: &Files,
        now: Now,
    ) -> Result<String> {
        let snapshot = self.shorten_all(tx, workspace_id, delivery_id, job, files, now).await?;
        serde_json::to_string(&snapshot).map_err(damaged)
    }

    /// The post as it stands, every address in it replaced by the delivery's own short link.
    async fn shorten_all(
        &self,
        tx: &Tx,
        workspace_id: WorkspaceId,
        delivery_id: DeliveryId,
        job: &Job,
        files: &Files,
        now: Now,
    ) -> Result<Snapshot> {
        let context = LinkContext {
            brand_id: job.brand_id,
            campaign_id: job.campaign_id,
            utm_campaign: job.utm_name.clone(),
            post_id: job.post_id,
            delivery_id,
            channel_id: job.channel_id,
            network: job.network.clone(),
            now,
        };
        let shorten = async |text: &str| {
            shorten_for_delivery(tx, &self.settings.public_url, workspace_id, &context, text).await
        };
        let text = shorten(job.variant_text.as_deref().unwrap_or(&job.post_text)).await?;
        let mut shape = Shape::read(job.variant_shape.as_deref());
        if let Some(link) = &mut shape.link {
            link.url = shorten(&link.url).await?;
        }
        if let Some(comment) = &mut shape.first_comment {
            *comment = shorten(comment).await?;
        }
        let media = files.0.iter().map(|media| (media.id, media.alt.clone())).collect();
        Ok(Snapshot { text, language: job.language.clone(), media, shape })
    }

    fn content(&self, workspace_id: WorkspaceId, snapshot: Snapshot, files: Files) -> Content {
        let files = files.0.iter().map(|media| networks::Media {
            facts: media::facts_of(media),
            public_url: Some(self.public_media_url(workspace_id, media, self.now())),
            file: Arc::new(self.stored_file(workspace_id, media)),
        });
        shape::content(&snapshot.text, snapshot.language, snapshot.shape, files.collect())
    }
}

/// Reads what was frozen.
pub(super) fn read_snapshot(kept: &str) -> Result<Snapshot> {
    serde_json::from_str(kept).map_err(damaged)
}

fn damaged(error: serde_json::Error) -> Error {
    Error::Internal(format!("damaged delivery: {error}"))
}
