//! What a version of a film has to be so that a network takes it. Pure.

use networks::{Limits, MediaFacts, MediaKind};
use serde::{Deserialize, Serialize};

use crate::media::{Frame, cut};

/// Longest side of a version.
const SIDE_MAX: u32 = 1_920;

/// Bits a second of a version's sound.
pub(super) const SOUND: u64 = 128_000;

/// Most and least bits a second of its picture.
const PICTURE_MOST: u64 = 10_000_000;
const PICTURE_LEAST: u64 = 150_000;

/// Why a network does not take a film as it is, or may not show it well.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Needs {
    /// Its container, or the codec within it.
    pub kind: bool,
    /// Too many bytes.
    pub bytes: bool,
    /// Too many pixels.
    pub pixels: bool,
    /// Too narrow or too wide.
    pub ratio: bool,
    /// Too long: only the beginning would be taken, so many milliseconds.
    pub cut_to_ms: Option<u32>,
}

impl Needs {
    /// Whether a version is needed.
    #[must_use]
    pub const fn any(self) -> bool {
        self.kind || self.bytes || self.pixels || self.ratio || self.cut_to_ms.is_some()
    }
}

/// What a version has to be. Its text names an order: the same film with the same text is the same version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wanted {
    /// Width and height at which the film is shown.
    pub shown: [u32; 2],
    /// Part of the picture: left, top, width, height.
    pub frame: [u32; 4],
    /// Width and height of the version, both even.
    pub size: [u32; 2],
    /// Length in milliseconds, where it is cut off.
    pub cut_to_ms: Option<u32>,
    /// Most bytes.
    pub max_bytes: u64,
    /// Most bits a second of the picture.
    pub bits: u64,
}

/// What is in the way of a film at a network; `None` where no version helps: the network takes no films from us, no MP4, or
/// the film is too short or tells nothing of its size.
#[must_use]
pub fn film_needs(facts: &MediaFacts, codec: Option<&str>, limits: &Limits) -> Option<Needs> {
    let video = limits.video.as_ref().filter(|video| video.videos_max > 0)?;
    let takes = |mime: &str| video.types.iter().any(|taken| taken == mime);
    let length = facts.duration_ms;
    if facts.kind != MediaKind::Video
        || facts.width < 16
        || facts.height < 16
        || !takes("video/mp4")
        || length.is_some_and(|ms| ms < video.min_ms)
    {
        return None;
    }
    let own = f64::from(facts.width) / f64::from(facts.height);
    // H.264 is the one codec that every network takes in MP4 and MOV; WebM has codecs of its own.
    let common = facts.mime == "video/webm" || codec.is_none_or(|codec| matches!(codec, "avc1" | "avc3"));
    Some(Needs {
        kind: !takes(&facts.mime) || !common,
        bytes: facts.bytes > video.max_bytes,
        pixels: video.max_pixels.is_some_and(|most| u64::from(facts.width) * u64::from(facts.height) > most),
        ratio: video.ratio.is_some_and(|(narrow, wide)| own < narrow - 0.01 || own > wide + 0.01),
        cut_to_ms: length.filter(|ms| *ms > video.max_ms).map(|_| video.max_ms),
    })
}

/// What the version has to be; `None` when it cannot be made small enough.
pub(super) fn wanted(facts: &MediaFacts, focus: (i64, i64), needs: Needs, limits: &Limits) -> Option<Wanted> {
    let video = limits.video.as_ref()?;
    let whole = Frame { x: 0, y: 0, width: facts.width, height: facts.height };
    let frame = match video.ratio {
        Some(ratio) if needs.ratio => cut(facts.width, facts.height, ratio, focus),
        _ => whole,
    };
    // One that does not tell its length may be longer than is taken, and is cut there.
    let unknown = facts.duration_ms.is_none() && video.max_ms < u32::MAX;
    let cut_to_ms = needs.cut_to_ms.or(unknown.then_some(video.max_ms));
    let length_ms = cut_to_ms.or(facts.duration_ms);
    let bits = match length_ms {
        // A twentieth is left for the container, and for what the encoder does not foresee.
        Some(ms) => (video.max_bytes.saturating_mul(7_600) / u64::from(ms.max(1))).saturating_sub(SOUND),
        None => PICTURE_MOST,
    };
    if bits < PICTURE_LEAST {
        return None;
    }
    let side = match bits {
        0..500_000 => 640,
        500_000..1_200_000 => 960,
        1_200_000..2_500_000 => 1_280,
        _ => SIDE_MAX,
    };
    Some(Wanted {
        shown: [facts.width, facts.height],
        frame: [frame.x, frame.y, frame.width, frame.height],
        size: scaled(frame.width, frame.height, side),
        cut_to_ms,
        max_bytes: video.max_bytes,
        bits: bits.min(PICTURE_MOST),
    })
}

/// A size whose longest side is at most `side`, both sides even.
fn scaled(width: u32, height: u32, side: u32) -> [u32; 2] {
    let longest = width.max(height).max(1);
    let even = |length: u32| {
        let scaled = u64::from(length) * u64::from(side.min(longest)) / u64::from(longest);
        (u32::try_from(scaled).unwrap_or(side) / 2 * 2).max(2)
    };
    [even(width), even(height)]
}

#[cfg(test)]
mod tests {
    use networks::VideoLimits;
    use proptest::prelude::*;

    use super::*;

    fn film(width: u32, height: u32, ms: u32, bytes: u64) -> MediaFacts {
        MediaFacts {
            kind: MediaKind::Video,
            file_name: "film.mp4".to_owned(),
            mime: "video/mp4".to_owned(),
            bytes,
            width,
            height,
            duration_ms: Some(ms),
            alt: String::new(),
        }
    }

    fn limits(max_bytes: u64, max_ms: u32) -> Limits {
        let types = vec!["video/mp4".to_owned()];
        let video = VideoLimits {
            videos_max: 1,
            max_bytes,
            min_ms: 1_000,
            max_ms,
            types,
            ratio: Some((0.5, 2.0)),
            ..VideoLimits::default()
        };
        Limits { video: Some(video), ..Limits::default() }
    }

    #[test]
    fn what_is_in_the_way_is_told() {
        let limits = limits(50_000_000, 60_000);
        let fine = film(1280, 720, 30_000, 9_000_000);
        assert_eq!(film_needs(&fine, Some("avc1"), &limits), Some(Needs::default()));
        assert!(film_needs(&fine, Some("hvc1"), &limits).is_some_and(|needs| needs.kind && !needs.bytes));
        let webm = MediaFacts { mime: "video/webm".to_owned(), ..fine.clone() };
        assert!(film_needs(&webm, Some("V_VP9"), &limits).is_some_and(|needs| needs.kind));
        let long = film_needs(&film(1280, 320, 90_000, 60_000_000), Some("avc1"), &limits).expect("a need");
        assert_eq!(
            long,
            Needs { kind: false, bytes: true, pixels: false, ratio: true, cut_to_ms: Some(60_000) }
        );
        assert_eq!(
            film_needs(&film(1280, 720, 900, 1_000), None, &limits),
            None,
            "no version makes it longer"
        );
        assert_eq!(film_needs(&fine, None, &Limits::default()), None, "no films there");
        let mut few = limits;
        few.video = few.video.map(|video| VideoLimits { max_pixels: Some(900_000), ..video });
        assert_eq!(
            film_needs(&fine, Some("avc1"), &few),
            Some(Needs { pixels: true, ..Needs::default() }),
            "a version of fewer pixels"
        );
    }

    #[test]
    fn a_film_that_tells_no_length_is_cut_to_the_most() {
        let limits = limits(50_000_000, 60_000);
        let facts =
            MediaFacts { mime: "video/webm".to_owned(), duration_ms: None, ..film(1280, 720, 0, 9_000_000) };
        let needs = film_needs(&facts, Some("V_VP9"), &limits).expect("a need");
        let wanted = wanted(&facts, (50, 50), needs, &limits).expect("a version");
        assert_eq!(wanted.cut_to_ms, Some(60_000));
        assert!(wanted.bits * 60 / 8 < 50_000_000);
    }

    proptest! {
        #[test]
        fn a_version_is_within_film_and_limits(
            (width, height) in (16_u32..8_000, 16_u32..8_000), ms in 1_000_u32..4_000_000,
            (max_bytes, max_ms) in (1_000_000_u64..4_000_000_000, 2_000_u32..4_000_000),
            focus in (0_i64..=100, 0_i64..=100),
        ) {
            let (limits, facts) = (limits(max_bytes, max_ms), film(width, height, ms, 9_000_000));
            let needs = film_needs(&facts, Some("avc1"), &limits).expect("films are taken");
            if let Some(wanted) = wanted(&facts, focus, needs, &limits) {
                let [x, y, w, h] = wanted.frame;
                prop_assert!(x + w <= width && y + h <= height && w > 0 && h > 0);
                prop_assert!(wanted.size.iter().all(|side| side % 2 == 0 && *side >= 2 && *side <= 1_920));
                let seconds = f64::from(wanted.cut_to_ms.unwrap_or(ms)) / 1_000.0;
                #[expect(clippy::cast_precision_loss, reason = "an estimate")]
                let bytes = (wanted.bits + SOUND) as f64 * seconds / 8.0;
                #[expect(clippy::cast_precision_loss, reason = "an estimate")]
                let most = max_bytes as f64;
                prop_assert!(bytes <= most, "{bytes} of {most}");
            }
        }
    }
}
