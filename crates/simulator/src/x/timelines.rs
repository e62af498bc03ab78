//! Posts by their ids and by their author.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State as Extract};
use serde_json::{Value, json};

use super::State;
use super::error::{Answer, Problem, missing};
use super::views::{self, Asked};
use crate::call::Call;
use crate::clock::parse_iso;
use crate::state::Shared;
use crate::world::Post;

/// `GET /2/tweets`.
pub(super) async fn by_ids(Extract(shared): Extract<Arc<Shared>>, call: Call) -> Answer {
    let state = shared.state::<State>();
    let token = state.authorise(&shared, &call, &["tweet.read", "users.read"])?;
    let asked = Asked::read(&call, &["ids"])?;
    let ids: Vec<&str> =
        call.query.get("ids").unwrap_or_default().split(',').filter(|id| !id.is_empty()).collect();
    if ids.is_empty() || ids.len() > 100 {
        let message = "The `ids` query parameter must have 1 to 100 values";
        return Err(Problem::invalid("ids", "", message));
    }
    if let Some(wrong) = ids.iter().find(|id| id.len() > 19 || !id.bytes().all(|byte| byte.is_ascii_digit()))
    {
        let message = format!("The `ids` query parameter value [{wrong}] does not match ^[0-9]{{1,19}}$");
        return Err(Problem::invalid("ids", wrong, &message));
    }
    let posts: Vec<&Post> = ids.iter().filter_map(|id| state.world.post(id)).collect();
    let gone = ids.iter().filter(|id| state.world.post(id).is_none()).map(|id| missing("tweet", id));
    Ok(Json(answer(&shared, &state, &posts, &asked, &token.account, gone.collect())))
}

fn answer(
    shared: &Shared,
    state: &State,
    posts: &[&Post],
    asked: &Asked,
    reader: &str,
    mut errors: Vec<Value>,
) -> Value {
    let mut data = Vec::new();
    for post in posts {
        let (view, wrong) = views::post(shared, &state.world, post, asked, post.author == reader);
        data.push(view);
        errors.extend(wrong);
    }
    let mut body = json!({});
    if !data.is_empty() {
        body["data"] = Value::Array(data);
    }
    if let Some(included) = views::included(posts, asked) {
        body["includes"] = included;
    }
    if !errors.is_empty() {
        body["errors"] = Value::Array(errors);
    }
    body
}

/// `GET /2/users/{id}/tweets`, newest first.
pub(super) async fn of_user(
    Extract(shared): Extract<Arc<Shared>>,
    Path(id): Path<String>,
    call: Call,
) -> Answer {
    let state = shared.state::<State>();
    let token = state.authorise(&shared, &call, &["tweet.read", "users.read"])?;
    let own =
        ["max_results", "pagination_token", "start_time", "end_time", "since_id", "until_id", "exclude"];
    let asked = Asked::read(&call, &own)?;
    if state.world.account(&id).is_none() {
        return Err(Problem::not_found("user", &id));
    }
    let count = match call.query.get("max_results").map(str::parse::<usize>) {
        None => 10,
        Some(Ok(count)) if (5..=100).contains(&count) => count,
        _ => {
            let value = call.query.get("max_results").unwrap_or_default();
            let message =
                format!("The `max_results` query parameter value [{value}] is not between 5 and 100");
            return Err(Problem::invalid("max_results", value, &message));
        }
    };
    let time = |name: &str| match call.query.get(name) {
        None => Ok(None),
        Some(value) => parse_iso(value).map(Some).ok_or_else(|| {
            Problem::invalid(
                name,
                value,
                &format!("The `{name}` query parameter value [{value}] is not a time"),
            )
        }),
    };
    let (since, until) = (time("start_time")?, time("end_time")?);
    let skip = match call.query.get("pagination_token") {
        None => 0,
        Some(value) => value.strip_prefix("next").and_then(|skip| skip.parse().ok()).ok_or_else(|| {
            Problem::invalid("pagination_token", value, "The `pagination_token` query parameter is not valid")
        })?,
    };
    let posts = state.world.posts_of(&id);
    let within = |post: &&&Post| {
        since.is_none_or(|since| post.created_at >= since)
            && until.is_none_or(|until| post.created_at < until)
    };
    let all: Vec<&Post> = posts.iter().rev().filter(within).copied().collect();
    let page: Vec<&Post> = all.iter().skip(skip).take(count).copied().collect();
    let mut body = answer(&shared, &state, &page, &asked, &token.account, vec![]);
    body["meta"] = json!({ "result_count": page.len() });
    if let (Some(newest), Some(oldest)) = (page.first(), page.last()) {
        body["meta"]["newest_id"] = json!(newest.id);
        body["meta"]["oldest_id"] = json!(oldest.id);
    }
    if skip + page.len() < all.len() {
        body["meta"]["next_token"] = json!(format!("next{}", skip + page.len()));
    }
    Ok(Json(body))
}
