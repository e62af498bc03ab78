//! Reads, counters and removal.

use serde_json::{Value, json};

use super::State;
use super::create::QUOTA;
use crate::meta::container::Standing;
use crate::meta::{Answered, GraphError, insight, page, select, time};
use crate::params::Params;
use crate::state::Shared;
use crate::world::{Account, Post, World};

const POST_FIELDS: [&str; 13] = [
    "id",
    "text",
    "username",
    "permalink",
    "shortcode",
    "timestamp",
    "media_type",
    "has_replies",
    "root_post",
    "replied_to",
    "is_reply",
    "is_reply_owned_by_me",
    "hide_status",
];
const ME_FIELDS: [&str; 7] = [
    "id",
    "username",
    "name",
    "threads_profile_picture_url",
    "threads_biography",
    "is_verified",
    "followers_count",
];

fn view(world: &World, post: &Post) -> Value {
    let handle = |id: &str| world.account(id).map(|account| account.handle.clone()).unwrap_or_default();
    json!({
        "id": post.id,
        "text": post.text,
        "username": handle(&post.author),
        "permalink": post.url,
        "shortcode": post.id,
        "timestamp": time(post.created_at),
        "media_type": match post.media.len() { 0 => "TEXT_POST", 1 => "IMAGE", _ => "CAROUSEL_ALBUM" },
        "has_replies": !post.replies.is_empty(),
        "is_reply": post.parent.is_some(),
        "replied_to": post.parent.as_ref().map(|id| json!({ "id": id })),
        "hide_status": "NOT_HUSHED",
    })
}

/// `GET /{id}`: the account, a container or a post.
pub(super) fn node(shared: &Shared, me: &str, node: &str, params: &Params) -> Answered {
    let fields = params.get("fields");
    let now = shared.clock.now();
    let mut state = shared.state::<State>();
    if node == "me" || node == me {
        let account = state.world.account(me).ok_or_else(|| GraphError::missing(node))?;
        let view = json!({
            "id": account.id, "username": account.handle, "name": account.display_name,
            "threads_profile_picture_url": Value::Null, "threads_biography": "", "is_verified": false,
        });
        return select(&view, fields, &["id"], &ME_FIELDS);
    }
    if let Some(container) = state.containers.shown(node, me) {
        let standing = container.standing(now, true);
        let mut view = json!({ "id": node, "status": standing.word() });
        if let Standing::Error(why) = standing {
            view["error_message"] = why.into();
        }
        return select(&view, fields, &["id"], &["id", "status", "error_message"]);
    }
    let post = state.world.post(node).ok_or_else(|| GraphError::missing(node))?;
    select(&view(&state.world, post), fields, &["id"], &POST_FIELDS)
}

fn listed(world: &World, posts: &[&Post], params: &Params) -> Answered {
    let mut items = Vec::new();
    for post in posts {
        items.push(select(&view(world, post), params.get("fields"), &["id"], &POST_FIELDS)?);
    }
    Ok(page(&items, params))
}

/// `GET /{user}/threads`, without what answers another post, and `/{user}/replies`, which is only that. Newest first.
pub(super) fn threads(shared: &Shared, me: &str, params: &Params, replies: bool) -> Answered {
    let state = shared.state::<State>();
    let mut posts = state.world.posts_of(me);
    posts.retain(|post| post.parent.is_some() == replies);
    posts.reverse();
    listed(&state.world, &posts, params)
}

/// `GET /{post}/replies`.
pub(super) fn replies(shared: &Shared, node: &str, params: &Params) -> Answered {
    let state = shared.state::<State>();
    let post = state.world.post(node).ok_or_else(|| GraphError::missing(node))?;
    let mut posts: Vec<&Post> = post.replies.iter().filter_map(|id| state.world.post(id)).collect();
    posts.reverse();
    listed(&state.world, &posts, params)
}

/// `GET /{user}/threads_publishing_limit`.
pub(super) fn quota(shared: &Shared, me: &str, params: &Params) -> Answered {
    let state = shared.state::<State>();
    let since = shared.clock.now() - 24 * 60 * 60 * 1000;
    let posts = state.world.posts_of(me);
    let count = |reply: bool| {
        posts.iter().filter(|post| post.created_at > since && post.parent.is_some() == reply).count()
    };
    let config = |total: usize| json!({ "quota_total": total, "quota_duration": 86_400 });
    let view = json!({
        "quota_usage": count(false), "config": config(QUOTA),
        "reply_quota_usage": count(true), "reply_config": config(1000),
        "delete_quota_usage": 0, "delete_config": config(100),
    });
    let known =
        ["quota_usage", "config", "reply_quota_usage", "reply_config", "delete_quota_usage", "delete_config"];
    Ok(json!({ "data": [select(&view, params.get("fields"), &["quota_usage"], &known)?] }))
}

/// `GET /{post}/insights`.
pub(super) fn insights(shared: &Shared, me: &str, node: &str, params: &Params) -> Answered {
    let state = shared.state::<State>();
    let post = state.world.post(node).filter(|post| post.author == me);
    let post = post.ok_or_else(|| GraphError::missing(node))?;
    let counts = post.counts();
    let views = seen(&state.world, post);
    crate::meta::insights(params, |name| {
        let value = match name {
            "views" => views,
            "likes" => counts.likes,
            "replies" => counts.replies,
            "reposts" => counts.reposts,
            "quotes" => counts.quotes,
            "shares" => counts.reposts,
            _ => return None,
        };
        Some(insight(name, "lifetime", value.into()))
    })
}

/// How often a post was seen: by every follower some time, and by those whom reactions led there.
pub(super) fn seen(world: &World, post: &Post) -> u64 {
    let counts = post.counts();
    let followers = world.account(&post.author).map_or(0, Account::followers_count);
    followers / 4 + 12 * counts.likes + 20 * counts.reposts + 8 * counts.replies + 8 * counts.quotes
}

/// `GET /{user}/threads_insights`: views by day, the rest in one.
pub(super) fn account_insights(shared: &Shared, me: &str, params: &Params) -> Answered {
    let state = shared.state::<State>();
    let account = state.world.account(me).ok_or_else(|| GraphError::missing(me))?;
    let posts = state.world.posts_of(me);
    crate::meta::insights(params, |name| {
        let total = |value: u64| json!({ "name": name, "period": "day", "total_value": { "value": value } });
        let sum = |count: fn(&Post) -> u64| posts.iter().map(|post| count(post)).sum::<u64>();
        Some(match name {
            "followers_count" => total(account.followers_count()),
            "likes" => total(sum(|post| post.counts().likes)),
            "replies" => total(sum(|post| post.counts().replies)),
            "reposts" => total(sum(|post| post.counts().reposts)),
            "quotes" => total(sum(|post| post.counts().quotes)),
            "views" => {
                let views: u64 = posts.iter().map(|post| seen(&state.world, post)).sum();
                insight(name, "day", views.into())
            }
            "clicks" => json!({ "name": name, "period": "day", "link_total_values": [] }),
            _ => return None,
        })
    })
}

/// `DELETE /{post}`.
pub(super) fn delete(shared: &Shared, me: &str, node: &str) -> Answered {
    let mut state = shared.state::<State>();
    if state.world.post(node).is_none_or(|post| post.author != me) {
        return Err(GraphError::missing(node));
    }
    state.world.remove_post(node);
    Ok(json!({ "success": true, "deleted_id": node }))
}
