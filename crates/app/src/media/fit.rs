//! What has to be done to a picture so that a network takes it. Pure.

use networks::{Limits, MediaFacts, MediaKind, Placement};

/// A part of a picture, in pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Frame {
    /// From the left.
    pub x: u32,
    /// From the top.
    pub y: u32,
    /// Width.
    pub width: u32,
    /// Height.
    pub height: u32,
}

/// What a version of a picture shall be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Wanted {
    pub frame: Frame,
    /// Longest side; larger is scaled down.
    pub side_max: Option<u32>,
    /// Most bytes.
    pub max_bytes: u64,
    /// Most pixels; more are scaled down.
    pub max_pixels: Option<u64>,
    pub jpeg: bool,
    pub png: bool,
}

/// Whether a picture does not fit, but a version of it can.
#[must_use]
pub fn can_be_fitted(facts: &MediaFacts, limits: &Limits, placement: Placement) -> bool {
    let takes = |mime: &str| limits.image_types.iter().any(|taken| taken == mime);
    if facts.kind != MediaKind::Image || facts.width == 0 || !(takes("image/jpeg") || takes("image/png")) {
        return false;
    }
    let ratio = ratio_of(limits, placement);
    let shape = ratio.is_some_and(|ratio| !is_within(facts.width, facts.height, ratio));
    let pixels = u64::from(facts.width) * u64::from(facts.height);
    let large = limits.image_max_pixels.is_some_and(|most| pixels > most);
    facts.bytes > limits.image_max_bytes || large || !takes(&facts.mime) || shape
}

/// What the version has to be.
pub(super) fn wanted(facts: &MediaFacts, focus: (i64, i64), limits: &Limits, placement: Placement) -> Wanted {
    let takes = |mime: &str| limits.image_types.iter().any(|taken| taken == mime);
    let whole = Frame { x: 0, y: 0, width: facts.width, height: facts.height };
    let frame = match ratio_of(limits, placement) {
        Some(ratio) => cut(facts.width, facts.height, ratio, focus),
        None => whole,
    };
    Wanted {
        frame,
        side_max: None,
        max_bytes: limits.image_max_bytes,
        max_pixels: limits.image_max_pixels,
        jpeg: takes("image/jpeg"),
        png: takes("image/png"),
    }
}

fn ratio_of(limits: &Limits, placement: Placement) -> Option<(f64, f64)> {
    limits.image_ratio.filter(|_| placement == Placement::Feed)
}

fn is_within(width: u32, height: u32, (narrow, wide): (f64, f64)) -> bool {
    let own = f64::from(width) / f64::from(height.max(1));
    own >= narrow - 0.01 && own <= wide + 0.01
}

/// The largest part whose shape is within the limits, the focus as near its middle as can be.
#[must_use]
pub fn cut(width: u32, height: u32, (narrow, wide): (f64, f64), focus: (i64, i64)) -> Frame {
    let (w, h) = (f64::from(width), f64::from(height));
    let own = w / h.max(1.0);
    let (cut_width, cut_height) = if own < narrow {
        (width, pixels(w / narrow).clamp(1, height))
    } else if own > wide {
        (pixels(h * wide).clamp(1, width), height)
    } else {
        (width, height)
    };
    Frame {
        x: offset(width, cut_width, focus.0),
        y: offset(height, cut_height, focus.1),
        width: cut_width,
        height: cut_height,
    }
}

/// Where a part begins so that the focus, in percent of the whole, is in its middle, within the whole.
fn offset(whole: u32, part: u32, focus: i64) -> u32 {
    let at = i64::from(whole) * focus.clamp(0, 100) / 100 - i64::from(part) / 2;
    u32::try_from(at.clamp(0, i64::from(whole - part.min(whole)))).unwrap_or(0)
}

fn pixels(length: f64) -> u32 {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a side of a picture")]
    let whole = length.floor().max(1.0) as u32;
    whole
}

/// A part given in percent of the whole, at least a pixel each way.
#[must_use]
pub fn percent_frame(width: u32, height: u32, [left, top, wide, high]: [f64; 4]) -> Frame {
    let of =
        |whole: u32, percent: f64| pixels(f64::from(whole) * percent.clamp(0.0, 100.0) / 100.0 + 1.0) - 1;
    let (x, y) =
        (of(width, left).min(width.saturating_sub(1)), of(height, top).min(height.saturating_sub(1)));
    Frame { x, y, width: of(width, wide).clamp(1, width - x), height: of(height, high).clamp(1, height - y) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_focus_stays_in_the_picture() {
        // A panorama for a network that takes nothing wider than two to one.
        let limits = (0.8, 2.0);
        assert_eq!(cut(4000, 1000, limits, (50, 50)), Frame { x: 1000, y: 0, width: 2000, height: 1000 });
        assert_eq!(cut(4000, 1000, limits, (100, 50)), Frame { x: 2000, y: 0, width: 2000, height: 1000 });
        assert_eq!(cut(1000, 4000, limits, (50, 0)), Frame { x: 0, y: 0, width: 1000, height: 1250 });
        assert_eq!(cut(1000, 1000, limits, (0, 0)), Frame { x: 0, y: 0, width: 1000, height: 1000 });
        assert_eq!(
            percent_frame(200, 100, [10.0, 20.0, 50.0, 90.0]),
            Frame { x: 20, y: 20, width: 100, height: 80 }
        );
    }

    proptest! {
        #[test]
        fn a_cut_is_within_the_picture_and_the_limits(
            (width, height) in (200_u32..16_000, 200_u32..16_000),
            (narrow, wide) in (0.4_f64..1.0, 1.0_f64..2.5),
            focus in (-10_i64..110, -10_i64..110),
        ) {
            let frame = cut(width, height, (narrow, wide), focus);
            prop_assert!(frame.x + frame.width <= width && frame.y + frame.height <= height);
            prop_assert!(is_within(frame.width, frame.height, (narrow, wide)), "{frame:?}");
            prop_assert!(frame.width == width || frame.height == height);
        }

        #[test]
        fn a_part_in_percent_is_within_the_picture(
            (width, height) in (1_u32..5_000, 1_u32..5_000),
            part in prop::array::uniform4(-10.0_f64..200.0),
        ) {
            let frame = percent_frame(width, height, part);
            prop_assert!(frame.width > 0 && frame.x + frame.width <= width);
            prop_assert!(frame.height > 0 && frame.y + frame.height <= height);
        }
    }
}
