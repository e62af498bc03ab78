//! Short links in texts: whatever people type, no address is left and the length is as previewed.

use app::links::{find_urls, is_slug, preview_short, replace_urls, short_url};
use proptest::prelude::*;

const PUBLIC: &str = "https://go.example";

/// Words, marks, addresses with all their oddities, in any order and without spaces between some.
fn texts() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        "[a-zA-ZäöüßñÑ¿¡ .,;:!?()\\[\\]\"'<>*_~|/\\\\#@&=-]{0,12}",
        "https?://[a-z]{1,8}\\.(example|org|de)(/[a-zA-Z0-9._~!$&'()*+,;=:@%-]{0,12}){0,3}(\\?[a-z0-9=&%]{0,12})?(#[a-z]{0,4})?",
        "HTTPS?://[A-Z]{1,6}\\.ORG/[0-9]{0,3}",
        Just("https://日本.example/パス?q=é".to_owned()),
        Just("http://[::1]:8080/x".to_owned()),
        Just("https://user:pass@a.example/".to_owned()),
        Just(
            "ftp://a.example/ mailto:a@b.example www.c.example javascript://a.example/%0aalert(1)".to_owned()
        ),
        Just("https://go.example/l/abcDEF1".to_owned()),
        Just("https://go.example/l/".to_owned()),
        Just("👩‍👩‍👧 🇩🇪 \n\t".to_owned()),
        Just("https://".to_owned()),
    ];
    prop::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
}

/// Text with the slugs that sending would give.
fn sent(text: &str) -> String {
    let mut number = 0_u32;
    replace_urls(text, PUBLIC, |_| {
        number += 1;
        short_url(PUBLIC, &format!("Z{number:06}"))
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn only_short_links_are_left(text in texts()) {
        let sent = sent(&text);
        for found in find_urls(&sent) {
            let address = &sent[found.range];
            let slug = address.strip_prefix("https://go.example/l/");
            prop_assert!(slug.is_some_and(is_slug), "{address:?} is left of {text:?}: {sent:?}");
        }
    }

    #[test]
    fn the_preview_is_as_long_as_what_is_sent(text in texts()) {
        let (preview, sent) = (preview_short(&text, PUBLIC), sent(&text));
        prop_assert_eq!(preview.len(), sent.len());
        prop_assert_eq!(preview.chars().count(), sent.chars().count());
        prop_assert_eq!(preview.encode_utf16().count(), sent.encode_utf16().count());
    }

    #[test]
    fn what_is_no_address_stays(text in texts()) {
        let around = |text: &str| {
            let mut rest = String::new();
            let mut end = 0;
            for found in find_urls(text) {
                rest.push_str(&text[end..found.range.start]);
                end = found.range.end;
            }
            rest.push_str(&text[end..]);
            // A space may be put behind an address that would read on.
            rest.replace(' ', "")
        };
        prop_assert_eq!(around(&text), around(&sent(&text)));
    }

    #[test]
    fn done_twice_it_changes_nothing(text in texts()) {
        let once = sent(&text);
        prop_assert_eq!(sent(&once), once);
    }
}
