//! What Pinterest says on the wire: the fields that we read, named as `v5/openapi.json` names them.

use std::collections::BTreeMap;

use serde::Deserialize;

/// Schema `Error`.
#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct Failure {
    pub code: Option<i64>,
    pub message: String,
}

/// Schema `Paginated`.
#[derive(Deserialize)]
pub(super) struct Page<T> {
    pub items: Vec<T>,
    pub bookmark: Option<String>,
}

/// Schema `Account`.
#[derive(Deserialize)]
pub(super) struct User {
    pub username: Option<String>,
    pub profile_image: Option<String>,
}

/// Schema `Board`.
#[derive(Deserialize)]
pub(super) struct Board {
    pub id: String,
    #[serde(default)]
    pub name: String,
    pub owner: Option<Owner>,
    pub media: Option<BoardMedia>,
    pub follower_count: Option<i64>,
    pub pin_count: Option<i64>,
}

#[derive(Deserialize)]
pub(super) struct Owner {
    pub username: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct BoardMedia {
    pub image_cover_url: Option<String>,
}

/// Schema `Pin`.
#[derive(Deserialize)]
pub(super) struct Pin {
    pub id: String,
    pub created_at: Option<String>,
    pub title: Option<String>,
    pub description: Option<String>,
    pub link: Option<String>,
    pub pin_metrics: Option<PinMetrics>,
}

/// Field `pin_metrics` of schema `Pin`.
#[derive(Deserialize)]
pub(super) struct PinMetrics {
    pub lifetime_metrics: Option<BTreeMap<String, Option<f64>>>,
}

/// Schema `MediaUpload`.
#[derive(Deserialize)]
pub(super) struct MediaUpload {
    pub media_id: String,
    pub upload_url: String,
    #[serde(default)]
    pub upload_parameters: BTreeMap<String, String>,
}

/// Schema `Media`.
#[derive(Deserialize)]
pub(super) struct Media {
    pub status: String,
}
