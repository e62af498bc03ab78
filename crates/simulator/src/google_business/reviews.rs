//! Reviews of a location and the owner's replies.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use serde_json::{Value, json};

use super::{locations, not_found};
use crate::call::Call;
use crate::clock::iso;
use crate::google::{self, Answer, GoogleError};
use crate::state::Shared;

const STARS: [&str; 5] = ["ONE", "TWO", "THREE", "FOUR", "FIVE"];

#[derive(Debug, Clone)]
pub(super) struct Review {
    id: String,
    stars: u8,
    text: String,
    created_at: i64,
    reply: Option<(String, i64)>,
}

pub(super) fn add(shared: &Shared, location: &str, stars: u8, text: &str) -> String {
    let id = format!("r{}", shared.clock.unique_micros());
    let review = Review {
        id: id.clone(),
        stars: stars.clamp(1, 5),
        text: text.to_owned(),
        created_at: shared.clock.now(),
        reply: None,
    };
    shared.state::<super::State>().reviews.entry(location.to_owned()).or_default().push(review);
    id
}

fn view(location: &str, review: &Review) -> Value {
    let mut view = json!({
        "name": format!("{location}/reviews/{}", review.id),
        "reviewId": review.id,
        "reviewer": { "displayName": "A guest", "isAnonymous": false },
        "starRating": STARS[usize::from(review.stars) - 1],
        "comment": review.text,
        "createTime": iso(review.created_at),
        "updateTime": iso(review.created_at),
    });
    if let Some((text, at)) = &review.reply {
        view["reviewReply"] = json!({ "comment": text, "updateTime": iso(*at) });
    }
    view
}

pub(super) async fn list(
    State(shared): State<Arc<Shared>>,
    Path((account, location)): Path<(String, String)>,
    call: Call,
) -> Answer {
    let location = locations::own(&shared, &call, &format!("accounts/{account}/locations/{location}"))?;
    let state = shared.state::<super::State>();
    let reviews = state.reviews.get(&location).map_or(&[][..], Vec::as_slice);
    let mut answer = json!({ "totalReviewCount": reviews.len() });
    if !reviews.is_empty() {
        let stars: u32 = reviews.iter().map(|review| u32::from(review.stars)).sum();
        answer["averageRating"] = (f64::from(stars) / reviews.len() as f64).into();
        answer["reviews"] = reviews.iter().rev().map(|review| view(&location, review)).collect();
    }
    Ok(Json(answer))
}

type Name = Path<(String, String, String)>;

fn change(shared: &Shared, call: &Call, name: &Name, reply: Option<(String, i64)>) -> Answer<()> {
    let Path((account, location, id)) = name;
    let location = locations::own(shared, call, &format!("accounts/{account}/locations/{location}"))?;
    let mut state = shared.state::<super::State>();
    let review = state.reviews.get_mut(&location).and_then(|all| all.iter_mut().find(|one| one.id == *id));
    review.ok_or_else(not_found)?.reply = reply;
    Ok(())
}

pub(super) async fn reply(State(shared): State<Arc<Shared>>, name: Name, call: Call) -> Answer {
    let body = google::json_body(&call)?;
    google::known_fields(&body, "reply", &["comment"])?;
    let text = body["comment"].as_str().unwrap_or_default().to_owned();
    if text.trim().is_empty() || text.len() > 4096 {
        return Err(GoogleError::invalid("badRequest", "The comment is missing or too long."));
    }
    let now = shared.clock.now();
    change(&shared, &call, &name, Some((text.clone(), now)))?;
    Ok(Json(json!({ "comment": text, "updateTime": iso(now) })))
}

pub(super) async fn unreply(State(shared): State<Arc<Shared>>, name: Name, call: Call) -> Answer {
    change(&shared, &call, &name, None)?;
    Ok(Json(json!({})))
}
