//! The `little` text format of posts: signs with a meaning are escaped, since a bare one cuts the post off where it
//! stands, hashtags become templates, and a mention that the author wrote as one stays one (learn.microsoft.com,
//! "little Text Format").

const RESERVED: &str = r"|{}@[]()<>#\*_~";

/// `text` as the network wants it.
pub(super) fn little(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    let mut before = None;
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        let begins = !before.is_some_and(|b: char| b.is_alphanumeric() || b == '_' || b == '&' || b == '/');
        let rest = &text[at..];
        let length = match c {
            '#' if begins => hashtag(rest).map(|tag| {
                out.push_str(r"{hashtag|\#|");
                out.push_str(tag);
                out.push('}');
                1 + tag.len()
            }),
            '@' => mention(rest).inspect(|length| out.push_str(&rest[..*length])),
            _ => None,
        };
        let length = length.unwrap_or_else(|| {
            if RESERVED.contains(c) {
                out.push('\\');
            }
            out.push(c);
            c.len_utf8()
        });
        before = text[at..at + length].chars().next_back();
        at += length;
    }
    out
}

/// The text that a reader sees of what the network keeps, so that two can be compared.
pub(super) fn plain(little: &str) -> String {
    let mut out = String::with_capacity(little.len());
    let mut rest = little;
    while let Some(c) = rest.chars().next() {
        let template = rest.strip_prefix(r"{hashtag|\#|").or_else(|| rest.strip_prefix("{hashtag|#|"));
        if let Some((tag, after)) = template.and_then(|template| template.split_once('}')) {
            out.push('#');
            out.push_str(&tag.replace('\\', ""));
            rest = after;
            continue;
        }
        rest = &rest[c.len_utf8()..];
        match (c, rest.chars().next()) {
            ('\\', Some(escaped)) => {
                out.push(escaped);
                rest = &rest[escaped.len_utf8()..];
            }
            _ => out.push(c),
        }
    }
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The tag behind a `#`: letters and digits, at least one letter.
fn hashtag(text: &str) -> Option<&str> {
    let rest = text.strip_prefix('#')?;
    let end = rest.find(|c: char| !c.is_alphanumeric()).unwrap_or(rest.len());
    let tag = &rest[..end];
    let whole = !rest[end..].starts_with(['_', '#']);
    (whole && tag.chars().any(char::is_alphabetic)).then_some(tag)
}

/// Length of `@[Name](urn:li:organization:1)` at the start; the name must be as the network has it.
fn mention(text: &str) -> Option<usize> {
    let name_end = text.strip_prefix("@[")?.find(']')? + 2;
    let name = &text[2..name_end];
    let urn = text[name_end..].strip_prefix("](")?;
    let urn_end = urn.find(')')?;
    let known = ["urn:li:organization:", "urn:li:person:"].iter().any(|kind| {
        let id = urn[..urn_end].strip_prefix(kind).unwrap_or("");
        !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
    });
    (known && !name.is_empty() && !name.contains(|c| RESERVED.contains(c)))
        .then_some(name_end + 2 + urn_end + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_cuts_a_post_off() {
        let cases = [
            ("plain", "plain"),
            ("New (and old)", r"New \(and old\)"),
            ("a_b * c ~ <d> | {e}", r"a\_b \* c \~ \<d\> \| \{e\}"),
            (r"back\slash", r"back\\slash"),
            ("mail me@brand.com", r"mail me\@brand.com"),
            ("#Tea is #größe!", r"{hashtag|\#|Tea} is {hashtag|\#|größe}!"),
            ("C# and #1 and #a_b and x#y", r"C\# and \#1 and \#a\_b and x\#y"),
            ("https://a.com/x_y#top", r"https://a.com/x\_y\#top"),
            ("by @[Brand Ltd](urn:li:organization:42)!", "by @[Brand Ltd](urn:li:organization:42)!"),
            ("@[Brand](https://a.com)", r"\@\[Brand\]\(https://a.com\)"),
            ("@[a*b](urn:li:person:x)", r"\@\[a\*b\]\(urn:li:person:x\)"),
        ];
        for (text, expected) in cases {
            assert_eq!(little(text), expected, "{text}");
        }
    }

    #[test]
    fn what_was_sent_is_read_back() {
        for text in ["New (and old) #Tea", "a_b  * c", "C# #1", "two\nlines"] {
            assert_eq!(plain(&little(text)), text.split_whitespace().collect::<Vec<_>>().join(" "));
        }
        assert_eq!(plain("{hashtag|#|Tea} x"), "#Tea x");
    }

    proptest::proptest! {
        #[test]
        fn every_reserved_sign_is_escaped(text in ".{0,80}") {
            let sent = little(&text);
            if !text.contains("@[") && !text.contains('#') {
                let bare = sent.replace(r"\\", "");
                let mut escaped = false;
                for c in bare.chars() {
                    proptest::prop_assert!(escaped || c == '\\' || !RESERVED.contains(c));
                    escaped = c == '\\';
                }
            }
        }
    }
}
