//! Addresses under which a network fetches a file itself: signed, and good for three days.

use super::{Media, StoredFile, store};
use crate::{
    App, Error, Now, Result,
    clock::DAY,
    ids::{MediaId, WorkspaceId},
};

/// Longer than any network takes to fetch what a post names.
const OPEN_FOR: i64 = 3 * DAY;

const PURPOSE: &str = "public_media";

impl App {
    /// The address of a file for networks that fetch it.
    pub(crate) fn public_media_url(&self, workspace_id: WorkspaceId, media: &Media, now: Now) -> String {
        let (workspace, id) = (workspace_id.uuid().simple(), media.id.uuid().simple());
        let until = now + OPEN_FOR;
        let signature = self.vault.digest(PURPOSE, &format!("{workspace}/{id}/{until}"));
        // Some networks go by the ending of the name.
        let ending = media.mime.rsplit('/').next().unwrap_or("bin").replace("quicktime", "mov");
        format!("{}/m/{workspace}/{id}/{until}/{signature}.{ending}", self.settings.public_url)
    }

    /// The file behind such an address, with its media type.
    ///
    /// # Errors
    /// `NotFound` for an address that was never given out, or ran out.
    pub async fn public_media(
        &self,
        workspace: &str,
        id: &str,
        until: &str,
        signature: &str,
    ) -> Result<(Media, StoredFile)> {
        let signature = signature.split('.').next().unwrap_or_default();
        let expected = self.vault.digest(PURPOSE, &format!("{workspace}/{id}/{until}"));
        // Digests of what was asked are compared, so that time tells nothing of the right one.
        let compare = |text: &str| self.vault.digest("compare", text);
        let is_open = until.parse::<Now>().is_ok_and(|until| until > self.now());
        if !is_open || compare(signature) != compare(&expected) {
            return Err(Error::NotFound);
        }
        let workspace_id: WorkspaceId = workspace.parse().map_err(|_| Error::NotFound)?;
        let id: MediaId = id.parse().map_err(|_| Error::NotFound)?;
        let media = store::find(self.db.read(), workspace_id, id).await?.ok_or(Error::NotFound)?;
        let file = self.stored_file(workspace_id, &media);
        Ok((media, file))
    }
}
