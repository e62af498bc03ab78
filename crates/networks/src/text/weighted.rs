//! X's weights (`twitter-text`, config v3): Latin and its neighbours 1, everything else 2, an emoji 2 as a whole.

use unicode_normalization::UnicodeNormalization;
use unicode_segmentation::UnicodeSegmentation;

use super::bare_links;

/// Weighted length of `text`, links in full.
pub(super) fn count(text: &str) -> u32 {
    count_normal(&text.nfc().collect::<String>())
}

/// Weighted length of `text`, any link as `link_length`.
pub(super) fn measure(text: &str, link_length: u32) -> u32 {
    let text = text.nfc().collect::<String>();
    let mut units = 0_u32;
    let mut at = 0;
    for link in bare_links(&text) {
        units = units.saturating_add(count_normal(&text[at..link.start])).saturating_add(link_length);
        at = link.end;
    }
    units.saturating_add(count_normal(&text[at..]))
}

fn count_normal(text: &str) -> u32 {
    let weight = |cluster: &str| -> u32 {
        if is_emoji(cluster) { 2 } else { cluster.chars().map(|c| if is_light(c) { 1 } else { 2 }).sum() }
    };
    text.graphemes(true).map(weight).fold(0, u32::saturating_add)
}

const fn is_light(c: char) -> bool {
    matches!(c as u32, 0..=4351 | 8192..=8205 | 8208..=8223 | 8242..=8247)
}

/// A cluster that is shown as one picture: it has a pictographic, regional or keycap character.
fn is_emoji(cluster: &str) -> bool {
    cluster
        .chars()
        .any(|c| matches!(c, '\u{1f000}'..='\u{1faff}' | '\u{20e3}' | '\u{fe0f}' | '\u{2600}'..='\u{27bf}'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_as_the_network_does() {
        // Of `twitter-text`, `conformance/validate.yml`, "WeightedTweetsCounterTest" and its older "lengths", and of
        // X's page "Counting characters".
        let cases = [
            (String::new(), 0),
            ("This is a test.".into(), 15),
            ("Hello, world! 👋".into(), 16),
            ("http://test.co".into(), 23),
            ("Hi http://test.co".into(), 26),
            ("test.com".into(), 23),
            ("Test https://test.com test https://test.com test.com test".into(), 86),
            ("故人西辞黄鹤楼，烟花三月下扬州。".repeat(10), 320),
            (format!("the{}", "故人西辞黄鹤楼，烟花三月下扬州。".repeat(10)), 323),
            ("😷".repeat(160), 320),
            ("A\u{301}B".into(), 2),
            ("A\u{5e9}\u{5bc}\u{5c1}".into(), 4),
            ("H🐱☺👨\u{200d}👩\u{200d}👧\u{200d}👦".into(), 7),
            ("😷👾😡🔥💩".into(), 10),
            ("🙋🏽👨\u{200d}🎤".into(), 4),
            ("🇩🇪1\u{fe0f}\u{20e3}".into(), 4),
            ("저찀쯿쿿".into(), 8),
            ("285 chars-".to_owned() + &"xxxxxxxxxx-".repeat(25), 285),
            ("https://www.twitter.com/aloha ".repeat(10), 240),
            ("\u{2000}\u{200a}\u{200d}‐—‟′‷".into(), 8),
        ];
        for (text, expected) in cases {
            assert_eq!(measure(&text, 23), expected, "{text:?}");
        }
    }

    #[test]
    fn a_longer_link_counts_in_full_where_it_is_none() {
        assert_eq!(measure("http://localhost/x", 23), 18);
        assert_eq!(measure("mail me@brand.com", 23), 17);
        assert_eq!(count("http://test.co"), 14);
    }

    proptest::proptest! {
        #[test]
        fn no_text_breaks_the_counting(text in ".*") {
            let _ = measure(&text, 23);
        }

        #[test]
        fn a_link_counts_23_wherever_it_stands(before in "[a-z]{1,9}", path in "[a-z0-9]{0,300}") {
            let text = format!("{before} https://example.org/{path} {before}");
            let expected = before.len() * 2 + 2 + 23;
            proptest::prop_assert_eq!(measure(&text, 23) as usize, expected);
        }
    }
}
