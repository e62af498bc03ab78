//! What became of a publish id.

use std::sync::Arc;

use axum::extract::State as Extract;
use axum::http::StatusCode;
use serde_json::{Value, json};

use super::error::{Answer, ApiError, Data};
use super::{State, object};
use crate::call::Call;
use crate::processing::{Processing, Stage};
use crate::state::Shared;

pub(super) async fn fetch(Extract(shared): Extract<Arc<Shared>>, call: Call) -> Answer {
    let now = shared.clock.now();
    let mut state = shared.state::<State>();
    let token = state.caller(&call, "video.publish", now)?;
    let body = object(&call)?;
    let publish_id = body["publish_id"].as_str().ok_or_else(|| ApiError::params("publish_id is required"))?;
    let unknown =
        || ApiError::new(StatusCode::BAD_REQUEST, "invalid_publish_id", "The publish_id does not exist");
    let publish = state.publishes.get_mut(publish_id).ok_or_else(unknown)?;
    if publish.owner != token.account {
        let message = "This token cannot be used with this publish_id.";
        return Err(ApiError::forbidden("token_not_authorized_for_specified_publish_id", message));
    }
    let word = if publish.is_video { "PROCESSING_UPLOAD" } else { "PROCESSING_DOWNLOAD" };
    let mut told = json!({ "status": word });
    if publish.is_video {
        told["uploaded_bytes"] = publish.received.into();
    } else {
        told["downloaded_bytes"] = 0.into();
    }
    let stage = publish.work.as_mut().map_or(Stage::Working, |work| work.poll(now));
    if stage == Stage::Working {
        return Ok(Data(told));
    }
    if let Some(reason) = publish.failed {
        told["status"] = "FAILED".into();
        told["fail_reason"] = reason.into();
        return Ok(Data(told));
    }
    told["status"] = "PUBLISH_COMPLETE".into();
    if publish.privacy == "PUBLIC_TO_EVERYONE" {
        let review = publish.review.get_or_insert_with(|| Processing::begin(&shared, false));
        if review.poll(now) == Stage::Done {
            // A number of 64 bits, as the network writes it.
            let id: Option<u64> = publish.post_id.as_deref().and_then(|id| id.parse().ok());
            told["publicaly_available_post_id"] = Value::from(id.into_iter().collect::<Vec<u64>>());
        }
    }
    Ok(Data(told))
}
