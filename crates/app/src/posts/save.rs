//! Writing a post: made and changed by the same act.

use serde_json::json;

use super::{
    post::{MAX_TEXT, Post, title_of},
    shape::Shape,
    store,
};
use crate::{
    Actor, App, Error, Faults, FieldError, Permission, Result, audit, channels, deliveries,
    ids::{BrandId, CampaignId, ChannelId, MediaId, PostId},
};

/// What a post has of its own for one channel.
#[derive(Debug, Clone, Default)]
pub struct VariantDraft {
    /// Own text; `None` follows the master.
    pub text: Option<String>,
    /// What it has beside the text.
    pub shape: Shape,
}

impl From<Option<String>> for VariantDraft {
    fn from(text: Option<String>) -> Self {
        Self { text, shape: Shape::default() }
    }
}

/// What a person writes.
#[derive(Debug, Clone, Default)]
pub struct SavePost {
    /// The post to change; `None` makes one.
    pub id: Option<PostId>,
    /// The version that the person saw; needed to change a post.
    pub version: Option<i64>,
    /// Whose it is; needed to make a post.
    pub brand_id: Option<BrandId>,
    /// The campaign.
    pub campaign_id: Option<CampaignId>,
    /// Working title; empty takes the first line.
    pub title: String,
    /// Master text.
    pub text: String,
    /// BCP 47 language.
    pub language: Option<String>,
    /// Channels with what they have of their own.
    pub variants: Vec<(ChannelId, VariantDraft)>,
    /// Pictures in order with alternative texts.
    pub media: Vec<(MediaId, String)>,
}

impl App {
    /// Makes or changes a post. Texts over a network's limit are kept: a draft may be too long, a schedule may not.
    ///
    /// # Errors
    /// `Invalid` with every wrong field; `Conflict("post_changed")` when somebody saved it meanwhile;
    /// `Conflict("post_in_flight")` when a delivery of it is being sent or may be out, `Conflict("post_partly_out")` when
    /// a part of it is; `Forbidden` when deliveries wait and the actor may not publish.
    pub async fn save_post(&self, actor: &Actor, input: SavePost) -> Result<Post> {
        actor.require(Permission::WritePosts)?;
        let workspace_id = actor.workspace_id;
        let now = self.now();
        let known = match input.id {
            Some(id) => Some(store::find(self.db.read(), workspace_id, id).await?.ok_or(Error::NotFound)?),
            None => None,
        };
        let brand_id = known.as_ref().map(|post| post.brand_id).or(input.brand_id);
        let Some(brand_id) = brand_id else { return Err(Error::field("brand_id", "required")) };
        actor.require_brand(brand_id)?;
        let mut faults = Faults::default();
        if known.is_none() && !channels::store::brand_exists(self.db.read(), workspace_id, brand_id).await? {
            return Err(Error::NotFound);
        }
        let length = input.text.chars().count();
        if length > MAX_TEXT {
            faults.push(
                FieldError::new("text", "text_too_long").with("length", length).with("limit", MAX_TEXT),
            );
        }
        let has_more = input.variants.iter().any(|(_, draft)| !draft.shape.is_plain());
        let empty = input.text.trim().is_empty() && input.media.is_empty() && !has_more;
        faults.check(!empty, "text", "post_empty");
        for (id, draft) in &input.variants {
            let length = draft.text.as_deref().map_or(0, |own| own.chars().count());
            if length > MAX_TEXT {
                faults.push(
                    FieldError::new(format!("variant.{id}"), "text_too_long")
                        .with("length", length)
                        .with("limit", MAX_TEXT),
                );
            }
        }
        faults.check(input.title.chars().count() <= 200, "title", "title_too_long");
        if let Some(campaign_id) = input.campaign_id {
            let kept = known.as_ref().is_some_and(|post| post.campaign_id == Some(campaign_id));
            let brand = store::brand_of_campaign(self.db.read(), workspace_id, campaign_id).await?;
            faults.check(kept || brand == Some(brand_id), "campaign_id", "campaign_unknown");
        }
        let offered = channels::store::list(self.db.read(), workspace_id, Some(brand_id), now).await?;
        let all_known = input.variants.iter().all(|(id, _)| offered.iter().any(|channel| channel.id == *id));
        faults.check(all_known, "channels", "channel_unknown");
        for (channel_id, draft) in &input.variants {
            let url = draft.shape.link.as_ref().map(|link| link.url.trim());
            let fits = url.is_none_or(|url| url.starts_with("https://") || url.starts_with("http://"));
            faults.check(fits, &format!("variant.{channel_id}"), "post_link_url");
        }
        let chosen = input.variants.iter().flat_map(|(_, draft)| draft.shape.versions.values().copied());
        let chosen: Vec<_> = chosen.collect();
        let versions = crate::media::store::by_ids(self.db.read(), workspace_id, &chosen).await?;
        for (channel_id, draft) in &input.variants {
            for (file, version) in &draft.shape.versions {
                let known = versions.iter().find(|known| known.id == *version);
                let fits = known.is_some_and(|known| known.brand_id == brand_id && known.root() == *file);
                faults.check(fits, &format!("variant.{channel_id}"), "media_unknown");
            }
        }
        let media_found = store::count_media(self.db.read(), workspace_id, brand_id, &input.media).await?;
        faults.check(media_found == input.media.len(), "media", "media_unknown");
        faults.finish()?;

        let title = input.title.trim();
        let title = if title.is_empty() { title_of(&input.text) } else { title.to_owned() };
        let post = Post {
            id: input.id.unwrap_or_else(PostId::generate),
            brand_id,
            campaign_id: input.campaign_id,
            title,
            text: input.text,
            language: input.language.filter(|language| !language.is_empty()),
            author_id: known.as_ref().map_or(actor.user_id, |post| post.author_id),
            created_at: known.as_ref().map_or(now, |post| post.created_at),
            updated_at: now,
            version: known.as_ref().map_or(1, |post| input.version.unwrap_or(post.version) + 1),
        };
        let tx = self.db.write().await?;
        if known.is_some() {
            self.change_what_waits(&tx, actor, post.id).await?;
            if !store::update(&tx, workspace_id, &post).await? {
                return Err(Error::Conflict("post_changed"));
            }
        } else {
            store::insert(&tx, workspace_id, &post).await?;
        }
        for variant in store::variants(tx.sql(), workspace_id, post.id).await? {
            if !input.variants.iter().any(|(channel_id, _)| *channel_id == variant.channel_id) {
                deliveries::store::cancel_variant(&tx, workspace_id, variant.id).await?;
                store::remove_variant(&tx, workspace_id, variant.id, now).await?;
            }
        }
        for (channel_id, draft) in &input.variants {
            let text = draft.text.as_deref().filter(|text| *text != post.text);
            // Versions of files that the post does not carry any more are forgotten.
            let mut shape = draft.shape.clone();
            shape.versions.retain(|file, _| input.media.iter().any(|(id, _)| id == file));
            store::put_variant(&tx, workspace_id, post.id, *channel_id, text, &shape, now).await?;
            let connected =
                offered.iter().any(|channel| channel.id == *channel_id && !channel.goes_by_hand());
            let by_hand = !connected || shape.by_hand;
            deliveries::store::by_hand::set(&tx, workspace_id, post.id, *channel_id, by_hand).await?;
        }
        store::put_media(&tx, workspace_id, post.id, &input.media).await?;
        let action = if known.is_some() { "edit_post" } else { "create_post" };
        audit::record(&tx, actor, now, action, "post", post.id, json!({"title": post.title})).await?;
        tx.commit().await?;
        Ok(post)
    }

    /// Lets the deliveries that wait go out as the post will now stand. Whoever changes what goes out must be allowed to
    /// publish; what may be out, or is partly out, is changed by nobody.
    async fn change_what_waits(&self, tx: &db::Tx, actor: &Actor, id: PostId) -> Result<()> {
        let workspace_id = actor.workspace_id;
        let partly_out = self.partly_out(tx.sql(), workspace_id, id).await?;
        if deliveries::store::thaw_waiting(tx, workspace_id, id).await? > 0 {
            actor.require(Permission::Publish)?;
            let waiting = deliveries::store::waiting_ids(tx.sql(), workspace_id, id).await?;
            if waiting.iter().any(|waits| partly_out.contains(waits)) {
                return Err(Error::Conflict("post_partly_out"));
            }
        }
        if deliveries::store::any_in_flight(tx.sql(), workspace_id, id).await? {
            return Err(Error::Conflict("post_in_flight"));
        }
        Ok(())
    }
}
