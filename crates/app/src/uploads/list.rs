//! Looking at uploads, and giving one up.

use super::{Upload, pieces, store};
use crate::{Actor, App, Error, Permission, Result, ids::UploadId};

impl App {
    /// How far an upload of the actor's own is.
    ///
    /// # Errors
    /// `NotFound`, also for anybody else's and for one whose time is over.
    pub async fn upload(&self, actor: &Actor, id: UploadId) -> Result<Upload> {
        actor.require(Permission::WritePosts)?;
        let found = store::find(self.db.read(), actor.workspace_id, actor.user_id, id, self.now()).await?;
        let upload = found.ok_or(Error::NotFound)?;
        actor.require_brand(upload.brand_id)?;
        Ok(upload)
    }

    /// What the actor has under way, the newest first.
    ///
    /// # Errors
    /// `Forbidden`.
    pub async fn open_uploads(&self, actor: &Actor) -> Result<Vec<Upload>> {
        actor.require(Permission::WritePosts)?;
        let mut found = store::open(self.db.read(), actor.workspace_id, actor.user_id, self.now()).await?;
        found.retain(|upload| actor.require_brand(upload.brand_id).is_ok());
        Ok(found)
    }

    /// Gives an upload up: its pieces go. A file that was kept stays.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn cancel_upload(&self, actor: &Actor, id: UploadId) -> Result<()> {
        self.upload(actor, id).await?;
        self.forget_upload(actor.workspace_id, id).await
    }

    pub(super) async fn forget_upload(
        &self,
        workspace_id: crate::ids::WorkspaceId,
        id: UploadId,
    ) -> Result<()> {
        if pieces::remove(self, id).await {
            let tx = self.db.write().await?;
            store::delete(&tx, workspace_id, id).await?;
            tx.commit().await?;
            // A writer that was alive may have made its folder again.
            pieces::remove(self, id).await;
        }
        Ok(())
    }
}
