//! The library's list, and taking files in.

use app::{
    Actor, App, Error, Permission,
    ids::BrandId,
    media::{EditMedia, Media, MediaFilter, MediaShelves, Rights, Sort, shelf_faults},
    page::PageRequest,
    uploads::Upload,
};
use askama::Template;
use axum::{
    extract::{Multipart, Query, State},
    http::{HeaderMap, StatusCode, header::CONTENT_LENGTH},
};

use super::{all_rights, sorts, uploads};
use crate::{
    extract::Signed,
    forms::FormState,
    shell::{Flash, PageResult, Shell, fragment, page_with, see_other},
    ui::lists::Next,
};

#[derive(Template)]
#[template(path = "media/list.html", blocks = ["results"])]
struct MediaList<'a> {
    shell: &'a Shell,
    form: &'a FormState,
    upload: &'a FormState,
    lines: Vec<Media>,
    shelves: MediaShelves,
    brands: Vec<(String, String)>,
    sorts: Vec<(String, String)>,
    rights: Vec<(String, String)>,
    upload_max_mb: String,
    now: i64,
    filtered: bool,
    next: Next,
    outcome: Outcome,
    uploads: Vec<Upload>,
}

/// What came of the files of one form.
#[derive(Default)]
struct Outcome {
    kept: Vec<Media>,
    /// Names, and why they are not taken.
    refused: Vec<(String, String)>,
}

/// Files a page.
const SHOWN: i64 = 48;

/// `GET /media`
pub async fn get(
    State(app): State<App>,
    shell: Shell,
    Signed(actor): Signed,
    Query(query): Query<Vec<(String, String)>>,
) -> PageResult {
    let form = FormState::typed(&shell, query);
    let upload = FormState::new(&shell).named("u");
    render(&app, &actor, &shell, StatusCode::OK, &form, &upload, Outcome::default()).await
}

/// `POST /media`
pub async fn upload(
    State(app): State<App>,
    shell: Shell,
    Signed(actor): Signed,
    headers: HeaderMap,
    multipart: Multipart,
) -> PageResult {
    actor.require(Permission::WritePosts)?;
    // A form that the disk has no room for is refused before it comes.
    let announced = headers.get(CONTENT_LENGTH).and_then(|bytes| bytes.to_str().ok()?.parse().ok());
    app.require_room(announced.unwrap_or(0))?;
    let (form, chosen) = uploads::read(&app, &actor, &shell, multipart).await?;
    let mut form = form.named("u");
    let brand_id: Option<BrandId> = form.optional("brand_id").and_then(|id| id.parse().ok());
    let brands = app.choose_brands(&actor).await?;
    let brand_id = brand_id.or_else(|| brands.first().filter(|_| brands.len() == 1).map(|brand| brand.id));
    if brand_id.is_none() {
        form.fault("brand_id", "required");
    }
    if chosen.is_empty() && form.is_valid() {
        form.fault("file", "required");
    }
    for fault in shelf_faults(form.value("folder"), form.value("tags"), "") {
        form.push(fault);
    }
    let mut outcome = Outcome::default();
    for file in chosen.into_iter().filter(|_| form.is_valid()) {
        let Some(brand_id) = brand_id else { break };
        match keep(&app, &actor, brand_id, &form, file).await {
            Ok(media) => outcome.kept.push(media),
            Err((name, Error::Invalid(faults))) => {
                let why: Vec<String> = faults.iter().map(|fault| shell.error(fault)).collect();
                outcome.refused.push((name, why.join(" ")));
            }
            Err((name, Error::Full(_))) => outcome.refused.push((name, shell.t("problem-text-full"))),
            Err((name, Error::Store(_))) => outcome.refused.push((name, shell.t("problem-text-store"))),
            Err((_, error)) => return Err(error.into()),
        }
    }
    if form.is_valid() && outcome.refused.is_empty() {
        let done = Flash::good("media-uploaded").with_count("count", outcome.kept.len());
        return see_other(&shell, "/media", Some(done));
    }
    let empty = FormState::new(&shell);
    render(&app, &actor, &shell, StatusCode::UNPROCESSABLE_ENTITY, &empty, &form, outcome).await
}

/// Keeps one file with the folder and tags of its form.
async fn keep(
    app: &App,
    actor: &Actor,
    brand_id: BrandId,
    form: &FormState,
    file: uploads::Upload,
) -> Result<Media, (String, Error)> {
    let uploads::Upload { file_name, incoming } = file;
    let kept = app.keep_media(actor, brand_id, &file_name, "", incoming).await;
    let media = kept.map_err(|error| (file_name.clone(), error))?;
    let (folder, tags) = (form.text("folder"), form.text("tags"));
    if folder.is_empty() && tags.is_empty() {
        return Ok(media);
    }
    let told =
        EditMedia { folder, tags, focus: (50, 50), file_name: media.file_name, ..EditMedia::default() };
    app.edit_media(actor, media.id, &told).await.map_err(|error| (file_name, error))
}

async fn render(
    app: &App,
    actor: &Actor,
    shell: &Shell,
    status: StatusCode,
    form: &FormState,
    upload: &FormState,
    outcome: Outcome,
) -> PageResult {
    let filter = MediaFilter {
        brand_id: shell.brand(),
        sort: Sort::parse(form.value("sort")),
        folder: form.optional("folder"),
        tag: form.optional("tag"),
        rights: Rights::parse(form.value("rights")),
        search: form.optional("q"),
    };
    let wanted = PageRequest { after: form.optional("after"), limit: SHOWN };
    let found = app.list_media(actor, &filter, &wanted).await?;
    let brands = app.choose_brands(actor).await?;
    let under_way =
        if actor.allows(Permission::WritePosts) { app.open_uploads(actor).await? } else { vec![] };
    let list = MediaList {
        shell,
        outcome,
        uploads: under_way,
        lines: found.items,
        shelves: app.media_shelves(actor, filter.brand_id).await?,
        brands: brands.into_iter().map(|brand| (brand.id.to_string(), brand.name)).collect(),
        sorts: sorts(shell),
        rights: all_rights(shell),
        upload_max_mb: (app.settings.upload_max_bytes / (1024 * 1024)).to_string(),
        now: app.now(),
        filtered: ["sort", "folder", "tag", "rights", "q"].iter().any(|name| form.optional(name).is_some()),
        next: Next::of("/media", form, &["sort", "folder", "tag", "rights", "q"], found.next),
        form,
        upload,
    };
    if shell.wants("results") {
        return fragment(list.as_results());
    }
    page_with(status, &list)
}

impl MediaList<'_> {
    /// Whether the form to upload stands open.
    fn is_open(&self) -> bool {
        !self.upload.is_valid()
            || !self.outcome.refused.is_empty()
            || !self.uploads.is_empty()
            || self.lines.is_empty() && !self.filtered
    }

    /// Shelves as choices of a field.
    fn choices(names: &[String]) -> Vec<(String, String)> {
        names.iter().map(|name| (name.clone(), name.clone())).collect()
    }
}
