//! The live count: how a draft stands with each channel's network.

use networks::{Capabilities, Connector, Fault, Finding, Limits, Outline, TextUnit};

use super::{
    VariantDraft,
    post::MAX_TEXT,
    shape::{examine, out_of_reach, outline},
};
use crate::{
    Actor, App, FieldError, Permission, Result,
    channels::{self, Channel},
    ids::{BrandId, ChannelId, MediaId},
    letters, media,
    renders::{Needs, film_needs},
};

/// What is in the composer, saved or not.
#[derive(Debug, Clone, Default)]
pub struct DraftContent {
    /// Whose it is.
    pub brand_id: Option<BrandId>,
    /// Master text.
    pub text: String,
    /// Channels chosen, with what they have of their own.
    pub variants: Vec<(ChannelId, VariantDraft)>,
    /// Pictures in order with alternative texts.
    pub media: Vec<(MediaId, String)>,
}

/// The length of one post of a thread.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PartLength {
    /// Length as it would go out, links shortened.
    pub length: i64,
    /// The limit.
    pub limit: i64,
}

impl PartLength {
    /// Whether it does not fit.
    #[must_use]
    pub const fn is_over(&self) -> bool {
        self.length > self.limit
    }
}

/// How a draft stands with one channel.
#[derive(Debug, Clone)]
pub struct ChannelCheck {
    /// The channel.
    pub channel_id: ChannelId,
    /// Its handle.
    pub handle: String,
    /// Word of its network.
    pub network: String,
    /// Length as it would go out, links shortened.
    pub length: i64,
    /// The limit.
    pub limit: i64,
    /// The same for each post of a thread; one for a plain post.
    pub parts: Vec<PartLength>,
    /// The unit of all lengths.
    pub unit: TextUnit,
    /// What a link counts there, where links have a fixed length.
    pub link_length: Option<i64>,
    /// Every reason for which the network would refuse it, or might.
    pub findings: Vec<Finding>,
    /// Why it cannot go as a letter, where it is a newsletter that Tandem sends: then nothing else is told of it.
    pub unfit: Option<FieldError>,
    /// What it costs at the network, in millionths of a US dollar.
    pub price_micros: Option<i64>,
    /// Pictures of the draft that do not fit, but of which a version can: id, and the name that findings tell.
    pub fits: Vec<(MediaId, String)>,
    /// Films of the draft that do not fit, but of which a version can be ordered on their pages.
    pub films: Vec<(MediaId, String)>,
}

impl ChannelCheck {
    /// The picture that a finding is about, if a version of it can be made that fits.
    #[must_use]
    pub fn fit_for(&self, finding: &Finding) -> Option<MediaId> {
        named(&self.fits, finding)
    }

    /// The film that a finding is about, if a version of it can be ordered that fits.
    #[must_use]
    pub fn film_for(&self, finding: &Finding) -> Option<MediaId> {
        named(&self.films, finding)
    }

    /// Whether the post cannot go out as it stands.
    #[must_use]
    pub fn is_refused(&self) -> bool {
        self.unfit.is_some() || self.findings.iter().any(|finding| finding.blocks)
    }
}

/// The file among those named that a finding is about.
fn named(files: &[(MediaId, String)], finding: &Finding) -> Option<MediaId> {
    let (Fault::FileTooLarge { file_name, .. }
    | Fault::TooManyPixels { file_name, .. }
    | Fault::FileType { file_name, .. }
    | Fault::Duration { file_name, .. }
    | Fault::Ratio { file_name, .. }) = &finding.fault
    else {
        return None;
    };
    files.iter().find(|(_, name)| name == file_name).map(|(id, _)| *id)
}

impl App {
    /// Checks a draft against every chosen channel.
    ///
    /// # Errors
    /// `Forbidden`; unknown channels and pictures are left out.
    pub async fn check_draft(&self, actor: &Actor, draft: &DraftContent) -> Result<Vec<ChannelCheck>> {
        actor.require(Permission::WritePosts)?;
        let brand = actor.brand_scope.or(draft.brand_id);
        let offered = channels::store::list(self.db.read(), actor.workspace_id, brand, self.now()).await?;
        let named = draft.media.get(..20).unwrap_or(&draft.media);
        let mut pictures = media::store::with_alts(self.db.read(), actor.workspace_id, named).await?;
        pictures.retain(|media| Some(media.brand_id) == brand);
        let films = pictures.iter().filter(|file| file.sort() == media::Sort::Video);
        let films: Vec<MediaId> = films.map(media::Media::root).collect();
        let films = media::store::versions(self.db.read(), actor.workspace_id, &films).await?;
        let chosen = draft.variants.iter().map(|(_, own)| &own.shape.versions);
        let versions = self.chosen_versions(actor.workspace_id, chosen).await?;
        let mut checks = Vec::new();
        for (channel_id, own) in &draft.variants {
            let Some(channel) = offered.iter().find(|channel| channel.id == *channel_id) else { continue };
            let given = media::in_place(&pictures, &own.shape.versions, &versions);
            let Some(connector) = channel.network().and_then(|network| self.connector(network)) else {
                checks.extend(unfit_letter(channel, own, &draft.text, &given));
                continue;
            };
            let capabilities = connector.capabilities(channel.limits().as_ref());
            let files = media::facts(&given);
            let text = clip(own.text.as_deref().unwrap_or(&draft.text));
            let outline = outline(&self.settings.public_url, text, &own.shape, files.clone());
            let (length, mut findings) = examine(connector.as_ref(), &capabilities, &outline);
            let by_hand = channel.is_by_hand() || own.shape.by_hand;
            if by_hand {
                // The network's own pages may take what its API does not.
                findings.iter_mut().for_each(|finding| finding.blocks = false);
            } else {
                findings.extend(out_of_reach(&self.settings, &capabilities, &outline));
            }
            findings.extend(media::ended_rights(&given, self.now()));
            let parts = lengths(connector.as_ref(), &capabilities, &outline);
            let price_micros = connector.price_micros(&capabilities, &outline).filter(|_| !by_hand);
            let limits = &capabilities.limits;
            let text_max = match limits.text_max_with_media {
                Some(limit) if !files.is_empty() => limit,
                _ => limits.text_max,
            };
            checks.push(ChannelCheck {
                channel_id: channel.id,
                handle: channel.handle.clone(),
                network: channel.network.clone(),
                length: i64::from(length.units),
                limit: i64::from(text_max),
                parts,
                unit: limits.text_unit,
                link_length: limits.link_length.map(i64::from),
                findings,
                unfit: None,
                price_micros,
                films: given
                    .iter()
                    .zip(&pictures)
                    .filter(|(file, original)| {
                        needs_version(file, limits) && !has_version(original, limits, &films)
                    })
                    .map(|(file, original)| (original.id, file.file_name.clone()))
                    .collect(),
                fits: given
                    .iter()
                    .zip(&pictures)
                    .filter(|(file, original)| {
                        media::can_be_fitted(&media::facts_of(file), limits, own.shape.placement)
                            || needs_version(file, limits) && has_version(original, limits, &films)
                    })
                    .map(|(file, original)| (original.id, file.file_name.clone()))
                    .collect(),
            });
        }
        Ok(checks)
    }
}

/// How a draft stands with a newsletter that Tandem sends, if it cannot go as a letter.
fn unfit_letter(
    channel: &Channel,
    own: &VariantDraft,
    text: &str,
    files: &[media::Media],
) -> Option<ChannelCheck> {
    if !channel.is_mailed() || own.shape.by_hand {
        return None;
    }
    let unfit = letters::fault("", &channel.handle, own.text.as_deref().unwrap_or(text), files)?;
    Some(ChannelCheck {
        channel_id: channel.id,
        handle: channel.handle.clone(),
        network: channel.network.clone(),
        length: 0,
        limit: 0,
        parts: Vec::new(),
        unit: TextUnit::default(),
        link_length: None,
        findings: Vec::new(),
        unfit: Some(unfit),
        price_micros: None,
        fits: Vec::new(),
        films: Vec::new(),
    })
}

/// Whether a film does not fit, and a version of it can.
fn needs_version(film: &media::Media, limits: &Limits) -> bool {
    film_needs(&media::facts_of(film), film.codec.as_deref(), limits).is_some_and(Needs::any)
}

/// Whether a version of a film is there that fits.
fn has_version(film: &media::Media, limits: &Limits, versions: &[media::Media]) -> bool {
    let fits = |file: &media::Media| {
        let needs = film_needs(&media::facts_of(file), file.codec.as_deref(), limits);
        needs.is_some_and(|needs| !needs.any())
    };
    versions.iter().any(|version| version.root() == film.root() && fits(version))
}

/// What is longer than any post may be is counted no further.
fn clip(text: &str) -> &str {
    text.char_indices().nth(MAX_TEXT + 1).map_or(text, |(end, _)| text.get(..end).unwrap_or(text))
}

/// Each post of a thread against the limit that holds for it: files stand with the first.
fn lengths(connector: &dyn Connector, capabilities: &Capabilities, outline: &Outline) -> Vec<PartLength> {
    let limits = &capabilities.limits;
    let length = |part: &networks::Part<networks::MediaFacts>| {
        let limit = limits.text_max_with_media.filter(|_| !part.media.is_empty()).unwrap_or(limits.text_max);
        let length = connector.measure(&part.text, limits).units;
        PartLength { length: i64::from(length), limit: i64::from(limit) }
    };
    outline.parts.iter().map(length).collect()
}
