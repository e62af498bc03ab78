//! Beginning an upload: all that can be refused is refused before a byte comes.

use super::{
    Upload, store,
    upload::{KEPT_FOR, MOST_OPEN},
};
use crate::{
    Actor, App, Error, Faults, FieldError, Permission, Result,
    ids::{BrandId, UploadId},
    media::{MAX_UPLOAD_BYTES, shelf_faults, tidy_media_name},
};

/// What is told of a file before it comes.
#[derive(Debug, Clone, Default)]
pub struct BeginUpload {
    /// Whose it will be.
    pub brand_id: Option<BrandId>,
    /// Name.
    pub file_name: String,
    /// Media type that the browser thinks it has. Never trusted, but a picture too large is refused at once.
    pub mime: String,
    /// Bytes in all.
    pub size: u64,
    /// When the file was changed last, as the browser tells.
    pub modified: i64,
    /// Alternative text.
    pub alt: String,
    /// Folder of the library.
    pub folder: String,
    /// Tags with commas between them.
    pub tags: String,
}

impl App {
    /// Begins an upload.
    ///
    /// # Errors
    /// `NotFound` for a foreign brand; `Invalid` with every fault: `file_empty`, `file_too_large`, `too_many_uploads`;
    /// `Full` when the disk has no room for the whole.
    pub async fn begin_upload(&self, actor: &Actor, input: &BeginUpload) -> Result<Upload> {
        actor.require(Permission::WritePosts)?;
        let mut faults = Faults::default();
        let brand_id = faults.take(input.brand_id.ok_or_else(|| FieldError::new("brand_id", "required")));
        let name = faults.text("file_name", &input.file_name, 255);
        for fault in shelf_faults(&input.folder, &input.tags, &input.alt) {
            faults.push(fault);
        }
        faults.check(input.size > 0, "file", "file_empty");
        let limit = if input.mime.starts_with("image/") {
            MAX_UPLOAD_BYTES as u64
        } else {
            self.settings.upload_max_bytes
        };
        if input.size > limit {
            let told = FieldError::new("file", "file_too_large").with("name", tidy_media_name(&name));
            faults.push(told.with("limit_mb", limit / (1024 * 1024)));
        }
        faults.finish()?;
        let brand_id = brand_id.ok_or(Error::NotFound)?;
        actor.require_brand(brand_id)?;
        if !crate::channels::store::brand_exists(self.db.read(), actor.workspace_id, brand_id).await? {
            return Err(Error::NotFound);
        }
        self.require_room(input.size)?;
        let now = self.now();
        let upload = Upload {
            id: UploadId::generate(),
            brand_id,
            user_id: actor.user_id,
            file_name: tidy_media_name(&name),
            alt: input.alt.trim().to_owned(),
            folder: input.folder.trim().to_owned(),
            tags: input.tags.trim().to_owned(),
            modified: input.modified,
            size: i64::try_from(input.size).unwrap_or(i64::MAX),
            received: 0,
            pieces: "[]".to_owned(),
            fence: 0,
            writing: 0,
            media_id: None,
            created_at: now,
            expires_at: now + KEPT_FOR,
        };
        let tx = self.db.write().await?;
        if store::count_open(&tx, actor.workspace_id, actor.user_id, now).await? >= MOST_OPEN {
            let told = FieldError::new("file", "too_many_uploads").with("limit", MOST_OPEN);
            return Err(Error::Invalid(vec![told]));
        }
        store::insert(&tx, actor.workspace_id, &upload).await?;
        tx.commit().await?;
        Ok(upload)
    }
}
