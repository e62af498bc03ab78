//! Links, mentions and tags with UTF-8 byte offsets, as rich text of the AT Protocol wants them (the guide "Links,
//! mentions, and rich text" of docs.bsky.app; the rules for words follow the official client's detection).

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;

use super::links;

/// A stretch of text with a meaning.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facet {
    /// Byte offsets, half open.
    pub bytes: Range<usize>,
    /// What it means.
    pub feature: Feature,
}

/// Meaning of a [`Facet`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Feature {
    /// A link to this address.
    Link(String),
    /// A mention of this handle, without `@`.
    Mention(String),
    /// A tag, without `#`.
    Tag(String),
}

const TAG_GRAPHEMES_MAX: usize = 64;

/// Every facet of `text`, in order, none overlapping another.
#[must_use]
pub fn facets(text: &str) -> Vec<Facet> {
    let links = links(text);
    let mut found: Vec<Facet> = links
        .iter()
        .map(|link| Facet { bytes: link.clone(), feature: Feature::Link(text[link.clone()].to_owned()) })
        .collect();
    let mut before: Option<char> = None;
    for (at, c) in text.char_indices() {
        let starts_word = before.is_none_or(char::is_whitespace);
        let facet = match c {
            '@' if starts_word || before == Some('(') => mention(text, at),
            '#' | '\u{ff03}' if starts_word => tag(text, at, c.len_utf8()),
            _ => None,
        };
        found.extend(facet.filter(|facet| {
            links.iter().all(|link| link.end <= facet.bytes.start || facet.bytes.end <= link.start)
        }));
        before = Some(c);
    }
    found.sort_by_key(|facet| facet.bytes.start);
    found
}

fn mention(text: &str, at: usize) -> Option<Facet> {
    let rest = &text[at + 1..];
    let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '.' || c == '-')).unwrap_or(rest.len());
    let handle = rest[..end].trim_end_matches(['.', '-']);
    // `@name@server` is another network's way of naming.
    let foreign = rest[handle.len()..].starts_with(['@', '_']);
    (is_handle(handle) && !foreign).then(|| Facet {
        bytes: at..at + 1 + handle.len(),
        feature: Feature::Mention(handle.to_ascii_lowercase()),
    })
}

/// The syntax of a handle: at least two labels, the last beginning with a letter.
fn is_handle(handle: &str) -> bool {
    let labels: Vec<&str> = handle.split('.').collect();
    handle.len() <= 253
        && labels.len() >= 2
        && labels
            .iter()
            .all(|label| (1..=63).contains(&label.len()) && !label.starts_with('-') && !label.ends_with('-'))
        && labels.last().is_some_and(|last| last.starts_with(|c: char| c.is_ascii_alphabetic()))
}

fn tag(text: &str, at: usize, sign: usize) -> Option<Facet> {
    let rest = &text[at + sign..];
    // A sign followed by a variation selector is the keycap emoji.
    if rest.starts_with(['\u{fe0f}', '\u{20e3}']) {
        return None;
    }
    let end = rest.find(|c: char| c.is_whitespace() || is_invisible(c)).unwrap_or(rest.len());
    let tag = rest[..end].trim_end_matches(is_punctuation);
    let has_body = tag.chars().any(|c| !c.is_ascii_digit() && !is_punctuation(c));
    (has_body && tag.graphemes(true).count() <= TAG_GRAPHEMES_MAX && tag.len() <= 640)
        .then(|| Facet { bytes: at..at + sign + tag.len(), feature: Feature::Tag(tag.to_owned()) })
}

const fn is_invisible(c: char) -> bool {
    matches!(c, '\u{00ad}' | '\u{2060}' | '\u{200a}'..='\u{200d}' | '\u{20e2}')
}

/// The general category P of the scripts that people tag in: ASCII less its symbols, Latin-1, general, CJK and
/// full-width punctuation.
const fn is_punctuation(c: char) -> bool {
    match c {
        '$' | '+' | '<' | '=' | '>' | '^' | '`' | '|' | '~' => false,
        '¡' | '§' | '«' | '¶' | '·' | '»' | '¿' | '؟' | '،' | '؛' | '।' | '॥' => true,
        '\u{2010}'..='\u{2027}' | '\u{2030}'..='\u{2043}' | '\u{2045}'..='\u{2051}' => true,
        '\u{3001}'..='\u{3003}' | '\u{3008}'..='\u{3011}' | '\u{3014}'..='\u{301f}' | '\u{30fb}' => true,
        '\u{ff01}'..='\u{ff03}' | '\u{ff05}'..='\u{ff0a}' | '\u{ff0c}'..='\u{ff0f}' => true,
        '\u{ff1a}'
        | '\u{ff1b}'
        | '\u{ff1f}'
        | '\u{ff20}'
        | '\u{ff3b}'..='\u{ff3d}'
        | '\u{ff5f}'..='\u{ff65}' => true,
        _ => c.is_ascii_punctuation(),
    }
}
