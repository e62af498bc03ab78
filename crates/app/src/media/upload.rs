//! Taking a file in.

use std::{
    io::{Read, Seek, SeekFrom},
    path::Path,
};

use db::Tx;
use serde_json::json;
use sha2::{Digest, Sha256};

use super::{
    Media,
    film::{self, Film},
    incoming::{Incoming, Kind, describe, hex},
    keep::TABLE,
    picture::decode,
    row::{join_tags, tidy_name},
    store, strip,
    thumb::in_turn,
};
use crate::{
    Actor, App, Error, FieldError, Permission, Result, audit,
    ids::{BrandId, MediaId, UserId},
    uploads::{Arrival, Upload},
};

/// Largest picture taken: the largest that a network of ours takes (Mastodon, 16 MiB).
pub const MAX_UPLOAD_BYTES: usize = 16 * 1024 * 1024;

impl App {
    /// Keeps a file that is in memory. See [`App::keep_media`].
    ///
    /// # Errors
    /// As [`App::keep_media`].
    pub async fn upload_media(
        &self,
        actor: &Actor,
        brand_id: BrandId,
        file_name: &str,
        alt: &str,
        bytes: Vec<u8>,
    ) -> Result<Media> {
        let mut incoming = self.receive_media(actor).await?;
        incoming.write(&bytes).await?;
        self.keep_media(actor, brand_id, file_name, alt, incoming).await
    }

    /// Keeps a file that was received. Its type is read from its bytes, never from its name; what a JPEG tells of place
    /// and device is taken out.
    ///
    /// # Errors
    /// `Invalid` on `file`: `file_empty`, `file_too_large`, `file_not_a_picture`, `file_film_unreadable`.
    pub async fn keep_media(
        &self,
        actor: &Actor,
        brand_id: BrandId,
        file_name: &str,
        alt: &str,
        incoming: Incoming,
    ) -> Result<Media> {
        self.keep_shelved(actor, (brand_id, file_name, alt), ("", ""), incoming, None).await
    }

    /// Keeps a file that came by pieces, and finishes its upload in the same transaction.
    pub(crate) async fn keep_arrived(
        &self,
        actor: &Actor,
        upload: &Upload,
        incoming: Incoming,
        arrival: Arrival,
    ) -> Result<Media> {
        let names = (upload.brand_id, upload.file_name.as_str(), upload.alt.as_str());
        self.keep_shelved(actor, names, (&upload.folder, &upload.tags), incoming, Some(arrival)).await
    }

    async fn keep_shelved(
        &self,
        actor: &Actor,
        (brand_id, file_name, alt): (BrandId, &str, &str),
        (folder, tags): (&str, &str),
        mut incoming: Incoming,
        arrival: Option<Arrival>,
    ) -> Result<Media> {
        actor.require(Permission::WritePosts)?;
        actor.require_brand(brand_id)?;
        if !crate::channels::store::brand_exists(self.db.read(), actor.workspace_id, brand_id).await? {
            return Err(Error::NotFound);
        }
        let name = tidy_name(file_name);
        if incoming.bytes() == 0 {
            return Err(Error::field("file", "file_empty"));
        }
        if incoming.is_over() {
            return Err(incoming.too_large(&name));
        }
        let sha256 = incoming.finish().await?;
        let (path, kind) = (incoming.path.clone(), incoming.kind());
        let facts =
            in_turn(move || examine(&path, kind)).await?.map_err(|error| describe(&incoming.path, &error))?;
        let facts = facts.ok_or_else(|| {
            let film = matches!(kind, Kind::Mp4 | Kind::Webm);
            let code = if film { "file_film_unreadable" } else { "file_not_a_picture" };
            Error::Invalid(vec![FieldError::new("file", code).with("name", &name)])
        })?;
        let bytes = facts.stripped.as_ref().map_or(incoming.bytes(), |stripped| stripped.len() as u64);
        let media = Media {
            id: MediaId::generate(),
            brand_id,
            file_name: name,
            mime: facts.mime.to_owned(),
            bytes: i64::try_from(bytes).unwrap_or(i64::MAX),
            width: i64::from(facts.width),
            height: i64::from(facts.height),
            duration_ms: facts.duration_ms.map(i64::from),
            codec: facts.codec.clone(),
            folder: folder.to_owned(),
            tags: join_tags(tags),
            rights_holder: String::new(),
            licence: String::new(),
            rights_end_at: None,
            focus_x: 50,
            focus_y: 50,
            original_id: None,
            sha256: facts
                .stripped
                .as_ref()
                .map_or(sha256, |stripped| hex(Sha256::digest(stripped).as_slice())),
            alt: alt.trim().chars().take(2000).collect(),
            created_at: self.now(),
        };
        let clean = match &facts.stripped {
            Some(stripped) => {
                let mut clean = self.receive_media(actor).await?;
                clean.write(stripped).await?;
                clean.finish().await?;
                Some(clean)
            }
            None => None,
        };
        let whole = clean.as_ref().map_or(&incoming.path, |clean| &clean.path);
        let note = async |tx: &Tx| {
            store::insert(tx, actor.workspace_id, &media, actor.user_id).await?;
            if let Some(arrival) = &arrival {
                arrival.finish(tx, actor, media.id).await?;
            }
            let detail = json!({"file_name": media.file_name, "bytes": media.bytes, "codec": facts.codec});
            audit::record(tx, actor, media.created_at, "upload_media", "media", media.id, detail).await?;
            Ok(())
        };
        self.keep_bytes(actor.workspace_id, &media, whole, note).await?;
        Ok(media)
    }

    /// Keeps a picture that was made of another: the file and its row.
    pub(super) async fn keep_version(&self, actor: &Actor, version: &mut Media, bytes: &[u8]) -> Result<()> {
        let mut incoming = self.receive_media(actor).await?;
        incoming.write(bytes).await?;
        version.sha256 = incoming.finish().await?;
        let note = async |tx: &Tx| self.note_version(tx, actor, version.clone(), actor.user_id).await;
        *version = self.keep_bytes(actor.workspace_id, version, &incoming.path, note).await?;
        Ok(())
    }

    /// Writes the row of a version inside `tx`, with what its original shares as it stands now.
    ///
    /// # Errors
    /// `NotFound` when the original is gone.
    pub(super) async fn note_version(
        &self,
        tx: &Tx,
        actor: &Actor,
        version: Media,
        user_id: Option<UserId>,
    ) -> Result<Media> {
        tx.lock_table(TABLE).await?;
        let original =
            store::find(tx.sql(), actor.workspace_id, version.root()).await?.ok_or(Error::NotFound)?;
        let version = Media {
            alt: original.alt,
            folder: original.folder,
            tags: original.tags,
            rights_holder: original.rights_holder,
            licence: original.licence,
            rights_end_at: original.rights_end_at,
            ..version
        };
        store::insert(tx, actor.workspace_id, &version, user_id).await?;
        let detail = json!({"file_name": version.file_name, "original": version.original_id});
        audit::record(tx, actor, version.created_at, "make_media_version", "media", version.id, detail)
            .await?;
        Ok(version)
    }
}

struct Facts {
    mime: &'static str,
    width: u32,
    height: u32,
    duration_ms: Option<u32>,
    /// Of a film.
    codec: Option<String>,
    /// The file without what it told of place and device, where it told any.
    stripped: Option<Vec<u8>>,
}

/// Reads what a file is; `None` when it is cut, lies or is of no kind that we take.
fn examine(path: &Path, kind: Kind) -> std::io::Result<Option<Facts>> {
    let mut file = std::fs::File::open(path)?;
    let film = |film: Film| Facts {
        mime: film.mime,
        width: film.width,
        height: film.height,
        duration_ms: film.duration_ms,
        codec: Some(film.codec),
        stripped: None,
    };
    Ok(match kind {
        Kind::Mp4 => film::read_mp4(&mut file)?.map(film),
        Kind::Webm => film::read_webm(&mut file)?.map(film),
        Kind::Pdf => is_whole_pdf(&mut file)?.then_some(Facts {
            mime: "application/pdf",
            width: 0,
            height: 0,
            duration_ms: None,
            codec: None,
            stripped: None,
        }),
        Kind::Picture => {
            let mut bytes = Vec::new();
            file.read_to_end(&mut bytes)?;
            picture(&bytes)
        }
    })
}

/// Whether a PDF ends as one.
fn is_whole_pdf(file: &mut std::fs::File) -> std::io::Result<bool> {
    let length = file.seek(SeekFrom::End(0))?;
    file.seek(SeekFrom::Start(length.saturating_sub(2048)))?;
    let mut end = Vec::new();
    file.read_to_end(&mut end)?;
    Ok(end.windows(5).any(|part| part == b"%%EOF"))
}

/// Decodes the whole picture: a cut or lying file does not pass.
fn picture(bytes: &[u8]) -> Option<Facts> {
    let (mime, picture) = decode(bytes)?;
    let stripped = if mime == "image/jpeg" { strip::strip_jpeg(bytes) } else { None };
    let (width, height) = (picture.width(), picture.height());
    Some(Facts { mime, width, height, duration_ms: None, codec: None, stripped })
}
