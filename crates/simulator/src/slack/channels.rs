//! Channels: listed, looked at, joined.

use serde_json::{Value, json};

use super::State;
use super::answers::{Asked, Refused};

/// The channel that a request names.
pub(super) fn named(state: &State, asked: &Asked, field: &str) -> Result<String, Refused> {
    let id = asked.text(field).unwrap_or_default();
    if state.channels.contains_key(&id) { Ok(id) } else { Err(Refused::new("channel_not_found")) }
}

fn view(state: &State, id: &str, count: bool) -> Value {
    let account = state.world.account(id);
    let channel = state.channels.get(id).cloned().unwrap_or_default();
    let mut view = json!({
        "id": id,
        "name": account.map_or("", |account| account.handle.as_str()),
        "is_channel": true,
        "is_private": false,
        "is_archived": channel.archived,
        "is_member": !channel.closed,
    });
    if count {
        view["num_members"] = json!(account.map_or(0, crate::world::Account::followers_count));
    }
    view
}

pub(super) fn list(state: &State, asked: &Asked) -> Result<Value, Refused> {
    let limit = asked.limit(100, 999);
    let from: usize = asked.text("cursor").and_then(|cursor| cursor.parse().ok()).unwrap_or(0);
    let hidden = asked.flag("exclude_archived");
    let ids: Vec<&String> = state
        .channels
        .iter()
        .filter(|(_, channel)| !(hidden && channel.archived))
        .map(|(id, _)| id)
        .collect();
    let page: Vec<Value> = ids.iter().skip(from).take(limit).map(|id| view(state, id, true)).collect();
    let next = if from + limit < ids.len() { (from + limit).to_string() } else { String::new() };
    Ok(json!({ "channels": page, "response_metadata": { "next_cursor": next } }))
}

pub(super) fn info(state: &State, asked: &Asked) -> Result<Value, Refused> {
    let id = named(state, asked, "channel")?;
    Ok(json!({ "channel": view(state, &id, asked.flag("include_num_members")) }))
}

pub(super) fn join(state: &mut State, asked: &Asked) -> Result<Value, Refused> {
    let id = named(state, asked, "channel")?;
    if let Some(channel) = state.channels.get_mut(&id) {
        if channel.archived {
            return Err(Refused::new("is_archived"));
        }
        channel.closed = false;
    }
    Ok(json!({ "channel": view(state, &id, false) }))
}
