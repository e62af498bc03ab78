//! How long a text is: the network's weights, written from its page "Counting characters".

use unicode_normalization::UnicodeNormalization;
use unicode_segmentation::UnicodeSegmentation;

/// What every address counts, however long it is.
const ADDRESS: usize = 23;
/// Endings that need no scheme before them to be an address here.
const BARE: [&str; 10] = ["com", "org", "net", "io", "co", "de", "es", "app", "dev", "shop"];
/// Endings that are none (RFC 2606, RFC 6761).
const RESERVED: [&str; 5] = ["example", "invalid", "localhost", "test", "local"];

/// Weighted length.
pub(super) fn weighted(text: &str) -> usize {
    let text: String = text.nfc().collect();
    let found = addresses(&text);
    let short: usize = found.iter().map(|(from, to)| plain(&text[*from..*to])).sum();
    plain(&text) - short + found.len() * ADDRESS
}

fn plain(text: &str) -> usize {
    text.graphemes(true)
        .map(|cluster| {
            let emoji = cluster
                .chars()
                .any(|c| matches!(u32::from(c), 0x1f000..=0x1faff | 0x2600..=0x27bf | 0x20e3 | 0xfe0f));
            if emoji { 2 } else { cluster.chars().map(weight).sum() }
        })
        .sum()
}

fn weight(c: char) -> usize {
    match u32::from(c) {
        0..=4351 | 8192..=8205 | 8208..=8223 | 8242..=8247 => 1,
        _ => 2,
    }
}

/// Where the addresses are that the network shortens.
pub(super) fn addresses(text: &str) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let mut from = 0;
    for word in text.split_inclusive(char::is_whitespace) {
        let start = from;
        from += word.len();
        let word = word.trim_end();
        let opened = word.len() - word.trim_start_matches(['(', '"', '\'', '[', '«', '“']).len();
        let mut body =
            word[opened..].trim_end_matches(['.', ',', ';', ':', '!', '?', '"', '\'', ']', '»', '”', '…']);
        if body.ends_with(')') && !body.contains('(') {
            body = body.trim_end_matches(')');
        }
        let lower = body.to_ascii_lowercase();
        let scheme = ["https://", "http://"].into_iter().find(|scheme| lower.starts_with(scheme));
        let rest = &lower[scheme.map_or(0, str::len)..];
        let host = rest.split(['/', '?', '#', ':']).next().unwrap_or_default();
        let Some((name, ending)) = host.rsplit_once('.') else { continue };
        let sound = !name.is_empty()
            && !host.contains('@')
            && !host.starts_with(['.', '-', '#', '$'])
            && ending.len() >= 2
            && ending.chars().all(char::is_alphabetic);
        let known = if scheme.is_some() { !RESERVED.contains(&ending) } else { BARE.contains(&ending) };
        if sound && known {
            found.push((start + opened, start + opened + body.len()));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_examples_of_the_sheet() {
        let cases = [
            ("http://test.co".to_owned(), 23),
            ("Hi http://test.co".to_owned(), 26),
            ("故".repeat(160), 320),
            ("😷".repeat(160), 320),
            ("A\u{301}B".to_owned(), 2),
            ("Hello, world! 👋".to_owned(), 16),
            ("see example.com, or http://127.0.0.1:1/x".to_owned(), 4 + 23 + 5 + 20),
        ];
        for (text, expected) in cases {
            assert_eq!(weighted(&text), expected, "{text}");
        }
    }
}
