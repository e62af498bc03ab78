//! Versions: a picture cut or converted for a network or a purpose, beside its untouched original.

use std::{collections::BTreeMap, path::Path};

use db::Tx;
use networks::Placement;
use sha2::{Digest, Sha256};
use tokio::io::AsyncReadExt;

use super::{
    Media, Sort, facts_of,
    files::key_of,
    fit::{self, Wanted},
    picture,
    row::version_name,
    store,
    thumb::in_turn,
};
use crate::{
    Actor, App, Error, FieldError, Permission, Result,
    channels::{self, Channel},
    ids::{ChannelId, MediaId, UserId, WorkspaceId},
    renders::Finish,
};

/// Which part of a picture.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum CropShape {
    /// The largest part of a shape, around the file's focus: width and height.
    Ratio(u32, u32),
    /// A part in percent of the whole: left, top, width, height.
    Part([f64; 4]),
}

/// How a version is made by hand.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CropMedia {
    /// Which part.
    pub shape: CropShape,
    /// Longest side in pixels; larger is scaled down.
    pub side_max: Option<u32>,
    /// As JPEG whatever the original is.
    pub jpeg: bool,
}

impl App {
    /// Cuts a picture by hand. The same cut twice is one version.
    ///
    /// # Errors
    /// `NotFound`; `Invalid` on `media` for what is no picture, `out_of_range` on `side_max`.
    pub async fn crop_media(&self, actor: &Actor, id: MediaId, how: &CropMedia) -> Result<Media> {
        actor.require(Permission::WritePosts)?;
        let source = self.media(actor, id).await?;
        if how.side_max.is_some_and(|side| !(16..=16_384).contains(&side)) {
            return Err(Error::field("side_max", "out_of_range"));
        }
        let facts = facts_of(&source);
        if source.sort() != Sort::Image || facts.width == 0 || facts.height == 0 {
            return Err(cannot(&source));
        }
        let frame = match how.shape {
            CropShape::Ratio(width, height) => {
                let ratio = f64::from(width.max(1)) / f64::from(height.max(1));
                fit::cut(facts.width, facts.height, (ratio, ratio), (source.focus_x, source.focus_y))
            }
            CropShape::Part(part) => fit::percent_frame(facts.width, facts.height, part),
        };
        let max_bytes = super::MAX_UPLOAD_BYTES as u64;
        let wanted =
            Wanted { frame, side_max: how.side_max, max_bytes, max_pixels: None, jpeg: true, png: !how.jpeg };
        self.make_version(actor, source, wanted).await
    }

    /// Makes a version that a channel's network takes: cut to the nearest shape around the focus, converted, and made
    /// smaller until it fits. The original stays.
    ///
    /// # Errors
    /// `NotFound`; `Invalid` on `media` when it cannot be made.
    pub async fn fit_media(
        &self,
        actor: &Actor,
        id: MediaId,
        channel_id: ChannelId,
        placement: Placement,
    ) -> Result<Media> {
        actor.require(Permission::WritePosts)?;
        let source = self.media(actor, id).await?;
        let channel =
            channels::store::find(self.db.read(), actor.workspace_id, channel_id, self.now()).await?;
        let channel = channel.filter(|channel| channel.brand_id == source.brand_id).ok_or(Error::NotFound)?;
        let capabilities = self.capabilities(&channel).ok_or(Error::NotFound)?;
        if source.sort() == Sort::Video {
            return self.fitting_film(actor, &source, channel_id).await;
        }
        let facts = facts_of(&source);
        if !fit::can_be_fitted(&facts, &capabilities.limits, placement) {
            // It fits as it is, or never will.
            return Err(cannot(&source));
        }
        let focus = (source.focus_x, source.focus_y);
        let wanted = fit::wanted(&facts, focus, &capabilities.limits, placement);
        self.make_version(actor, source, wanted).await
    }

    /// Channels of a picture's brand whose network does not take it as it is, but can take a version.
    ///
    /// # Errors
    /// Any database error.
    pub async fn channels_to_fit(&self, actor: &Actor, media: &Media) -> Result<Vec<Channel>> {
        if media.sort() != Sort::Image {
            return Ok(Vec::new());
        }
        let facts = facts_of(media);
        let of_brand =
            channels::store::list(self.db.read(), actor.workspace_id, Some(media.brand_id), self.now())
                .await?;
        let fits = |channel: &Channel| {
            let capabilities = self.capabilities(channel);
            capabilities.is_some_and(|can| fit::can_be_fitted(&facts, &can.limits, Placement::Feed))
        };
        Ok(of_brand.into_iter().filter(|channel| channel.is_connected() && fits(channel)).collect())
    }

    /// Keeps a film that was made of another, and finishes its order in the same transaction.
    pub(crate) async fn keep_film_version(
        &self,
        workspace_id: WorkspaceId,
        user_id: Option<UserId>,
        source: &Media,
        made: &Path,
        order: Finish<'_>,
    ) -> Result<Media> {
        let bad = |error: std::io::Error| super::incoming::describe(made, &error);
        let (sha256, bytes) = digest_of(made).await.map_err(bad)?;
        let path = made.to_owned();
        let read = in_turn(move || super::film::read_mp4(&mut std::fs::File::open(path)?)).await?;
        let film = read.map_err(bad)?.ok_or_else(|| Error::Internal("ffmpeg made no film".to_owned()))?;
        let version = Media {
            id: MediaId::generate(),
            file_name: version_name(&source.file_name, film.width, film.height, film.mime),
            mime: film.mime.to_owned(),
            bytes,
            width: i64::from(film.width),
            height: i64::from(film.height),
            duration_ms: film.duration_ms.map(i64::from),
            codec: Some(film.codec),
            sha256,
            original_id: Some(source.root()),
            focus_x: 50,
            focus_y: 50,
            created_at: self.now(),
            ..source.clone()
        };
        let note = async |tx: &Tx| {
            let actor = Actor::system(workspace_id, jiff::tz::TimeZone::UTC, "");
            let version = self.note_version(tx, &actor, version.clone(), user_id).await?;
            order.finish(tx, version.id).await?;
            Ok(version)
        };
        self.keep_bytes(workspace_id, &version, made, note).await
    }

    /// A version of a film that is there and that a channel takes.
    async fn fitting_film(&self, actor: &Actor, source: &Media, channel: ChannelId) -> Result<Media> {
        let offers = self.film_offers(actor, source).await?;
        let offer = offers.into_iter().find(|offer| offer.channel.id == channel);
        offer.and_then(|offer| offer.version).ok_or_else(|| cannot(source))
    }

    async fn make_version(&self, actor: &Actor, source: Media, wanted: Wanted) -> Result<Media> {
        if source.sort() != Sort::Image {
            return Err(cannot(&source));
        }
        let bytes = self.files().read_whole(&key_of(actor.workspace_id, &source)).await?;
        let made = in_turn(move || picture::make(&bytes, &wanted)).await?.ok_or_else(|| cannot(&source))?;
        let digest = super::incoming::digest(&made.bytes);
        let known = store::versions(self.db.read(), actor.workspace_id, &[source.root()]).await?;
        if let Some(known) = known.into_iter().find(|version| version.sha256 == digest) {
            return Ok(known);
        }
        let mut version = Media {
            id: MediaId::generate(),
            file_name: version_name(&source.file_name, made.width, made.height, made.mime),
            mime: made.mime.to_owned(),
            bytes: i64::try_from(made.bytes.len()).unwrap_or(i64::MAX),
            width: i64::from(made.width),
            height: i64::from(made.height),
            original_id: Some(source.root()),
            focus_x: 50,
            focus_y: 50,
            created_at: self.now(),
            ..source
        };
        self.keep_version(actor, &mut version, &made.bytes).await?;
        Ok(version)
    }

    /// A post's files as one channel gets them: versions in the place of their originals, with the originals' texts.
    pub(crate) async fn with_versions(
        &self,
        workspace_id: WorkspaceId,
        files: &[Media],
        chosen: &BTreeMap<MediaId, MediaId>,
    ) -> Result<Vec<Media>> {
        let versions = self.chosen_versions(workspace_id, [chosen]).await?;
        Ok(in_place(files, chosen, &versions))
    }

    /// The versions that stand in the place of files in some channels.
    pub(crate) async fn chosen_versions<'a>(
        &self,
        workspace_id: WorkspaceId,
        chosen: impl IntoIterator<Item = &'a BTreeMap<MediaId, MediaId>>,
    ) -> Result<Vec<Media>> {
        let mut wanted: Vec<_> = chosen.into_iter().flat_map(BTreeMap::values).copied().collect();
        wanted.sort_unstable();
        wanted.dedup();
        Ok(store::by_ids(self.db.read(), workspace_id, &wanted).await?)
    }
}

/// The same of files that were read: `versions` holds the chosen ones, whatever else it holds.
pub(crate) fn in_place(
    files: &[Media],
    chosen: &BTreeMap<MediaId, MediaId>,
    versions: &[Media],
) -> Vec<Media> {
    let given = files.iter().map(|file| {
        let chosen = chosen.get(&file.id);
        let version = versions.iter().find(|version| Some(&version.id) == chosen);
        let version = version.filter(|version| version.root() == file.root()).unwrap_or(file);
        Media { alt: file.alt.clone(), ..version.clone() }
    });
    given.collect()
}

/// A file's digest and size, with its bytes on the disk for sure.
async fn digest_of(path: &Path) -> std::io::Result<(String, i64)> {
    let mut file = tokio::fs::File::open(path).await?;
    file.sync_all().await?;
    let (mut sha256, mut bytes, mut buffer) = (Sha256::new(), 0, vec![0; 256 * 1024]);
    loop {
        let got = file.read(&mut buffer).await?;
        if got == 0 {
            return Ok((super::incoming::hex(sha256.finalize().as_slice()), bytes));
        }
        sha256.update(&buffer[..got]);
        bytes += i64::try_from(got).unwrap_or(0);
    }
}

fn cannot(media: &Media) -> Error {
    Error::Invalid(vec![FieldError::new("media", "media_cannot_fit").with("name", &media.file_name)])
}
