//! Comments: plain text under a post.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State as Extract};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::State;
use super::error::{Answer, Fault};
use crate::call::Call;
use crate::state::Shared;
use crate::world::{Post, links_in};

fn view(post: &Post, object: &str) -> Value {
    let id = post.id.rsplit([',', ':']).next().unwrap_or_default().trim_end_matches(')');
    json!({
        "id": id, "commentUrn": post.id, "actor": post.author, "object": object,
        "message": { "text": post.text }, "created": { "time": post.created_at },
    })
}

/// `GET /rest/socialActions/{urn}/comments`.
pub(super) async fn list(
    Extract(shared): Extract<Arc<Shared>>,
    Path(urn): Path<String>,
    call: Call,
) -> Answer {
    let state = shared.state::<State>();
    let token = state.authorise(&shared, &call)?;
    if !token.has("r_organization_social") {
        return Err(Fault::denied("GET_ALL", "comments"));
    }
    let post = state.world.post(&urn).ok_or_else(|| Fault::not_found("the post"))?;
    let all = post.replies.iter().filter_map(|id| state.world.post(id));
    let elements: Vec<Value> = all.map(|comment| view(comment, &urn)).take(100).collect();
    Ok(Json(json!({ "paging": { "start": 0, "count": 100, "links": [] }, "elements": elements })))
}

/// `POST /rest/socialActions/{urn}/comments`.
pub(super) async fn create(
    Extract(shared): Extract<Arc<Shared>>,
    Path(urn): Path<String>,
    call: Call,
) -> Answer<Response> {
    let mut state = shared.state::<State>();
    let token = state.authorise(&shared, &call)?;
    let body = call.json().map_err(|_| Fault::field("INVALID_BODY", "/"))?;
    let known = ["actor", "object", "message", "parentComment"];
    if let Some(unknown) =
        body.as_object().into_iter().flatten().map(|(key, _)| key).find(|key| !known.contains(&key.as_str()))
    {
        let message = format!(
            "Unpermitted fields present in REQUEST_BODY: Data Processing Exception while processing fields [/{unknown}]"
        );
        return Err(Fault::new(403, "ACCESS_DENIED", &message));
    }
    let actor = body["actor"].as_str().ok_or_else(|| Fault::field("MISSING_FIELD", "/actor"))?;
    state.may_write(&token, actor)?;
    if body["object"].as_str() != Some(urn.as_str()) {
        return Err(Fault::field("INVALID_VALUE_FOR_FIELD", "/object"));
    }
    let text = body["message"]["text"].as_str().filter(|text| !text.trim().is_empty());
    let text = text.ok_or_else(|| Fault::field("MISSING_FIELD", "/message/text"))?;
    if text.chars().count() > 1_250 {
        return Err(Fault::field("FIELD_LENGTH_TOO_LONG", "/message/text"));
    }
    if state.world.post(&urn).is_none() {
        return Err(Fault::not_found("the post"));
    }
    let number = shared.clock.unique_micros();
    let post = Post {
        id: format!("urn:li:comment:({urn},{number})"),
        url: format!("{}/feed/update/{urn}", shared.url(crate::stand_in::Network::LinkedIn)),
        author: actor.to_owned(),
        text: text.to_owned(),
        links: links_in(text),
        created_at: shared.clock.now(),
        parent: Some(urn),
        raw: json!({ "comment": true }),
        ..Post::default()
    };
    state.world.publish(post, false);
    Ok((StatusCode::CREATED, [("x-restli-id", number.to_string())]).into_response())
}
