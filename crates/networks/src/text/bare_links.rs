//! Links as X finds them in a text: with or without `http://`, as long as the name ends in a domain that exists
//! (`twitter-text`, `conformance/extract.yml`). So `brand.com` is one, and `http://localhost` is none.

use std::ops::Range;

use url::Host;

/// Where the links are, as byte ranges, in order.
#[must_use]
pub fn bare_links(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut at = 0;
    let mut before = None;
    while let Some(c) = text[at..].chars().next() {
        let link = if may_follow(before) { link_at(text, at, before) } else { None };
        if let Some(end) = link {
            before = text[at..end].chars().next_back();
            found.push(at..end);
            at = end;
        } else {
            at += c.len_utf8();
            before = Some(c);
        }
    }
    found
}

/// Whether a link may begin behind `before`: not inside a word, an address, a mention or a tag.
fn may_follow(before: Option<char>) -> bool {
    before.is_none_or(|c| {
        !c.is_ascii_alphanumeric() && !matches!(c, '@' | '＠' | '$' | '#' | '＃' | '\u{202a}'..='\u{202e}')
    })
}

/// The end of the link that begins at `start`.
fn link_at(text: &str, start: usize, before: Option<char>) -> Option<usize> {
    let rest = &text[start..];
    let scheme = ["https://", "http://"]
        .into_iter()
        .find(|scheme| rest.get(..scheme.len()).is_some_and(|head| head.eq_ignore_ascii_case(scheme)));
    let host = start + scheme.map_or(0, str::len);
    if scheme.is_none() && matches!(before, Some('-' | '_' | '.' | '/')) {
        return None;
    }
    let end = host + host_length(&text[host..], scheme.is_some())?;
    Some(end + tail_length(&text[end..]))
}

/// Length of the longest start that is a domain's name; beyond ASCII and accents only behind a scheme.
fn host_length(text: &str, any_script: bool) -> Option<usize> {
    let in_name = |c: char| match c {
        '-' | '_' | '.' => true,
        c if c.is_ascii() => c.is_ascii_alphanumeric(),
        '\u{c0}'..='\u{24f}' => c.is_alphabetic(),
        c => any_script && (c.is_alphanumeric() || !c.is_control() && !c.is_whitespace() && !is_mark(c)),
    };
    let whole = text.find(|c| !in_name(c)).unwrap_or(text.len());
    let mut end = whole;
    loop {
        let name = &text[..end];
        let after = text[end..].chars().next();
        let ends_well = after.is_none_or(|c| !c.is_ascii_alphanumeric() && !matches!(c, '@' | '+' | '-'));
        if ends_well && is_domain(name) {
            return Some(end);
        }
        end = name.rfind('.')?;
    }
}

/// Punctuation beyond ASCII that ends a name.
const fn is_mark(c: char) -> bool {
    matches!(c,
        '\u{80}'..='\u{bf}' | '\u{2010}'..='\u{205e}' | '\u{3000}'..='\u{303f}' | '\u{fe30}'..='\u{fe4f}'
        | '\u{ff00}'..='\u{ff0f}' | '\u{ff1a}'..='\u{ff20}')
}

fn is_domain(name: &str) -> bool {
    let mut labels = name.rsplit('.');
    let (Some(_top), Some(own)) = (labels.next(), labels.next()) else { return false };
    let sound = |label: &str| {
        let dash = |c| matches!(c, Some('-' | '_'));
        let chars = label.chars();
        !label.is_empty() && chars.clone().count() <= 63 && !dash(chars.clone().next()) && !dash(chars.last())
    };
    if own.contains('_') || !name.split('.').all(sound) {
        return false;
    }
    let Ok(Host::Domain(ascii)) = Host::parse(&name.replace('_', "-")) else { return false };
    psl::suffix(ascii.as_bytes()).is_some_and(|suffix| suffix.is_known()) || ascii.ends_with(".onion")
}

/// Length of port, path and query behind a name.
fn tail_length(text: &str) -> usize {
    let mut length = 0;
    if let Some(port) = text.strip_prefix(':') {
        let digits = port.find(|c: char| !c.is_ascii_digit()).unwrap_or(port.len());
        if digits > 0 {
            length = 1 + digits;
        }
    }
    if text[length..].starts_with('/') {
        length += run(&text[length..], |c| is_path(c) && c != '?', |c| is_word(c) || "=_#/+-".contains(c));
    }
    if text[length..].starts_with('?') {
        let query = run(
            &text[length..],
            |c| c.is_ascii_alphanumeric() || "!?*'@();:&=+$/%#[]-_.,~|".contains(c),
            |c| c.is_ascii_alphanumeric() || "_&=#/-".contains(c),
        );
        length += if query > 1 { query } else { 0 };
    }
    length
}

fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '\u{c0}'..='\u{24f}' | '\u{400}'..='\u{4ff}')
}

fn is_path(c: char) -> bool {
    is_word(c) || "!*';:=+,.$/%#[]-_~@|&()".contains(c)
}

/// Length of the longest start made of `inner` characters that ends in a `last` one, or in a bracket that was opened.
fn run(text: &str, inner: impl Fn(char) -> bool, last: impl Fn(char) -> bool) -> usize {
    let mut length = 0;
    let mut open = 0_u32;
    for (at, c) in text.char_indices() {
        if at > 0 && !inner(c) {
            break;
        }
        match c {
            '(' => open += 1,
            ')' if open == 0 => break,
            ')' => {
                open -= 1;
                if open == 0 {
                    length = at + 1;
                }
            }
            _ if open == 0 && (at == 0 || last(c)) => length = at + c.len_utf8(),
            _ => {}
        }
    }
    length
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_a_link() {
        let cases: [(&str, &[&str]); 27] = [
            ("see example.com.", &["example.com"]),
            ("see www.example.co.uk/a?b=c, ok", &["www.example.co.uk/a?b=c"]),
            ("HTTPS://www.ExaMPLE.COM/index.html!", &["HTTPS://www.ExaMPLE.COM/index.html"]),
            ("t.co and foo.co.jp", &["t.co", "foo.co.jp"]),
            ("日本語example.com日本語", &["example.com"]),
            ("http://☃.net/ and https://twitter.한국", &["http://☃.net/", "https://twitter.한국"]),
            ("(https://en.wikipedia.org/wiki/Tea_(drink))", &["https://en.wikipedia.org/wiki/Tea_(drink)"]),
            ("http://example.com/Русские_слова", &["http://example.com/Русские_слова"]),
            ("http://example.com:8080/x;y", &["http://example.com:8080/x;y"]),
            ("https://a.com https://b.com", &["https://a.com", "https://b.com"]),
            ("example.com?x", &["example.com?x"]),
            ("example.com?", &["example.com"]),
            ("http://test_underscore.twitter.com", &["http://test_underscore.twitter.com"]),
            ("example.com.nosuchtld", &["example.com"]),
            ("me@brand.com", &[]),
            ("first.me@brand.com", &[]),
            ("@brand.com #brand.com $brand.com", &[]),
            ("http://localhost/x", &[]),
            ("http://192.168.0.1/x", &[]),
            ("https://shop.brand.example/x", &[]),
            ("file.txt and 1.5 and e.g. this", &[]),
            ("http://www.-domain4352.com/", &[]),
            ("http://domain-dash_2314352345_dfasd.foo-cow_4352.com", &[]),
            ("/example.com ./example.com", &[]),
            ("a.", &[]),
            ("", &[]),
            ("...", &[]),
        ];
        for (text, expected) in cases {
            let found: Vec<&str> = bare_links(text).into_iter().map(|link| &text[link]).collect();
            assert_eq!(found, expected, "{text:?}");
        }
        let long = format!("https://{}.com", "a".repeat(64));
        assert!(bare_links(&long).is_empty());
    }

    proptest::proptest! {
        #[test]
        fn links_are_ordered_and_cut_characters_nowhere(text in "(?s)[ -~ä日👍#@./:?()\n]{0,80}") {
            let found = bare_links(&text);
            for link in &found {
                proptest::prop_assert!(text.get(link.clone()).is_some_and(|part| !part.is_empty()));
            }
            for pair in found.windows(2) {
                proptest::prop_assert!(pair[0].end <= pair[1].start);
            }
        }
    }
}
