//! X's weights (`twitter-text`, config v3): Latin and its neighbours 1, everything else 2, an emoji 2 as a whole.

use unicode_segmentation::UnicodeSegmentation;

/// Weighted length of `text`, links in full.
pub(super) fn count(text: &str) -> u32 {
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
