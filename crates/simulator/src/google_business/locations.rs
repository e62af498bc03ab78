//! Accounts and the locations that they manage.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use serde_json::{Value, json};

use super::{MANAGE, not_found};
use crate::call::Call;
use crate::google::{self, Answer, GoogleError};
use crate::stand_in::Listed;
use crate::state::Shared;
use crate::world::Account;

/// `accounts/1` of `accounts/1/locations/2`.
fn account_of(id: &str) -> &str {
    id.split("/locations/").next().unwrap_or_default()
}

/// `locations/2` of `accounts/1/locations/2`.
fn location_of(id: &str) -> &str {
    id.find("locations/").map_or("", |at| &id[at..])
}

/// Whose the location is, if it is the caller's.
pub(super) fn own(shared: &Shared, call: &Call, location: &str) -> Answer<String> {
    let token = google::authorise::<super::State>(shared, call, &[MANAGE])?;
    let state = shared.state::<super::State>();
    if state.world.account(location).is_none() {
        return Err(not_found());
    }
    if account_of(location) == account_of(&token.account) {
        return Ok(location.to_owned());
    }
    Err(GoogleError::new(403, "forbidden", "The caller does not have permission"))
}

pub(super) async fn accounts(State(shared): State<Arc<Shared>>, call: Call) -> Answer {
    let token = google::authorise::<super::State>(&shared, &call, &[MANAGE])?;
    let state = shared.state::<super::State>();
    let account = state.world.account(&token.account).ok_or_else(not_found)?;
    Ok(Json(json!({ "accounts": [{
        "name": account_of(&account.id),
        "accountName": account.display_name,
        "type": "PERSONAL",
        "role": "OWNER",
        "verificationState": "VERIFIED",
    }] })))
}

/// Only the fields of `readMask`, which must be there.
fn masked(shared: &Shared, call: &Call, account: &Account) -> Answer<Value> {
    let mask: Vec<&str> = call.query.get("readMask").unwrap_or_default().split(',').map(str::trim).collect();
    if mask == [""] {
        return Err(GoogleError::invalid(
            "badRequest",
            "Request contains an invalid argument: read_mask is required.",
        ));
    }
    let mut whole = json!({
        "name": location_of(&account.id),
        "title": account.display_name,
        "storefrontAddress": { "regionCode": "DE", "locality": "Berlin", "addressLines": [format!("{} Street 1", account.handle)] },
        "metadata": { "mapsUri": format!("{}/maps?cid={}", shared.url(super::State::NETWORK), account.handle), "canOperateLocalPost": true },
        "languageCode": "en",
        "websiteUri": "https://brand.example",
    });
    let known = whole.as_object().cloned().unwrap_or_default();
    if let Some(unknown) = mask.iter().find(|field| !known.contains_key(**field)) {
        let message = format!("Invalid field mask provided: {unknown}");
        return Err(GoogleError::invalid("badRequest", message));
    }
    if let Some(map) = whole.as_object_mut() {
        map.retain(|key, _| mask.contains(&key.as_str()));
    }
    Ok(whole)
}

pub(super) async fn list(
    State(shared): State<Arc<Shared>>,
    Path(account): Path<String>,
    call: Call,
) -> Answer {
    let token = google::authorise::<super::State>(&shared, &call, &[MANAGE])?;
    let name = format!("accounts/{account}");
    if account_of(&token.account) != name {
        return Err(GoogleError::new(403, "forbidden", "The caller does not have permission"));
    }
    let size =
        call.query.get("pageSize").and_then(|size| size.parse().ok()).unwrap_or(10_usize).clamp(1, 100);
    let from = call.query.get("pageToken").and_then(|token| token.parse().ok()).unwrap_or(0_usize);
    let state = shared.state::<super::State>();
    let own: Vec<&Account> =
        state.world.owners().filter(|location| account_of(&location.id) == name).collect();
    let page: Answer<Vec<Value>> =
        own.iter().skip(from).take(size).map(|location| masked(&shared, &call, location)).collect();
    let mut answer = json!({ "locations": page?, "totalSize": own.len() });
    if from + size < own.len() {
        answer["nextPageToken"] = (from + size).to_string().into();
    }
    Ok(Json(answer))
}

pub(super) async fn show(
    State(shared): State<Arc<Shared>>,
    Path(location): Path<String>,
    call: Call,
) -> Answer {
    let token = google::authorise::<super::State>(&shared, &call, &[MANAGE])?;
    let state = shared.state::<super::State>();
    let name = format!("{}/locations/{location}", account_of(&token.account));
    let found = state.world.account(&name).ok_or_else(not_found)?;
    masked(&shared, &call, found).map(Json)
}
