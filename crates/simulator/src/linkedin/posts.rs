//! Reading posts.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State as Extract};
use serde_json::{Value, json};

use super::State;
use super::error::{Answer, Fault};
use crate::call::Call;
use crate::state::Shared;
use crate::world::Post;

fn view(post: &Post) -> Value {
    let mut view = json!({
        "id": post.id, "author": post.author, "commentary": post.raw["commentary"],
        "visibility": post.raw["visibility"], "lifecycleState": "PUBLISHED", "createdAt": post.created_at,
        "publishedAt": post.created_at, "lastModifiedAt": post.edited_at.unwrap_or(post.created_at),
        "distribution": {
            "feedDistribution": "MAIN_FEED", "targetEntities": [], "thirdPartyDistributionChannels": [],
        },
    });
    if !post.raw["content"].is_null() {
        view["content"] = post.raw["content"].clone();
    }
    view
}

/// `GET /rest/posts/{urn}`.
pub(super) async fn show(
    Extract(shared): Extract<Arc<Shared>>,
    Path(urn): Path<String>,
    call: Call,
) -> Answer {
    let state = shared.state::<State>();
    let token = state.authorise(&shared, &call)?;
    if !token.has("r_organization_social") {
        return Err(Fault::denied("GET", "posts"));
    }
    let post = state.world.post(&urn).ok_or_else(|| Fault::not_found("the post"))?;
    state.may_read(&token, &post.author)?;
    Ok(Json(view(post)))
}

/// `GET /rest/posts?q=author`, last changed first.
pub(super) async fn of_author(Extract(shared): Extract<Arc<Shared>>, call: Call) -> Answer {
    let state = shared.state::<State>();
    let token = state.authorise(&shared, &call)?;
    if call.query.get("q") != Some("author") || call.header("x-restli-method") != Some("FINDER") {
        return Err(Fault::new(
            400,
            "ILLEGAL_ARGUMENT",
            "q=author and the header X-RestLi-Method: FINDER are needed",
        ));
    }
    let author = call.query.get("author").ok_or_else(|| Fault::field("MISSING_FIELD", "author"))?;
    state.may_read(&token, author)?;
    let number = |name: &str, usual: usize| {
        call.query
            .get(name)
            .map_or(Ok(usual), str::parse)
            .map_err(|_| Fault::field("INVALID_VALUE_FOR_FIELD", name))
    };
    let (start, count) = (number("start", 0)?, number("count", 10)?);
    if !(1..=100).contains(&count) {
        return Err(Fault::field("INVALID_VALUE_FOR_FIELD", "count"));
    }
    let mut posts = state.world.posts_of(author);
    posts.retain(|post| post.parent.is_none());
    posts.sort_by_key(|post| std::cmp::Reverse(post.edited_at.unwrap_or(post.created_at)));
    let elements: Vec<Value> = posts.into_iter().skip(start).take(count).map(view).collect();
    Ok(Json(json!({ "paging": { "start": start, "count": count, "links": [] }, "elements": elements })))
}
