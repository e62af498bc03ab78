//! The composer's form: reading what was typed, pictures among it, and showing it again.

use super::shape;
use crate::{
    forms::FormState,
    shell::{PageError, Shell},
};
use app::{
    Actor, App,
    campaigns::CampaignChoice,
    ids::{BrandId, CampaignId, ChannelId, MediaId},
    posts::{DraftContent, PostPage, SavePost, Shape, VariantDraft},
};

/// Whether nothing is written and nothing chosen yet.
pub(super) fn is_blank(form: &FormState) -> bool {
    let own =
        |id: &&str| form.value(&format!("own.{id}")).trim().is_empty() && shape::read(form, id).is_plain();
    form.value("text").trim().is_empty()
        && form.all("media").is_empty()
        && form.all("channel").iter().all(own)
}

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

/// What a channel has beside its text.
pub(super) fn shape_of(form: &FormState, channel: ChannelId) -> Shape {
    shape::read(form, &channel.to_string())
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
    let mut media: Vec<(MediaId, String)> = Vec::new();
    for id in form.all("media").into_iter().filter(|id| !removed.contains(id)) {
        let Ok(known) = id.parse() else { continue };
        // Chosen from the library, it may be there already.
        if !media.iter().any(|(taken, _)| *taken == known) {
            media.push((known, form.text(&format!("alt.{id}"))));
        }
    }
    media
}

/// When the first of a post's waiting deliveries is to go out, in the page's zone.
fn planned(shell: &Shell, page: &PostPage) -> String {
    let first = page.waiting().map(|delivery| delivery.scheduled_at).min();
    first.map(|at| shell.local(at)).unwrap_or_default()
}

/// The form of a saved post.
pub(super) fn form_of(shell: &Shell, page: &PostPage) -> FormState {
    let mut values = vec![
        ("version".to_owned(), page.post.version.to_string()),
        ("brand_id".to_owned(), page.post.brand_id.to_string()),
        // A title that came from the text goes on with the text.
        ("title".to_owned(), page.post.own_title().to_owned()),
        ("text".to_owned(), page.post.text.clone()),
        ("language".to_owned(), page.post.language.clone().unwrap_or_default()),
        ("at".to_owned(), planned(shell, page)),
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

/// Campaigns as choices of a field; `chosen` is one of them even when it is archived.
pub(super) async fn campaigns(
    app: &App,
    actor: &Actor,
    brand_id: Option<BrandId>,
    chosen: Option<&CampaignChoice>,
) -> Result<Vec<(String, String)>, PageError> {
    let mut campaigns = app.choose_campaigns(actor, brand_id).await?;
    if let Some(chosen) = chosen
        && campaigns.iter().all(|campaign| campaign.id != chosen.id)
    {
        campaigns.push(chosen.clone());
    }
    Ok(campaigns.into_iter().map(|campaign| (campaign.id.to_string(), campaign.name)).collect())
}
