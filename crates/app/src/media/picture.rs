//! Reading and writing pictures. Slow: call it off the async threads.

use std::io::Cursor;

use image::{
    DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits, codecs::jpeg::JpegEncoder,
    imageops::FilterType,
};

use super::fit::Wanted;

/// A picture that was made.
pub(super) struct Made {
    pub bytes: Vec<u8>,
    pub mime: &'static str,
    pub width: u32,
    pub height: u32,
}

/// Qualities of a JPEG, the best first.
const QUALITIES: [u8; 5] = [90, 82, 74, 66, 56];

/// A picture is not scaled below this side to save bytes.
const SIDE_LEAST: u32 = 320;

/// Decodes the whole picture, the right way up: a cut or lying file does not pass.
pub(super) fn decode(bytes: &[u8]) -> Option<(&'static str, DynamicImage)> {
    let mut reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format().ok()?;
    let mime = match reader.format()? {
        ImageFormat::Png => "image/png",
        ImageFormat::Jpeg => "image/jpeg",
        ImageFormat::Gif => "image/gif",
        ImageFormat::WebP => "image/webp",
        _ => return None,
    };
    let mut limits = Limits::default();
    limits.max_image_width = Some(16_384);
    limits.max_image_height = Some(16_384);
    limits.max_alloc = Some(512 * 1024 * 1024);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().ok()?;
    let turn = decoder.orientation().ok()?;
    let mut picture = DynamicImage::from_decoder(decoder).ok()?;
    picture.apply_orientation(turn);
    Some((mime, picture))
}

/// A small picture for lists, as JPEG.
pub(super) fn thumbnail(bytes: &[u8], side: u32) -> Option<Vec<u8>> {
    let (_, picture) = decode(bytes)?;
    let small =
        if picture.width().max(picture.height()) > side { picture.thumbnail(side, side) } else { picture };
    jpeg(&small, 80)
}

/// Makes what is wanted of a picture; `None` when it cannot be made small enough.
pub(super) fn make(bytes: &[u8], wanted: &Wanted) -> Option<Made> {
    let (mime, picture) = decode(bytes)?;
    let frame = wanted.frame;
    let mut picture = picture.crop_imm(frame.x, frame.y, frame.width, frame.height);
    if let Some(side) = wanted.side_max.filter(|side| picture.width().max(picture.height()) > *side) {
        picture = picture.resize(side, side, FilterType::Lanczos3);
    }
    let pixels = u64::from(picture.width()) * u64::from(picture.height());
    if let Some(most) = wanted.max_pixels.filter(|most| pixels > *most) {
        let (width, height) = shrunk(picture.width(), picture.height(), most);
        picture = picture.resize_exact(width, height, FilterType::Lanczos3);
    }
    let limit = usize::try_from(wanted.max_bytes).unwrap_or(usize::MAX);
    let made = |picture: &DynamicImage, bytes, mime| {
        Some(Made { bytes, mime, width: picture.width(), height: picture.height() })
    };
    loop {
        // What is see-through, or was written without loss, stays so where it may.
        let lossless = wanted.png && (mime == "image/png" || !wanted.jpeg);
        if lossless && let Some(bytes) = png(&picture).filter(|bytes| bytes.len() <= limit) {
            return made(&picture, bytes, "image/png");
        }
        if wanted.jpeg {
            for quality in QUALITIES {
                if let Some(bytes) = jpeg(&picture, quality).filter(|bytes| bytes.len() <= limit) {
                    return made(&picture, bytes, "image/jpeg");
                }
            }
        }
        let (width, height) = (picture.width() * 4 / 5, picture.height() * 4 / 5);
        if width.min(height) < SIDE_LEAST {
            return None;
        }
        picture = picture.resize_exact(width, height, FilterType::Lanczos3);
    }
}

/// The largest size of the same shape that has at most so many pixels.
fn shrunk(width: u32, height: u32, most: u64) -> (u32, u32) {
    let pixels = u64::from(width) * u64::from(height);
    let side = |side: u32| {
        let scaled =
            (u128::from(side) * u128::from(side) * u128::from(most) / u128::from(pixels.max(1))).isqrt();
        u32::try_from(scaled).unwrap_or(side).max(1)
    };
    (side(width), side(height))
}

fn png(picture: &DynamicImage) -> Option<Vec<u8>> {
    let mut bytes = Cursor::new(Vec::new());
    picture.write_to(&mut bytes, ImageFormat::Png).ok()?;
    Some(bytes.into_inner())
}

/// As JPEG, what is see-through on white.
fn jpeg(picture: &DynamicImage, quality: u8) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let flat = if picture.color().has_alpha() {
        let mut ground =
            image::RgbaImage::from_pixel(picture.width(), picture.height(), image::Rgba([255; 4]));
        image::imageops::overlay(&mut ground, &picture.to_rgba8(), 0, 0);
        DynamicImage::ImageRgba8(ground).to_rgb8()
    } else {
        picture.to_rgb8()
    };
    flat.write_with_encoder(JpegEncoder::new_with_quality(&mut bytes, quality)).ok()?;
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use image::{Rgb, RgbImage};

    use super::*;
    use crate::media::fit::Frame;

    /// A picture that compresses badly.
    fn noise(width: u32, height: u32) -> Vec<u8> {
        let mut seed = 7_u32;
        let picture = RgbImage::from_fn(width, height, |_, _| {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let [a, b, c, _] = seed.to_be_bytes();
            Rgb([a, b, c])
        });
        png(&DynamicImage::ImageRgb8(picture)).expect("a PNG")
    }

    #[test]
    fn a_picture_is_made_as_small_as_wanted() {
        let frame = Frame { x: 10, y: 0, width: 800, height: 600 };
        let wanted =
            Wanted { frame, side_max: None, max_pixels: None, max_bytes: 300_000, jpeg: true, png: false };
        let made = make(&noise(900, 600), &wanted).expect("made");
        assert!(made.bytes.len() <= 300_000 && made.mime == "image/jpeg", "{}", made.bytes.len());
        let (mime, picture) = decode(&made.bytes).expect("a picture");
        assert_eq!((mime, picture.width(), picture.height()), ("image/jpeg", made.width, made.height));
        let few = make(&noise(1000, 600), &Wanted { max_pixels: Some(120_000), ..wanted }).expect("made");
        assert_eq!((few.width, few.height), (400, 300), "scaled down in its shape");
        let tiny = Wanted { max_bytes: 500, ..wanted };
        assert!(make(&noise(900, 600), &tiny).is_none(), "not a blur of a few pixels");
    }

    #[test]
    fn what_is_see_through_lies_on_white() {
        let clear = DynamicImage::ImageRgba8(image::RgbaImage::new(40, 40));
        let bytes = jpeg(&clear, 90).expect("a JPEG");
        let (_, picture) = decode(&bytes).expect("a picture");
        assert!(picture.to_rgb8().pixels().all(|pixel| pixel.0.iter().all(|part| *part > 250)));
    }
}
