//! Messages: posted, listed, changed, removed.

use serde_json::{Value, json};

use super::answers::{Asked, Refused};
use super::{State, channels, metadata};
use crate::stand_in::StandIn;
use crate::state::Shared;
use crate::world::{Draft, Post, links_in};

/// Longer texts are split into several messages or refused; here they are refused.
const TEXT_MAX: usize = 4000;

fn plain(text: &str) -> String {
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
}

/// The channel, if the app may post there.
pub(super) fn open(state: &State, asked: &Asked, field: &str) -> Result<String, Refused> {
    let id = channels::named(state, asked, field)?;
    match state.channels.get(&id) {
        Some(channel) if channel.archived => Err(Refused::new("is_archived")),
        Some(channel) if channel.closed => Err(Refused::new("not_in_channel")),
        _ => Ok(id),
    }
}

/// Keeps a message; answers its `ts`.
pub(super) fn keep(
    state: &mut State,
    shared: &Shared,
    channel: &str,
    text: String,
    media: usize,
    parent: Option<String>,
    raw: Value,
) -> String {
    let now = shared.clock.now();
    let draft = Draft { author: channel.to_owned(), created_at: now, ..Draft::default() };
    let ts = state.new_post_id(shared, &draft);
    let post = Post {
        url: state.post_url(shared, channel, &ts),
        id: ts.clone(),
        author: channel.to_owned(),
        links: links_in(&text),
        text,
        created_at: now,
        parent,
        media: vec![String::new(); media],
        raw,
        ..Post::default()
    };
    state.world.publish(post, false);
    ts
}

fn checked(state: &State, asked: &Asked) -> Result<(String, Option<Value>, Option<Value>), Refused> {
    let text = asked.text("text").unwrap_or_default();
    let blocks = asked.value("blocks");
    if text.trim().is_empty() && blocks.is_none() {
        return Err(Refused::new("no_text"));
    }
    if text.chars().count() > TEXT_MAX {
        return Err(Refused::new("msg_too_long"));
    }
    if let Some(blocks) = &blocks {
        metadata::check_blocks(state, blocks)?;
    }
    let metadata = asked.value("metadata");
    metadata.as_ref().map_or(Ok(()), metadata::check_metadata)?;
    Ok((plain(&text), blocks, metadata))
}

/// The beginning of a thread that exists.
pub(super) fn thread(state: &State, channel: &str, asked: &Asked) -> Result<Option<String>, Refused> {
    let Some(ts) = asked.text("thread_ts") else { return Ok(None) };
    let known = state.world.post(&ts).is_some_and(|post| post.author == channel);
    if known { Ok(Some(ts)) } else { Err(Refused::new("thread_not_found")) }
}

pub(super) fn post(state: &mut State, shared: &Shared, asked: &Asked) -> Result<Value, Refused> {
    let channel = open(state, asked, "channel")?;
    let (text, blocks, metadata) = checked(state, asked)?;
    let parent = thread(state, &channel, asked)?;
    let raw = json!({ "metadata": metadata, "blocks": blocks });
    let media = metadata::pictures(blocks.as_ref());
    let ts = keep(state, shared, &channel, text, media, parent, raw);
    let message = state.world.post(&ts).map(|post| view(post, false));
    Ok(json!({ "channel": channel, "ts": ts, "message": message }))
}

/// A message; metadata only where they were asked for.
fn view(post: &Post, with_metadata: bool) -> Value {
    let mut message = json!({ "type": "message", "text": post.text, "ts": post.id, "bot_id": "B0KRQLJ9H" });
    if let Some(parent) = &post.parent {
        message["thread_ts"] = json!(parent);
    }
    let counts = post.counts();
    if counts.replies > 0 {
        message["reply_count"] = json!(counts.replies);
        message["thread_ts"] = json!(post.id);
    }
    if counts.likes > 0 {
        message["reactions"] = json!([{ "name": "thumbsup", "count": counts.likes, "users": [] }]);
    }
    if with_metadata && post.raw["metadata"].is_object() {
        message["metadata"] = post.raw["metadata"].clone();
    }
    message
}

fn page(mut posts: Vec<&Post>, asked: &Asked) -> Value {
    let moment = |name: &str| asked.text(name).and_then(|text| text.parse::<f64>().ok());
    let (oldest, latest) = (moment("oldest"), moment("latest"));
    let inclusive = asked.flag("inclusive");
    // What a test moved in time is there where it was moved to.
    #[expect(clippy::cast_precision_loss, reason = "milliseconds of our age fit")]
    let at = |post: &Post| {
        let told = post.id.parse::<f64>().unwrap_or_default();
        let kept = post.created_at as f64 / 1000.0;
        if (told - kept).abs() < 2.0 { told } else { kept }
    };
    posts.retain(|post| {
        let at = at(post);
        oldest.is_none_or(|oldest| at > oldest || (inclusive && at >= oldest))
            && latest.is_none_or(|latest| at < latest || (inclusive && at <= latest))
    });
    let limit = asked.limit(100, 999);
    let from: usize = asked.text("cursor").and_then(|cursor| cursor.parse().ok()).unwrap_or(0);
    let with_metadata = asked.flag("include_all_metadata");
    let messages: Vec<Value> =
        posts.iter().skip(from).take(limit).map(|post| view(post, with_metadata)).collect();
    let more = from + limit < posts.len();
    let next = if more { (from + limit).to_string() } else { String::new() };
    json!({ "messages": messages, "has_more": more, "response_metadata": { "next_cursor": next } })
}

/// What stands in the channel itself, newest first.
pub(super) fn history(state: &State, asked: &Asked) -> Result<Value, Refused> {
    let channel = channels::named(state, asked, "channel")?;
    let mut posts = state.world.posts_of(&channel);
    posts.retain(|post| post.parent.is_none());
    posts.reverse();
    Ok(page(posts, asked))
}

/// A message and its answers, oldest first.
pub(super) fn replies(state: &State, asked: &Asked) -> Result<Value, Refused> {
    let channel = channels::named(state, asked, "channel")?;
    let ts = asked.text("ts").unwrap_or_default();
    let first = state.world.post(&ts).filter(|post| post.author == channel);
    let first = first.ok_or_else(|| Refused::new("thread_not_found"))?;
    let answers = state.world.all_posts().filter(|post| post.parent.as_deref() == Some(&ts));
    let mut posts: Vec<&Post> = std::iter::once(first).chain(answers).collect();
    posts.sort_by_key(|post| post.created_at);
    Ok(page(posts, asked))
}

fn own(state: &State, asked: &Asked, field: &str) -> Result<(String, String), Refused> {
    let channel = channels::named(state, asked, "channel")?;
    let ts = asked.text(field).unwrap_or_default();
    let known = state.world.post(&ts).is_some_and(|post| post.author == channel);
    if known { Ok((channel, ts)) } else { Err(Refused::new("message_not_found")) }
}

pub(super) fn update(state: &mut State, shared: &Shared, asked: &Asked) -> Result<Value, Refused> {
    let (channel, ts) = own(state, asked, "ts")?;
    let (text, blocks, metadata) = checked(state, asked)?;
    let now = shared.clock.now();
    if let Some(post) = state.world.post_mut(&ts) {
        post.text.clone_from(&text);
        post.edited_at = Some(now);
        if blocks.is_some() {
            post.raw["blocks"] = json!(blocks);
        }
        if metadata.is_some() {
            post.raw["metadata"] = json!(metadata);
        }
    }
    Ok(json!({ "channel": channel, "ts": ts, "text": text }))
}

pub(super) fn delete(state: &mut State, asked: &Asked) -> Result<Value, Refused> {
    let (channel, ts) = own(state, asked, "ts")?;
    state.world.remove_post(&ts);
    Ok(json!({ "channel": channel, "ts": ts }))
}

pub(super) fn permalink(state: &State, asked: &Asked) -> Result<Value, Refused> {
    let (channel, ts) = own(state, asked, "message_ts")?;
    let url = state.world.post(&ts).map(|post| post.url.clone());
    Ok(json!({ "channel": channel, "permalink": url }))
}
