use proptest::prelude::*;

use super::*;

#[test]
fn each_unit_counts_its_own_way() {
    let family = "👨\u{200d}👩\u{200d}👧\u{200d}👦";
    let cases = [
        ("", [0, 0, 0, 0]),
        ("abc", [3, 3, 3, 3]),
        ("é", [1, 1, 1, 2]),
        ("e\u{301}", [1, 2, 2, 3]),
        ("日本", [2, 2, 2, 6]),
        ("👍🏽", [1, 2, 4, 8]),
        (family, [1, 7, 11, 25]),
        ("🇩🇪", [1, 2, 4, 8]),
        ("a\r\nb", [3, 4, 4, 4]),
    ];
    for (text, expected) in cases {
        let units = [TextUnit::Graphemes, TextUnit::CodePoints, TextUnit::Utf16, TextUnit::Bytes];
        assert_eq!(units.map(|unit| count(text, unit)), expected, "{text:?}");
    }
}

#[test]
fn mastodon_counts_links_and_mentions_its_own_way() {
    let long = format!("https://example.org/{}", "x".repeat(200));
    let cases = [
        (String::new(), 0),
        ("hello".into(), 5),
        ("https://a.io".into(), 23),
        (long.clone(), 23),
        (format!("see {long} and http://b.example/?q=1#z."), 4 + 23 + 5 + 23 + 1),
        // Only http and https are links.
        ("example.org".into(), 11),
        ("ftp://example.org".into(), 17),
        ("@brand@social.example hi".into(), 9),
        ("@brand hi".into(), 9),
        ("(@brand@social.example)".into(), 8),
        ("@a.b-c@social.example:8443!".into(), 7),
        // An e-mail address is not a mention.
        ("mail me@brand.example".into(), 21),
        ("👨\u{200d}👩\u{200d}👧 ok".into(), 4),
    ];
    for (text, expected) in cases {
        assert_eq!(measure_mastodon(&text, 23).units, expected, "{text:?}");
    }
    assert_eq!(measure_mastodon(&long, 23).bytes, 220);
}

#[test]
fn facets_have_byte_offsets() {
    let text = "Grüße 👋 an @brand.example: https://example.org/ä?x=1, #größe! #1 (#no)";
    let found: Vec<(&str, Feature)> =
        facets(text).into_iter().map(|facet| (&text[facet.bytes], facet.feature)).collect();
    assert_eq!(
        found,
        [
            ("@brand.example", Feature::Mention("brand.example".into())),
            ("https://example.org/ä?x=1", Feature::Link("https://example.org/ä?x=1".into())),
            ("#größe", Feature::Tag("größe".into())),
        ]
    );
    // The guide's example: the offset counts bytes of the emoji.
    assert_eq!(facets("✨ example mentioning @atproto.com")[0].bytes, 23..35);
}

#[test]
fn what_is_a_mention_or_a_tag() {
    let none = [
        "#",
        "# a",
        "a#b",
        "#123",
        "#!",
        "#️⃣",
        "@brand",
        "mail me@brand.example",
        "@brand@social.example",
        "@-a.example",
        "@a..b",
        "@a.1",
        "#!!!",
    ];
    for text in none {
        assert_eq!(facets(text), [], "{text:?}");
    }
    let tags = [
        ("#a", "a"),
        ("#a1", "a1"),
        ("#1a", "1a"),
        ("#a-b.", "a-b"),
        ("#c++", "c++"),
        ("＃日本。", "日本"),
        ("#tag…", "tag"),
        ("#a\u{200b}b", "a"),
        ("#👍", "👍"),
    ];
    for (text, tag) in tags {
        assert_eq!(facets(text)[0].feature, Feature::Tag(tag.into()), "{text:?}");
    }
    assert_eq!(facets(&format!("#{}", "x".repeat(65))), []);
    assert_eq!(facets("(@Brand.Example)")[0].feature, Feature::Mention("brand.example".into()));
    // A tag inside a link belongs to the link.
    assert_eq!(facets("https://a.example/x#frag").len(), 1);
}

proptest! {
    #[test]
    fn facets_are_ordered_and_cut_characters_nowhere(text in "(?s)[ -~ä👍#@./:\u{200d}\n]{0,80}") {
        let found = facets(&text);
        for facet in &found {
            prop_assert!(text.get(facet.bytes.clone()).is_some_and(|part| !part.is_empty()));
        }
        for pair in found.windows(2) {
            prop_assert!(pair[0].bytes.end <= pair[1].bytes.start);
        }
    }

    #[test]
    fn no_text_breaks_the_counting(text in any::<String>()) {
        let graphemes = count(&text, TextUnit::Graphemes);
        let points = count(&text, TextUnit::CodePoints);
        let utf16 = count(&text, TextUnit::Utf16);
        let bytes = count(&text, TextUnit::Bytes);
        prop_assert!(graphemes <= points && points <= utf16 && utf16 <= bytes);
        let _ = facets(&text);
        let _ = measure_mastodon(&text, 23);
    }

    #[test]
    fn plain_words_count_the_same_everywhere(text in "[a-z ]{0,200}") {
        prop_assert_eq!(measure_mastodon(&text, 23), measure(&text, TextUnit::Graphemes));
        prop_assert_eq!(without_mention_servers(&text), text);
    }

    #[test]
    fn a_link_counts_23_wherever_it_stands(before in "[a-z]{1,9}", path in "[a-z0-9]{0,300}") {
        let text = format!("{before} https://example.org/{path}");
        prop_assert_eq!(measure_mastodon(&text, 23).units as usize, before.len() + 1 + 23);
    }
}
