//! `app.bsky.feed`: posts, threads, feeds, who liked.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use serde_json::{Value, json};

use super::error::{Answer, XrpcError};
use super::views;
use crate::call::Call;
use crate::clock::{iso, parse_iso};
use crate::state::Shared;
use crate::world::{Post, Reaction};

pub(super) async fn get_posts(State(shared): State<Arc<Shared>>, call: Call) -> Answer {
    let state = shared.bluesky();
    let viewer = state.authorise_if_present(&call.headers, shared.clock.now())?.map(|token| token.did);
    let uris = call.query.all("uris");
    if uris.is_empty() {
        return Err(XrpcError::missing("uris"));
    }
    if uris.len() > 25 {
        return Err(XrpcError::invalid("Error: uris must not have more than 25 elements"));
    }
    let posts: Vec<Value> = uris
        .iter()
        .filter_map(|uri| state.world.post(uri))
        .map(|post| views::post(&shared, &state, post, viewer.as_deref()))
        .collect();
    Ok(Json(json!({ "posts": posts })))
}

pub(super) async fn get_post_thread(State(shared): State<Arc<Shared>>, call: Call) -> Answer {
    let state = shared.bluesky();
    let viewer = state.authorise_if_present(&call.headers, shared.clock.now())?.map(|token| token.did);
    let uri = call.query.get("uri").ok_or_else(|| XrpcError::missing("uri"))?;
    let number = |key: &str, default: usize| {
        call.query.get(key).map_or(Some(default), |value| value.parse().ok()).filter(|value| *value <= 1000)
    };
    let depth = number("depth", 6).ok_or_else(|| XrpcError::invalid("Error: depth must be 0 to 1000"))?;
    let height = number("parentHeight", 80)
        .ok_or_else(|| XrpcError::invalid("Error: parentHeight must be 0 to 1000"))?;
    let post =
        state.world.post(uri).ok_or_else(|| XrpcError::bad("NotFound", format!("Post not found: {uri}")))?;
    let thread = Thread { shared: &shared, state: &state, viewer: viewer.as_deref() };
    let mut view = thread.down(post, depth);
    if let Some(parent) = &post.parent {
        view["parent"] = thread.up(parent, height);
    }
    Ok(Json(json!({ "thread": view })))
}

struct Thread<'a> {
    shared: &'a Shared,
    state: &'a super::State,
    viewer: Option<&'a str>,
}

impl Thread<'_> {
    fn down(&self, post: &Post, depth: usize) -> Value {
        let mut view = json!({
            "$type": "app.bsky.feed.defs#threadViewPost",
            "post": views::post(self.shared, self.state, post, self.viewer),
            "threadContext": {},
        });
        if depth > 0 {
            let replies: Vec<Value> = post
                .replies
                .iter()
                .filter_map(|id| self.state.world.post(id))
                .map(|reply| self.down(reply, depth - 1))
                .collect();
            view["replies"] = replies.into();
        }
        view
    }

    fn up(&self, uri: &str, height: usize) -> Value {
        let Some(post) = self.state.world.post(uri) else {
            return json!({ "$type": "app.bsky.feed.defs#notFoundPost", "uri": uri, "notFound": true });
        };
        let mut view = self.down(post, 0);
        if let Some(parent) = post.parent.as_ref().filter(|_| height > 1) {
            view["parent"] = self.up(parent, height - 1);
        }
        view
    }
}

/// Where a page of posts ends: `time::uri`.
fn before(post: &Post, cursor: Option<&str>) -> bool {
    let Some((time, uri)) = cursor.and_then(|cursor| cursor.split_once("::")) else { return true };
    (post.created_at, post.id.as_str()) < (time.parse().unwrap_or(i64::MAX), uri)
}

fn newest_first<'a>(posts: impl Iterator<Item = &'a Post>, call: &Call) -> (Vec<&'a Post>, Option<String>) {
    let cursor = call.query.get("cursor");
    let mut found: Vec<&Post> = posts.filter(|post| before(post, cursor)).collect();
    found.sort_by(|a, b| (b.created_at, &b.id).cmp(&(a.created_at, &a.id)));
    let limit = call.query.limit(50, 100);
    let more = found.len() > limit;
    found.truncate(limit);
    let next = found.last().filter(|_| more).map(|post| format!("{}::{}", post.created_at, post.id));
    (found, next)
}

fn with_cursor(mut answer: Value, cursor: Option<String>) -> Json<Value> {
    if let Some(cursor) = cursor {
        answer["cursor"] = cursor.into();
    }
    Json(answer)
}

pub(super) async fn get_author_feed(State(shared): State<Arc<Shared>>, call: Call) -> Answer {
    let state = shared.bluesky();
    let viewer = state.authorise_if_present(&call.headers, shared.clock.now())?.map(|token| token.did);
    let actor = call.query.get("actor").ok_or_else(|| XrpcError::missing("actor"))?;
    let account = state.world.find_account(actor).ok_or_else(|| XrpcError::invalid("Profile not found"))?;
    let filter = call.query.get("filter").unwrap_or("posts_with_replies");
    let wanted = |post: &&Post| match filter {
        "posts_no_replies" | "posts_and_author_threads" => post.parent.is_none(),
        "posts_with_media" => !post.media.is_empty(),
        _ => true,
    };
    let posts = state.world.posts_of(&account.id).into_iter().filter(wanted);
    let (posts, cursor) = newest_first(posts, &call);
    let view = |post: &Post| views::post(&shared, &state, post, viewer.as_deref());
    let feed: Vec<Value> = posts
        .into_iter()
        .map(|post| {
            let mut item = json!({ "post": view(post) });
            if let Some(parent) = post.parent.as_ref().and_then(|parent| state.world.post(parent)) {
                let root = parent.raw["reply"]["root"]["uri"].as_str().and_then(|uri| state.world.post(uri));
                item["reply"] = json!({ "root": view(root.unwrap_or(parent)), "parent": view(parent) });
            }
            item
        })
        .collect();
    Ok(with_cursor(json!({ "feed": feed }), cursor))
}

pub(super) async fn search_posts(State(shared): State<Arc<Shared>>, call: Call) -> Answer {
    let state = shared.bluesky();
    let viewer = state.authorise_if_present(&call.headers, shared.clock.now())?.map(|token| token.did);
    let words = call.query.get("q").ok_or_else(|| XrpcError::missing("q"))?.to_lowercase();
    let author = call.query.get("author").and_then(|author| state.world.find_account(author));
    let time = |key: &str| call.query.get(key).and_then(parse_iso);
    let (since, until) = (time("since"), time("until"));
    let hits = state.world.all_posts().filter(|post| {
        post.text.to_lowercase().contains(&words)
            && author.is_none_or(|author| author.id == post.author)
            && since.is_none_or(|since| post.created_at >= since)
            && until.is_none_or(|until| post.created_at < until)
    });
    let (posts, cursor) = newest_first(hits, &call);
    let posts: Vec<Value> =
        posts.into_iter().map(|post| views::post(&shared, &state, post, viewer.as_deref())).collect();
    Ok(with_cursor(json!({ "posts": posts }), cursor))
}

pub(super) async fn get_likes(State(shared): State<Arc<Shared>>, call: Call) -> Answer {
    let state = shared.bluesky();
    let (uri, page, cursor) = reactions(&state, &call, |post| &post.likes)?;
    let likes: Vec<Value> = page
        .iter()
        .map(|like| {
            let at = iso(like.at);
            json!({ "indexedAt": at, "createdAt": at, "actor": views::actor(&shared, &state.world, &like.by) })
        })
        .collect();
    Ok(with_cursor(json!({ "uri": uri, "likes": likes }), cursor))
}

pub(super) async fn get_reposted_by(State(shared): State<Arc<Shared>>, call: Call) -> Answer {
    let state = shared.bluesky();
    let (uri, page, cursor) = reactions(&state, &call, |post| &post.reposts)?;
    let people: Vec<Value> =
        page.iter().map(|repost| views::actor(&shared, &state.world, &repost.by)).collect();
    Ok(with_cursor(json!({ "uri": uri, "repostedBy": people }), cursor))
}

/// A page of reactions, newest first; the cursor is a count.
fn reactions<'a>(
    state: &'a super::State,
    call: &Call,
    of: impl Fn(&'a Post) -> &'a Vec<Reaction>,
) -> Answer<(String, Vec<&'a Reaction>, Option<String>)> {
    let uri = call.query.get("uri").ok_or_else(|| XrpcError::missing("uri"))?;
    let all = state.world.post(uri).map(of).map(Vec::as_slice).unwrap_or_default();
    let skip = call.query.get("cursor").and_then(|cursor| cursor.parse().ok()).unwrap_or(0usize);
    let limit = call.query.limit(50, 100);
    let page: Vec<&Reaction> = all.iter().rev().skip(skip).take(limit).collect();
    let next = (skip + page.len() < all.len()).then(|| (skip + page.len()).to_string());
    Ok((uri.to_owned(), page, next))
}
