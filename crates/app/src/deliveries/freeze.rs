//! Turning a post into what goes out, once.

use db::Tx;
use networks::{Connector, Content, Handle, Image, ImageFacts};
use serde::{Deserialize, Serialize};

use super::store::{Frozen, Job};
use crate::{
    App, Error, Now, Result,
    ids::{DeliveryId, MediaId, WorkspaceId},
    links::{LinkContext, shorten_for_delivery},
    media::{self, Media},
    posts::post::image_facts,
};

/// What goes out, as it is kept: pictures by id.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Snapshot {
    text: String,
    language: Option<String>,
    media: Vec<(MediaId, String)>,
}

/// A post about to be sent.
pub(crate) struct Outgoing {
    pub content: Content,
    pub facts: Vec<ImageFacts>,
    pub handle: Handle,
}

/// Pictures with their bytes, read before the transaction begins.
pub(crate) struct Pictures(Vec<(Media, Vec<u8>)>);

impl Job {
    fn snapshot(&self) -> Result<Option<Snapshot>> {
        self.content.as_deref().map(serde_json::from_str).transpose().map_err(damaged)
    }
}

impl App {
    /// Reads the pictures that a job sends: those frozen with it, else those of the post as it stands.
    pub(crate) async fn load_pictures(&self, workspace_id: WorkspaceId, job: &Job) -> Result<Pictures> {
        let sql = self.db.read();
        let wanted = match job.snapshot()? {
            Some(snapshot) => {
                let mut wanted = Vec::new();
                for (id, alt) in snapshot.media {
                    let found = media::store::find(sql, workspace_id, id).await?;
                    let found = found.ok_or_else(|| Error::Internal(format!("{id} is gone")))?;
                    wanted.push(Media { alt, ..found });
                }
                wanted
            }
            None => media::store::of_post(sql, workspace_id, job.post_id).await?,
        };
        let mut pictures = Vec::new();
        for media in wanted {
            let bytes = self.media_bytes(workspace_id, &media).await?;
            pictures.push((media, bytes));
        }
        Ok(Pictures(pictures))
    }

    /// The content that was frozen with a job.
    pub(crate) async fn frozen_content(&self, workspace_id: WorkspaceId, job: &Job) -> Result<Content> {
        let pictures = self.load_pictures(workspace_id, job).await?;
        let snapshot = job.snapshot()?.ok_or_else(|| Error::Internal("nothing was frozen".to_owned()))?;
        Ok(content(snapshot.text, snapshot.language, pictures).0)
    }

    /// The content and handle of a job: as they were frozen, or frozen now inside `tx`, links shortened.
    #[expect(clippy::too_many_arguments, reason = "the one place where a post becomes what goes out")]
    pub(crate) async fn freeze(
        &self,
        tx: &Tx,
        workspace_id: WorkspaceId,
        delivery_id: DeliveryId,
        job: &Job,
        pictures: Pictures,
        connector: &dyn Connector,
        now: Now,
    ) -> Result<(Outgoing, Frozen)> {
        if let (Some(snapshot), Some(handle)) = (job.snapshot()?, &job.handle) {
            let frozen = Frozen { content: job.content.clone().unwrap_or_default(), handle: handle.clone() };
            let handle: Handle = serde_json::from_str(handle).map_err(damaged)?;
            let (content, facts) = content(snapshot.text, snapshot.language, pictures);
            return Ok((Outgoing { content, facts, handle }, frozen));
        }
        let context = LinkContext {
            brand_id: job.brand_id,
            campaign_id: job.campaign_id,
            utm_campaign: job.utm_name.clone(),
            post_id: job.post_id,
            delivery_id,
            channel_id: job.channel_id,
            network: connector.network(),
            now,
        };
        let text = job.variant_text.as_deref().unwrap_or(&job.post_text);
        let text = shorten_for_delivery(tx, &self.settings.public_url, workspace_id, &context, text).await?;
        let media = pictures.0.iter().map(|(media, _)| (media.id, media.alt.clone())).collect();
        let snapshot = Snapshot { text: text.clone(), language: job.language.clone(), media };
        let (content, facts) = content(text, job.language.clone(), pictures);
        let handle = connector.prepare(&job.remote_id, &content, now, rand::random());
        let frozen = Frozen {
            content: serde_json::to_string(&snapshot).map_err(damaged)?,
            handle: serde_json::to_string(&handle).map_err(damaged)?,
        };
        Ok((Outgoing { content, facts, handle }, frozen))
    }
}

fn content(text: String, language: Option<String>, pictures: Pictures) -> (Content, Vec<ImageFacts>) {
    let media: Vec<Media> = pictures.0.iter().map(|(media, _)| media.clone()).collect();
    let images = pictures
        .0
        .into_iter()
        .map(|(media, bytes)| Image {
            bytes,
            mime: media.mime,
            file_name: media.file_name,
            alt: media.alt,
            width: u32::try_from(media.width).unwrap_or(0),
            height: u32::try_from(media.height).unwrap_or(0),
        })
        .collect();
    (Content::single(text, images, language), image_facts(&media))
}

fn damaged(error: serde_json::Error) -> Error {
    Error::Internal(format!("damaged delivery: {error}"))
}
