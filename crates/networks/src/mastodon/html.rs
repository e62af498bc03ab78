//! The text of a status out of its HTML, and whether two texts are the same post. Pure.

use crate::text::{links, without_mention_servers};

/// What a reader sees, and where its links lead.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Plain {
    pub(super) text: String,
    pub(super) links: Vec<String>,
}

/// Takes tags out and entities apart. Servers send well-formed HTML of few tags; anything else does no harm.
pub(super) fn plain(html: &str) -> Plain {
    let mut out = Plain::default();
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        out.text.push_str(&decode(&rest[..at]));
        rest = &rest[at + 1..];
        let end = tag_end(rest);
        let tag = rest[..end].trim_start_matches('/').trim_end_matches('/').trim();
        let name = tag.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or("").to_ascii_lowercase();
        if matches!(name.as_str(), "br" | "p" | "li" | "div" | "blockquote" | "pre") {
            out.text.push('\n');
        }
        if name == "a"
            && let Some(href) = attribute(tag, "href")
        {
            out.links.push(decode(href));
        }
        rest = rest.get(end + 1..).unwrap_or("");
    }
    out.text.push_str(&decode(rest));
    out
}

/// Where the tag ends: the first `>` outside quotes.
fn tag_end(text: &str) -> usize {
    let mut quote = None;
    for (at, c) in text.char_indices() {
        match (quote, c) {
            (None, '>') => return at,
            (None, '"' | '\'') => quote = Some(c),
            (Some(open), c) if open == c => quote = None,
            _ => {}
        }
    }
    text.len()
}

fn attribute<'t>(tag: &'t str, name: &str) -> Option<&'t str> {
    let mut rest = tag;
    while let Some(at) = rest.find(name) {
        let stands_alone = rest[..at].ends_with(|c: char| c.is_ascii_whitespace());
        rest = &rest[at + name.len()..];
        let Some(value) = rest.trim_start().strip_prefix('=').map(str::trim_start).filter(|_| stands_alone)
        else {
            continue;
        };
        let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
        return value[1..].split(quote).next();
    }
    None
}

/// Decodes the entities that servers write; others stay as they stand.
fn decode(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let decoded = rest[1..]
            .find(';')
            .filter(|end| *end <= 10)
            .and_then(|end| Some((entity(&rest[1..=end])?, end + 2)));
        let (c, length) = decoded.unwrap_or(('&', 1));
        out.push(c);
        rest = &rest[length..];
    }
    out.push_str(rest);
    out
}

fn entity(name: &str) -> Option<char> {
    Some(match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => '\u{a0}',
        "hellip" => '…',
        "ndash" => '–',
        "mdash" => '—',
        _ => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(code)?
        }
    })
}

/// Whether the status with this HTML shows this text. A server may render marks, smileys, mentions and the length of
/// links its own way, so letters and digits decide, and every link of ours must be there.
pub(super) fn shows(html: &str, text: &str) -> bool {
    let seen = plain(html);
    let ours: Vec<&str> = links(text).into_iter().map(|link| &text[link]).collect();
    let has_link =
        |link: &&str| seen.links.iter().any(|other| same_link(other, link)) || seen.text.contains(*link);
    if !ours.iter().all(has_link) {
        return false;
    }
    let (seen_words, our_words) = (essence(&seen.text), essence(text));
    // Too little is left of a text of signs and emoji to go by.
    if our_words.chars().count() < 4 {
        squeezed(&seen.text) == squeezed(text)
    } else {
        seen_words == our_words
    }
}

fn same_link(a: &str, b: &str) -> bool {
    let clean = |link: &str| link.trim_end_matches('/').to_owned();
    clean(a) == clean(b)
}

/// Letters and digits, without links and the servers of mentions.
fn essence(text: &str) -> String {
    let mut without_links = String::with_capacity(text.len());
    let mut at = 0;
    for link in links(text) {
        without_links.push_str(&text[at..link.start]);
        without_links.push(' ');
        at = link.end;
    }
    without_links.push_str(&text[at..]);
    without_mention_servers(&without_links)
        .chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

fn squeezed(text: &str) -> String {
    without_mention_servers(text).chars().filter(|c| !c.is_whitespace()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn html_is_read_as_a_person_reads_it() {
        let cases = [
            ("<p>a &amp; b</p>", "\na & b\n"),
            ("a<br>b<br/>c<br />d", "a\nb\nc\nd"),
            ("&lt;b&gt; &#39;x&#x27; &nbsp;", "<b> 'x' \u{a0}"),
            ("a &unknown; &; & b", "a &unknown; &; & b"),
            ("&amp;lt;", "&lt;"),
            (r#"<span title="a > b">x</span>"#, "x"),
            ("broken <a href=", "broken "),
        ];
        for (html, text) in cases {
            assert_eq!(plain(html).text, text, "{html}");
        }
        let link = r#"<a class="x" href="https://a.example/?x=1&amp;y=2" rel='me'>a</a>"#;
        assert_eq!(plain(link).links, ["https://a.example/?x=1&y=2"]);
    }

    #[test]
    fn a_status_is_told_by_its_text() {
        let mastodon = r#"<p>Hello <span class="h-card"><a href="https://social.example/@brand" class="u-url mention">@<span>brand</span></a></span> &amp; all<br />see <a href="https://t.example/l/Ab3?x=1&amp;y=2" rel="nofollow"><span class="invisible">https://</span><span class="ellipsis">t.example/l/Ab3?x=1</span><span class="invisible">&amp;y=2</span></a> <a href="https://social.example/tags/tea" class="mention hashtag" rel="tag">#<span>tea</span></a></p>"#;
        let text = "Hello @brand@social.example & all\nsee https://t.example/l/Ab3?x=1&y=2 #tea";
        assert!(shows(mastodon, text));
        assert!(!shows(mastodon, &text.replace("Ab3", "Ab4")), "another short link");
        assert!(!shows(mastodon, &text.replace("Hello", "Hallo")));
        let marked = r#"<p>This is <b>bold</b> <i>x</i> 🙂</p>"#;
        assert!(shows(marked, "This is **bold** *x* :)"));
        assert!(shows("<p>👍</p>", "👍"));
        assert!(!shows("<p>👎</p>", "👍"));
        assert!(shows("", ""));
        assert!(!shows("<p>x</p>", ""));
    }

    proptest::proptest! {
        #[test]
        fn any_html_is_survived(html in "(?s)[<>&;#a-z\"'/= é👍\n]{0,80}") {
            let _ = plain(&html);
        }

        #[test]
        fn escaped_text_comes_back(text in "[ -~äé👍]{0,60}") {
            let html = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;");
            proptest::prop_assert_eq!(plain(&html).text, text);
        }

        #[test]
        fn a_text_shows_itself(text in "[a-zA-Z0-9 äé.,!@#/:-]{0,80}") {
            let html = format!("<p>{}</p>", text.replace('&', "&amp;").replace('<', "&lt;"));
            proptest::prop_assert!(shows(&html, &text));
        }
    }
}
