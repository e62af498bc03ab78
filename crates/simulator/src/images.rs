//! Reads the kind and size of uploaded files from their first bytes.

/// What an upload really is, whatever its sender called it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Sniffed {
    pub(crate) mime: &'static str,
    pub(crate) size: Option<(u32, u32)>,
}

pub(crate) fn sniff(bytes: &[u8]) -> Option<Sniffed> {
    let found = |mime, size| Some(Sniffed { mime, size });
    match bytes {
        [0x89, b'P', b'N', b'G', ..] => found("image/png", be32(bytes, 16).zip(be32(bytes, 20))),
        [0xff, 0xd8, 0xff, ..] => found("image/jpeg", jpeg_size(bytes)),
        [b'G', b'I', b'F', b'8', ..] => found("image/gif", le16(bytes, 6).zip(le16(bytes, 8))),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => found("image/webp", None),
        [_, _, _, _, b'f', b't', b'y', b'p', b'a', b'v', b'i', b'f', ..] => found("image/avif", None),
        [_, _, _, _, b'f', b't', b'y', b'p', b'h', b'e', b'i', ..] => found("image/heic", None),
        [_, _, _, _, b'f', b't', b'y', b'p', b'q', b't', ..] => found("video/quicktime", None),
        [_, _, _, _, b'f', b't', b'y', b'p', ..] => found("video/mp4", None),
        [0x1a, 0x45, 0xdf, 0xa3, ..] => found("video/webm", None),
        [b'O', b'g', b'g', b'S', ..] => found("audio/ogg", None),
        [b'I', b'D', b'3', ..] | [0xff, 0xfb, ..] => found("audio/mpeg", None),
        _ => None,
    }
}

fn be32(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..at + 4)?.try_into().ok().map(u32::from_be_bytes)
}

fn be16(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..at + 2)?.try_into().ok().map(|pair| u32::from(u16::from_be_bytes(pair)))
}

fn le16(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..at + 2)?.try_into().ok().map(|pair| u32::from(u16::from_le_bytes(pair)))
}

/// Walks the JPEG segments to the frame header.
fn jpeg_size(bytes: &[u8]) -> Option<(u32, u32)> {
    let mut at = 2;
    while *bytes.get(at)? == 0xff {
        let marker = *bytes.get(at + 1)?;
        if matches!(marker, 0xc0..=0xc3 | 0xc5..=0xc7 | 0xc9..=0xcb | 0xcd..=0xcf) {
            return be16(bytes, at + 7).zip(be16(bytes, at + 5));
        }
        at += 2 + usize::try_from(be16(bytes, at + 2)?).ok()?;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_kind_and_size() {
        let mut png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
        png.extend([0, 0, 0, 7, 0, 0, 0, 5]);
        assert_eq!(sniff(&png), Some(Sniffed { mime: "image/png", size: Some((7, 5)) }));
        assert_eq!(sniff(b"GIF89a\x02\0\x03\0"), Some(Sniffed { mime: "image/gif", size: Some((2, 3)) }));
        let jpeg = [0xff, 0xd8, 0xff, 0xe0, 0, 4, 1, 1, 0xff, 0xc0, 0, 11, 8, 0, 9, 0, 4];
        assert_eq!(sniff(&jpeg), Some(Sniffed { mime: "image/jpeg", size: Some((4, 9)) }));
        assert_eq!(sniff(b"%PDF-1.7"), None);
    }
}
