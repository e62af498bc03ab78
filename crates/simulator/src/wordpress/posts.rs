//! Posts and their comments.

use serde_json::{Value, json};

use super::{Given, Refused, State, invalid, refuse, user};
use crate::call::{Call, Form};
use crate::clock::iso;
use crate::page::escape;
use crate::stand_in::{Network, StandIn};
use crate::state::Shared;
use crate::world::{Post, links_in};

const STATUSES: [&str; 5] = ["publish", "future", "draft", "pending", "private"];

fn unknown() -> Refused {
    refuse(404, "rest_post_invalid_id", "Invalid post ID.")
}

fn view(post: &Post, edit: bool) -> Value {
    let raw = &post.raw;
    let date = iso(post.created_at);
    let field = |name: &str| {
        let text = raw[name].as_str().unwrap_or_default();
        let mut both = json!({ "rendered": text });
        if edit {
            both["raw"] = json!(text);
        }
        both
    };
    json!({
        "id": post.id.parse::<u64>().unwrap_or_default(),
        "date_gmt": date.trim_end_matches(".000Z"),
        "slug": raw["slug"],
        "status": raw["status"],
        "type": "post",
        "link": post.url,
        "title": field("title"),
        "content": field("content"),
        "excerpt": field("excerpt"),
        "author": post.author.parse::<u64>().unwrap_or_default(),
        "featured_media": raw["featured_media"],
        "comment_status": raw["comment_status"],
        "categories": raw["categories"],
        "tags": raw["tags"],
    })
}

fn is_post(post: &Post) -> bool {
    post.raw["kind"] == "post"
}

/// A slug that no other post has: a number is put after it.
fn free_slug(state: &State, wanted: &str) -> String {
    let taken = |slug: &str| state.world.all_posts().any(|post| is_post(post) && post.raw["slug"] == slug);
    if !taken(wanted) {
        return wanted.to_owned();
    }
    (2..).map(|number| format!("{wanted}-{number}")).find(|slug| !taken(slug)).unwrap_or_default()
}

pub(super) fn answer(
    state: &mut State,
    shared: &Shared,
    call: &Call,
    form: &Form,
    rest: &[&str],
) -> Result<Given, Refused> {
    match (call.method.as_str(), rest) {
        ("GET", []) => list(state, call),
        ("POST", []) => create(state, shared, call, form),
        ("GET", [id]) => {
            let post = state.world.post(id).filter(|post| is_post(post)).ok_or_else(unknown)?;
            Ok(view(post, false).into())
        }
        ("POST", [id]) => {
            user(state, call)?;
            let (fields, _) = fields(state, form)?;
            let now = shared.clock.now();
            let post = state.world.post_mut(id).filter(|post| is_post(post)).ok_or_else(unknown)?;
            if let (Some(raw), Value::Object(fields)) = (post.raw.as_object_mut(), fields) {
                raw.extend(fields);
            }
            post.edited_at = Some(now);
            post.text = words(&post.raw);
            Ok(view(post, true).into())
        }
        ("DELETE", [id]) => {
            user(state, call)?;
            let force = call.query.flag("force");
            if state.bin.contains_key(*id) {
                if !force {
                    return Err(refuse(410, "rest_already_trashed", "The post has already been deleted."));
                }
                let post = state.bin.remove(*id).ok_or_else(unknown)?;
                return Ok(view(&post, true).into());
            }
            state.world.post(id).filter(|post| is_post(post)).ok_or_else(unknown)?;
            let post = state.world.remove_post(id).ok_or_else(unknown)?;
            let mut view = view(&post, true);
            view["status"] = json!("trash");
            if !force {
                state.bin.insert((*id).to_owned(), post);
            }
            Ok(view.into())
        }
        _ => Err(refuse(404, "rest_no_route", "No route was found matching the URL and request method.")),
    }
}

/// By slug, ids and status. Others than what is published are for users only.
fn list(state: &State, call: &Call) -> Result<Given, Refused> {
    let query = &call.query;
    let statuses: Vec<&str> = query.get("status").unwrap_or("publish").split(',').collect();
    if statuses.iter().any(|status| !STATUSES.contains(status)) {
        return Err(invalid("status", "status is not one of the values allowed."));
    }
    let edit = query.get("context") == Some("edit");
    if edit || statuses.iter().any(|status| *status != "publish") {
        user(state, call).map_err(|_| {
            refuse(401, "rest_forbidden_context", "Sorry, you are not allowed to edit posts.")
        })?;
    }
    let per_page: usize = query.get("per_page").map_or(Ok(10), str::parse).unwrap_or(0);
    if !(1..=100).contains(&per_page) {
        return Err(invalid("per_page", "per_page must be between 1 and 100."));
    }
    let include: Vec<&str> = query.get("include").map(|ids| ids.split(',').collect()).unwrap_or_default();
    let mut posts: Vec<&Post> = state
        .world
        .all_posts()
        .filter(|post| is_post(post))
        .filter(|post| post.raw["status"].as_str().is_some_and(|status| statuses.contains(&status)))
        .filter(|post| query.get("slug").is_none_or(|slug| post.raw["slug"] == slug))
        .filter(|post| include.is_empty() || include.contains(&post.id.as_str()))
        .collect();
    posts.sort_by(|a, b| (b.created_at, &b.id).cmp(&(a.created_at, &a.id)));
    let page: Vec<Value> = posts.iter().take(per_page).map(|post| view(post, edit)).collect();
    Ok(Given { status: 200, body: json!(page), total: Some(posts.len()) })
}

/// The fields of a request, checked; and how many files it shows.
fn fields(state: &State, form: &Form) -> Result<(Value, usize), Refused> {
    let params = &form.params;
    let mut fields = json!({});
    for name in ["title", "content", "excerpt", "slug"] {
        if let Some(text) = params.get(name) {
            fields[name] = json!(text);
        }
    }
    if let Some(status) = params.get("status") {
        if !STATUSES.contains(&status) {
            return Err(invalid("status", "status is not one of publish, future, draft, pending, private."));
        }
        fields["status"] = json!(status);
    }
    if let Some(status) = params.get("comment_status") {
        if !["open", "closed"].contains(&status) {
            return Err(invalid("comment_status", "comment_status is not one of open, closed."));
        }
        fields["comment_status"] = json!(status);
    }
    let mut files = 0;
    if let Some(id) = params.get("featured_media") {
        let known = id.parse().ok().filter(|id| state.media.contains_key(id));
        let known: u64 = known.ok_or_else(|| invalid("featured_media", "Invalid featured media ID."))?;
        fields["featured_media"] = json!(known);
        files += 1;
    }
    files +=
        params.get("content").map_or(0, |content| content.matches("wp-content/uploads/").count().min(20));
    for kind in ["categories", "tags"] {
        let ids: Vec<u64> = params.all(kind).iter().filter_map(|id| id.parse().ok()).collect();
        if ids.iter().any(|id| state.term(if kind == "tags" { "tags" } else { "categories" }, *id).is_none())
        {
            return Err(invalid(kind, "Term does not exist."));
        }
        if !ids.is_empty() {
            fields[kind] = json!(ids);
        }
    }
    Ok((fields, files))
}

/// What a reader sees of a post's content.
fn words(raw: &Value) -> String {
    let mut text = String::new();
    let content = raw["content"].as_str().unwrap_or_default().replace("</p>\n", "</p>").replace("<br>", "\n");
    let mut inside = false;
    for letter in content.chars() {
        match letter {
            '<' => inside = true,
            '>' => inside = false,
            _ if !inside => text.push(letter),
            _ => {}
        }
    }
    let text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&");
    text.trim().to_owned()
}

fn create(state: &mut State, shared: &Shared, call: &Call, form: &Form) -> Result<Given, Refused> {
    let author = user(state, call).map_err(|_| {
        refuse(401, "rest_cannot_create", "Sorry, you are not allowed to create posts as this user.")
    })?;
    let (mut fields, files) = fields(state, form)?;
    let has = |name: &str| fields[name].as_str().is_some_and(|text| !text.is_empty());
    if !has("title") && !has("content") && !has("excerpt") {
        return Err(refuse(400, "empty_content", "Content, title, and excerpt are empty."));
    }
    let id = state.number().to_string();
    let wanted = fields["slug"].as_str().map_or_else(|| format!("post-{id}"), str::to_owned);
    let slug = free_slug(state, &escape(&wanted));
    fields["kind"] = json!("post");
    fields["slug"] = json!(slug);
    if fields["status"].is_null() {
        fields["status"] = json!("draft");
    }
    let text = words(&fields);
    let post = Post {
        url: if fields["status"] == "publish" {
            format!("{}/{slug}/", shared.url(Network::WordPress))
        } else {
            state.post_url(shared, &author, &id)
        },
        id,
        author,
        links: links_in(&text),
        text,
        created_at: shared.clock.now(),
        media: vec![String::new(); files],
        raw: fields,
        ..Post::default()
    };
    let view = view(&post, true);
    state.world.publish(post, false);
    Ok(Given { status: 201, body: view, total: None })
}

/// What readers answered.
pub(super) fn comments(state: &State, call: &Call) -> Result<Given, Refused> {
    if call.query.get("status").is_some_and(|status| status != "approve") {
        user(state, call)?;
    }
    let of = call.query.get("post");
    let found: Vec<Value> = state
        .world
        .all_posts()
        .filter(|post| {
            post.raw["kind"] == "comment" && of.is_none_or(|of| post.parent.as_deref() == Some(of))
        })
        .map(|post| {
            json!({
                "id": post.id.parse::<u64>().unwrap_or_default(),
                "post": post.parent.as_deref().and_then(|id| id.parse::<u64>().ok()),
                "content": { "rendered": post.text },
                "status": "approved",
            })
        })
        .collect();
    let per_page: usize = call.query.get("per_page").and_then(|text| text.parse().ok()).unwrap_or(10);
    let total = found.len();
    let page: Vec<Value> = found.into_iter().take(per_page).collect();
    Ok(Given { status: 200, body: json!(page), total: Some(total) })
}
