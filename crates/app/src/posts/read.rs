//! One post with all that belongs to it.

use super::{Post, Variant, store};
use crate::{
    Actor, App, Error, Permission, Result,
    campaigns::{self, CampaignChoice},
    channels::{self, Channel},
    deliveries::{self, Attempt, Delivery},
    ids::PostId,
    media::{self, Media},
};

/// A post, its variants, pictures, deliveries and every attempt.
#[derive(Debug, Clone)]
pub struct PostPage {
    /// The post.
    pub post: Post,
    /// Its campaign, archived or not.
    pub campaign: Option<CampaignChoice>,
    /// Its variants.
    pub variants: Vec<Variant>,
    /// Its pictures in order.
    pub media: Vec<Media>,
    /// Channels of its brand, connected first.
    pub channels: Vec<Channel>,
    /// Its deliveries, newest first.
    pub deliveries: Vec<Delivery>,
    /// Every attempt of these, oldest first.
    pub attempts: Vec<Attempt>,
}

impl PostPage {
    /// Its deliveries that wait to go out.
    pub fn waiting(&self) -> impl Iterator<Item = &Delivery> {
        self.deliveries.iter().filter(|delivery| delivery.state.is_waiting())
    }

    /// Whether a channel was chosen on which nothing of the post waits or is out.
    #[must_use]
    pub fn has_unsent(&self) -> bool {
        let sent = |variant: &Variant| {
            let mut of_variant = self.deliveries.iter().filter(|delivery| delivery.variant_id == variant.id);
            of_variant.any(|delivery| delivery.state.is_live())
        };
        self.variants.iter().any(|variant| !sent(variant))
    }
}

impl App {
    /// One post with all that belongs to it.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn find_post(&self, actor: &Actor, id: PostId) -> Result<PostPage> {
        actor.require(Permission::View)?;
        let workspace_id = actor.workspace_id;
        let sql = self.db.read();
        let post = store::find(sql, workspace_id, id).await?.ok_or(Error::NotFound)?;
        actor.require_brand(post.brand_id)?;
        let campaign = match post.campaign_id {
            Some(id) => Some(campaigns::store::find(sql, workspace_id, id).await?.into()),
            None => None,
        };
        Ok(PostPage {
            campaign,
            variants: store::variants(sql, workspace_id, id).await?,
            media: media::store::of_post(sql, workspace_id, id).await?,
            channels: channels::store::list(sql, workspace_id, Some(post.brand_id), self.now()).await?,
            deliveries: deliveries::store::of_post(sql, workspace_id, id).await?,
            attempts: deliveries::store::attempts_of_post(sql, workspace_id, id).await?,
            post,
        })
    }
}
