//! Taking place, device and people out of a JPEG without touching its picture: only segments beside it are left out.

/// The same picture without what it tells of place, device and people; `None` when there is nothing to take out or it is
/// no JPEG that we can follow. The way up, colours and resolution stay.
pub(super) fn strip_jpeg(bytes: &[u8]) -> Option<Vec<u8>> {
    if !bytes.starts_with(&[0xFF, 0xD8]) {
        return None;
    }
    let (mut kept, mut at) = (vec![0xFF, 0xD8], 2);
    loop {
        if *bytes.get(at)? != 0xFF {
            return None;
        }
        let marker = *bytes.get(at + 1)?;
        match marker {
            // Filling before a marker.
            0xFF => at += 1,
            0xD9 => {
                kept.extend_from_slice(&[0xFF, 0xD9]);
                break;
            }
            0x01 | 0xD0..=0xD7 => {
                kept.extend_from_slice(&[0xFF, marker]);
                at += 2;
            }
            _ => {
                let length = usize::from(u16::from_be_bytes([*bytes.get(at + 2)?, *bytes.get(at + 3)?]));
                let end = at + 2 + length.max(2);
                let segment = bytes.get(at..end)?;
                let body = bytes.get(at + 4..end)?;
                at = end;
                match marker {
                    0xE1 if body.starts_with(b"Exif\0\0") => {
                        if let Some(turn) = orientation(body.get(6..)?).filter(|turn| (2..=8).contains(turn))
                        {
                            kept.extend_from_slice(&only_orientation(turn));
                        }
                    }
                    // Colour profile; other pictures behind this one are let go with their index.
                    0xE2 if !body.starts_with(b"ICC_PROFILE\0") => {}
                    // Descriptions, makers' notes, comments.
                    0xE1 | 0xE3..=0xED | 0xEF | 0xFE => {}
                    _ => kept.extend_from_slice(segment),
                }
                if marker == 0xDA {
                    let next = scan_end(bytes, at)?;
                    kept.extend_from_slice(bytes.get(at..next)?);
                    at = next;
                }
            }
        }
    }
    (kept.len() != bytes.len()).then_some(kept)
}

/// Where the next marker stands after the picture's data from `at`.
fn scan_end(bytes: &[u8], mut at: usize) -> Option<usize> {
    loop {
        at += bytes.get(at..)?.iter().position(|byte| *byte == 0xFF)?;
        match bytes.get(at + 1)? {
            0x00 | 0xD0..=0xD7 => at += 2,
            0xFF => at += 1,
            _ => return Some(at),
        }
    }
}

/// The way up of a picture, from the first directory of its Exif.
pub(super) fn orientation(tiff: &[u8]) -> Option<u16> {
    let little = match tiff.get(..4)? {
        [b'I', b'I', 42, 0] => true,
        [b'M', b'M', 0, 42] => false,
        _ => return None,
    };
    let short = |at: usize| -> Option<u16> {
        let two = [*tiff.get(at)?, *tiff.get(at + 1)?];
        Some(if little { u16::from_le_bytes(two) } else { u16::from_be_bytes(two) })
    };
    let (first, second) = (usize::from(short(4)?), usize::from(short(6)?));
    let directory = if little { second << 16 | first } else { first << 16 | second };
    let entries = usize::from(short(directory)?);
    (0..entries)
        .map(|entry| directory + 2 + 12 * entry)
        .find_map(|at| (short(at)? == 0x0112).then(|| short(at + 8)).flatten())
}

/// An Exif segment that says the way up and nothing else.
fn only_orientation(turn: u16) -> Vec<u8> {
    let mut segment = vec![0xFF, 0xE1, 0, 34];
    segment.extend_from_slice(b"Exif\0\0MM\0\x2A\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01");
    segment.extend_from_slice(&turn.to_be_bytes());
    segment.extend_from_slice(&[0; 6]);
    segment
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use image::{ImageFormat, RgbImage};

    use super::*;

    fn plain() -> Vec<u8> {
        let mut bytes = Cursor::new(Vec::new());
        let picture = RgbImage::from_fn(40, 20, |x, y| image::Rgb([(x * 6) as u8, (y * 12) as u8, 90]));
        picture.write_to(&mut bytes, ImageFormat::Jpeg).expect("a picture");
        bytes.into_inner()
    }

    /// The picture with an Exif of turn and place, a comment, and another picture behind it.
    fn told() -> Vec<u8> {
        let mut exif = only_orientation(6);
        exif.extend_from_slice(b"GPS 52.5 13.4");
        let length = u16::try_from(exif.len() - 2).expect("small");
        exif[2..4].copy_from_slice(&length.to_be_bytes());
        let comment = b"\xFF\xFE\x00\x0Ba camera!";
        let plain = plain();
        [&plain[..2], &exif, comment, &plain[2..], b"GPS of a second picture"].concat()
    }

    #[test]
    fn the_place_goes_and_the_picture_stays() {
        let told = told();
        let stripped = strip_jpeg(&told).expect("something to take out");
        assert!(!stripped.windows(3).any(|part| part == b"GPS"));
        assert!(!stripped.windows(6).any(|part| part == b"camera"));
        let pixels = |bytes: &[u8]| image::load_from_memory(bytes).expect("a picture").into_rgb8();
        assert_eq!(pixels(&stripped), pixels(&plain()), "not a pixel differs");
        let at = stripped.windows(6).position(|part| part == b"Exif\0\0").expect("the way up");
        assert_eq!(orientation(&stripped[at + 6..]), Some(6));
        assert_eq!(strip_jpeg(&stripped), None, "nothing is left to take out");
    }

    #[test]
    fn what_cannot_be_followed_is_left_alone() {
        let told = told();
        for end in 0..told.len() - 23 {
            assert_eq!(strip_jpeg(&told[..end]), None, "cut at {end}");
        }
        assert_eq!(strip_jpeg(b"\x89PNG"), None);
    }
}
