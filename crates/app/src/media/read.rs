//! Giving a picture out.

use super::{Media, StoredFile, files, store};
use crate::{
    Actor, App, Error, Permission, Result,
    ids::{MediaId, WorkspaceId},
};

impl App {
    /// Pictures by id, in that order; those out of reach are left out.
    ///
    /// # Errors
    /// `Forbidden`.
    pub async fn find_media(&self, actor: &Actor, ids: &[MediaId]) -> Result<Vec<Media>> {
        actor.require(Permission::View)?;
        let mut found = store::by_ids(self.db.read(), actor.workspace_id, ids).await?;
        found.retain(|media| actor.require_brand(media.brand_id).is_ok());
        Ok(found)
    }

    /// A file, to be read piece by piece.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn open_media(&self, actor: &Actor, id: MediaId) -> Result<(Media, StoredFile)> {
        actor.require(Permission::View)?;
        let media = store::find(self.db.read(), actor.workspace_id, id).await?.ok_or(Error::NotFound)?;
        actor.require_brand(media.brand_id)?;
        let file = self.stored_file(actor.workspace_id, &media);
        Ok((media, file))
    }

    pub(crate) fn stored_file(&self, workspace_id: WorkspaceId, media: &Media) -> StoredFile {
        StoredFile::new(self.files(), files::key_of(workspace_id, media), media.bytes.unsigned_abs())
    }
}
