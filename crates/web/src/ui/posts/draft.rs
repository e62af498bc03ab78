//! The composer's form: reading what was typed, pictures among it, and showing it again.

use app::{
    Actor, App, FieldError,
    ids::{BrandId, CampaignId, ChannelId, MediaId},
    media::Incoming,
    posts::{DraftContent, PostPage, SavePost, VariantDraft},
};
use axum::extract::{
    Multipart,
    multipart::{Field, MultipartError},
};

use super::shape;
use crate::{
    forms::FormState,
    shell::{PageError, Shell},
};

/// A file that was chosen but not yet kept.
pub(super) struct Upload {
    pub file_name: String,
    pub incoming: Incoming,
}

/// Reads the composer's form, text and files. What is too large or broken is a fault of the field `file`; all that was
/// typed before it stays in the form.
pub(super) async fn read(
    app: &App,
    actor: &Actor,
    shell: &Shell,
    mut multipart: Multipart,
) -> Result<(FormState, Vec<Upload>), PageError> {
    let (mut values, mut uploads, mut fault) = (Vec::new(), Vec::new(), None);
    let mut room = MAX_TEXTS;
    loop {
        let mut field = match multipart.next_field().await {
            Ok(Some(field)) => field,
            Ok(None) => break,
            Err(_) => {
                fault = Some(broken());
                break;
            }
        };
        let name = field.name().unwrap_or_default().to_owned();
        let Some(file_name) = field.file_name().map(str::to_owned) else {
            match text_of(&mut field, &name, &mut room).await {
                Ok(Some(text)) => values.push((name, text.replace("\r\n", "\n"))),
                Ok(None) => fault = Some(FieldError::new("text", "form_too_large")),
                Err(_) => fault = Some(broken()),
            }
            continue;
        };
        let mut incoming = app.receive_media(actor).await?;
        if !receive(&mut field, &mut incoming).await? {
            fault = Some(broken());
        } else if !file_name.is_empty() || incoming.bytes() > 0 {
            uploads.push(Upload { file_name, incoming });
        }
    }
    let mut form = FormState::typed(shell, values);
    if let Some(fault) = fault {
        form.push(fault);
    }
    Ok((form, uploads))
}

/// Takes one file in; `false` when it breaks off. One that is too large is read to its end and let go, so that the fields
/// after it arrive.
async fn receive(field: &mut Field<'_>, incoming: &mut Incoming) -> Result<bool, PageError> {
    loop {
        match field.chunk().await {
            Ok(Some(chunk)) => incoming.write(&chunk).await?,
            Ok(None) => return Ok(true),
            Err(_) => return Ok(false),
        }
    }
}

/// Reads a text to its end; `None` when all texts together leave no room for it, and then it is not kept.
async fn text_of(
    field: &mut Field<'_>,
    name: &str,
    room: &mut usize,
) -> Result<Option<String>, MultipartError> {
    let mut fits = take(room, name.len());
    let mut bytes = Vec::new();
    while let Some(chunk) = field.chunk().await? {
        fits = fits && take(room, chunk.len());
        if fits {
            bytes.extend_from_slice(&chunk);
        }
    }
    Ok(fits.then(|| String::from_utf8_lossy(&bytes).into_owned()))
}

/// Takes so much of the room, if there is as much.
fn take(room: &mut usize, length: usize) -> bool {
    let left = room.checked_sub(length);
    *room = left.unwrap_or(0);
    left.is_some()
}

fn broken() -> FieldError {
    FieldError::new("file", "upload_broken")
}

/// Whether nothing is written and nothing chosen yet.
pub(super) fn is_blank(form: &FormState) -> bool {
    let own =
        |id: &&str| form.value(&format!("own.{id}")).trim().is_empty() && shape::read(form, id).is_plain();
    form.value("text").trim().is_empty()
        && form.all("media").is_empty()
        && form.all("channel").iter().all(own)
}

/// Most bytes of all texts of one composer form.
const MAX_TEXTS: usize = 8 * 1024 * 1024;

/// Most bytes of one composer form. Far more than its files may have, so that a file too large is told by its field, with
/// the text still there; what is too much is not kept.
pub const MAX_FORM_BYTES: usize = 16 * 1024 * 1024 * 1024;

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

fn variants(form: &FormState) -> Vec<(ChannelId, VariantDraft)> {
    let own = |id: &str| {
        let text = form.value(&format!("own.{id}"));
        (!text.trim().is_empty()).then(|| text.to_owned())
    };
    let draft = |id: &str| VariantDraft { text: own(id), shape: shape::read(form, id) };
    form.all("channel").into_iter().filter_map(|id| Some((id.parse().ok()?, draft(id)))).collect()
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
        shape::write(&mut values, &variant.channel_id.to_string(), &variant.shape());
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
