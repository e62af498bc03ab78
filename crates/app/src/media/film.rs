//! What a film's own bytes tell: container, codec, size, length. Pure readers of MP4, MOV (ISO 14496-12) and WebM (EBML).

use std::io::{Read, Result, Seek, SeekFrom};

/// What is known of a film.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Film {
    pub mime: &'static str,
    /// Word of the codec as the container writes it, e.g. `avc1`, `V_VP9`.
    pub codec: String,
    pub width: u32,
    pub height: u32,
    pub duration_ms: Option<u32>,
}

/// Largest index of a film that is read; an hour of film needs few megabytes.
const MAX_INDEX: u64 = 64 * 1024 * 1024;

/// Most boxes at the top of a film: one in fragments has two for each few seconds.
const MAX_BOXES: usize = 100_000;

/// Reads MP4 or MOV; `None` when it holds no moving picture or is cut before its index ends.
pub(super) fn read_mp4(file: &mut (impl Read + Seek)) -> Result<Option<Film>> {
    let end = file.seek(SeekFrom::End(0))?;
    let (mut at, mut mime, mut index) = (0, None, None);
    for _ in 0..MAX_BOXES {
        if at + 8 > end {
            break;
        }
        file.seek(SeekFrom::Start(at))?;
        let mut head = [0; 16];
        let got = read_some(file, &mut head)?;
        let (Some(short), Some(kind)) = (number(&head[..got], 0, 4), head.get(4..8)) else { break };
        let (size, header) = match short {
            0 => (end - at, 8),
            1 => (number(&head[..got], 8, 8).unwrap_or(0), 16),
            size => (size, 8),
        };
        if size < header || size > end - at {
            break;
        }
        match kind {
            b"ftyp" => mime = Some(if &head[8..12] == b"qt  " { "video/quicktime" } else { "video/mp4" }),
            b"moov" if size <= MAX_INDEX => {
                file.seek(SeekFrom::Start(at + header))?;
                let mut bytes = Vec::new();
                file.by_ref().take(size - header).read_to_end(&mut bytes)?;
                index = Some(bytes);
            }
            _ => {}
        }
        at += size;
    }
    // Old MOV files begin without `ftyp`. What ends before its boxes do is cut.
    let whole = at == end;
    Ok(index.filter(|_| whole).and_then(|index| movie(&index, mime.unwrap_or("video/quicktime"))))
}

fn movie(index: &[u8], mime: &'static str) -> Option<Film> {
    let header = inner(index, b"mvhd")?;
    let (scale_at, length) = if header.first()? == &1 { (20, 8) } else { (12, 4) };
    let scale = number(header, scale_at, 4)?;
    let mut ticks = number(header, scale_at + 4, length)?;
    if ticks == 0 {
        // A film in fragments says its length apart.
        let extended = inner(index, b"mvex").and_then(|mvex| inner(mvex, b"mehd"));
        ticks = extended
            .and_then(|mehd| number(mehd, 4, if mehd.first() == Some(&1) { 8 } else { 4 }))
            .unwrap_or(0);
    }
    let duration = u128::from(ticks).checked_mul(1_000)?.checked_div(u128::from(scale));
    let duration_ms = duration.and_then(|ms| u32::try_from(ms).ok()).filter(|ms| *ms > 0);
    for (kind, track) in boxes(index) {
        let media = if kind == b"trak" { inner(track, b"mdia") } else { None };
        let Some(media) = media else { continue };
        if inner(media, b"hdlr").and_then(|hdlr| hdlr.get(8..12)) != Some(b"vide") {
            continue;
        }
        let header = inner(track, b"tkhd")?;
        let matrix = if header.first()? == &1 { 52 } else { 40 };
        let (width, height) = (number(header, matrix + 36, 4)? >> 16, number(header, matrix + 40, 4)? >> 16);
        // Turned by a quarter: what is written as wide is shown as high.
        let turned = number(header, matrix, 4)? == 0 && number(header, matrix + 4, 4)? != 0;
        let (width, height) = if turned { (height, width) } else { (width, height) };
        let table = inner(media, b"minf").and_then(|minf| inner(minf, b"stbl"));
        let entry = table.and_then(|stbl| inner(stbl, b"stsd")).and_then(|stsd| stsd.get(12..16))?;
        return Some(Film {
            mime,
            codec: String::from_utf8_lossy(entry).trim().to_owned(),
            width: u32::try_from(width).ok()?,
            height: u32::try_from(height).ok()?,
            duration_ms,
        });
    }
    None
}

/// The boxes that stand in another, with their kinds.
fn boxes(bytes: &[u8]) -> impl Iterator<Item = (&[u8], &[u8])> {
    let mut rest = bytes;
    std::iter::from_fn(move || {
        let short = number(rest, 0, 4)?;
        let (size, header) = match short {
            0 => (rest.len(), 8),
            1 => (usize::try_from(number(rest, 8, 8)?).ok()?, 16),
            size => (usize::try_from(size).ok()?, 8),
        };
        let (kind, body) = (rest.get(4..8)?, rest.get(header..size)?);
        rest = rest.get(size..)?;
        Some((kind, body))
    })
}

fn inner<'a>(bytes: &'a [u8], wanted: &[u8; 4]) -> Option<&'a [u8]> {
    boxes(bytes).find(|(kind, _)| kind == wanted).map(|(_, body)| body)
}

/// A number of `length` bytes, the highest first.
fn number(bytes: &[u8], at: usize, length: usize) -> Option<u64> {
    let bytes = bytes.get(at..at.checked_add(length)?)?;
    Some(bytes.iter().fold(0, |sum, byte| sum << 8 | u64::from(*byte)))
}

fn read_some(file: &mut impl Read, into: &mut [u8]) -> Result<usize> {
    let mut got = 0;
    while got < into.len() {
        match file.read(&mut into[got..])? {
            0 => break,
            more => got += more,
        }
    }
    Ok(got)
}

/// Reads WebM from its beginning; `None` when it is another kind of Matroska or holds no moving picture.
pub(super) fn read_webm(file: &mut (impl Read + Seek)) -> Result<Option<Film>> {
    file.seek(SeekFrom::Start(0))?;
    let mut head = Vec::new();
    file.by_ref().take(4 * 1024 * 1024).read_to_end(&mut head)?;
    Ok(webm(&head))
}

fn webm(head: &[u8]) -> Option<Film> {
    let (_, header) = elements(head).find(|(id, _)| *id == 0x1A45_DFA3)?;
    let doc_type = elements(header).find(|(id, _)| *id == 0x4282)?.1;
    if doc_type != b"webm" {
        return None;
    }
    let (_, segment) = elements(head).find(|(id, _)| *id == 0x1853_8067)?;
    let (mut scale, mut ticks, mut found) = (1_000_000, None, None);
    for (id, body) in elements(segment) {
        match id {
            0x1549_A966 => {
                for (id, value) in elements(body) {
                    match id {
                        0x002A_D7B1 => scale = number(value, 0, value.len().min(8))?,
                        0x4489 => ticks = float(value),
                        _ => {}
                    }
                }
            }
            0x1654_AE6B => found = elements(body).find_map(|(_, track)| video_track(track)),
            // The pictures themselves begin.
            0x1F43_B675 => break,
            _ => {}
        }
    }
    let (codec, width, height) = found?;
    #[expect(clippy::cast_precision_loss, reason = "nanoseconds a tick, a million as a rule")]
    let duration = ticks.map(|ticks| ticks * scale as f64 / 1_000_000.0);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "within the range just asked for"
    )]
    let duration_ms = duration.filter(|ms| (1.0..4e9).contains(ms)).map(|ms| ms as u32);
    Some(Film { mime: "video/webm", codec, width, height, duration_ms })
}

fn video_track(track: &[u8]) -> Option<(String, u32, u32)> {
    let field = |wanted: u64| elements(track).find(|(id, _)| *id == wanted).map(|(_, value)| value);
    let video = field(0xE0)?;
    let side = |wanted: u64| {
        let value = elements(video).find(|(id, _)| *id == wanted)?.1;
        u32::try_from(number(value, 0, value.len().min(8))?).ok()
    };
    let codec = String::from_utf8_lossy(field(0x86)?).into_owned();
    Some((codec, side(0xB0)?, side(0xBA)?))
}

fn float(value: &[u8]) -> Option<f64> {
    match value.len() {
        4 => Some(f64::from(f32::from_be_bytes(value.try_into().ok()?))),
        8 => Some(f64::from_be_bytes(value.try_into().ok()?)),
        _ => None,
    }
}

/// EBML elements with their ids; one of unknown length, or longer than what was read, takes the rest.
fn elements(bytes: &[u8]) -> impl Iterator<Item = (u64, &[u8])> {
    let mut rest = bytes;
    std::iter::from_fn(move || {
        let id_length = rest.first()?.leading_zeros() as usize + 1;
        let id = number(rest, 0, id_length.min(8))?;
        rest = rest.get(id_length..)?;
        let size_length = rest.first()?.leading_zeros() as usize + 1;
        if size_length > 8 {
            return None;
        }
        let all_ones = (1_u64 << (7 * size_length)) - 1;
        let size = number(rest, 0, size_length)? & all_ones;
        rest = rest.get(size_length..)?;
        let size = if size == all_ones { rest.len() } else { usize::try_from(size).ok()?.min(rest.len()) };
        let (body, after) = rest.split_at(size);
        rest = after;
        Some((id, body))
    })
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    fn part(kind: &[u8; 4], body: &[u8]) -> Vec<u8> {
        let size = u32::try_from(body.len() + 8).expect("small");
        [&size.to_be_bytes()[..], kind, body].concat()
    }

    fn mp4(brand: &[u8; 4], turned: bool) -> Vec<u8> {
        let mut mvhd = vec![0; 100];
        mvhd[12..16].copy_from_slice(&600_u32.to_be_bytes());
        mvhd[16..20].copy_from_slice(&1_500_u32.to_be_bytes());
        let mut tkhd = vec![0; 84];
        tkhd[if turned { 44 } else { 40 } + 1] = 1;
        tkhd[76..80].copy_from_slice(&(1920_u32 << 16).to_be_bytes());
        tkhd[80..84].copy_from_slice(&(1080_u32 << 16).to_be_bytes());
        let hdlr = [&[0; 8][..], b"vide", &[0; 12]].concat();
        let stsd = [&[0; 7][..], &[1, 0, 0, 0, 86], b"avc1", &[0; 78]].concat();
        let minf = part(b"minf", &part(b"stbl", &part(b"stsd", &stsd)));
        let mdia = part(b"mdia", &[part(b"hdlr", &hdlr), minf].concat());
        let trak = part(b"trak", &[part(b"tkhd", &tkhd), mdia].concat());
        let moov = part(b"moov", &[part(b"mvhd", &mvhd), trak].concat());
        [part(b"ftyp", &[brand, &[0; 4][..]].concat()), part(b"mdat", &[7; 50]), moov].concat()
    }

    #[test]
    fn an_mp4_tells_its_size_and_length() {
        let film = read_mp4(&mut Cursor::new(mp4(b"isom", false))).expect("read").expect("a film");
        let wanted = Film {
            mime: "video/mp4",
            codec: "avc1".into(),
            width: 1920,
            height: 1080,
            duration_ms: Some(2_500),
        };
        assert_eq!(film, wanted);
        let film = read_mp4(&mut Cursor::new(mp4(b"qt  ", true))).expect("read").expect("a film");
        assert_eq!((film.mime, film.width, film.height), ("video/quicktime", 1080, 1920));
    }

    #[test]
    fn a_cut_or_lying_film_is_none() {
        let whole = mp4(b"isom", false);
        for end in 0..whole.len() {
            assert_eq!(read_mp4(&mut Cursor::new(&whole[..end])).expect("read"), None, "cut at {end}");
        }
        let picture = part(b"ftyp", b"heic\0\0\0\0");
        assert_eq!(read_mp4(&mut Cursor::new(picture)).expect("read"), None);
    }

    #[test]
    fn a_webm_tells_its_size_and_length() {
        fn element(id: &[u8], body: &[u8]) -> Vec<u8> {
            let size = 0x4000 | u16::try_from(body.len()).expect("small");
            [id, &size.to_be_bytes()[..], body].concat()
        }
        let video = element(&[0xE0], &[element(&[0xB0], &[2, 128]), element(&[0xBA], &[1, 104])].concat());
        let track = element(&[0xAE], &[element(&[0x86], b"V_VP9"), video].concat());
        let info = element(&[0x15, 0x49, 0xA9, 0x66], &element(&[0x44, 0x89], &2_000_f64.to_be_bytes()));
        let tracks = element(&[0x16, 0x54, 0xAE, 0x6B], &track);
        let file = |doc_type: &[u8]| {
            let header = element(&[0x1A, 0x45, 0xDF, 0xA3], &element(&[0x42, 0x82], doc_type));
            let segment =
                [&[0x18, 0x53, 0x80, 0x67, 0x01, 255, 255, 255, 255, 255, 255, 255][..], &info, &tracks];
            [header, segment.concat()].concat()
        };
        let film = read_webm(&mut Cursor::new(file(b"webm"))).expect("read").expect("a film");
        assert_eq!((film.codec.as_str(), film.width, film.height), ("V_VP9", 640, 360));
        assert_eq!(film.duration_ms, Some(2_000));
        assert_eq!(read_webm(&mut Cursor::new(file(b"matroska"))).expect("read"), None);
    }
}
