//! The record of a post: facets, embeds, the place in a thread; and what its lexicons object to.

use serde_json::{Value, json};

use super::publish::Plan;
use super::{Bluesky, POST};
use crate::text::{Feature, facets};
use crate::{Content, Error, Fault, Finding, Format, LinkCard, Media, MediaKind, Outline};

/// Lexicon `app.bsky.embed.external`, `thumb`.
const THUMB_MAX_BYTES: u64 = 1_000_000;

/// A card fills the place of pictures and films: a single picture beside it becomes its thumbnail.
pub(super) fn own_findings(outline: &Outline) -> Vec<Finding> {
    if outline.link.is_none() {
        return vec![];
    }
    let fault = match outline.media() {
        [] => return vec![],
        [thumb] if thumb.kind == MediaKind::Image && thumb.bytes <= THUMB_MAX_BYTES => return vec![],
        [thumb] if thumb.kind == MediaKind::Image => {
            Fault::FileTooLarge { file_name: thumb.file_name.clone(), limit: THUMB_MAX_BYTES }
        }
        _ => Fault::Format { format: Format::Link },
    };
    vec![Finding { part: 0, fault, blocks: true }]
}

impl Bluesky {
    /// Builds the record of a part (lexicons `app.bsky.feed.post`, `app.bsky.richtext.facet`). A handle that leads nowhere
    /// stays plain text; trouble on the way stops the send before the record is frozen.
    pub(super) async fn freeze(
        &self,
        base_url: &str,
        plan: &Plan,
        index: usize,
        content: &Content,
    ) -> Result<Value, Error> {
        let (part, planned) = (&content.parts[index], &plan.parts[index]);
        let mut record = json!({ "$type": POST, "text": part.text, "createdAt": planned.created_at });
        let mut facets_json = Vec::new();
        for facet in facets(&part.text) {
            let feature = match facet.feature {
                Feature::Link(uri) => json!({ "$type": "app.bsky.richtext.facet#link", "uri": uri }),
                Feature::Tag(tag) => json!({ "$type": "app.bsky.richtext.facet#tag", "tag": tag }),
                Feature::Mention(handle) => match self.did_of(base_url, &handle).await? {
                    Some(did) => json!({ "$type": "app.bsky.richtext.facet#mention", "did": did }),
                    None => continue,
                },
            };
            facets_json.push(json!({
                "index": { "byteStart": facet.bytes.start, "byteEnd": facet.bytes.end },
                "features": [feature],
            }));
        }
        if !facets_json.is_empty() {
            record["facets"] = Value::Array(facets_json);
        }
        if let Some(language) = content.language.as_deref() {
            record["langs"] = json!([language]);
        }
        let card = content.link.as_ref().filter(|_| index == 0);
        if let Some(embed) = embed(card, &part.media, &planned.blobs) {
            record["embed"] = embed;
        }
        if let (Some(root), Some(parent)) =
            (plan.sent(0), index.checked_sub(1).and_then(|last| plan.sent(last)))
        {
            record["reply"] = json!({ "root": root, "parent": parent });
        }
        Ok(record)
    }
}

/// What stands under the text: a card, a film, or pictures (lexicons `app.bsky.embed.external`, `video`, `images`).
fn embed(card: Option<&LinkCard>, media: &[Media], blobs: &[Value]) -> Option<Value> {
    let film = |media: &Media| media.facts.kind == MediaKind::Video;
    match (card, media) {
        (Some(card), _) => {
            let LinkCard { url, title, description } = card;
            let mut external = json!({ "uri": url, "title": title, "description": description });
            if let Some(thumb) = blobs.first() {
                external["thumb"] = thumb.clone();
            }
            Some(json!({ "$type": "app.bsky.embed.external", "external": external }))
        }
        (None, []) => None,
        (None, [first, ..]) if film(first) => {
            let mut embed = json!({ "$type": "app.bsky.embed.video", "video": blobs.first()? });
            if !first.facts.alt.is_empty() {
                embed["alt"] = json!(first.facts.alt);
            }
            shape(&mut embed, first);
            Some(embed)
        }
        (None, pictures) => {
            let images: Vec<Value> = pictures
                .iter()
                .zip(blobs)
                .map(|(picture, blob)| {
                    let mut image = json!({ "image": blob, "alt": picture.facts.alt });
                    shape(&mut image, picture);
                    image
                })
                .collect();
            Some(json!({ "$type": "app.bsky.embed.images", "images": images }))
        }
    }
}

/// Lexicon `app.bsky.embed.defs#aspectRatio`.
fn shape(embed: &mut Value, media: &Media) {
    if media.facts.width > 0 && media.facts.height > 0 {
        embed["aspectRatio"] = json!({ "width": media.facts.width, "height": media.facts.height });
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::{MediaFacts, Part};

    fn media(kind: MediaKind, bytes: u64) -> Media {
        let facts = MediaFacts {
            kind,
            file_name: "tea".into(),
            mime: String::new(),
            bytes,
            width: 4,
            height: 3,
            duration_ms: None,
            alt: "A cup".into(),
        };
        Media { facts, public_url: None, file: Arc::new(vec![]) }
    }

    #[test]
    fn a_card_takes_one_small_picture() {
        let url = "https://brand.example".to_owned();
        let card = LinkCard { url, title: "Tea".into(), description: "All of it".into() };
        for (files, faults) in [
            (vec![], 0),
            (vec![media(MediaKind::Image, 1_000_000)], 0),
            (vec![media(MediaKind::Image, 1_000_001)], 1),
            (vec![media(MediaKind::Video, 10)], 1),
            (vec![media(MediaKind::Image, 1), media(MediaKind::Image, 1)], 1),
        ] {
            let parts = vec![Part { text: "Look".into(), media: files }];
            let content = Content { parts, link: Some(card.clone()), ..Content::default() };
            assert_eq!(own_findings(&content.outline()).len(), faults);
        }
        let blob = json!({ "$type": "blob" });
        let external = json!({
            "uri": "https://brand.example", "title": "Tea", "description": "All of it", "thumb": blob,
        });
        assert_eq!(
            embed(Some(&card), &[media(MediaKind::Image, 1)], &[blob]),
            Some(json!({ "$type": "app.bsky.embed.external", "external": external }))
        );
    }

    #[test]
    fn a_film_is_embedded_with_its_words() {
        let blob = json!({ "$type": "blob" });
        assert_eq!(
            embed(None, &[media(MediaKind::Video, 1)], std::slice::from_ref(&blob)),
            Some(json!({
                "$type": "app.bsky.embed.video", "video": blob, "alt": "A cup",
                "aspectRatio": { "width": 4, "height": 3 },
            }))
        );
        assert_eq!(embed(None, &[], &[]), None);
    }
}
