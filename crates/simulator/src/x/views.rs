//! Posts as clients see them: with short links, entities and the fields asked for.

use serde_json::{Map, Value, json};

use super::weight::addresses;
use crate::call::Call;
use crate::clock::iso;
use crate::ids;
use crate::stand_in::Network;
use crate::state::Shared;
use crate::world::{Post, World};

use super::error::Problem;

/// How long private counters are told.
const PRIVATE_MS: i64 = 30 * 24 * 3_600 * 1_000;

const POST_FIELDS: [&str; 30] = [
    "article",
    "article_title",
    "attachments",
    "card_uri",
    "community_id",
    "context_annotations",
    "conversation_id",
    "created_at",
    "display_text_range",
    "edit_controls",
    "entities",
    "geo",
    "id",
    "lang",
    "matched_media_notes",
    "media_metadata",
    "non_public_metrics",
    "note_post",
    "note_request_suggestions",
    "organic_metrics",
    "paid_partnership",
    "possibly_sensitive",
    "promoted_metrics",
    "public_metrics",
    "reply_settings",
    "scopes",
    "source",
    "suggested_source_links",
    "text",
    "withheld",
];
const EXPANSIONS: [&str; 9] = [
    "attachments.media_keys",
    "attachments.media_source_tweet",
    "attachments.poll_ids",
    "author_id",
    "edit_history_post_ids",
    "entities.mentions.username",
    "geo.place_id",
    "in_reply_to_user_id",
    "referenced_posts",
];
const MEDIA_FIELDS: [&str; 12] = [
    "alt_text",
    "duration_ms",
    "height",
    "media_key",
    "non_public_metrics",
    "organic_metrics",
    "preview_image_url",
    "promoted_metrics",
    "public_metrics",
    "type",
    "url",
    "width",
];

/// What a read asks for.
#[derive(Debug, Default)]
pub(super) struct Asked {
    fields: Vec<String>,
    expansions: Vec<String>,
    media_fields: Vec<String>,
}

impl Asked {
    /// Checks every parameter against those that this route knows.
    pub(super) fn read(call: &Call, own: &[&str]) -> Result<Self, Problem> {
        let mut asked = Self::default();
        for (name, value) in call.query.pairs() {
            let (into, known): (_, &[&str]) = match name {
                "post.fields" => (&mut asked.fields, &POST_FIELDS),
                "expansions" => (&mut asked.expansions, &EXPANSIONS),
                "media.fields" => (&mut asked.media_fields, &MEDIA_FIELDS),
                _ if own.contains(&name) => continue,
                _ => {
                    let all = [own, &["post.fields", "expansions", "media.fields"]].concat().join(",");
                    let message = format!("The query parameter [{name}] is not one of [{all}]");
                    return Err(Problem::invalid(name, value, &message));
                }
            };
            for field in value.split(',') {
                if !known.contains(&field) {
                    let message =
                        format!("The `{name}` query parameter value [{field}] is not one of {known:?}");
                    return Err(Problem::invalid(name, field, &message));
                }
                into.push(field.to_owned());
            }
        }
        Ok(asked)
    }

    fn has(&self, field: &str) -> bool {
        self.fields.iter().any(|asked| asked == field)
    }

    fn expands(&self, what: &str) -> bool {
        self.expansions.iter().any(|asked| asked == what)
    }
}

/// The short form of every address in a text.
pub(super) fn short_links(shared: &Shared, text: &str) -> Value {
    addresses(text)
        .into_iter()
        .map(|(from, to)| {
            let long = &text[from..to];
            let expanded = if long.contains("://") { long.to_owned() } else { format!("http://{long}") };
            let short = format!("https://t.co/{}", short_name(shared, long));
            json!({ "from": from, "to": to, "url": short, "expanded_url": expanded })
        })
        .collect()
}

pub(super) fn short_name(shared: &Shared, long: &str) -> String {
    ids::number(shared.seed, "t.co", long, 10)
}

/// A post with its entities; texts come with HTML entities, files as links at the end.
pub(super) fn post(
    shared: &Shared,
    world: &World,
    post: &Post,
    asked: &Asked,
    own: bool,
) -> (Value, Vec<Value>) {
    let (text, urls) = shown(shared, world, post);
    let mut view = Map::new();
    view.insert("id".into(), json!(post.id));
    view.insert("text".into(), json!(text));
    view.insert("edit_history_post_ids".into(), json!([post.id]));
    let mut errors = Vec::new();
    if asked.has("created_at") {
        view.insert("created_at".into(), json!(iso(post.created_at)));
    }
    if asked.has("entities") && !urls.is_empty() {
        view.insert("entities".into(), json!({ "urls": urls }));
    }
    if asked.has("attachments") && !post.media.is_empty() {
        let keys: Vec<String> = post.media.iter().map(|id| media_key(post, id)).collect();
        view.insert("attachments".into(), json!({ "media_keys": keys }));
    }
    if asked.has("note_post") && text.chars().count() > 280 {
        view.insert("note_post".into(), json!({ "text": text }));
    }
    if asked.expands("referenced_posts")
        && let Some(parent) = &post.parent
    {
        view.insert("referenced_posts".into(), json!([{ "type": "replied_to", "id": parent }]));
    }
    let counts = post.counts();
    let shown_times = counts.likes * 31 + counts.replies * 40 + counts.reposts * 55;
    if asked.has("public_metrics") {
        view.insert(
            "public_metrics".into(),
            json!({
                "like_count": counts.likes, "reply_count": counts.replies, "repost_count": counts.reposts,
                "quote_count": counts.quotes, "bookmark_count": 0, "impression_count": shown_times,
            }),
        );
    }
    if asked.has("non_public_metrics") {
        if own && shared.clock.now() - post.created_at < PRIVATE_MS {
            let clicks = counts.likes / 2;
            view.insert(
                "non_public_metrics".into(),
                json!({ "url_link_clicks": clicks, "user_profile_clicks": 0, "engagements": counts.likes + clicks }),
            );
        } else {
            errors.push(json!({
                "resource_id": post.id, "parameter": "ids", "resource_type": "tweet", "section": "data",
                "field": "non_public_metrics", "title": "Field Authorization Error",
                "detail": "Sorry, you are not authorized to access 'non_public_metrics' on the Tweet.",
                "type": "https://api.x.com/2/problems/not-authorized-for-field",
            }));
        }
    }
    (Value::Object(view), errors)
}

/// The files of posts, where they were asked for.
pub(super) fn included(posts: &[&Post], asked: &Asked) -> Option<Value> {
    if !asked.expands("attachments.media_keys") {
        return None;
    }
    let media = posts.iter().flat_map(|post| {
        post.media.iter().map(|id| {
            let key = media_key(post, id);
            let film = key.starts_with("7_");
            let mut view = json!({ "media_key": key, "type": if film { "video" } else { "photo" } });
            if film && asked.media_fields.iter().any(|field| field == "public_metrics") {
                view["public_metrics"] = json!({ "view_count": post.counts().likes * 12 });
            }
            view
        })
    });
    let media: Vec<Value> = media.collect();
    (!media.is_empty()).then(|| json!({ "media": media }))
}

/// 3 for pictures, 7 for films, 16 for moving pictures.
fn media_key(post: &Post, id: &str) -> String {
    let kind = post.raw["kinds"][id].as_str().unwrap_or("3");
    format!("{kind}_{id}")
}

fn shown(shared: &Shared, world: &World, post: &Post) -> (String, Vec<Value>) {
    let mut text = String::new();
    let mut urls = Vec::new();
    let mut at = 0;
    for link in post.raw["urls"].as_array().into_iter().flatten() {
        let place =
            |name: &str| link[name].as_u64().and_then(|place| usize::try_from(place).ok()).unwrap_or(at);
        let (from, to) = (place("from"), place("to"));
        text.push_str(&escape(post.text.get(at..from).unwrap_or_default()));
        let start = text.chars().count();
        text.push_str(link["url"].as_str().unwrap_or_default());
        urls.push(json!({
            "start": start, "end": text.chars().count(), "url": link["url"], "expanded_url": link["expanded_url"],
        }));
        at = to;
    }
    text.push_str(&escape(post.text.get(at..).unwrap_or_default()));
    if !post.media.is_empty() {
        let handle = world.account(&post.author).map_or("i", |account| account.handle.as_str());
        let short = format!("https://t.co/{}", short_name(shared, &post.id));
        if !text.is_empty() {
            text.push(' ');
        }
        let start = text.chars().count();
        text.push_str(&short);
        for (id, place) in post.media.iter().zip(1..) {
            let key = media_key(post, id);
            let kind = if key.starts_with("3_") { "photo" } else { "video" };
            let long = format!("{}/{handle}/status/{}/{kind}/{place}", shared.url(Network::X), post.id);
            urls.push(json!({
                "start": start, "end": text.chars().count(), "url": short, "expanded_url": long, "media_key": key,
            }));
        }
    }
    (text, urls)
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
