//! Channels and their lists of uploads.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use serde_json::{Value, json};

use super::{FORCE_SSL, READ, metadata};
use crate::call::Call;
use crate::clock::iso;
use crate::google::{self, Answer, GoogleError};
use crate::stand_in::Listed;
use crate::state::Shared;
use crate::world::{Account, World};

/// The list of a channel's uploads has the channel's id with another beginning.
fn uploads_of(channel: &str) -> String {
    format!("UU{}", channel.trim_start_matches("UC"))
}

fn films<'w>(world: &'w World, channel: &str) -> Vec<&'w crate::world::Post> {
    world.posts_of(channel).into_iter().filter(|post| post.parent.is_none()).collect()
}

fn resource(shared: &Shared, world: &World, account: &Account) -> Value {
    let films = films(world, &account.id);
    let likes: u64 = films.iter().map(|post| post.counts().likes).sum();
    let avatar = format!("{}/avatars/{}", shared.url(super::State::NETWORK), account.handle);
    let hidden = account.extra["hidden_subscribers"].as_bool().unwrap_or(false);
    let long = account.extra["long_uploads"].as_str().unwrap_or("allowed");
    json!({
        "kind": "youtube#channel",
        "id": account.id,
        "snippet": {
            "title": account.display_name,
            "description": "",
            "customUrl": format!("@{}", account.handle),
            "publishedAt": iso(account.created_at),
            "thumbnails": { "default": { "url": avatar, "width": 88, "height": 88 } },
        },
        "statistics": {
            "viewCount": (likes * 9).to_string(),
            "subscriberCount": if hidden { "0".to_owned() } else { account.followers_count().to_string() },
            "hiddenSubscriberCount": hidden,
            "videoCount": films.len().to_string(),
        },
        "contentDetails": { "relatedPlaylists": { "likes": "", "uploads": uploads_of(&account.id) } },
        "status": { "privacyStatus": "public", "isLinked": true, "longUploadsStatus": long },
    })
}

pub(super) async fn list(State(shared): State<Arc<Shared>>, call: Call) -> Answer {
    let token = google::authorise::<super::State>(&shared, &call, &[READ, FORCE_SSL])?;
    let parts = metadata::parts(&call, &["id", "snippet", "statistics", "contentDetails", "status"])?;
    let state = shared.state::<super::State>();
    let wanted: Vec<&str> = match (call.query.get("mine"), call.query.get("id")) {
        (Some("true"), _) => vec![&token.account],
        (_, Some(ids)) => ids.split(',').collect(),
        _ => return Err(GoogleError::invalid("missingRequiredParameter", "No filter selected.")),
    };
    let mut answer = json!({ "kind": "youtube#channelListResponse", "pageInfo": { "resultsPerPage": 5 } });
    let items: Vec<Value> = wanted
        .into_iter()
        .filter_map(|id| state.world.account(id))
        .filter(|account| account.extra["no_channel"] != true)
        .map(|account| metadata::only(resource(&shared, &state.world, account), &parts))
        .collect();
    // A list without anything has no items at all.
    if !items.is_empty() {
        answer["items"] = items.into();
    }
    Ok(Json(answer))
}

pub(super) async fn playlist_items(State(shared): State<Arc<Shared>>, call: Call) -> Answer {
    google::authorise::<super::State>(&shared, &call, &[READ, FORCE_SSL])?;
    let parts = metadata::parts(&call, &["id", "snippet", "contentDetails", "status"])?;
    let max = call.query.get("maxResults").and_then(|max| max.parse().ok()).unwrap_or(5_usize).clamp(1, 50);
    let playlist = call.query.get("playlistId").unwrap_or_default();
    let channel = format!("UC{}", playlist.strip_prefix("UU").unwrap_or_default());
    let state = shared.state::<super::State>();
    if state.world.account(&channel).is_none() {
        let message = "The playlist identified with the request's playlistId parameter cannot be found.";
        return Err(GoogleError::new(404, "playlistNotFound", message));
    }
    let films = films(&state.world, &channel);
    let items: Vec<Value> = films
        .iter()
        .rev()
        .take(max)
        .map(|film| {
            let item = json!({
                "kind": "youtube#playlistItem",
                "id": format!("{playlist}.{}", film.id),
                "snippet": {
                    "publishedAt": iso(film.created_at),
                    "channelId": channel,
                    "title": film.raw["snippet"]["title"],
                    "description": film.text,
                    "playlistId": playlist,
                    "resourceId": { "kind": "youtube#video", "videoId": film.id },
                },
                "contentDetails": { "videoId": film.id, "videoPublishedAt": iso(film.created_at) },
                "status": { "privacyStatus": film.raw["status"]["privacyStatus"] },
            });
            metadata::only(item, &parts)
        })
        .collect();
    Ok(Json(json!({
        "kind": "youtube#playlistItemListResponse",
        "items": items,
        "pageInfo": { "totalResults": films.len(), "resultsPerPage": max },
    })))
}
