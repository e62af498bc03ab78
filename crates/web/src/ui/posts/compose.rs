//! The composer: a new post, or an old one changed, saved or sent in one go.

use std::collections::{BTreeMap, HashMap};

use app::{
    Actor, App, Permission,
    channels::Channel,
    ids::{BrandId, ChannelId, MediaId, PostId},
    media::{Media, MediaFilter},
    network::Placement,
    page::PageRequest,
    posts::{ChannelCheck, PostPage, When},
    uploads::Upload,
};
use askama::Template;
use axum::{
    extract::{Multipart, Query, State},
    http::StatusCode,
};
use serde::Deserialize;

use super::{act::when, draft, offer::Offer, words};
use crate::ui::media::{choose, uploads};
use crate::{
    extract::{Id, Signed},
    forms::FormState,
    shell::{Flash, PageError, PageResult, Shell, fragment, page_with, see_other},
};

#[derive(Template)]
#[template(path = "posts/compose.html")]
struct Page<'a> {
    shell: &'a Shell,
    form: &'a FormState,
    post_id: Option<PostId>,
    brands: Vec<(String, String)>,
    campaigns: Vec<(String, String)>,
    languages: Vec<(String, String)>,
    channels: Vec<Channel>,
    offers: Vec<Offer>,
    media: Vec<Media>,
    /// Versions that stand for files in one channel: channel, file, version.
    versions: Vec<(ChannelId, MediaId, Media)>,
    /// Files of the library to choose from, where no script shows them.
    library: Vec<Media>,
    now: i64,
    checks: Vec<ChannelCheck>,
    /// Nothing is written yet: that is no fault to be told.
    quiet: bool,
    can_publish: bool,
    /// When each channel has its next free posting time.
    next: BTreeMap<ChannelId, i64>,
    /// Deliveries of the post that wait, and those that are out.
    waiting: usize,
    out: usize,
    /// What was typed was saved, though it was not scheduled.
    kept: bool,
    /// What the person's earlier uploads have left, to be gone on with.
    uploads: Vec<Upload>,
    /// Largest film or document, in megabytes.
    upload_max_mb: String,
    action: String,
}

impl Page<'_> {
    fn is_chosen(&self, channel: &Channel) -> bool {
        self.form.has("channel", &channel.id.to_string())
    }

    fn own_text(&self, channel: &Channel) -> &str {
        self.form.value(&format!("own.{}", channel.id))
    }

    fn alt(&self, media: &Media) -> &str {
        self.form.value(&format!("alt.{}", media.id))
    }

    fn is_removed(&self, media: &Media) -> bool {
        self.form.has("remove", &media.id.to_string())
    }

    fn versions_of(&self, channel: &Channel) -> Vec<(&MediaId, &Media)> {
        let own = self.versions.iter().filter(|(id, ..)| *id == channel.id);
        own.map(|(_, file, version)| (file, version)).collect()
    }

    fn faults_of(&self, channel: &Channel) -> Vec<String> {
        let field = format!("variant.{}", channel.id);
        self.form
            .errors()
            .iter()
            .filter(|error| error.field == field)
            .map(|error| self.shell.error(error))
            .collect()
    }

    fn next_slot(&self, channel: &Channel) -> Option<i64> {
        self.next.get(&channel.id).copied()
    }

    fn finding_text(&self, check: &ChannelCheck, finding: &app::network::Finding) -> String {
        words::finding(self.shell, &check.handle, finding, check.parts.len())
    }

    /// Whether a channel of the brand knows threads: only then the composer tells how to write one.
    fn offers_threads(&self) -> bool {
        self.offers.iter().any(|offer| offer.thread)
    }

    /// What the channel's network can do; none while this instance cannot reach it.
    fn offer(&self, channel: &Channel) -> Option<&Offer> {
        let id = channel.id.to_string();
        self.offers.iter().find(|offer| offer.channel == id)
    }
}

/// Where a new post begins.
#[derive(Debug, Default, Deserialize)]
pub struct Params {
    brand: Option<String>,
    campaign: Option<String>,
    at: Option<String>,
    /// For which channels, `channel_…,channel_…`; without them each connected one of the brand that takes a text alone.
    channels: Option<String>,
}

/// `GET /posts/new`
pub async fn get(
    State(app): State<App>,
    Signed(actor): Signed,
    shell: Shell,
    Query(params): Query<Params>,
) -> PageResult {
    let shell = shell.in_zone(&actor.zone);
    actor.require(Permission::WritePosts)?;
    let wanted = params.brand.or_else(|| shell.viewer.as_deref().and_then(|viewer| viewer.brand.clone()));
    let brands = app.choose_brands(&actor).await?;
    let brand = brands.iter().find(|brand| Some(brand.id.to_string()) == wanted).or(brands.first());
    let mut values: Vec<(String, String)> = Vec::new();
    if let Some(brand) = brand {
        values.push(("brand_id".to_owned(), brand.id.to_string()));
        let is_wanted = |channel: &Channel| match &params.channels {
            Some(wanted) => wanted.split(',').any(|one| one == channel.id.to_string()),
            // The others ask for more than a text: ticked before it is there, they would only be in the way.
            None => app.capabilities(channel).is_none_or(|capabilities| capabilities.takes_text_alone()),
        };
        for channel in app.list_channels(&actor).await? {
            if channel.brand_id == brand.id && channel.is_connected() && is_wanted(&channel) {
                values.push(("channel".to_owned(), channel.id.to_string()));
            }
        }
    }
    values.push(("campaign_id".to_owned(), params.campaign.unwrap_or_default()));
    values.push(("at".to_owned(), params.at.unwrap_or_default()));
    let form = FormState::typed(&shell, values);
    render(&app, &actor, &shell, StatusCode::OK, &form, None).await
}

/// `POST /posts/new`
pub async fn post(
    State(app): State<App>,
    Signed(actor): Signed,
    shell: Shell,
    multipart: Multipart,
) -> PageResult {
    let shell = shell.in_zone(&actor.zone);
    actor.require(Permission::WritePosts)?;
    save(&app, &actor, &shell, multipart, None).await
}

/// `GET /posts/{id}/edit`
pub async fn edit(
    State(app): State<App>,
    Signed(actor): Signed,
    shell: Shell,
    Id(id): Id<PostId>,
) -> PageResult {
    let shell = shell.in_zone(&actor.zone);
    actor.require(Permission::WritePosts)?;
    let found = app.find_post(&actor, id).await?;
    let form = draft::form_of(&shell, &found);
    render(&app, &actor, &shell, StatusCode::OK, &form, Some(&found)).await
}

/// `POST /posts/{id}/edit`
pub async fn update(
    State(app): State<App>,
    Signed(actor): Signed,
    shell: Shell,
    Id(id): Id<PostId>,
    multipart: Multipart,
) -> PageResult {
    let shell = shell.in_zone(&actor.zone);
    actor.require(Permission::WritePosts)?;
    let found = app.find_post(&actor, id).await?;
    save(&app, &actor, &shell, multipart, Some(found)).await
}

async fn save(
    app: &App,
    actor: &Actor,
    shell: &Shell,
    multipart: Multipart,
    found: Option<PostPage>,
) -> PageResult {
    let (mut form, uploads) = uploads::read(app, actor, shell, multipart).await?;
    let invalid = StatusCode::UNPROCESSABLE_ENTITY;
    let brand_id = match &found {
        Some(page) => Some(page.post.brand_id),
        None => form.optional("brand_id").and_then(|id| id.parse().ok()),
    };
    for upload in uploads {
        let Some(brand_id) = brand_id else { break };
        match app.keep_media(actor, brand_id, &upload.file_name, "", upload.incoming).await {
            Ok(media) => form = form.and("media", media.id.to_string()),
            Err(error) => form.absorb(error)?,
        }
    }
    for media in media(app, actor, &form).await? {
        // Chosen from the library, it brings its description along.
        form = form.with(&format!("alt.{}", media.id), media.alt);
    }
    if !form.is_valid() {
        return render(app, actor, shell, invalid, &form, found.as_ref()).await;
    }
    let intent = form.value("intent").to_owned();
    if let Some(what) = intent.strip_prefix("fit.") {
        form = fit(app, actor, form, what).await?;
        let status = if form.is_valid() { StatusCode::OK } else { invalid };
        return render(app, actor, shell, status, &form, found.as_ref()).await;
    }
    if let Some(what) = intent.strip_prefix("unfit.") {
        form = form.without(&format!("version.{what}"));
        return render(app, actor, shell, StatusCode::OK, &form, found.as_ref()).await;
    }
    if matches!(intent.as_str(), "refresh" | "library") || intent.starts_with("open.") {
        // Another brand, files or a channel's fields were asked for: show them, with what was typed.
        return render(app, actor, shell, StatusCode::OK, &form, found.as_ref()).await;
    }
    let saved = match app.save_post(actor, draft::input(&form, found.as_ref(), brand_id)).await {
        Ok(saved) => saved,
        // Somebody was quicker: what was typed stays to be copied from.
        Err(app::Error::Conflict(code)) => {
            form.fault("text", code);
            return render(app, actor, shell, StatusCode::CONFLICT, &form, found.as_ref()).await;
        }
        Err(error) => {
            form.absorb(error)?;
            return render(app, actor, shell, invalid, &form, found.as_ref()).await;
        }
    };
    let place = format!("/posts/{}", saved.id);
    if !matches!(form.value("intent"), "schedule" | "publish" | "queue") {
        return see_other(shell, &place, Some(Flash::good("posts-saved")));
    }
    let when = when(&form);
    match app.plan_post(actor, saved.id, &when).await {
        Ok(()) => {
            let key = match when {
                When::Now => "posts-publishing",
                When::Queue => "slots-queued",
                When::Local(_) | When::At(_) => "posts-scheduled",
            };
            see_other(shell, &place, Some(Flash::good(key)))
        }
        Err(error) => {
            // The text is saved; only the sending is refused. The form goes on with the post that now exists.
            let found = app.find_post(actor, saved.id).await?;
            let version = found.post.version.to_string();
            let mut form = form.without("version").with("version", version).with("kept", "1");
            form.absorb(error)?;
            render(app, actor, shell, invalid, &form, Some(&found)).await
        }
    }
}

/// Makes a version of a picture for one channel and puts it in the picture's place: `what` names both.
async fn fit(app: &App, actor: &Actor, mut form: FormState, what: &str) -> Result<FormState, PageError> {
    let ids =
        what.split_once('.').and_then(|(channel, file)| Some((channel.parse().ok()?, file.parse().ok()?)));
    let Some((channel_id, media_id)) = ids else { return Ok(form) };
    let placement = Placement::parse(form.value(&format!("placement.{channel_id}"))).unwrap_or_default();
    match app.fit_media(actor, media_id, channel_id, placement).await {
        Ok(version) => {
            let name = format!("version.{what}");
            Ok(form.without(&name).and(&name, version.id.to_string()))
        }
        Err(error) => {
            form.absorb(error)?;
            Ok(form)
        }
    }
}

async fn render(
    app: &App,
    actor: &Actor,
    shell: &Shell,
    status: StatusCode,
    form: &FormState,
    found: Option<&PostPage>,
) -> PageResult {
    let brand_id = form.optional("brand_id").and_then(|id| id.parse::<BrandId>().ok());
    let brands = app.choose_brands(actor).await?;
    let channels = app.list_channels(actor).await?;
    let chosen = |channel: &Channel| form.has("channel", &channel.id.to_string());
    let channels: Vec<Channel> = channels
        .into_iter()
        .filter(|channel| Some(channel.brand_id) == brand_id && (channel.is_connected() || chosen(channel)))
        .collect();
    let offers = channels.iter().filter_map(|channel| offer(app, shell, form, channel)).collect();
    let checks = app.check_draft(actor, &draft::content(form)).await?;
    let media = media(app, actor, form).await?;
    let library = if form.value("intent") == "library" {
        let filter = MediaFilter { brand_id, ..MediaFilter::default() };
        app.list_media(actor, &filter, &PageRequest::first(choose::OFFERED)).await?.items
    } else {
        Vec::new()
    };
    let chosen = channels.iter().flat_map(|channel| {
        let versions = draft::shape_of(form, channel.id).versions;
        versions.into_iter().map(|(file, version)| (channel.id, file, version))
    });
    let chosen: Vec<_> = chosen.collect();
    let ids: Vec<_> = chosen.iter().map(|(.., version)| *version).collect();
    let known: HashMap<_, _> =
        app.find_media(actor, &ids).await?.into_iter().map(|file| (file.id, file)).collect();
    let versions = chosen
        .into_iter()
        .filter_map(|(channel, file, version)| Some((channel, file, known.get(&version)?.clone())));
    let versions = versions.collect();
    let can_publish = actor.allows(Permission::Publish);
    let ids: Vec<_> = channels.iter().map(|channel| channel.id).collect();
    let next = match can_publish {
        true => app.next_slots(actor, &ids, found.map(|page| page.post.id)).await?,
        false => BTreeMap::new(),
    };
    let page = Page {
        shell,
        form,
        next,
        post_id: found.map(|page| page.post.id),
        brands: brands.into_iter().map(|brand| (brand.id.to_string(), brand.name)).collect(),
        campaigns: draft::campaigns(app, actor, brand_id, found.and_then(|found| found.campaign.as_ref()))
            .await?,
        languages: ["en", "de", "es", "fr", "it", "nl", "pl", "pt", "uk"]
            .into_iter()
            .map(|tag| (tag.to_owned(), shell.tk("language", tag)))
            .collect(),
        channels,
        offers,
        quiet: status.is_success() && draft::is_blank(form),
        media,
        versions,
        library,
        now: app.now(),
        checks,
        can_publish,
        waiting: found.map_or(0, |page| page.waiting().count()),
        out: found.map_or(0, |page| page.deliveries.iter().filter(|one| one.published_at.is_some()).count()),
        kept: form.checked("kept"),
        uploads: app.open_uploads(actor).await?,
        upload_max_mb: (app.settings.upload_max_bytes / (1024 * 1024)).to_string(),
        action: found.map_or_else(|| "/posts/new".to_owned(), |page| format!("/posts/{}/edit", page.post.id)),
    };
    page_with(status, &page)
}

fn offer(app: &App, shell: &Shell, form: &FormState, channel: &Channel) -> Option<Offer> {
    let (id, capabilities) = (channel.id.to_string(), app.capabilities(channel));
    if channel.is_mailed() {
        return Some(Offer::by_mail(shell, form, &id));
    }
    if channel.is_by_hand() {
        return Some(Offer::by_hand(shell, form, &id, capabilities.as_ref()));
    }
    Some(Offer::new(shell, form, (&id, &channel.network), &capabilities?))
}

#[derive(Template)]
#[template(path = "posts/variant_fields.html")]
struct Fields<'a> {
    shell: &'a Shell,
    form: &'a FormState,
    channel: &'a Channel,
    offer: &'a Offer,
    own: &'a str,
}

/// `GET /posts/new/channels/{id}`: the fields of one channel, when they are opened.
pub async fn fields(
    State(app): State<App>,
    Signed(actor): Signed,
    shell: Shell,
    Id(id): Id<ChannelId>,
) -> PageResult {
    actor.require(Permission::WritePosts)?;
    let channel = app.find_channel(&actor, id).await?;
    let form = FormState::new(&shell);
    let offer = offer(&app, &shell, &form, &channel).ok_or(app::Error::NotFound)?;
    fragment(Fields { shell: &shell, form: &form, channel: &channel, offer: &offer, own: "" })
}

#[derive(Template)]
#[template(path = "posts/picture.html")]
struct Picture<'a> {
    shell: &'a Shell,
    picture: &'a Media,
    alt: &'a str,
    removed: bool,
}

/// `GET /posts/new/media/{id}`: a file as it stands in the composer, once it was uploaded from there.
pub async fn picture(
    State(app): State<App>,
    Signed(actor): Signed,
    shell: Shell,
    Id(id): Id<MediaId>,
) -> PageResult {
    actor.require(Permission::WritePosts)?;
    let found = app.find_media(&actor, &[id]).await?;
    let picture = found.first().ok_or(app::Error::NotFound)?;
    fragment(Picture { shell: &shell, picture, alt: &picture.alt, removed: false })
}

async fn media(app: &App, actor: &Actor, form: &FormState) -> Result<Vec<Media>, PageError> {
    let mut ids: Vec<MediaId> = Vec::new();
    for id in form.all("media").into_iter().filter_map(|id| id.parse().ok()) {
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
    Ok(app.find_media(actor, &ids).await?)
}
