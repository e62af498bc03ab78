//! The beginning of a post: what the creator may do, a film's place, photos by address.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use axum::extract::State as Extract;
use serde_json::{Value, json};

use super::error::{Answer, ApiError, Data};
use super::{Publish, State, object};
use crate::call::Call;
use crate::limits::{Charge, Rule};
use crate::outgoing;
use crate::processing::Processing;
use crate::stand_in::{Listed, Network};
use crate::state::Shared;
use crate::world::Account;

const DAY_MS: i64 = 86_400_000;
const POSTS_A_DAY: u32 = 15;
const CHUNK_MIN: u64 = 5_000_000;
const CHUNK_MAX: u64 = 64_000_000;
const VIDEO_MAX: u64 = 4_000_000_000;
const PHOTO_MAX: usize = 20_000_000;

/// Audiences that a creator may choose, unless its account says otherwise.
fn audiences(account: &Account) -> Vec<String> {
    match account.extra["privacy_level_options"].as_array() {
        Some(own) => own.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
        None => ["PUBLIC_TO_EVERYONE", "MUTUAL_FOLLOW_FRIENDS", "SELF_ONLY"].map(str::to_owned).into(),
    }
}

fn is_on(value: &Value) -> bool {
    value.as_bool().unwrap_or(false)
}

pub(super) async fn creator_info(Extract(shared): Extract<Arc<Shared>>, call: Call) -> Answer {
    let state = shared.state::<State>();
    let token = state.caller(&call, "video.publish", shared.clock.now())?;
    let account = state.account(&token.account)?;
    let extra = &account.extra;
    Ok(Data(json!({
        "creator_avatar_url": format!("{}/avatars/{}", shared.url(Network::TikTok), account.handle),
        "creator_username": account.handle,
        "creator_nickname": account.display_name,
        "privacy_level_options": audiences(account),
        "comment_disabled": is_on(&extra["comment_disabled"]),
        "duet_disabled": is_on(&extra["duet_disabled"]),
        "stitch_disabled": is_on(&extra["stitch_disabled"]),
        "max_video_post_duration_sec": extra["max_video_post_duration_sec"].as_u64().unwrap_or(600),
    })))
}

/// What films and photos have to say alike; gives the audience.
fn check_info(info: &Value, account: &Account) -> Result<String, ApiError> {
    let privacy =
        info["privacy_level"].as_str().ok_or_else(|| ApiError::params("privacy_level is required"))?;
    if !audiences(account).iter().any(|offered| offered == privacy) {
        let message = "The privacy level is none of those that creator_info offers.";
        return Err(ApiError::forbidden("privacy_level_option_mismatch", message));
    }
    for name in [
        "disable_comment",
        "disable_duet",
        "disable_stitch",
        "brand_content_toggle",
        "brand_organic_toggle",
        "is_aigc",
        "auto_add_music",
    ] {
        if !info[name].is_null() && !info[name].is_boolean() {
            return Err(ApiError::params(format!("{name} must be true or false")));
        }
    }
    if is_on(&info["brand_content_toggle"]) && privacy == "SELF_ONLY" {
        return Err(ApiError::params("Branded content must not be private"));
    }
    Ok(privacy.to_owned())
}

fn text(info: &Value, name: &str, max: usize) -> Result<String, ApiError> {
    let text = info[name].as_str().unwrap_or_default();
    if text.encode_utf16().count() > max {
        return Err(ApiError::params(format!("{name} is longer than {max} UTF-16 units")));
    }
    Ok(text.to_owned())
}

/// Fifteen posts a day and creator.
fn check_day(shared: &Shared, account: &str) -> Result<(), ApiError> {
    let rule = Rule { name: "posts-a-day", limit: POSTS_A_DAY, window_ms: DAY_MS };
    let charge = Charge { rule, key: account.to_owned(), points: 1 };
    let standing = shared.spend::<State>(&charge, shared.clock.now());
    if standing.exceeded && shared.enforce_limits.load(Ordering::Relaxed) {
        let message = "The daily post cap from the API is reached for the current user.";
        return Err(ApiError::forbidden("spam_risk_too_many_posts", message));
    }
    Ok(())
}

impl State {
    fn begin(&mut self, shared: &Shared, publish: Publish) -> String {
        let kind = if publish.is_video { "v_pub_file" } else { "p_pub_url" };
        let id = format!("{kind}~v2-1.{}", shared.clock.unique_micros());
        self.publishes.insert(id.clone(), publish);
        id
    }
}

pub(super) async fn video(Extract(shared): Extract<Arc<Shared>>, call: Call) -> Answer {
    let now = shared.clock.now();
    let mut state = shared.state::<State>();
    let token = state.caller(&call, "video.publish", now)?;
    let body = object(&call)?;
    let account = state.account(&token.account)?;
    let privacy = check_info(&body["post_info"], account)?;
    let caption = text(&body["post_info"], "title", 2_200)?;
    let source = &body["source_info"];
    if source["source"].as_str() != Some("FILE_UPLOAD") {
        let message = "No address is verified for this app.";
        return Err(ApiError::forbidden("url_ownership_unverified", message));
    }
    let number = |name: &str| {
        source[name]
            .as_u64()
            .filter(|n| *n > 0)
            .ok_or_else(|| ApiError::params(format!("{name} is required")))
    };
    let (size, chunk, count) = (number("video_size")?, number("chunk_size")?, number("total_chunk_count")?);
    let is_single = chunk == size && count == 1;
    let is_sound = size <= VIDEO_MAX
        && chunk <= CHUNK_MAX
        && (is_single || ((CHUNK_MIN..=size).contains(&chunk) && count == size / chunk));
    if !is_sound {
        return Err(ApiError::params("The total chunk count is invalid"));
    }
    check_day(&shared, &token.account)?;
    let upload_token = state.authority.secret(shared.seed, "tiktok-upload");
    let publish_id = state.begin(
        &shared,
        Publish {
            owner: token.account,
            is_video: true,
            caption,
            privacy,
            size,
            chunk,
            received: 0,
            first_bytes: Vec::new(),
            upload_token: upload_token.clone(),
            begun_at: now,
            work: None,
            review: None,
            failed: None,
            post_id: None,
        },
    );
    let upload_url =
        format!("{}/upload/{publish_id}?upload_token={upload_token}", shared.url(State::NETWORK));
    Ok(Data(json!({ "publish_id": publish_id, "upload_url": upload_url })))
}

pub(super) async fn photos(Extract(shared): Extract<Arc<Shared>>, call: Call) -> Answer {
    let now = shared.clock.now();
    let body = object(&call)?;
    let (owner, privacy) = {
        let state = shared.state::<State>();
        let token = state.caller(&call, "video.publish", now)?;
        let privacy = check_info(&body["post_info"], state.account(&token.account)?)?;
        (token.account, privacy)
    };
    if body["media_type"].as_str() != Some("PHOTO") || body["post_mode"].as_str() != Some("DIRECT_POST") {
        return Err(ApiError::params("media_type must be PHOTO, post_mode DIRECT_POST"));
    }
    let title = text(&body["post_info"], "title", 90)?;
    let description = text(&body["post_info"], "description", 4_000)?;
    let source = &body["source_info"];
    let addresses: Vec<&str> =
        source["photo_images"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    if source["source"].as_str() != Some("PULL_FROM_URL") || !(1..=35).contains(&addresses.len()) {
        return Err(ApiError::params("photo_images must name 1 to 35 photos by PULL_FROM_URL"));
    }
    let cover = source["photo_cover_index"].as_u64().unwrap_or(0);
    if usize::try_from(cover).is_ok_and(|cover| cover >= addresses.len()) {
        return Err(ApiError::params("photo_cover_index is none of the photos"));
    }
    check_day(&shared, &owner)?;
    let mut failed = call.doomed.then_some("internal");
    for address in &addresses {
        match outgoing::fetch(&shared, address, PHOTO_MAX).await {
            Ok(photo)
                if photo.sniffed.as_ref().is_some_and(|s| matches!(s.mime, "image/jpeg" | "image/webp")) => {}
            Ok(_) => failed = failed.or(Some("file_format_check_failed")),
            Err(_) => failed = failed.or(Some("photo_pull_failed")),
        }
    }
    let mut state = shared.state::<State>();
    let caption = if title.is_empty() { description } else { format!("{title}\n{description}") };
    let publish = Publish {
        owner,
        is_video: false,
        caption: caption.trim().to_owned(),
        privacy,
        size: 0,
        chunk: 0,
        received: 0,
        first_bytes: Vec::new(),
        upload_token: String::new(),
        begun_at: now,
        work: Some(Processing::begin(&shared, false)),
        review: None,
        failed,
        post_id: None,
    };
    let publish_id = state.begin(&shared, publish);
    if failed.is_none() {
        state.bring_out(&shared, &publish_id, addresses.len());
    }
    Ok(Data(json!({ "publish_id": publish_id })))
}
