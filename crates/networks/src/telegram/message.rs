//! What a part of a post is to the Bot API: the method, its fields, its files, and what the API refuses beside its
//! plain limits. Pure.

use serde_json::{Map, Value, json};

use crate::text::count;
use crate::{Content, Fault, Finding, Limits, MediaFacts, MediaKind, Outline, Part, TextUnit};

/// "sendMediaGroup": 2-10 items.
pub(super) const ALBUM_MAX: u32 = 10;
/// "sendPoll": question, 1-300 characters.
pub(super) const QUESTION_MAX: u32 = 300;

/// Names of the files of an album in its form.
pub(super) const FILES: [&str; 10] =
    ["file0", "file1", "file2", "file3", "file4", "file5", "file6", "file7", "file8", "file9"];

/// One request.
#[derive(Debug, PartialEq)]
pub(super) struct Message {
    pub method: &'static str,
    pub fields: Map<String, Value>,
    /// Names under which the part's files go along, in order.
    pub files: Vec<&'static str>,
}

/// The text with the link's title below it where the link is not in it yet, and the entity that makes it a link.
/// Offsets and lengths are in UTF-16 units (core.telegram.org/bots/api, "MessageEntity").
pub(super) fn worded(text: &str, link: Option<(&str, &str)>) -> (String, Option<Value>) {
    let Some((url, title)) = link.filter(|(url, _)| !text.contains(url)) else {
        return (text.to_owned(), None);
    };
    let title = if title.trim().is_empty() { url } else { title.trim() };
    let before = if text.trim().is_empty() { String::new() } else { format!("{}\n\n", text.trim_end()) };
    let entity = json!({
        "type": "text_link",
        "offset": count(&before, TextUnit::Utf16),
        "length": count(title, TextUnit::Utf16),
        "url": url,
    });
    (format!("{before}{title}"), Some(entity))
}

fn link_of<M>(content: &Content<M>, index: usize) -> Option<(&str, &str)> {
    content.link.as_ref().filter(|_| index == 0).map(|link| (link.url.as_str(), link.title.as_str()))
}

/// The text of a part as it is sent.
pub(super) fn text_of<M>(content: &Content<M>, index: usize) -> String {
    worded(&content.parts[index].text, link_of(content, index)).0
}

/// The method that sends one file of a kind, and the name of its field ("sendPhoto", "sendVideo", …).
fn method_of(facts: &MediaFacts) -> (&'static str, &'static str) {
    match facts.kind {
        MediaKind::Image if facts.mime == "image/gif" => ("sendAnimation", "animation"),
        MediaKind::Image => ("sendPhoto", "photo"),
        MediaKind::Video => ("sendVideo", "video"),
        MediaKind::Document => ("sendDocument", "document"),
    }
}

/// Builds the request of one part.
pub(super) fn build(content: &Content, index: usize, chat_id: i64, parent: Option<i64>) -> Message {
    let part = &content.parts[index];
    let (text, entity) = worded(&part.text, link_of(content, index));
    let entities = entity.map(|entity| json!([entity]));
    let mut fields = Map::new();
    fields.insert("chat_id".into(), json!(chat_id));
    if content.option("silent") == Some("yes") {
        fields.insert("disable_notification".into(), json!(true));
    }
    if let Some(parent) = parent {
        // A part whose forerunner was removed meanwhile still goes out.
        let reply = json!({ "message_id": parent, "allow_sending_without_reply": true });
        fields.insert("reply_parameters".into(), reply);
    }
    let facts: Vec<&MediaFacts> = part.media.iter().map(|media| &media.facts).collect();
    if let Some(poll) = content.poll.as_ref().filter(|_| index == 0) {
        let options: Vec<Value> = poll.options.iter().map(|option| json!({ "text": option })).collect();
        fields.insert("question".into(), json!(part.text));
        fields.insert("options".into(), json!(options));
        fields.insert("open_period".into(), json!(u64::from(poll.minutes) * 60));
        return Message { method: "sendPoll", fields, files: vec![] };
    }
    match facts.as_slice() {
        [] => {
            fields.insert("text".into(), json!(text));
            if let Some(entities) = entities {
                fields.insert("entities".into(), entities);
            }
            if let Some((url, _)) = link_of(content, index) {
                fields.insert("link_preview_options".into(), json!({ "url": url }));
            }
            Message { method: "sendMessage", fields, files: vec![] }
        }
        [one] => {
            let (method, name) = method_of(one);
            caption(&mut fields, &text, entities);
            if one.kind == MediaKind::Video {
                measures(&mut fields, one);
            }
            Message { method, fields, files: vec![name] }
        }
        several => {
            let album = several.iter().zip(FILES).enumerate().map(|(place, (facts, file))| {
                let kind = method_of(facts).1;
                let mut item = Map::new();
                item.insert("type".into(), json!(kind));
                item.insert("media".into(), json!(format!("attach://{file}")));
                if facts.kind == MediaKind::Video {
                    measures(&mut item, facts);
                }
                // A caption of the first item is shown under the whole album; documents show it where it stands.
                let last = several.len() - 1;
                if place == if facts.kind == MediaKind::Document { last } else { 0 } {
                    caption(&mut item, &text, entities.clone());
                }
                Value::Object(item)
            });
            let album: Vec<Value> = album.collect();
            fields.insert("media".into(), json!(album));
            Message {
                method: "sendMediaGroup",
                fields,
                files: FILES.into_iter().take(several.len()).collect(),
            }
        }
    }
}

fn caption(fields: &mut Map<String, Value>, text: &str, entities: Option<Value>) {
    if !text.is_empty() {
        fields.insert("caption".into(), json!(text));
    }
    if let Some(entities) = entities {
        fields.insert("caption_entities".into(), entities);
    }
}

fn measures(fields: &mut Map<String, Value>, facts: &MediaFacts) {
    fields.insert("supports_streaming".into(), json!(true));
    if facts.width > 0 && facts.height > 0 {
        fields.insert("width".into(), json!(facts.width));
        fields.insert("height".into(), json!(facts.height));
    }
    if let Some(ms) = facts.duration_ms {
        fields.insert("duration".into(), json!(ms / 1_000));
    }
}

/// What only Telegram objects to: albums of other than 2-10 files or of mixed kinds, and polls with more than a question.
pub(super) fn own_findings(limits: &Limits, outline: &Outline) -> Vec<Finding> {
    let mut found = Vec::new();
    let mut add = |part: usize, fault: Fault| found.push(Finding { part, fault, blocks: true });
    for (index, part) in outline.parts.iter().enumerate() {
        album_findings(index, part, &mut add);
        // The link's title is text too; the plain text alone is measured elsewhere.
        let plain = count(&part.text, TextUnit::CodePoints);
        let length = count(&text_of(outline, index), TextUnit::CodePoints);
        let limit = match limits.text_max_with_media {
            Some(limit) if !part.media.is_empty() => limit,
            _ => limits.text_max,
        };
        if length > limit && plain <= limit {
            add(index, Fault::TextTooLong { length, limit });
        }
    }
    if let (Some(_), Some(part)) = (&outline.poll, outline.parts.first()) {
        let length = count(&part.text, TextUnit::CodePoints);
        if length > QUESTION_MAX {
            add(0, Fault::TextTooLong { length, limit: QUESTION_MAX });
        }
        if part.text.trim().is_empty() {
            add(0, Fault::Empty);
        }
        if !part.media.is_empty() || outline.link.is_some() {
            add(0, Fault::Format { format: crate::Format::Poll });
        }
    }
    found
}

fn album_findings(index: usize, part: &Part<MediaFacts>, add: &mut impl FnMut(usize, Fault)) {
    if part.media.len() < 2 {
        return;
    }
    let count = u32::try_from(part.media.len()).unwrap_or(u32::MAX);
    if count > ALBUM_MAX {
        add(index, Fault::TooManyImages { count, limit: ALBUM_MAX });
    }
    let documents = part.media.iter().filter(|media| media.kind == MediaKind::Document).count();
    if documents > 0 && documents < part.media.len() {
        add(index, Fault::MixedMedia);
    }
    // Moving pictures stand alone.
    if let Some(gif) = part.media.iter().find(|media| media.mime == "image/gif") {
        add(index, Fault::FileType { file_name: gif.file_name.clone(), mime: gif.mime.clone() });
    }
}
