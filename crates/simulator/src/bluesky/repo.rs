//! `com.atproto.repo`: records.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde_json::{Map, Value, json};

use super::auth::Kind;
use super::error::{Answer, XrpcError};
use super::server::json_body;
use super::write::{rkey_of, uri_of};
use super::{POST, record, views};
use crate::call::Call;
use crate::ids;
use crate::state::Shared;

/// What every write names.
struct Target {
    did: String,
    collection: String,
}

fn target(state: &super::State, call: &Call, input: &Value, now: i64) -> Answer<Target> {
    let token = state.authorise(&call.headers, Kind::Access, now)?;
    let text = |key: &str| input[key].as_str().ok_or_else(|| missing(key));
    let (repo, collection) = (text("repo")?, text("collection")?);
    let account = state.world.find_account(repo).map(|account| account.id.as_str());
    if account != Some(token.did.as_str()) {
        let message = "Authentication Required";
        return Err(XrpcError::new(StatusCode::UNAUTHORIZED, "AuthenticationRequired", message));
    }
    if let Some(expected) = input["swapCommit"].as_str() {
        match state.head(&token.did) {
            Some((head, _)) if head != expected => {
                return Err(XrpcError::bad("InvalidSwap", format!("Commit was at {head}")));
            }
            _ => {}
        }
    }
    Ok(Target { did: token.did, collection: collection.to_owned() })
}

fn missing(key: &str) -> XrpcError {
    XrpcError::invalid(format!("Input must have the property \"{key}\""))
}

/// The record with its type filled in.
fn typed(input: &Value, collection: &str) -> Answer<Value> {
    let mut record = input["record"].as_object().cloned().ok_or_else(|| missing("record"))?;
    record.entry("$type").or_insert_with(|| collection.into());
    Ok(Value::Object(record))
}

pub(super) async fn create_record(State(shared): State<Arc<Shared>>, call: Call) -> Answer {
    let input = json_body(&call)?;
    let mut state = shared.bluesky();
    let Target { did, collection } = target(&state, &call, &input, shared.clock.now())?;
    let record = typed(&input, &collection)?;
    let rkey = match input["rkey"].as_str() {
        Some(rkey) => rkey.to_owned(),
        None => ids::tid(shared.clock.unique_micros(), shared.seed),
    };
    record::validate(&state, &did, &collection, &rkey, &record)?;
    if state.record(&did, &collection, &rkey).is_some() {
        // The real server raises a plain error here, so the status says nothing of the cause.
        tracing::debug!(did, collection, rkey, "there is already a value at this key");
        let message = "Internal Server Error";
        return Err(XrpcError::new(StatusCode::INTERNAL_SERVER_ERROR, "InternalServerError", message));
    }
    let cid = state.write(&shared, &did, &collection, &rkey, record);
    Ok(Json(written(&state, &did, &collection, &rkey, &cid, true)))
}

pub(super) async fn put_record(State(shared): State<Arc<Shared>>, call: Call) -> Answer {
    let input = json_body(&call)?;
    let mut state = shared.bluesky();
    let Target { did, collection } = target(&state, &call, &input, shared.clock.now())?;
    let rkey = input["rkey"].as_str().ok_or_else(|| missing("rkey"))?.to_owned();
    let record = typed(&input, &collection)?;
    record::validate(&state, &did, &collection, &rkey, &record)?;
    let current = state.record(&did, &collection, &rkey).map(views::cid_of);
    let wanted = views::cid_of(&record);
    if current.as_ref() == Some(&wanted) {
        return Ok(Json(written(&state, &did, &collection, &rkey, &wanted, false)));
    }
    if let Some(expected) = input.get("swapRecord")
        && expected.as_str() != current.as_deref()
    {
        let found = current.unwrap_or_else(|| "null".into());
        return Err(XrpcError::bad("InvalidSwap", format!("Record was at {found}")));
    }
    let cid = state.write(&shared, &did, &collection, &rkey, record);
    Ok(Json(written(&state, &did, &collection, &rkey, &cid, true)))
}

pub(super) async fn delete_record(State(shared): State<Arc<Shared>>, call: Call) -> Answer {
    let input = json_body(&call)?;
    let mut state = shared.bluesky();
    let Target { did, collection } = target(&state, &call, &input, shared.clock.now())?;
    let rkey = input["rkey"].as_str().ok_or_else(|| missing("rkey"))?;
    if let Some(expected) = input["swapRecord"].as_str() {
        let current = state.record(&did, &collection, rkey).map(views::cid_of);
        if current.as_deref() != Some(expected) {
            let found = current.unwrap_or_else(|| "null".into());
            return Err(XrpcError::bad("InvalidSwap", format!("Record was at {found}")));
        }
    }
    if !state.delete(&shared, &did, &collection, rkey) {
        return Ok(Json(json!({})));
    }
    Ok(Json(json!({ "commit": commit(&state, &did) })))
}

fn commit(state: &super::State, did: &str) -> Value {
    state.head(did).map_or(Value::Null, |(cid, rev)| json!({ "cid": cid, "rev": rev }))
}

fn written(
    state: &super::State,
    did: &str,
    collection: &str,
    rkey: &str,
    cid: &str,
    committed: bool,
) -> Value {
    let known = collection.starts_with("app.bsky.");
    let mut view = json!({
        "uri": uri_of(did, collection, rkey),
        "cid": cid,
        "validationStatus": if known { "valid" } else { "unknown" },
    });
    if committed {
        view["commit"] = commit(state, did);
    }
    view
}

pub(super) async fn get_record(State(shared): State<Arc<Shared>>, call: Call) -> Answer {
    let need = |key: &str| call.query.get(key).ok_or_else(|| XrpcError::missing(key));
    let (repo, collection, rkey) = (need("repo")?, need("collection")?, need("rkey")?);
    let state = shared.bluesky();
    let did = state.world.find_account(repo).map_or(repo, |account| account.id.as_str());
    let uri = uri_of(did, collection, rkey);
    let found = state.record(did, collection, rkey).map(|value| (views::cid_of(value), value.clone()));
    match found.filter(|(cid, _)| call.query.get("cid").is_none_or(|wanted| wanted == cid)) {
        Some((cid, value)) => Ok(Json(json!({ "uri": uri, "cid": cid, "value": value }))),
        None => Err(XrpcError::bad("RecordNotFound", format!("Could not locate record: {uri}"))),
    }
}

pub(super) async fn list_records(State(shared): State<Arc<Shared>>, call: Call) -> Answer {
    let need = |key: &str| call.query.get(key).ok_or_else(|| XrpcError::missing(key));
    let (repo, collection) = (need("repo")?, need("collection")?);
    let state = shared.bluesky();
    let account = state
        .world
        .find_account(repo)
        .ok_or_else(|| XrpcError::invalid(format!("Could not find repo: {repo}")))?;
    let mut found: Vec<(String, &Value)> = if collection == POST {
        state.world.posts_of(&account.id).into_iter().map(|post| (post.id.clone(), &post.raw)).collect()
    } else {
        let keys = state.records.iter().filter(|((did, of, _), _)| *did == account.id && of == collection);
        keys.map(|((did, of, rkey), value)| (uri_of(did, of, rkey), value)).collect()
    };
    found.sort_by(|a, b| a.0.cmp(&b.0));
    let reverse = call.query.flag("reverse");
    if !reverse {
        found.reverse();
    }
    let past = |uri: &str| {
        call.query
            .get("cursor")
            .is_none_or(|cursor| if reverse { rkey_of(uri) > cursor } else { rkey_of(uri) < cursor })
    };
    let limit = call.query.limit(50, 100);
    let page: Vec<Value> = found
        .iter()
        .filter(|(uri, _)| past(uri))
        .take(limit)
        .map(|(uri, value)| json!({ "uri": uri, "cid": views::cid_of(value), "value": value }))
        .collect();
    let mut answer = Map::new();
    if let Some(last) = page.last().and_then(|last| last["uri"].as_str()) {
        answer.insert("cursor".into(), rkey_of(last).into());
    }
    answer.insert("records".into(), page.into());
    Ok(Json(Value::Object(answer)))
}
