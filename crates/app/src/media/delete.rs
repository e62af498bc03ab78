//! Deleting a file that nothing uses.

use serde_json::json;

use super::{keep::TABLE, store};
use crate::{Actor, App, Error, Permission, Result, audit, ids::MediaId};

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
        let tx = self.db.write().await?;
        // No version is made of it meanwhile.
        tx.lock_table(TABLE).await?;
        let mut gone = store::versions(tx.sql(), workspace_id, &[id]).await?;
        gone.push(media);
        if store::is_needed(tx.sql(), workspace_id, &gone).await? {
            return Err(Error::Conflict("media_in_use"));
        }
        for file in &gone {
            crate::renders::forget(&tx, workspace_id, file.id).await?;
            store::delete(&tx, workspace_id, file.id).await?;
            let detail = json!({"file_name": file.file_name, "sha256": file.sha256});
            audit::record(&tx, actor, self.now(), "delete_media", "media", file.id, detail).await?;
        }
        tx.commit().await?;
        self.forget_bytes(workspace_id, &gone).await;
        Ok(())
    }
}
