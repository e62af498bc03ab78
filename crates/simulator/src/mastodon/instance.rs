//! What the server says of itself and its limits.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use serde_json::{Value, json};

use super::content::{CHARACTERS_PER_URL, MAX_CHARACTERS};
use super::media::{IMAGE_LIMIT, MIME_TYPES, VIDEO_LIMIT};
use super::statuses::MAX_MEDIA;
use super::{domain, media};
use crate::state::Shared;

const VERSION: &str = "4.5.0";

fn configuration() -> Value {
    json!({
        "accounts": { "max_featured_tags": 10, "max_pinned_statuses": 5 },
        "statuses": {
            "max_characters": MAX_CHARACTERS,
            "max_media_attachments": MAX_MEDIA,
            "characters_reserved_per_url": CHARACTERS_PER_URL,
        },
        "media_attachments": {
            "supported_mime_types": MIME_TYPES,
            "description_limit": media::DESCRIPTION_LIMIT,
            "image_size_limit": IMAGE_LIMIT,
            "image_matrix_limit": 33_177_600,
            "video_size_limit": VIDEO_LIMIT,
            "video_frame_rate_limit": 120,
            "video_matrix_limit": 8_294_400,
        },
        "polls": {
            "max_options": 4,
            "max_characters_per_option": 50,
            "min_expiration": 300,
            "max_expiration": 2_629_746,
        },
        "translation": { "enabled": false },
    })
}

pub(super) async fn v2(State(shared): State<Arc<Shared>>) -> Json<Value> {
    let mut configuration = configuration();
    configuration["urls"] = json!({ "streaming": shared.mastodon_url().replace("http:", "ws:") });
    Json(json!({
        "domain": domain(&shared),
        "title": "Simulated Mastodon",
        "version": VERSION,
        "source_url": "",
        "description": "One server of the simulated network",
        "usage": { "users": { "active_month": shared.mastodon().world.owners().count() } },
        "languages": ["en", "de", "es"],
        "configuration": configuration,
        "registrations": { "enabled": false, "approval_required": false, "message": null },
        "api_versions": { "mastodon": 7 },
        "rules": [],
    }))
}

pub(super) async fn v1(State(shared): State<Arc<Shared>>) -> Json<Value> {
    let statuses = shared.mastodon().world.all_posts().count();
    Json(json!({
        "uri": domain(&shared),
        "title": "Simulated Mastodon",
        "short_description": "One server of the simulated network",
        "description": "One server of the simulated network",
        "email": "",
        "version": VERSION,
        "urls": { "streaming_api": shared.mastodon_url().replace("http:", "ws:") },
        "stats": {
            "user_count": shared.mastodon().world.owners().count(),
            "status_count": statuses,
            "domain_count": 1,
        },
        "languages": ["en", "de", "es"],
        "registrations": false,
        "approval_required": false,
        "invites_enabled": false,
        "configuration": configuration(),
        "rules": [],
    }))
}
