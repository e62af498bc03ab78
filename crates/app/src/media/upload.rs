//! Taking a picture in.

use std::io::{Cursor, ErrorKind};

use image::{ImageFormat, ImageReader, Limits};
use serde_json::json;
use sha2::{Digest, Sha256};

use super::store::{self, Media};
use crate::{
    Actor, App, Error, FieldError, Permission, Result, audit,
    ids::{BrandId, MediaId},
};

/// Largest file taken: the largest that a network of ours takes (Mastodon, 16 MiB).
pub const MAX_UPLOAD_BYTES: usize = 16 * 1024 * 1024;

impl App {
    /// Keeps a picture. Its type is read from its bytes, never from its name.
    ///
    /// # Errors
    /// `Invalid` on `file`: `file_empty`, `file_too_large`, `file_not_a_picture`.
    pub async fn upload_media(
        &self,
        actor: &Actor,
        brand_id: BrandId,
        file_name: &str,
        alt: &str,
        bytes: Vec<u8>,
    ) -> Result<Media> {
        actor.require(Permission::WritePosts)?;
        actor.require_brand(brand_id)?;
        if !crate::channels::store::brand_exists(self.db.read(), actor.workspace_id, brand_id).await? {
            return Err(Error::NotFound);
        }
        let name = tidy_name(file_name);
        if bytes.is_empty() {
            return Err(Error::field("file", "file_empty"));
        }
        if bytes.len() > MAX_UPLOAD_BYTES {
            let fault = FieldError::new("file", "file_too_large").with("name", name).with("limit_mb", 16);
            return Err(Error::Invalid(vec![fault]));
        }
        let refused = FieldError::new("file", "file_not_a_picture").with("name", &name);
        let (bytes, facts) = tokio::task::spawn_blocking(move || {
            let facts = examine(&bytes);
            (bytes, facts)
        })
        .await
        .map_err(|error| Error::Internal(error.to_string()))?;
        let facts = facts.ok_or_else(|| Error::Invalid(vec![refused]))?;
        let media = Media {
            id: MediaId::generate(),
            brand_id,
            file_name: name,
            mime: facts.mime.to_owned(),
            bytes: i64::try_from(bytes.len()).unwrap_or(i64::MAX),
            width: i64::from(facts.width),
            height: i64::from(facts.height),
            duration_ms: None,
            sha256: facts.sha256,
            alt: alt.trim().chars().take(2000).collect(),
            created_at: self.now(),
        };
        self.write_file(actor, &media, &bytes).await?;
        let tx = self.db.write().await?;
        store::insert(&tx, actor.workspace_id, &media, actor.user_id).await?;
        let detail = json!({"file_name": media.file_name, "bytes": media.bytes});
        audit::record(&tx, actor, media.created_at, "upload_media", "media", media.id, detail).await?;
        tx.commit().await?;
        Ok(media)
    }

    async fn write_file(&self, actor: &Actor, media: &Media, bytes: &[u8]) -> Result<()> {
        let file = self.media_file(actor.workspace_id, media);
        if tokio::fs::try_exists(&file).await.unwrap_or(false) {
            return Ok(());
        }
        let describe = |error: std::io::Error| match error.kind() {
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge => {
                Error::Full(format!("the disk of the media folder is full: {}: {error}", file.display()))
            }
            _ => Error::Internal(format!("{}: {error}", file.display())),
        };
        if let Some(folder) = file.parent() {
            tokio::fs::create_dir_all(folder).await.map_err(describe)?;
        }
        // Written beside and renamed, so that a file of this name is always whole.
        let part = file.with_extension(format!("{:08x}.part", rand::random::<u32>()));
        let written = async {
            tokio::fs::write(&part, bytes).await?;
            tokio::fs::File::open(&part).await?.sync_all().await?;
            tokio::fs::rename(&part, &file).await
        };
        let outcome = written.await;
        if outcome.is_err() {
            // The fault is told below; a remainder is only clutter.
            let _ = tokio::fs::remove_file(&part).await;
        }
        outcome.map_err(describe)
    }
}

struct Facts {
    mime: &'static str,
    width: u32,
    height: u32,
    sha256: String,
}

/// Decodes the whole picture: a cut or lying file does not pass.
fn examine(bytes: &[u8]) -> Option<Facts> {
    let mut reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format().ok()?;
    let mime = match reader.format()? {
        ImageFormat::Png => "image/png",
        ImageFormat::Jpeg => "image/jpeg",
        ImageFormat::Gif => "image/gif",
        ImageFormat::WebP => "image/webp",
        _ => return None,
    };
    let mut limits = Limits::default();
    limits.max_image_width = Some(16_384);
    limits.max_image_height = Some(16_384);
    limits.max_alloc = Some(512 * 1024 * 1024);
    reader.limits(limits);
    let picture = reader.decode().ok()?;
    let sha256 = Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect();
    Some(Facts { mime, width: picture.width(), height: picture.height(), sha256 })
}

/// The last part of a path, without control characters, at most 120 characters.
fn tidy_name(file_name: &str) -> String {
    let last = file_name.rsplit(['/', '\\']).next().unwrap_or_default();
    let name: String = last.chars().filter(|c| !c.is_control()).take(120).collect();
    if name.trim().is_empty() { "picture".to_owned() } else { name }
}
