//! What is checked of blocks and metadata.

use serde_json::Value;

use super::State;
use super::answers::Refused;

const BLOCKS_MAX: usize = 50;
const SECTION_MAX: usize = 3000;

/// Blocks: how many, which kinds, what each must have.
pub(super) fn check_blocks(state: &State, blocks: &Value) -> Result<(), Refused> {
    let invalid = || Refused::new("invalid_blocks");
    let list = blocks.as_array().ok_or_else(|| Refused::new("invalid_blocks_format"))?;
    if list.len() > BLOCKS_MAX {
        return Err(invalid());
    }
    for block in list {
        match block["type"].as_str() {
            Some("section") => {
                let text = block["text"]["text"].as_str().ok_or_else(invalid)?;
                if text.is_empty() || text.chars().count() > SECTION_MAX {
                    return Err(invalid());
                }
            }
            Some("rich_text") => {
                let sections =
                    block["elements"].as_array().filter(|list| !list.is_empty()).ok_or_else(invalid)?;
                let elements =
                    sections.iter().flat_map(|section| section["elements"].as_array().into_iter().flatten());
                for element in elements {
                    let sound = match element["type"].as_str() {
                        Some("text") => element["text"].as_str().is_some_and(|text| !text.is_empty()),
                        Some("link") => element["url"].as_str().is_some_and(|url| url.starts_with("http")),
                        _ => false,
                    };
                    if !sound {
                        return Err(invalid());
                    }
                }
            }
            Some("image") => {
                if !block["alt_text"]
                    .as_str()
                    .is_some_and(|alt| !alt.is_empty() && alt.chars().count() <= 2000)
                {
                    return Err(invalid());
                }
                let by_address = block["image_url"].as_str().is_some_and(|url| url.starts_with("http"));
                let by_file = block["slack_file"]["id"].as_str().is_some_and(|id| state.is_shown(id));
                if by_address == by_file {
                    return Err(invalid());
                }
            }
            _ => return Err(invalid()),
        }
    }
    Ok(())
}

/// How many pictures blocks show.
pub(super) fn pictures(blocks: Option<&Value>) -> usize {
    let list = blocks.and_then(Value::as_array).into_iter().flatten();
    list.filter(|block| block["type"] == "image").count()
}

/// What blocks read.
pub(super) fn text_of(blocks: &Value) -> String {
    let mut text = String::new();
    for block in blocks.as_array().into_iter().flatten() {
        for section in block["elements"].as_array().into_iter().flatten() {
            for element in section["elements"].as_array().into_iter().flatten() {
                text.push_str(
                    element["text"].as_str().or_else(|| element["url"].as_str()).unwrap_or_default(),
                );
            }
        }
    }
    text
}

/// An event type, and a payload that is an object.
pub(super) fn check_metadata(metadata: &Value) -> Result<(), Refused> {
    let sound = metadata["event_type"].as_str().is_some_and(|kind| !kind.is_empty())
        && metadata["event_payload"].is_object();
    if sound { Ok(()) } else { Err(Refused::new("invalid_metadata_format")) }
}
