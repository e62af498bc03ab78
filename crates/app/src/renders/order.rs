//! Ordering versions of films, and giving an order up.

use serde_json::json;

use super::{
    Needs, Render, RenderState, film_needs,
    rule::wanted,
    store::{self, Order},
};
use crate::{
    Actor, App, Error, FieldError, Permission, Result, audit,
    channels::{self, Channel},
    clock::DAY,
    ids::{ChannelId, MediaId, RenderId},
    media::{self, Media, Sort, facts_of},
};

/// A channel that does not take a film as it is.
#[derive(Debug, Clone)]
pub struct FilmOffer {
    /// The channel.
    pub channel: Channel,
    /// What is in the way.
    pub needs: Needs,
    /// A version that is there and that it takes.
    pub version: Option<Media>,
}

impl App {
    /// Channels of a film's brand that do not take it as it is, but can take a version.
    ///
    /// # Errors
    /// Any database error.
    pub async fn film_offers(&self, actor: &Actor, film: &Media) -> Result<Vec<FilmOffer>> {
        if film.sort() != Sort::Video {
            return Ok(Vec::new());
        }
        let (sql, now) = (self.db.read(), self.now());
        let of_brand = channels::store::list(sql, actor.workspace_id, Some(film.brand_id), now).await?;
        let versions = media::store::versions(sql, actor.workspace_id, &[film.root()]).await?;
        let mut offers = Vec::new();
        for channel in of_brand.into_iter().filter(Channel::is_connected) {
            let Some(capabilities) = self.capabilities(&channel) else { continue };
            let needs =
                |file: &Media| film_needs(&facts_of(file), file.codec.as_deref(), &capabilities.limits);
            let Some(own) = needs(film).filter(|needs| needs.any()) else { continue };
            let fits = |version: &&Media| needs(version).is_some_and(|needs| !needs.any());
            offers.push(FilmOffer { needs: own, version: versions.iter().find(fits).cloned(), channel });
        }
        Ok(offers)
    }

    /// Orders of a film that are open or failed within the last day.
    ///
    /// # Errors
    /// Any database error.
    pub async fn renders_of(&self, actor: &Actor, film: &Media) -> Result<Vec<Render>> {
        actor.require(Permission::View)?;
        let since = self.now() - DAY;
        Ok(store::of_media(self.db.read(), actor.workspace_id, film.root(), since).await?)
    }

    /// Orders a version of a film for a channel. The same order twice is one.
    ///
    /// # Errors
    /// `NotFound`; `Conflict("no_ffmpeg")`; `Invalid` on `media` where no version can be made, or none is needed.
    pub async fn order_render(&self, actor: &Actor, id: MediaId, channel_id: ChannelId) -> Result<Render> {
        actor.require(Permission::WritePosts)?;
        let asked = self.media(actor, id).await?;
        let film = match asked.original_id {
            Some(original) => self.media(actor, original).await?,
            None => asked,
        };
        let (now, workspace_id) = (self.now(), actor.workspace_id);
        let channel = channels::store::find(self.db.read(), workspace_id, channel_id, now).await?;
        let channel = channel.filter(|channel| channel.brand_id == film.brand_id).ok_or(Error::NotFound)?;
        let limits = self.capabilities(&channel).ok_or(Error::NotFound)?.limits;
        if self.settings.ffmpeg.is_none() {
            return Err(Error::Conflict("no_ffmpeg"));
        }
        let facts = facts_of(&film);
        let needs = film_needs(&facts, film.codec.as_deref(), &limits).filter(|needs| needs.any());
        let wanted = needs.and_then(|needs| wanted(&facts, (film.focus_x, film.focus_y), needs, &limits));
        let wanted = wanted.ok_or_else(|| {
            Error::Invalid(vec![FieldError::new("media", "media_cannot_fit").with("name", &film.file_name)])
        })?;
        let wanted = serde_json::to_string(&wanted).unwrap_or_default();
        let tx = self.db.write().await?;
        if let Some(known) = store::same(&tx, workspace_id, film.id, &wanted).await? {
            let stands = match known.made_id {
                Some(made) => {
                    media::store::find(tx.sql(), workspace_id, made).await?.is_some_and(|version| {
                        film_needs(&facts_of(&version), version.codec.as_deref(), &limits)
                            .is_some_and(|needs| !needs.any())
                    })
                }
                None => known.is_open(),
            };
            if stands
                && matches!(known.state, RenderState::Done | RenderState::Waiting | RenderState::Working)
            {
                return Ok(known);
            }
        }
        let id = RenderId::generate();
        let order = Order { id, media_id: film.id, channel_id, user_id: actor.user_id, wanted: &wanted, now };
        store::insert(&tx, workspace_id, &order).await?;
        let detail = json!({"file_name": film.file_name, "network": channel.network});
        audit::record(&tx, actor, now, "order_render", "media", film.id, detail).await?;
        let made = store::same(&tx, workspace_id, film.id, &wanted).await?.ok_or(Error::NotFound)?;
        tx.commit().await?;
        self.wake_renders.notify_one();
        Ok(made)
    }

    /// One order.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn render(&self, actor: &Actor, id: RenderId) -> Result<Render> {
        actor.require(Permission::View)?;
        let found = store::find(self.db.read(), actor.workspace_id, id).await?.ok_or(Error::NotFound)?;
        // A film out of reach is as good as none, and so is its order.
        self.media(actor, found.media_id).await?;
        Ok(found)
    }

    /// Gives an order up; what works on it stops.
    ///
    /// # Errors
    /// `NotFound`; `Conflict("render_over")`.
    pub async fn cancel_render(&self, actor: &Actor, id: RenderId) -> Result<Render> {
        actor.require(Permission::WritePosts)?;
        let render = self.render(actor, id).await?;
        let tx = self.db.write().await?;
        if !store::cancel(&tx, actor.workspace_id, id).await? {
            return Err(Error::Conflict("render_over"));
        }
        let detail = json!({"network": render.network});
        audit::record(&tx, actor, self.now(), "cancel_render", "media", render.media_id, detail).await?;
        tx.commit().await?;
        Ok(Render { state: RenderState::Canceled, ..render })
    }
}
