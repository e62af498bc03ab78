//! Files of the library for the composer to choose from.

use app::{
    App,
    media::{Media, MediaFilter},
    page::PageRequest,
};
use askama::Template;
use axum::extract::{Query, State};
use serde::Deserialize;

use crate::{
    extract::Signed,
    shell::{PageResult, Shell, page},
};

#[derive(Template)]
#[template(path = "media/choose.html")]
struct Choose<'a> {
    shell: &'a Shell,
    library: Vec<Media>,
    now: i64,
}

/// Whose files, and which.
#[derive(Debug, Default, Deserialize)]
pub struct Params {
    #[serde(default)]
    brand: String,
    #[serde(default)]
    q: String,
}

/// Files offered at a time; a search finds the others.
pub(crate) const OFFERED: i64 = 60;

/// `GET /media/choose`
pub async fn get(
    State(app): State<App>,
    Signed(actor): Signed,
    shell: Shell,
    Query(params): Query<Params>,
) -> PageResult {
    actor.require(app::Permission::WritePosts)?;
    let filter = MediaFilter {
        brand_id: params.brand.parse().ok(),
        search: Some(params.q.trim().to_owned()).filter(|search| !search.is_empty()),
        ..MediaFilter::default()
    };
    let found = app.list_media(&actor, &filter, &PageRequest::first(OFFERED)).await?;
    page(&Choose { shell: &shell, library: found.items, now: app.now() })
}
