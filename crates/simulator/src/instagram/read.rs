//! Reads and counters.

use serde_json::{Value, json};

use super::State;
use super::create::QUOTA;
use crate::meta::container::Standing;
use crate::meta::{Answered, GraphError, insight, page, select, time};
use crate::oauth::SignIn;
use crate::oauth::authority::Token;
use crate::params::Params;
use crate::state::Shared;
use crate::world::{Account, Post, World};

const DAY_MS: i64 = 24 * 60 * 60 * 1000;
const MEDIA_FIELDS: [&str; 12] = [
    "id",
    "caption",
    "timestamp",
    "permalink",
    "shortcode",
    "media_type",
    "media_product_type",
    "like_count",
    "comments_count",
    "view_count",
    "username",
    "is_comment_enabled",
];
const ME_FIELDS: [&str; 9] = [
    "id",
    "user_id",
    "username",
    "name",
    "profile_picture_url",
    "followers_count",
    "follows_count",
    "media_count",
    "biography",
];
const COMMENT_FIELDS: [&str; 8] =
    ["id", "text", "timestamp", "username", "from", "hidden", "like_count", "parent_id"];

/// What stands in the profile; stories do for a day, under an edge of their own.
fn is_story(post: &Post) -> bool {
    post.raw["media_product_type"] == "STORY"
}

fn person(world: &World, account: &Account) -> Value {
    let posts = world.posts_of(&account.id);
    json!({
        "id": account.id, "user_id": account.id, "username": account.handle, "name": account.display_name,
        "profile_picture_url": Value::Null, "followers_count": account.followers_count(),
        "follows_count": account.following.len(),
        "media_count": posts.iter().filter(|post| post.parent.is_none() && !is_story(post)).count(),
        "biography": "",
    })
}

fn view(world: &World, post: &Post) -> Value {
    let counts = post.counts();
    json!({
        "id": post.id,
        "caption": (!post.text.is_empty()).then(|| post.text.clone()),
        "timestamp": time(post.created_at),
        "permalink": post.url,
        "shortcode": post.url.trim_end_matches('/').rsplit('/').next(),
        "media_type": if post.media.len() > 1 { "CAROUSEL_ALBUM" } else { "IMAGE" },
        "media_product_type": if is_story(post) { "STORY" } else { "FEED" },
        "like_count": counts.likes,
        "comments_count": counts.replies,
        "username": world.account(&post.author).map(|account| account.handle.clone()),
        "is_comment_enabled": true,
    })
}

/// `GET /{id}`: the account, a container or a post.
pub(super) fn node(shared: &Shared, me: &str, node: &str, params: &Params) -> Answered {
    let fields = params.get("fields");
    let now = shared.clock.now();
    let mut state = shared.state::<State>();
    if node == "me" || node == me {
        let account = state.world.account(me).ok_or_else(|| GraphError::missing(node))?;
        return select(&person(&state.world, account), fields, &["id"], &ME_FIELDS);
    }
    if let Some(container) = state.containers.shown(node, me) {
        let standing = container.standing(now, true);
        let mut view = json!({ "id": node, "status_code": standing.word(), "status": standing.word() });
        if let Standing::Error(why) = standing {
            view["status"] = why.into();
        }
        return select(&view, fields, &["id"], &["id", "status_code", "status"]);
    }
    let post = state.world.post(node).filter(|post| post.author == me);
    let post = post.ok_or_else(|| GraphError::missing(node))?;
    select(&view(&state.world, post), fields, &["id"], &MEDIA_FIELDS)
}

/// `GET /me/accounts` of Facebook's login: a page for each account of which the person is the owner.
pub(super) fn pages(shared: &Shared, token: &Token, params: &Params) -> Answered {
    let now = shared.clock.now();
    let mut state = shared.state::<State>();
    let owned: Vec<Value> = state
        .world
        .owners()
        .filter(|account| account.id == token.account || account.extra["owner"] == token.account.as_str())
        .map(|account| json!({ "id": account.id, "username": account.handle, "name": account.display_name }))
        .collect();
    let mut items = Vec::new();
    for account in owned {
        let id = account["id"].as_str().unwrap_or_default().to_owned();
        let page_id = format!("1{}", &id[id.len().saturating_sub(14)..]);
        let page_token = state.authority.derive(shared.seed, &State::FLAVOUR, token, &id, None, now);
        let view = json!({
            "id": page_id, "name": account["name"], "access_token": page_token,
            "instagram_business_account": account,
        });
        let known = ["id", "name", "access_token", "instagram_business_account"];
        items.push(select(&view, params.get("fields"), &["id", "name"], &known)?);
    }
    Ok(page(&items, params))
}

/// `GET /{ig-user}/media` and `/{ig-user}/stories`, newest first.
pub(super) fn media(shared: &Shared, me: &str, params: &Params, stories: bool) -> Answered {
    let state = shared.state::<State>();
    let since = shared.clock.now() - DAY_MS;
    let mut items = Vec::new();
    for post in state.world.posts_of(me).into_iter().rev() {
        let listed =
            post.parent.is_none() && is_story(post) == stories && (!stories || post.created_at > since);
        if listed {
            items.push(select(&view(&state.world, post), params.get("fields"), &["id"], &MEDIA_FIELDS)?);
        }
    }
    Ok(page(&items, params))
}

/// `GET /{ig-media}/comments`, newest first.
pub(super) fn comments(shared: &Shared, node: &str, params: &Params) -> Answered {
    let state = shared.state::<State>();
    let post = state.world.post(node).ok_or_else(|| GraphError::missing(node))?;
    let mut items = Vec::new();
    for comment in post.replies.iter().rev().filter_map(|id| state.world.post(id)) {
        let by = state.world.account(&comment.author);
        let username = by.map(|account| account.handle.clone());
        let view = json!({
            "id": comment.id, "text": comment.text, "timestamp": time(comment.created_at),
            "username": username, "from": { "id": comment.author, "username": username },
            "hidden": false, "like_count": comment.counts().likes,
        });
        items.push(select(&view, params.get("fields"), &["id", "text", "timestamp"], &COMMENT_FIELDS)?);
    }
    Ok(page(&items, params))
}

/// `GET /{ig-user}/content_publishing_limit`.
pub(super) fn quota(shared: &Shared, me: &str, params: &Params) -> Answered {
    let state = shared.state::<State>();
    let since = shared.clock.now() - DAY_MS;
    let posts = state.world.posts_of(me);
    let used = posts.iter().filter(|post| post.created_at > since && post.parent.is_none()).count();
    let view = json!({
        "quota_usage": used, "config": { "quota_total": QUOTA, "quota_duration": 86_400 },
    });
    let one = select(&view, params.get("fields"), &["quota_usage"], &["quota_usage", "config"])?;
    Ok(json!({ "data": [one] }))
}

/// How often a post was seen, and by how many.
fn seen(world: &World, post: &Post) -> (u64, u64) {
    let counts = post.counts();
    let followers = world.account(&post.author).map_or(0, Account::followers_count);
    let reach = followers / 3 + 9 * counts.likes + 6 * counts.replies + 15 * counts.reposts;
    (reach + reach / 4, reach)
}

/// `GET /{ig-media}/insights`. Of a story that fewer than five saw nothing is told.
pub(super) fn insights(shared: &Shared, me: &str, node: &str, params: &Params) -> Answered {
    let state = shared.state::<State>();
    let post = state.world.post(node).filter(|post| post.author == me);
    let post = post.ok_or_else(|| GraphError::missing(node))?;
    let counts = post.counts();
    let (views, reach) = seen(&state.world, post);
    if is_story(post) && reach < 5 {
        return Err(GraphError::new(10, 0, "(#10) Not enough viewers for the media to show insights"));
    }
    crate::meta::insights(params, |name| {
        let value = match name {
            "reach" => reach,
            "views" => views,
            "likes" => counts.likes,
            "comments" | "replies" => counts.replies,
            "saved" => counts.likes / 5,
            "shares" => counts.reposts,
            "total_interactions" => counts.likes + counts.replies + counts.reposts + counts.likes / 5,
            _ => return None,
        };
        Some(insight(name, "lifetime", value.into()))
    })
}

/// `GET /{ig-user}/insights`; some counters come in one only.
pub(super) fn account_insights(shared: &Shared, me: &str, params: &Params) -> Answered {
    let state = shared.state::<State>();
    let account = state.world.account(me).ok_or_else(|| GraphError::missing(me))?;
    if params.get("period").is_none() {
        return Err(GraphError::parameter("The parameter period is required"));
    }
    let total = params.get("metric_type") == Some("total_value");
    let posts = state.world.posts_of(me);
    crate::meta::insights(params, |name| {
        let value: u64 = match name {
            "reach" => posts.iter().map(|post| seen(&state.world, post).1).sum(),
            "views" if total => posts.iter().map(|post| seen(&state.world, post).0).sum(),
            "likes" if total => posts.iter().map(|post| post.counts().likes).sum(),
            "comments" if total => posts.iter().map(|post| post.counts().replies).sum(),
            "follower_count" => account.followers_count(),
            _ => return None,
        };
        if total {
            return Some(json!({ "name": name, "period": "day", "total_value": { "value": value } }));
        }
        Some(insight(name, "day", value.into()))
    })
}
