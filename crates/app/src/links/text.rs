//! Addresses inside a text.

use std::{collections::HashMap, ops::Range};

use linkify::{LinkFinder, LinkKind};
use url::Url;

use super::slug::{SLUG_LENGTH, is_slug, short_url};

/// An address found in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundUrl {
    /// Where it stands, in bytes.
    pub range: Range<usize>,
    /// The address as it would be opened.
    pub url: Url,
}

/// Every `http` and `https` address of a text, in order. Addresses without a scheme (`example.org`) are words: networks
/// do not agree on them.
#[must_use]
pub fn find_urls(text: &str) -> Vec<FoundUrl> {
    let mut finder = LinkFinder::new();
    finder.kinds(&[LinkKind::Url]);
    finder
        .links(text)
        .filter_map(|link| {
            let url = Url::parse(link.as_str()).ok()?;
            let web = matches!(url.scheme(), "http" | "https");
            web.then(|| FoundUrl { range: link.start()..link.end(), url })
        })
        .collect()
}

/// The text with each address replaced by what `with` gives for it. Short links of ours stay as they are. Where the text
/// behind a new address would be taken for a part of it (`https://http://…`), a space is put between.
#[must_use]
pub fn replace_urls(text: &str, public_url: &str, mut with: impl FnMut(&FoundUrl) -> String) -> String {
    let mut replaced = String::with_capacity(text.len());
    let mut ends = Vec::new();
    let mut end = 0;
    for found in find_urls(text) {
        replaced.push_str(&text[end..found.range.start]);
        let start = replaced.len();
        if is_ours(&text[found.range.clone()], public_url) {
            replaced.push_str(&text[found.range.clone()]);
        } else {
            replaced.push_str(&with(&found));
        }
        ends.push(start..replaced.len());
        end = found.range.end;
    }
    replaced.push_str(&text[end..]);
    keep_apart(replaced, &ends)
}

/// Puts a space behind each new address that reads on into the text behind it. What a space sets free may be an address
/// that reads on itself, so it is looked at again; real texts need no second look.
fn keep_apart(mut text: String, new: &[Range<usize>]) -> String {
    let mut new = new.to_vec();
    for _ in 0..16 {
        let read: HashMap<usize, usize> =
            find_urls(&text).into_iter().map(|found| (found.range.start, found.range.end)).collect();
        let glued = new.iter().position(|range| read.get(&range.start).is_some_and(|end| *end > range.end));
        let Some(glued) = glued else { return text };
        let mut moved = 0;
        for range in &mut new[glued..] {
            *range = range.start + moved..range.end + moved;
            if read.get(&(range.start - moved)).is_some_and(|end| *end > range.end - moved) {
                text.insert(range.end, ' ');
                moved += 1;
            }
        }
    }
    text
}

/// The text as long as it will be: each address stands as a short link whose slug is made of zeros.
#[must_use]
pub fn preview_short(text: &str, public_url: &str) -> String {
    let placeholder = short_url(public_url, &"0".repeat(SLUG_LENGTH));
    replace_urls(text, public_url, |_| placeholder.clone())
}

/// Whether an address is a short link of this instance.
pub(super) fn is_ours(address: &str, public_url: &str) -> bool {
    address.strip_prefix(public_url).and_then(|rest| rest.strip_prefix("/l/")).is_some_and(is_slug)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PUBLIC: &str = "https://go.example";

    #[test]
    fn finds_web_addresses_only_and_leaves_punctuation() {
        let text =
            "See https://a.example/x?y=1. (http://b.example/z), ftp://c.example mail@d.example e.example";
        let found: Vec<&str> = find_urls(text).iter().map(|found| &text[found.range.clone()]).collect();
        assert_eq!(found, ["https://a.example/x?y=1", "http://b.example/z"]);
    }

    #[test]
    fn our_own_links_stay() {
        let text = "https://go.example/l/abcDEF1 https://go.example/l/other https://x.example";
        assert_eq!(
            preview_short(text, PUBLIC),
            "https://go.example/l/abcDEF1 https://go.example/l/0000000 https://go.example/l/0000000"
        );
    }
}
