//! Deleting a file that nothing uses.

use serde_json::json;
use tokio::sync::RwLock;

use super::{
    Media,
    files::{ORIGINAL, THUMB, beside, key_of},
    store,
};
use crate::{Actor, App, Error, Permission, Result, audit, ids::MediaId};

/// Between a file's arrival at its place and its row, nobody may take it for forgotten: who keeps a file reads, who removes
/// one writes.
pub(super) static KEEPING: RwLock<()> = RwLock::const_new(());

impl App {
    /// Deletes a file with its versions. What a post carries, or a delivery still needs, stays; posts that were deleted
    /// themselves let go of it.
    ///
    /// # Errors
    /// `NotFound`; `Conflict("media_in_use")`.
    pub async fn delete_media(&self, actor: &Actor, id: MediaId) -> Result<()> {
        actor.require(Permission::WritePosts)?;
        let media = self.media(actor, id).await?;
        let workspace_id = actor.workspace_id;
        let _alone = KEEPING.write().await;
        let tx = self.db.write().await?;
        let mut gone = store::versions(tx.sql(), workspace_id, &[id]).await?;
        gone.push(media);
        for file in &gone {
            let used = !store::uses(tx.sql(), workspace_id, file).await?.is_empty();
            if used || store::is_awaited(tx.sql(), workspace_id, file.id).await? {
                return Err(Error::Conflict("media_in_use"));
            }
        }
        for file in &gone {
            crate::renders::forget(&tx, workspace_id, file.id).await?;
            store::delete(&tx, workspace_id, file.id).await?;
            let detail = json!({"file_name": file.file_name, "sha256": file.sha256});
            audit::record(&tx, actor, self.now(), "delete_media", "media", file.id, detail).await?;
        }
        tx.commit().await?;
        for file in &gone {
            self.forget_file(actor, file).await?;
        }
        Ok(())
    }

    /// Removes a file's bytes, unless another row names it.
    async fn forget_file(&self, actor: &Actor, file: &Media) -> Result<()> {
        if store::count_of_file(self.db.read(), actor.workspace_id, &file.sha256).await? > 0 {
            return Ok(());
        }
        let (files, key) = (self.files(), key_of(actor.workspace_id, file));
        for key in [beside(&key, ORIGINAL), beside(&key, THUMB), key] {
            if let Err(error) = files.delete(&key).await {
                // The row is gone: what stays is room lost, not a fault of the person's.
                tracing::warn!(%error, key, "the bytes of a deleted file stay");
            }
        }
        Ok(())
    }
}
