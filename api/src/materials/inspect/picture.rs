//! Opens a picture within its limits and draws the preview: its pixels the right way up, and nothing else of it
//! (security.md UP-5).

use std::io::Cursor;

use image::{
    DynamicImage, ImageDecoder, ImageReader, ImageResult, Limits,
    codecs::{jpeg::JpegEncoder, webp::WebPDecoder},
    metadata::Orientation,
};

use crate::materials::{inspect::Flaw, kinds::Kind, limits};

const QUALITY: u8 = 82;

/// The preview of a JPEG, PNG or WebP.
pub fn preview(kind: Kind, bytes: &[u8]) -> Result<Vec<u8>, Flaw> {
    if kind == Kind::Webp && moves(bytes)? {
        return Err(Flaw::Moving);
    }
    let (picture, orientation) = opened(bytes)?;
    let side = limits::PREVIEW_SIDE;
    let small =
        if picture.width().max(picture.height()) > side { picture.thumbnail(side, side) } else { picture };
    let mut small = on_white(small);
    small.apply_orientation(orientation);
    encoded(&small).map_err(|_| Flaw::Damaged)
}

fn moves(bytes: &[u8]) -> Result<bool, Flaw> {
    Ok(WebPDecoder::new(Cursor::new(bytes)).map_err(|_| Flaw::Damaged)?.has_animation())
}

/// Reads the dimensions before any pixel.
fn opened(bytes: &[u8]) -> Result<(DynamicImage, Orientation), Flaw> {
    let mut reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format().map_err(|_| Flaw::Damaged)?;
    let mut most = Limits::default();
    most.max_alloc = Some(limits::PICTURE_MEMORY);
    reader.limits(most);
    let mut decoder = reader.into_decoder().map_err(|error| flaw(&error))?;
    let (width, height) = decoder.dimensions();
    let pixels = u64::from(width).saturating_mul(u64::from(height));
    if pixels > limits::PIXELS || width.max(height) > limits::SIDE {
        return Err(Flaw::TooMuchInside);
    }
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    Ok((DynamicImage::from_decoder(decoder).map_err(|error| flaw(&error))?, orientation))
}

fn flaw(error: &image::ImageError) -> Flaw {
    if matches!(error, image::ImageError::Limits(_)) { Flaw::TooMuchInside } else { Flaw::Damaged }
}

/// What was transparent becomes paper.
fn on_white(picture: DynamicImage) -> DynamicImage {
    if !picture.color().has_alpha() {
        return DynamicImage::ImageRgb8(picture.into_rgb8());
    }
    let mut pixels = picture.into_rgba8();
    for pixel in pixels.pixels_mut() {
        let [red, green, blue, alpha] = pixel.0;
        pixel.0 = [over_white(red, alpha), over_white(green, alpha), over_white(blue, alpha), u8::MAX];
    }
    DynamicImage::ImageRgb8(DynamicImage::ImageRgba8(pixels).into_rgb8())
}

fn over_white(color: u8, alpha: u8) -> u8 {
    let (color, alpha) = (u16::from(color), u16::from(alpha));
    let mixed = (color * alpha + 255 * (255 - alpha)) / 255;
    u8::try_from(mixed).unwrap_or(u8::MAX)
}

fn encoded(picture: &DynamicImage) -> ImageResult<Vec<u8>> {
    let mut bytes = Vec::new();
    picture.write_with_encoder(JpegEncoder::new_with_quality(&mut bytes, QUALITY))?;
    Ok(bytes)
}
