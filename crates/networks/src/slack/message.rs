//! What a part of a post is to Slack: the escaped text, the blocks that show pictures. Pure.

use serde_json::{Value, json};

use crate::text::{count, links};
use crate::{Content, Fault, Finding, Limits, MediaKind, Outline, Part, TextUnit};

/// What our messages carry in their metadata.
pub(super) const EVENT: &str = "tandem_post";

/// Text as Slack takes it: three characters are its own (docs.slack.dev, "Formatting text for app surfaces").
pub(super) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// The part's text, the link below it where it does not stand in it yet.
pub(super) fn text_of<M>(content: &Content<M>, index: usize) -> String {
    let text = &content.parts[index].text;
    match content.link.as_ref().filter(|link| index == 0 && !text.contains(&link.url)) {
        Some(link) if text.trim().is_empty() => link.url.clone(),
        Some(link) => format!("{}\n{}", text.trim_end(), link.url),
        None => text.clone(),
    }
}

/// Whether all files can be shown as blocks of a message; others are shared by themselves.
pub(super) fn in_blocks(part: &Part) -> bool {
    part.media.iter().all(|media| media.facts.kind == MediaKind::Image)
}

/// A `rich_text` block: the text as it is, its links as links (docs.slack.dev, "Rich text block").
pub(super) fn rich_text(text: &str) -> Value {
    let mut elements = Vec::new();
    let mut at = 0;
    for link in links(text) {
        if link.start > at {
            elements.push(json!({ "type": "text", "text": &text[at..link.start] }));
        }
        elements.push(json!({ "type": "link", "url": &text[link.clone()] }));
        at = link.end;
    }
    if at < text.len() {
        elements.push(json!({ "type": "text", "text": &text[at..] }));
    }
    json!({ "type": "rich_text", "elements": [{ "type": "rich_text_section", "elements": elements }] })
}

/// Text and pictures as blocks; `pictures` names each by its file at Slack or its address (docs.slack.dev, "Image
/// block": `alt_text` must be there).
pub(super) fn blocks(text: &str, part: &Part, pictures: &[Value]) -> Vec<Value> {
    let mut blocks = Vec::new();
    if !text.trim().is_empty() {
        blocks.push(rich_text(text));
    }
    for (media, picture) in part.media.iter().zip(pictures) {
        let alt = if media.facts.alt.trim().is_empty() { &media.facts.file_name } else { &media.facts.alt };
        let mut block = json!({ "type": "image", "alt_text": alt });
        if let (Value::Object(block), Value::Object(picture)) = (&mut block, picture) {
            block.extend(picture.clone());
        }
        blocks.push(block);
    }
    blocks
}

/// What only Slack objects to: more files than are shown well, and a link that makes the text too long.
pub(super) fn own_findings(limits: &Limits, outline: &Outline) -> Vec<Finding> {
    let mut found = Vec::new();
    for (part, content) in outline.parts.iter().enumerate() {
        let plain = count(&escaped(&content.text), TextUnit::CodePoints);
        let length = count(&escaped(&text_of(outline, part)), TextUnit::CodePoints);
        if length > limits.text_max && plain <= limits.text_max {
            found.push(Finding {
                part,
                fault: Fault::TextTooLong { length, limit: limits.text_max },
                blocks: true,
            });
        }
    }
    found
}
