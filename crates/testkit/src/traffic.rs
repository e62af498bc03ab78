//! Links and what comes of them.

use app::{
    Actor,
    ids::{BrandId, ChannelId, DeliveryId, LinkId, PostId},
    links::{LinkContext, LinkFilter, shorten_for_delivery},
    page::PageRequest,
};

use crate::TestApp;

impl TestApp {
    /// A link of a delivery of its own: its slug and id.
    pub async fn short_link(&self, actor: &Actor, brand_id: BrandId, target: &str) -> (String, LinkId) {
        let context = LinkContext {
            brand_id,
            campaign_id: None,
            utm_campaign: Some("autumn".to_owned()),
            post_id: PostId::generate(),
            delivery_id: DeliveryId::generate(),
            channel_id: ChannelId::generate(),
            network: "mastodon".to_owned(),
            now: self.now(),
        };
        let public_url = self.app.settings.public_url.clone();
        let tx = self.app.db.write().await.expect("a transaction");
        let short = shorten_for_delivery(&tx, &public_url, actor.workspace_id, &context, target).await;
        let short = short.expect("a short link");
        tx.commit().await.expect("commit");
        let filter = LinkFilter { post_id: Some(context.post_id), ..LinkFilter::default() };
        let links = self.app.list_links(actor, &filter, &PageRequest::first(1)).await.expect("links");
        let slug = short.rsplit('/').next().unwrap_or_default().to_owned();
        (slug, links.items.first().expect("one link").id)
    }

    /// The tracker's key of the brand that somebody's workspace was founded with.
    pub async fn site_key(&self, actor: &Actor) -> String {
        let (sites, _) = self.app.list_sites(actor).await.expect("sites");
        sites.first().expect("a site").site_key.clone()
    }
}
