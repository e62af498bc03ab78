//! Bytes and the rows that name them: the bytes are there first, and go last, whichever process does it.

use std::{path::Path, time::Duration};

use db::Tx;

use super::{
    Media,
    files::{THUMB, beside, key_of},
    store,
};
use crate::{App, Error, Result, ids::WorkspaceId};

/// Removing bytes keeps writers of rows waiting: a place that does not answer keeps what nobody names instead.
const PATIENCE: Duration = Duration::from_secs(5);

/// Rows of files: whoever looks for what is not there keeps others from writing it meanwhile.
pub(super) const TABLE: &str = "media";

impl App {
    /// Keeps a whole file of the local disk under the name of its bytes, with the rows that `note` writes in one
    /// transaction.
    ///
    /// # Errors
    /// Those of the place for files and of `note`; then nothing of it stays.
    pub(super) async fn keep_bytes<T>(
        &self,
        workspace_id: WorkspaceId,
        media: &Media,
        from: &Path,
        note: impl AsyncFnOnce(&Tx) -> Result<T>,
    ) -> Result<T> {
        let (files, key) = (self.files(), key_of(workspace_id, media));
        files.put(from, &key).await?;
        self.make_poster_ahead(media, from, &key).await;
        let noted = async {
            let tx = self.db.write().await?;
            let noted = note(&tx).await?;
            tx.commit().await?;
            Ok(noted)
        };
        match noted.await {
            Ok(noted) => {
                // Nobody named them until now, so somebody may have removed them.
                if !files.is_there(&key).await.unwrap_or(true) {
                    files.put(from, &key).await?;
                }
                Ok(noted)
            }
            Err(error) => {
                self.forget_bytes(workspace_id, std::slice::from_ref(media)).await;
                Err(error)
            }
        }
    }

    /// Removes the bytes of files where no row names them. No row can be written while it looks and removes: who keeps the same bytes finds
    /// them gone afterwards, and puts them there again.
    pub(super) async fn forget_bytes(&self, workspace_id: WorkspaceId, gone: &[Media]) {
        let removed = async {
            let tx = self.db.write().await?;
            tx.lock_table(TABLE).await?;
            let digests: Vec<&str> = gone.iter().map(|file| file.sha256.as_str()).collect();
            let named = store::named(tx.sql(), workspace_id, &digests).await?;
            let files = self.files();
            for file in gone.iter().filter(|file| !named.contains(&file.sha256)) {
                let key = key_of(workspace_id, file);
                for key in [beside(&key, THUMB), key] {
                    files.delete(&key).await?;
                }
            }
            tx.commit().await?;
            Ok::<_, Error>(())
        };
        let told = match tokio::time::timeout(PATIENCE, removed).await {
            Ok(Ok(())) => return,
            Ok(Err(error)) => error.to_string(),
            Err(_) => "its place does not answer".to_owned(),
        };
        // Room lost, not a fault of the person's.
        let ids: Vec<String> = gone.iter().map(|file| file.id.to_string()).collect();
        tracing::warn!(?ids, error = told, "bytes that nobody names stay");
    }
}
