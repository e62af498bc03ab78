//! The composer's form: reading what was typed, pictures among it, and showing it again.

use app::{
    Actor, App,
    ids::{BrandId, CampaignId, ChannelId, MediaId},
    media::MAX_UPLOAD_BYTES,
    posts::{DraftContent, PostPage, SavePost},
};
use axum::extract::Multipart;

use crate::{
    forms::FormState,
    shell::{PageError, Shell},
};

/// A picture that was chosen but not yet kept.
pub(super) struct Upload {
    pub file_name: String,
    pub bytes: Vec<u8>,
}

/// Reads the composer's form, text and files.
///
/// # Errors
/// `Invalid` on `file` when the whole is too large or broken.
pub(super) async fn read(
    shell: &Shell,
    mut multipart: Multipart,
) -> Result<(FormState, Vec<Upload>), PageError> {
    let broken = |_| PageError::from(app::Error::field("file", "upload_broken"));
    let (mut values, mut uploads) = (Vec::new(), Vec::new());
    while let Some(field) = multipart.next_field().await.map_err(broken)? {
        let name = field.name().unwrap_or_default().to_owned();
        if let Some(file_name) = field.file_name().map(str::to_owned) {
            let bytes = field.bytes().await.map_err(broken)?.to_vec();
            if !file_name.is_empty() || !bytes.is_empty() {
                uploads.push(Upload { file_name, bytes });
            }
        } else {
            values.push((name, field.text().await.map_err(broken)?.replace("\r\n", "\n")));
        }
    }
    Ok((FormState::typed(shell, values), uploads))
}

/// Most bytes of one composer form: four pictures and the text.
pub const MAX_FORM_BYTES: usize = 4 * MAX_UPLOAD_BYTES + 6 * 1024 * 1024;

/// What the form says of the post.
pub(super) fn input(form: &FormState, page: Option<&PostPage>, brand_id: Option<BrandId>) -> SavePost {
    SavePost {
        id: page.map(|page| page.post.id),
        version: form.optional("version").and_then(|version| version.parse().ok()),
        brand_id,
        campaign_id: form.optional("campaign_id").and_then(|id| id.parse::<CampaignId>().ok()),
        title: form.text("title"),
        text: form.value("text").to_owned(),
        language: form.optional("language"),
        variants: variants(form),
        media: media(form),
    }
}

/// What the live count needs of the form.
pub(super) fn content(form: &FormState) -> DraftContent {
    DraftContent {
        brand_id: form.optional("brand_id").and_then(|id| id.parse().ok()),
        text: form.value("text").to_owned(),
        variants: variants(form),
        media: media(form),
    }
}

fn variants(form: &FormState) -> Vec<(ChannelId, Option<String>)> {
    let own = |id: &str| {
        let text = form.value(&format!("own.{id}"));
        (!text.trim().is_empty()).then(|| text.to_owned())
    };
    form.all("channel").into_iter().filter_map(|id| Some((id.parse().ok()?, own(id)))).collect()
}

fn media(form: &FormState) -> Vec<(MediaId, String)> {
    let removed = form.all("remove");
    form.all("media")
        .into_iter()
        .filter(|id| !removed.contains(id))
        .filter_map(|id| Some((id.parse().ok()?, form.text(&format!("alt.{id}")))))
        .collect()
}

/// The form of a saved post.
pub(super) fn form_of(shell: &Shell, page: &PostPage) -> FormState {
    let mut values = vec![
        ("version".to_owned(), page.post.version.to_string()),
        ("brand_id".to_owned(), page.post.brand_id.to_string()),
        ("title".to_owned(), page.post.title.clone()),
        ("text".to_owned(), page.post.text.clone()),
        ("language".to_owned(), page.post.language.clone().unwrap_or_default()),
        ("campaign_id".to_owned(), page.post.campaign_id.map(|id| id.to_string()).unwrap_or_default()),
    ];
    for variant in &page.variants {
        values.push(("channel".to_owned(), variant.channel_id.to_string()));
        if let Some(text) = &variant.text {
            values.push((format!("own.{}", variant.channel_id), text.clone()));
        }
    }
    for media in &page.media {
        values.push(("media".to_owned(), media.id.to_string()));
        values.push((format!("alt.{}", media.id), media.alt.clone()));
    }
    FormState::typed(shell, values)
}

/// Campaigns as choices of a field.
pub(super) async fn campaigns(
    app: &App,
    actor: &Actor,
    brand_id: Option<BrandId>,
) -> Result<Vec<(String, String)>, PageError> {
    let campaigns = app.choose_campaigns(actor, brand_id).await?;
    Ok(campaigns.into_iter().map(|campaign| (campaign.id.to_string(), campaign.name)).collect())
}
