//! Counting text in the units of networks, and finding links, mentions and tags in it. Knows no network's limits.

mod bare_links;
mod facets;
mod weighted;

use std::ops::Range;

use linkify::{LinkFinder, LinkKind};
use unicode_segmentation::UnicodeSegmentation;

pub use bare_links::bare_links;
pub use facets::{Facet, Feature, facets};

use crate::TextUnit;
use crate::contract::TextLength;

/// Length of `text` as it stands.
#[must_use]
pub fn count(text: &str, unit: TextUnit) -> u32 {
    let length = match unit {
        TextUnit::Graphemes => text.graphemes(true).count(),
        TextUnit::CodePoints => text.chars().count(),
        TextUnit::Utf16 => text.encode_utf16().count(),
        TextUnit::Bytes => text.len(),
        TextUnit::Weighted => return weighted::count(text),
    };
    u32::try_from(length).unwrap_or(u32::MAX)
}

/// How many hashtags and how many mentions (`@name`, with or without a server) `text` has.
#[must_use]
pub fn tags_and_mentions(text: &str) -> (u32, u32) {
    let tags = facets(text).iter().filter(|facet| matches!(facet.feature, Feature::Tag(_))).count();
    let mut before = None;
    let mut mentions = 0_u32;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let begins = !before.is_some_and(|b| is_word(b) || matches!(b, '.' | '@' | '/'));
        if c == '@' && begins && chars.peek().is_some_and(|next| is_word(*next)) {
            mentions += 1;
        }
        before = Some(c);
    }
    (u32::try_from(tags).unwrap_or(u32::MAX), mentions)
}

/// Length of `text` where links count in full.
#[must_use]
pub fn measure(text: &str, unit: TextUnit) -> TextLength {
    TextLength { units: count(text, unit), bytes: count(text, TextUnit::Bytes) }
}

/// Length of `text` as Mastodon counts: graphemes, any link as `link_length`, `@user@server` as `@user`.
#[must_use]
pub fn measure_mastodon(text: &str, link_length: u32) -> TextLength {
    let mut units = 0_u32;
    let mut at = 0;
    // Counted in pieces: a link or a mention is a word of its own, so no grapheme spans two pieces unless a
    // combining mark follows one, which then counts as one more, never less.
    for link in links(text) {
        units = units
            .saturating_add(count(&without_mention_servers(&text[at..link.start]), TextUnit::Graphemes))
            .saturating_add(link_length);
        at = link.end;
    }
    units = units.saturating_add(count(&without_mention_servers(&text[at..]), TextUnit::Graphemes));
    TextLength { units, bytes: count(text, TextUnit::Bytes) }
}

/// Length of `text` as X counts: its weights after NFC, any link (a bare domain, too) as `link_length`.
#[must_use]
pub fn measure_x(text: &str, link_length: u32) -> TextLength {
    TextLength { units: weighted::measure(text, link_length), bytes: count(text, TextUnit::Bytes) }
}

/// Where the links are that begin with `http://` or `https://`, as byte ranges.
#[must_use]
pub fn links(text: &str) -> Vec<Range<usize>> {
    let mut finder = LinkFinder::new();
    finder.kinds(&[LinkKind::Url]);
    finder
        .links(text)
        .filter(|link| {
            let scheme = link.as_str().split_once("://").map_or("", |(scheme, _)| scheme);
            scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https")
        })
        .map(|link| link.start()..link.end())
        .collect()
}

/// `text` with `@user@server` written `@user`.
#[must_use]
pub fn without_mention_servers(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    let mut before: Option<char> = None;
    while let Some(at) = rest.find('@') {
        out.push_str(&rest[..at]);
        before = rest[..at].chars().next_back().or(before);
        rest = &rest[at..];
        let stands_alone = before.is_none_or(|c| !(is_word(c) || c == '=' || c == '/'));
        let user = if stands_alone { user_name(&rest[1..]) } else { 0 };
        out.push_str(&rest[..=user]);
        before = rest[..=user].chars().next_back();
        rest = &rest[user + 1..];
        if user > 0 && rest.starts_with('@') {
            let server = server_name(&rest[1..]);
            if server > 0 {
                before = rest[..=server].chars().next_back();
                rest = &rest[server + 1..];
            }
        }
    }
    out.push_str(rest);
    out
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// Length of the user name at the start: letters, digits and `_`, with `.` and `-` inside.
fn user_name(text: &str) -> usize {
    run(text, |c| c.is_ascii_alphanumeric() || c == '_', |c| c == '.' || c == '-')
}

/// Length of the server name at the start.
fn server_name(text: &str) -> usize {
    let host = run(text, is_word, |c| c == '.' || c == '-');
    let after = &text[host..];
    let port = after
        .strip_prefix(':')
        .map_or(0, |digits| digits.find(|c: char| !c.is_ascii_digit()).unwrap_or(digits.len()));
    if host > 0 && port > 0 { host + 1 + port } else { host }
}

/// Length of the longest start made of `inner` characters with `joint` characters between them.
fn run(text: &str, inner: impl Fn(char) -> bool, joint: impl Fn(char) -> bool) -> usize {
    let mut length = 0;
    for (at, c) in text.char_indices() {
        if inner(c) {
            length = at + c.len_utf8();
        } else if !joint(c) || length == 0 {
            break;
        }
    }
    length
}

#[cfg(test)]
mod tests;
