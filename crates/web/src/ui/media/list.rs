//! The library's list, and taking files in.

use app::{
    Actor, App,
    ids::BrandId,
    media::{EditMedia, Media, MediaFilter, MediaShelves, Rights, Sort},
    page::PageRequest,
};
use askama::Template;
use axum::{
    extract::{Multipart, Query, State},
    http::StatusCode,
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
    render(&app, &actor, &shell, StatusCode::OK, &form, &upload).await
}

/// `POST /media`
pub async fn upload(
    State(app): State<App>,
    shell: Shell,
    Signed(actor): Signed,
    multipart: Multipart,
) -> PageResult {
    actor.require(app::Permission::WritePosts)?;
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
    let (folder, tags) = (form.text("folder"), form.text("tags"));
    let mut kept: u32 = 0;
    for file in chosen {
        let Some(brand_id) = brand_id else { break };
        match app.keep_media(&actor, brand_id, &file.file_name, "", file.incoming).await {
            Ok(media) => {
                kept += 1;
                if !(folder.is_empty() && tags.is_empty()) {
                    let (folder, tags) = (folder.clone(), tags.clone());
                    let told = EditMedia {
                        folder,
                        tags,
                        focus: (50, 50),
                        file_name: media.file_name,
                        ..EditMedia::default()
                    };
                    if let Err(error) = app.edit_media(&actor, media.id, &told).await {
                        form.absorb(error)?;
                    }
                }
            }
            Err(error) => form.absorb(error)?,
        }
    }
    if form.is_valid() {
        let done = Flash::good("media-uploaded").with("count", kept.to_string());
        return see_other(&shell, "/media", Some(done));
    }
    let empty = FormState::new(&shell);
    render(&app, &actor, &shell, StatusCode::UNPROCESSABLE_ENTITY, &empty, &form).await
}

async fn render(
    app: &App,
    actor: &Actor,
    shell: &Shell,
    status: StatusCode,
    form: &FormState,
    upload: &FormState,
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
    let list = MediaList {
        shell,
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
    /// Shelves as choices of a field.
    fn choices(names: &[String]) -> Vec<(String, String)> {
        names.iter().map(|name| (name.clone(), name.clone())).collect()
    }
}
