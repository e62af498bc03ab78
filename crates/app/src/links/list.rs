//! Lists of links with what came of them.

use db::FromQueryResult;
use serde::Serialize;

use crate::{
    Actor, App, Error, Now, Permission, Result,
    ids::{BrandId, CampaignId, ChannelId, DeliveryId, LinkId, PostId},
    page::{Page, PageRequest, read_time_cursor, time_cursor},
};

use super::store;

/// Which links.
#[derive(Debug, Clone, Default)]
pub struct LinkFilter {
    /// Of one brand.
    pub brand_id: Option<BrandId>,
    /// Of one campaign.
    pub campaign_id: Option<CampaignId>,
    /// Of one post.
    pub post_id: Option<PostId>,
    /// Whose address or slug holds this.
    pub search: Option<String>,
}

/// A link with its counts. Clicks of people and of crawlers never merge.
#[derive(Debug, Clone, Serialize, FromQueryResult)]
pub struct LinkLine {
    /// Id.
    pub id: LinkId,
    /// Slug: it is reached under `/l/{slug}`.
    pub slug: String,
    /// Brand.
    pub brand_id: BrandId,
    /// Campaign.
    pub campaign_id: Option<CampaignId>,
    /// The campaign's name.
    pub campaign_name: Option<String>,
    /// Post.
    pub post_id: Option<PostId>,
    /// The post's title.
    pub post_title: Option<String>,
    /// Delivery.
    pub delivery_id: Option<DeliveryId>,
    /// Channel.
    pub channel_id: Option<ChannelId>,
    /// The channel's network.
    pub network: Option<String>,
    /// The channel's handle.
    pub handle: Option<String>,
    /// What the author typed.
    pub original_url: String,
    /// Where it leads, tags included.
    pub target_url: String,
    /// When it was made.
    pub created_at: Now,
    /// Clicks of people.
    pub clicks: i64,
    /// Clicks of crawlers.
    pub crawlers: i64,
    /// Visits that came by it.
    pub visits: i64,
    /// Conversions owed to it.
    pub conversions: i64,
    /// Their value in minor units of the workspace's currency; `None` for those who do not see money.
    pub value_minor: Option<i64>,
}

impl App {
    /// A page of links within the actor's reach.
    ///
    /// # Errors
    /// `Forbidden`.
    pub async fn list_links(
        &self,
        actor: &Actor,
        filter: &LinkFilter,
        page: &PageRequest,
    ) -> Result<Page<LinkLine>> {
        actor.require(Permission::View)?;
        let before = read_time_cursor(page)?;
        let mut lines =
            store::list(self.db.read(), actor.workspace_id, actor.brand_scope, filter, before, page.rows())
                .await?;
        hide_money(actor, &mut lines);
        Ok(Page::cut(lines, page, |line| time_cursor(line.created_at, line.id)))
    }

    /// One link.
    ///
    /// # Errors
    /// `Forbidden`, `NotFound`.
    pub async fn link(&self, actor: &Actor, id: LinkId) -> Result<LinkLine> {
        actor.require(Permission::View)?;
        let mut link = store::find(self.db.read(), actor.workspace_id, id).await?.ok_or(Error::NotFound)?;
        actor.require_brand(link.brand_id)?;
        hide_money(actor, std::slice::from_mut(&mut link));
        Ok(link)
    }
}

fn hide_money(actor: &Actor, lines: &mut [LinkLine]) {
    if !actor.allows(Permission::ViewMoney) {
        for line in lines {
            line.value_minor = None;
        }
    }
}
