//! The library: lists of files, and one file with its versions and its posts.

use db::FromQueryResult;
use serde::Serialize;

use super::{Media, Rights, Sort, store};
use crate::{
    Actor, App, Error, Now, Permission, Result,
    ids::{BrandId, MediaId, PostId},
    page::{Page, PageRequest, read_time_cursor, time_cursor},
};

/// Which files.
#[derive(Debug, Clone, Default)]
pub struct MediaFilter {
    /// Of one brand.
    pub brand_id: Option<BrandId>,
    /// Of one sort.
    pub sort: Option<Sort>,
    /// In one folder.
    pub folder: Option<String>,
    /// With this tag.
    pub tag: Option<String>,
    /// By how long they may be used.
    pub rights: Option<Rights>,
    /// Whose name, description, tags or rights holder holds this.
    pub search: Option<String>,
}

/// A post that carries a file.
#[derive(Debug, Clone, FromQueryResult, Serialize)]
pub struct MediaUse {
    /// The post.
    pub post_id: PostId,
    /// Its title.
    pub title: String,
    /// Who wrote it.
    pub author: Option<String>,
    /// When the post was last changed.
    pub updated_at: Now,
    /// Deliveries that are out.
    pub published: i64,
    /// Deliveries that wait.
    pub waiting: i64,
    /// Words of the networks of its deliveries, each once.
    pub networks: Option<String>,
}

/// One file with all that belongs to it.
#[derive(Debug, Clone)]
pub struct MediaPage {
    /// The file.
    pub media: Media,
    /// Who uploaded it.
    pub uploaded_by: Option<String>,
    /// That of which it is a version.
    pub original: Option<Media>,
    /// Versions of it.
    pub versions: Vec<Media>,
    /// Posts that carry it, as it is or as a version for one channel.
    pub uses: Vec<MediaUse>,
}

/// What a library is divided into.
#[derive(Debug, Clone, Default)]
pub struct MediaShelves {
    /// Folders in use, by name.
    pub folders: Vec<String>,
    /// Tags in use, by name.
    pub tags: Vec<String>,
}

impl App {
    /// A page of files within the actor's reach, newest first; versions stand with their originals only.
    ///
    /// # Errors
    /// `Forbidden`; `cursor_malformed`.
    pub async fn list_media(
        &self,
        actor: &Actor,
        filter: &MediaFilter,
        page: &PageRequest,
    ) -> Result<Page<Media>> {
        actor.require(Permission::View)?;
        let before = read_time_cursor(page)?;
        let (scope, now) = (actor.brand_scope, self.now());
        let lines =
            store::list(self.db.read(), actor.workspace_id, scope, filter, now, before, page.rows()).await?;
        Ok(Page::cut(lines, page, |line| time_cursor(line.created_at, line.id)))
    }

    /// Folders and tags in use.
    ///
    /// # Errors
    /// `Forbidden`.
    pub async fn media_shelves(&self, actor: &Actor, brand_id: Option<BrandId>) -> Result<MediaShelves> {
        actor.require(Permission::View)?;
        let brand_id = actor.brand_scope.or(brand_id);
        let folders = store::folders(self.db.read(), actor.workspace_id, brand_id).await?;
        let rows = store::tags(self.db.read(), actor.workspace_id, brand_id).await?;
        let mut tags: Vec<String> = rows
            .iter()
            .flat_map(|row| row.split(','))
            .filter(|tag| !tag.is_empty())
            .map(str::to_owned)
            .collect();
        tags.sort_unstable();
        tags.dedup();
        Ok(MediaShelves { folders, tags })
    }

    /// One file.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn media(&self, actor: &Actor, id: MediaId) -> Result<Media> {
        actor.require(Permission::View)?;
        let media = store::find(self.db.read(), actor.workspace_id, id).await?.ok_or(Error::NotFound)?;
        actor.require_brand(media.brand_id)?;
        Ok(media)
    }

    /// One file with its versions and the posts that carry it.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn media_page(&self, actor: &Actor, id: MediaId) -> Result<MediaPage> {
        let media = self.media(actor, id).await?;
        let (sql, workspace_id) = (self.db.read(), actor.workspace_id);
        let original = match media.original_id {
            Some(original) => store::find(sql, workspace_id, original).await?,
            None => None,
        };
        Ok(MediaPage {
            uploaded_by: store::uploaded_by(sql, workspace_id, id).await?,
            versions: store::versions(sql, workspace_id, &[id]).await?,
            uses: store::uses(sql, workspace_id, &media).await?,
            original,
            media,
        })
    }
}
