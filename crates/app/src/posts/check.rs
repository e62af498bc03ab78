//! The live count: how a draft stands with each channel's network.

use networks::{Fault, TextUnit};

use super::post::{examine, image_facts};
use crate::{
    Actor, App, Permission, Result, channels,
    ids::{BrandId, ChannelId, MediaId},
    media,
};

/// What is in the composer, saved or not.
#[derive(Debug, Clone, Default)]
pub struct DraftContent {
    /// Whose it is.
    pub brand_id: Option<BrandId>,
    /// Master text.
    pub text: String,
    /// Channels chosen, with their own text; `None` follows the master.
    pub variants: Vec<(ChannelId, Option<String>)>,
    /// Pictures in order with alternative texts.
    pub media: Vec<(MediaId, String)>,
}

/// How a draft stands with one channel.
#[derive(Debug, Clone)]
pub struct ChannelCheck {
    /// The channel.
    pub channel_id: ChannelId,
    /// Its handle.
    pub handle: String,
    /// Word of its network.
    pub network: String,
    /// Length as it would go out, links shortened.
    pub length: i64,
    /// The limit.
    pub limit: i64,
    /// The unit of both.
    pub unit: TextUnit,
    /// What a link counts there, where links have a fixed length.
    pub link_length: Option<i64>,
    /// Every reason for which the network would refuse it.
    pub faults: Vec<Fault>,
}

impl App {
    /// Checks a draft against every chosen channel.
    ///
    /// # Errors
    /// `Forbidden`; unknown channels and pictures are left out.
    pub async fn check_draft(&self, actor: &Actor, draft: &DraftContent) -> Result<Vec<ChannelCheck>> {
        actor.require(Permission::WritePosts)?;
        let brand = actor.brand_scope.or(draft.brand_id);
        let offered = channels::store::list(self.db.read(), actor.workspace_id, brand).await?;
        let mut pictures = Vec::new();
        for (id, alt) in draft.media.iter().take(20) {
            if let Some(mut found) = media::store::find(self.db.read(), actor.workspace_id, *id).await? {
                found.alt.clone_from(alt);
                pictures.push(found);
            }
        }
        let facts = image_facts(&pictures);
        let mut checks = Vec::new();
        for (channel_id, own) in &draft.variants {
            let Some(channel) = offered.iter().find(|channel| channel.id == *channel_id) else { continue };
            let Some(connector) = channel.network().and_then(|network| self.connector(network)) else {
                continue;
            };
            let capabilities = connector.capabilities(channel.limits().as_ref());
            let text = own.as_deref().unwrap_or(&draft.text);
            let (length, faults) =
                examine(connector.as_ref(), &capabilities, &self.settings.public_url, text, &facts);
            checks.push(ChannelCheck {
                channel_id: channel.id,
                handle: channel.handle.clone(),
                network: channel.network.clone(),
                length: i64::from(length),
                limit: i64::from(capabilities.limits.text_max),
                unit: capabilities.limits.text_unit,
                link_length: capabilities.limits.link_length.map(i64::from),
                faults,
            });
        }
        Ok(checks)
    }
}
