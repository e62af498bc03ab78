//! Text: how long it is by Mastodon's rules, whom it names, its HTML.

use std::borrow::Cow;

use unicode_segmentation::UnicodeSegmentation;

use crate::page::escape;
use crate::world::{World, links_in};

pub(super) const MAX_CHARACTERS: usize = 500;
pub(super) const CHARACTERS_PER_URL: usize = 23;

/// Grapheme clusters; an address counts 23 and a remote mention only its user.
pub(super) fn length(text: &str) -> usize {
    let mut total = 0;
    let mut rest = text;
    for link in links_in(text) {
        let Some((before, after)) = rest.split_once(link.as_str()) else { continue };
        total += without_domains(before).graphemes(true).count() + CHARACTERS_PER_URL;
        rest = after;
    }
    total + without_domains(rest).graphemes(true).count()
}

/// `@user@host` → `@user`.
fn without_domains(text: &str) -> Cow<'_, str> {
    let mut out = Cow::Borrowed(text);
    for name in names_in(text) {
        if let Some((user, domain)) = name.split_once('@')
            && !domain.is_empty()
        {
            out = out.replacen(&format!("@{name}"), &format!("@{user}"), 1).into();
        }
    }
    out
}

/// The names after `@` in a text, without the first `@`.
fn names_in(text: &str) -> Vec<&str> {
    text.split(|letter: char| letter.is_whitespace() || matches!(letter, ',' | '(' | ')' | '!' | '?'))
        .filter_map(|word| word.strip_prefix('@'))
        .map(|name| name.trim_end_matches(['.', ':', ';', '…']))
        .filter(|name| name.chars().next().is_some_and(char::is_alphanumeric))
        .collect()
}

/// The ids of the accounts that a text names.
pub(super) fn mentions(world: &World, domain: &str, text: &str) -> Vec<String> {
    let own = format!("@{domain}");
    let mut found: Vec<String> = Vec::new();
    for name in names_in(text) {
        let account = world.find_account(name.strip_suffix(own.as_str()).unwrap_or(name));
        if let Some(account) = account.filter(|account| !found.contains(&account.id)) {
            found.push(account.id.clone());
        }
    }
    found
}

pub(super) fn hashtags(text: &str) -> Vec<String> {
    text.split(|letter: char| !(letter.is_alphanumeric() || matches!(letter, '#' | '_')))
        .filter_map(|word| word.strip_prefix('#'))
        .filter(|tag| !tag.is_empty() && !tag.contains('#') && tag.chars().any(|letter| !letter.is_numeric()))
        .map(str::to_owned)
        .collect()
}

/// Paragraphs, line breaks, links and hashtags.
pub(super) fn html(base: &str, text: &str) -> String {
    let paragraphs = text.split("\n\n").filter(|paragraph| !paragraph.trim().is_empty());
    paragraphs.map(|paragraph| format!("<p>{}</p>", lines(base, paragraph))).collect()
}

fn lines(base: &str, paragraph: &str) -> String {
    paragraph.lines().map(|line| line_html(base, line)).collect::<Vec<_>>().join("<br />")
}

fn line_html(base: &str, line: &str) -> String {
    let words = line.split(' ').map(|word| {
        if let Some(link) = links_in(word).first() {
            let (before, after) = word.split_once(link.as_str()).unwrap_or_default();
            let shown = escape(link);
            return format!(
                "{}<a href=\"{shown}\" target=\"_blank\" rel=\"nofollow noopener noreferrer\">{shown}</a>{}",
                escape(before),
                escape(after)
            );
        }
        match hashtags(word).first().filter(|_| word.starts_with('#')) {
            Some(tag) => {
                let after = &word[1 + tag.len()..];
                format!(
                    "<a href=\"{base}/tags/{0}\" class=\"mention hashtag\" rel=\"tag\">#<span>{1}</span></a>{2}",
                    escape(&tag.to_lowercase()),
                    escape(tag),
                    escape(after)
                )
            }
            None => escape(word),
        }
    });
    words.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_count_twenty_three_and_remote_mentions_only_the_user() {
        let link = format!("https://example.com/{}", "x".repeat(200));
        assert_eq!(length(&format!("See {link} now")), 4 + 23 + 4);
        assert_eq!(length("http://a.b"), 23);
        assert_eq!(length("@brand@other.example hi"), "@brand hi".len());
        assert_eq!(length("👩‍👩‍👧 ok"), 4);
    }

    #[test]
    fn html_escapes_and_links() {
        assert_eq!(
            html("http://h", "a <b>\nsee http://x.y/z.\n\n#One two"),
            "<p>a &lt;b&gt;<br />see <a href=\"http://x.y/z\" target=\"_blank\" \
             rel=\"nofollow noopener noreferrer\">http://x.y/z</a>.</p>\
             <p><a href=\"http://h/tags/one\" class=\"mention hashtag\" rel=\"tag\">#<span>One</span></a> two</p>"
        );
    }
}
