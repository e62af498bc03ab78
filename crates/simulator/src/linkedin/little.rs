//! The `little` format: what a reader sees of a text, and what is cut off.

const SIGNS: &str = "|{}@[]()<>#*_~\\";

/// The text as a reader sees it: a sign that is not escaped ends it, but for a
/// tag, a template of a tag and a mention.
pub(super) fn read(text: &str) -> String {
    let mut seen = String::new();
    let mut rest = text;
    loop {
        if let Some((tag, after)) = rest.strip_prefix(r"{hashtag|\#|").and_then(|rest| rest.split_once('}')) {
            seen.push('#');
            seen.push_str(tag);
            rest = after;
            continue;
        }
        if let Some((name, after)) = mention(rest) {
            seen.push_str(name);
            rest = after;
            continue;
        }
        let mut letters = rest.chars();
        match letters.next() {
            None => return seen,
            Some('\\') => match letters.next() {
                Some(sign) => seen.push(sign),
                None => return seen,
            },
            Some('#') if letters.clone().next().is_some_and(char::is_alphabetic) => seen.push('#'),
            Some(sign) if SIGNS.contains(sign) => return seen,
            Some(letter) => seen.push(letter),
        }
        rest = letters.as_str();
    }
}

/// Name and rest of `@[Name](urn:li:…)`.
fn mention(text: &str) -> Option<(&str, &str)> {
    let (name, rest) = text.strip_prefix("@[")?.split_once("](")?;
    let (urn, rest) = rest.split_once(')')?;
    urn.starts_with("urn:li:").then_some((name, rest))
}

/// Plain text in the format.
pub(super) fn escape(text: &str) -> String {
    let mut out = String::new();
    for letter in text.chars() {
        if SIGNS.contains(letter) {
            out.push('\\');
        }
        out.push(letter);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bare_sign_cuts_the_text_off() {
        let cases = [
            (r"New \(and old\)", "New (and old)"),
            ("New (and old)", "New "),
            (r"{hashtag|\#|Tea} time", "#Tea time"),
            ("#Tea time", "#Tea time"),
            ("by @[Brand](urn:li:organization:1)!", "by Brand!"),
            (r"C\# a_b", "C# a"),
        ];
        for (text, seen) in cases {
            assert_eq!(read(text), seen, "{text}");
        }
        assert_eq!(read(&escape("a_b (c) #1 \\ {d}")), "a_b (c) #1 \\ {d}");
    }
}
