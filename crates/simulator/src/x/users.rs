//! The account that a token belongs to.

use std::sync::Arc;

use axum::Json;
use axum::extract::State as Extract;
use serde_json::json;

use super::State;
use super::error::{Answer, Problem};
use crate::call::Call;
use crate::state::Shared;

const FIELDS: [&str; 12] = [
    "created_at",
    "description",
    "id",
    "location",
    "name",
    "profile_image_url",
    "protected",
    "public_metrics",
    "url",
    "username",
    "verified",
    "verified_type",
];

/// `GET /2/users/me`.
pub(super) async fn me(Extract(shared): Extract<Arc<Shared>>, call: Call) -> Answer {
    let state = shared.state::<State>();
    let token = state.authorise(&shared, &call, &["users.read", "tweet.read"])?;
    let mut asked = Vec::new();
    for (name, value) in call.query.pairs() {
        if name != "user.fields" {
            let message =
                format!("The query parameter [{name}] is not one of [user.fields,expansions,post.fields]");
            return Err(Problem::invalid(name, value, &message));
        }
        for field in value.split(',') {
            if !FIELDS.contains(&field) {
                let message =
                    format!("The `user.fields` query parameter value [{field}] is not one of {FIELDS:?}");
                return Err(Problem::invalid(name, field, &message));
            }
            asked.push(field.to_owned());
        }
    }
    let account = state.world.account(&token.account).ok_or_else(Problem::unauthorized)?;
    let mut view = json!({ "id": account.id, "name": account.display_name, "username": account.handle });
    for field in asked {
        match field.as_str() {
            "public_metrics" => {
                view["public_metrics"] = json!({
                    "followers_count": account.followers_count(), "following_count": account.following.len(),
                    "post_count": account.posts.len(), "listed_count": 0, "like_count": 0,
                });
            }
            "verified_type" => {
                let kind = account.extra["verified_type"].as_str().unwrap_or("none");
                view["verified_type"] = json!(kind);
            }
            _ => {}
        }
    }
    Ok(Json(json!({ "data": view })))
}
