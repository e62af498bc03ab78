//! Accounts and statuses in the client API's form.

use serde_json::{Value, json};

use super::{State, content};
use crate::clock::iso;
use crate::state::Shared;
use crate::world::{Account, Post};

pub(super) fn account(shared: &Shared, state: &State, account: &Account) -> Value {
    let base = shared.mastodon_url();
    let picture = format!("{base}/avatars/{}", account.handle);
    let last = state.world.posts_of(&account.id).last().map(|post| iso(post.created_at)[..10].to_owned());
    json!({
        "id": account.id,
        "username": account.handle.split('@').next().unwrap_or_default(),
        "acct": account.handle,
        "display_name": account.display_name,
        "locked": false,
        "bot": false,
        "discoverable": true,
        "group": false,
        "created_at": iso(account.created_at),
        "note": "",
        "url": format!("{base}/@{}", account.handle),
        "uri": format!("{base}/users/{}", account.handle),
        "avatar": picture,
        "avatar_static": picture,
        "header": picture,
        "header_static": picture,
        "followers_count": account.followers_count(),
        "following_count": account.following.len(),
        "statuses_count": account.posts.len(),
        "last_status_at": last,
        "emojis": [],
        "fields": [],
    })
}

pub(super) fn account_by_id(shared: &Shared, state: &State, id: &str) -> Value {
    state.world.account(id).map_or(Value::Null, |found| account(shared, state, found))
}

pub(super) fn status(shared: &Shared, state: &State, post: &Post, viewer: Option<&str>) -> Value {
    let base = shared.mastodon_url();
    let counts = post.counts();
    let parent = post.parent.as_ref().and_then(|parent| state.world.post(parent));
    let mentions: Vec<Value> = post
        .mentions
        .iter()
        .filter_map(|id| state.world.account(id))
        .map(|account| {
            json!({
                "id": account.id,
                "username": account.handle.split('@').next().unwrap_or_default(),
                "acct": account.handle,
                "url": format!("{base}/@{}", account.handle),
            })
        })
        .collect();
    let tags: Vec<Value> = content::hashtags(&post.text)
        .into_iter()
        .map(
            |tag| json!({ "name": tag.to_lowercase(), "url": format!("{base}/tags/{}", tag.to_lowercase()) }),
        )
        .collect();
    let now = shared.clock.now();
    let media: Vec<Value> =
        post.media.iter().filter_map(|id| state.media.get(id)).map(|media| media.view(base, now)).collect();
    let handle = state.world.account(&post.author).map_or("", |account| account.handle.as_str());
    let mut view = json!({
        "id": post.id,
        "uri": format!("{base}/users/{handle}/statuses/{}", post.id),
        "url": post.url,
        "created_at": iso(post.created_at),
        "edited_at": post.edited_at.map(iso),
        "in_reply_to_id": post.parent,
        "in_reply_to_account_id": parent.map(|parent| parent.author.as_str()),
        "sensitive": post.raw["sensitive"].as_bool().unwrap_or(false),
        "spoiler_text": post.raw["spoiler_text"].as_str().unwrap_or(""),
        "visibility": visibility(post),
        "language": post.raw["language"],
        "content": content::html(base, &post.text),
        "account": account_by_id(shared, state, &post.author),
        "media_attachments": media,
        "mentions": mentions,
        "tags": tags,
        "emojis": [],
        "card": null,
        "poll": post.raw["poll"],
        "reblog": null,
        "application": null,
        "replies_count": counts.replies,
        "reblogs_count": counts.reposts,
        "favourites_count": counts.likes,
        "quotes_count": counts.quotes,
    });
    if let Some(viewer) = viewer {
        view["favourited"] = post.likes.iter().any(|like| like.by == viewer).into();
        view["reblogged"] = post.reposts.iter().any(|repost| repost.by == viewer).into();
        view["muted"] = false.into();
        view["bookmarked"] = false.into();
    }
    view
}

pub(super) fn visibility(post: &Post) -> &str {
    post.raw["visibility"].as_str().unwrap_or("public")
}

/// Whether somebody may see a status at all.
pub(super) fn visible_to(state: &State, post: &Post, viewer: Option<&str>) -> bool {
    let concerned = |viewer: &str| post.author == viewer || post.mentions.iter().any(|id| id == viewer);
    match visibility(post) {
        "public" | "unlisted" => true,
        "private" => viewer.is_some_and(|viewer| {
            concerned(viewer)
                || state
                    .world
                    .account(&post.author)
                    .is_some_and(|author| author.followers.contains_key(viewer))
        }),
        _ => viewer.is_some_and(concerned),
    }
}
