//! What happened to an account.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use serde_json::{Value, json};

use super::error::Answer;
use super::{entities, timelines};
use crate::call::Call;
use crate::clock::iso;
use crate::state::Shared;
use crate::world::{Notice, NoticeKind};

fn kind(notice: &Notice) -> &'static str {
    match notice.kind {
        NoticeKind::Like => "favourite",
        NoticeKind::Repost => "reblog",
        NoticeKind::Reply | NoticeKind::Mention => "mention",
        NoticeKind::Quote => "quote",
        NoticeKind::Follow => "follow",
    }
}

pub(super) async fn list(State(shared): State<Arc<Shared>>, call: Call) -> Answer<Response> {
    let state = shared.mastodon();
    let account = state.authorise(&call.headers, &["read:notifications"])?;
    let (types, without) = (call.query.all("types"), call.query.all("exclude_types"));
    let notices = state.world.account(&account).map(|account| account.notices.as_slice()).unwrap_or_default();
    let wanted: Vec<&Notice> = notices
        .iter()
        .rev()
        .filter(|notice| types.is_empty() || types.contains(&kind(notice)))
        .filter(|notice| !without.contains(&kind(notice)))
        .filter(|notice| told(&state, &account, notice))
        .collect();
    let page = timelines::page(wanted, |notice| notice.number, &call, 40, 80);
    let ids: Vec<u64> = page.iter().map(|notice| notice.number).collect();
    let list = page.into_iter().map(|notice| view(&shared, &state, &account, notice)).collect();
    Ok(timelines::linked(&shared, "/api/v1/notifications", &ids, list))
}

/// A reply notifies only those whom it names; what is gone notifies nobody.
fn told(state: &super::State, account: &str, notice: &Notice) -> bool {
    let post = notice.post.as_ref().map(|id| state.world.post(id));
    match (notice.kind, post) {
        (_, Some(None)) => false,
        (NoticeKind::Reply, Some(Some(post))) => post.mentions.iter().any(|id| id == account),
        _ => true,
    }
}

fn view(shared: &Shared, state: &super::State, account: &str, notice: &Notice) -> Value {
    let mut view = json!({
        "id": notice.number.to_string(),
        "type": kind(notice),
        "group_key": format!("ungrouped-{}", notice.number),
        "created_at": iso(notice.at),
        "account": entities::account_by_id(shared, state, &notice.by),
    });
    if let Some(post) = notice.post.as_ref().and_then(|id| state.world.post(id)) {
        view["status"] = entities::status(shared, state, post, Some(account));
    }
    view
}
