//! Reads and counters.

use serde_json::{Value, json};

use super::State;
use crate::meta::{Answered, GraphError, insight, page, select, time};
use crate::oauth::SignIn;
use crate::oauth::authority::Token;
use crate::params::Params;
use crate::state::Shared;
use crate::world::{Account, Post, World};

const PAGE_FIELDS: [&str; 11] = [
    "id",
    "name",
    "username",
    "link",
    "picture",
    "access_token",
    "tasks",
    "category",
    "followers_count",
    "fan_count",
    "about",
];
const POST_FIELDS: [&str; 12] = [
    "id",
    "message",
    "created_time",
    "updated_time",
    "permalink_url",
    "status_type",
    "from",
    "is_hidden",
    "shares",
    "comments",
    "reactions",
    "attachments",
];
const FILM_FIELDS: [&str; 8] =
    ["id", "status", "post_id", "permalink_url", "description", "comments", "reactions", "likes"];
const COMMENT_FIELDS: [&str; 8] =
    ["id", "message", "created_time", "from", "parent", "permalink_url", "is_hidden", "like_count"];

fn page_view(account: &Account) -> Value {
    json!({
        "id": account.id, "name": account.display_name, "username": account.handle, "category": "Brand",
        "picture": { "data": { "url": "https://images.example/page.png", "is_silhouette": true } },
        "followers_count": account.followers_count(), "fan_count": account.followers_count(),
    })
}

fn post_view(state: &State, post: &Post) -> Value {
    let counts = post.counts();
    let name = state.world.account(&post.author).map(|account| account.display_name.clone());
    let attachments: Vec<Value> =
        post.media.iter().map(|id| json!({ "target": { "id": id }, "description": state.alt(id) })).collect();
    json!({
        "id": post.id,
        "message": (!post.text.is_empty()).then(|| post.text.clone()),
        "created_time": time(post.created_at),
        "updated_time": time(post.edited_at.unwrap_or(post.created_at)),
        "permalink_url": post.url,
        "status_type": if post.media.is_empty() { "mobile_status_update" } else { "added_photos" },
        "from": { "id": post.author, "name": name },
        "is_hidden": false,
        // Left out while there are none.
        "shares": (counts.reposts > 0).then(|| json!({ "count": counts.reposts })),
        "comments": { "data": [], "summary": { "total_count": counts.replies } },
        "reactions": { "data": [], "summary": { "total_count": counts.likes } },
        "attachments": { "data": attachments },
    })
}

/// `GET /{id}`: a page, a film or a post.
pub(super) fn node(shared: &Shared, me: &str, node: &str, params: &Params) -> Answered {
    let fields = params.get("fields");
    let now = shared.clock.now();
    let mut state = shared.state::<State>();
    let page = if node == "me" { me } else { node };
    if let Some(account) = state.world.account(page).filter(|account| !account.audience) {
        return select(&page_view(account), fields, &["id", "name"], &PAGE_FIELDS);
    }
    if let Some(film) = state.film_view(me, node, now) {
        return select(&film, fields, &["id"], &FILM_FIELDS);
    }
    let post = state.world.post(node).ok_or_else(|| GraphError::missing(node))?;
    select(&post_view(&state, post), fields, &["id", "message", "created_time"], &POST_FIELDS)
}

/// `GET /me/accounts`: the person's pages, each with a token of its own. It has no end if the person's is a long one.
pub(super) fn pages(shared: &Shared, token: &Token, params: &Params) -> Answered {
    let now = shared.clock.now();
    let mut state = shared.state::<State>();
    let mine =
        |account: &&Account| account.id == token.account || account.extra["owner"] == token.account.as_str();
    let views: Vec<(String, Value)> = state
        .world
        .owners()
        .filter(mine)
        .map(|account| {
            let mut view = page_view(account);
            let all = json!(["ANALYZE", "ADVERTISE", "MODERATE", "CREATE_CONTENT", "MANAGE"]);
            let tasks = account.extra.get("tasks").cloned().unwrap_or(all);
            view["tasks"] = tasks;
            (account.id.clone(), view)
        })
        .collect();
    let long = token.expires_at.is_none_or(|at| at > token.issued_at + 24 * 60 * 60 * 1000);
    let life = if long { None } else { token.expires_at.map(|at| (at - now) / 1000) };
    let mut items = Vec::new();
    for (id, mut view) in views {
        let page_token = state.authority.derive(shared.seed, &State::FLAVOUR, token, &id, life, now);
        view["access_token"] = json!(page_token);
        items.push(select(&view, params.get("fields"), &["id", "name", "access_token"], &PAGE_FIELDS)?);
    }
    Ok(page(&items, params))
}

/// `GET /{page}/published_posts`, newest first, within `since` and `until`. Stories are none.
pub(super) fn published(shared: &Shared, me: &str, params: &Params) -> Answered {
    let state = shared.state::<State>();
    let second = |name: &str| params.get(name).and_then(|value| value.parse::<i64>().ok());
    let since = second("since").map_or(i64::MIN, |seconds| seconds * 1000);
    let mut items = Vec::new();
    for post in state.world.posts_of(me).into_iter().rev() {
        let listed = post.parent.is_none() && post.raw.get("story").is_none() && post.created_at >= since;
        if listed {
            let usual = ["id", "message", "created_time"];
            items.push(select(&post_view(&state, post), params.get("fields"), &usual, &POST_FIELDS)?);
        }
    }
    Ok(page(&items, params))
}

/// `GET /{page}/stories`, newest first.
pub(super) fn stories(shared: &Shared, me: &str, params: &Params) -> Answered {
    let state = shared.state::<State>();
    let mut items = Vec::new();
    for post in state.world.posts_of(me).into_iter().rev() {
        let Some(media_id) = post.raw["story"].as_str() else { continue };
        let view = json!({
            "post_id": post.id, "media_id": media_id, "media_type": "photo", "status": "PUBLISHED",
            "creation_time": (post.created_at / 1000).to_string(), "url": post.url,
        });
        let known = ["post_id", "media_id", "media_type", "status", "creation_time", "url"];
        items.push(select(&view, params.get("fields"), &known, &known)?);
    }
    Ok(page(&items, params))
}

/// `GET /{post}/comments`, oldest first unless asked otherwise.
pub(super) fn comments(shared: &Shared, node: &str, params: &Params) -> Answered {
    let state = shared.state::<State>();
    let id = state.films.get(node).and_then(|film| film.post.clone()).unwrap_or_else(|| node.to_owned());
    let post = state.world.post(&id).ok_or_else(|| GraphError::missing(node))?;
    let mut comments: Vec<&Post> = post.replies.iter().filter_map(|id| state.world.post(id)).collect();
    if params.get("order") == Some("reverse_chronological") {
        comments.reverse();
    }
    let mut items = Vec::new();
    for comment in comments {
        let by = state.world.account(&comment.author);
        let mut view = json!({
            "id": comment.id, "message": comment.text, "created_time": time(comment.created_at),
            "is_hidden": false, "like_count": comment.counts().likes,
        });
        // Of people who did not agree to it nothing is told.
        if by.is_some_and(|account| !account.audience) {
            view["from"] = json!({ "id": comment.author, "name": by.map(|by| by.display_name.clone()) });
        }
        items.push(select(&view, params.get("fields"), &["id", "message", "created_time"], &COMMENT_FIELDS)?);
    }
    Ok(page(&items, params))
}

/// How often a post was seen, by how many, and how often its links were followed.
fn seen(world: &World, post: &Post) -> (u64, u64, u64) {
    let counts = post.counts();
    let followers = world.account(&post.author).map_or(0, Account::followers_count);
    let reach = followers / 6 + 10 * counts.likes + 25 * counts.reposts + 7 * counts.replies;
    (reach + reach / 3, reach, counts.likes / 2 + counts.replies)
}

/// `GET /{post}/insights`. The names that went in June 2026 are refused.
pub(super) fn insights(shared: &Shared, me: &str, node: &str, params: &Params) -> Answered {
    let state = shared.state::<State>();
    if node == me {
        let account = state.world.account(me).ok_or_else(|| GraphError::missing(node))?;
        return crate::meta::insights(params, |name| {
            let value = match name {
                "page_follows" => account.followers_count(),
                "page_media_view" => state.world.posts_of(me).iter().map(|p| seen(&state.world, p).0).sum(),
                _ => return None,
            };
            Some(insight(name, "day", value.into()))
        });
    }
    let post = state.world.post(node).filter(|post| post.author == me);
    let post = post.ok_or_else(|| GraphError::missing(node))?;
    let (views, reach, clicks) = seen(&state.world, post);
    crate::meta::insights(params, |name| {
        let value = match name {
            "post_media_view" => json!(views),
            "post_total_media_view_unique" => json!(reach),
            "post_clicks" => json!(clicks),
            "post_reactions_by_type_total" => json!({ "like": post.counts().likes }),
            _ => return None,
        };
        Some(insight(name, "lifetime", value))
    })
}

/// `GET /{film}/video_insights`: without names it tells all.
pub(super) fn video_insights(shared: &Shared, me: &str, node: &str, params: &Params) -> Answered {
    let state = shared.state::<State>();
    let id =
        state.films.get(node).and_then(|film| film.post.clone()).ok_or_else(|| GraphError::missing(node))?;
    let post = state.world.post(&id).filter(|post| post.author == me);
    let (views, ..) = seen(&state.world, post.ok_or_else(|| GraphError::missing(node))?);
    if params.get("metric").is_none() {
        return Ok(json!({ "data": [insight("blue_reels_play_count", "lifetime", views.into())] }));
    }
    crate::meta::insights(params, |name| {
        (name == "blue_reels_play_count").then(|| insight(name, "lifetime", views.into()))
    })
}
