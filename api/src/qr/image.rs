//! Draws codes for paper, screen and terminal: error correction Q, so that a quarter may be scratched or dirty, and a quiet
//! zone of four modules.

use std::{io::Cursor, ops::RangeInclusive};

use image::{GrayImage, ImageFormat, Luma, imageops};
use qrcode::{
    Color, EcLevel, QrCode,
    render::{svg, unicode::Dense1x2},
};

use crate::error::Internal;

/// How large a PNG may be asked for, in pixels a side.
pub const SIZES: RangeInclusive<u32> = 128..=2048;

/// The size of a PNG nobody gave one for.
pub const USUAL_SIZE: u32 = 512;

/// Modules that stay light on each side.
const QUIET: usize = 4;

/// Units a module in the SVG, which scales anyway.
const UNITS: u32 = 8;

const WHITE: Luma<u8> = Luma([255]);

/// A code as SVG.
///
/// # Errors
/// When the content isn't ASCII, or longer than a code holds.
pub fn svg(content: &str) -> Result<String, Internal> {
    Ok(encode(content)?.render::<svg::Color<'_>>().module_dimensions(UNITS, UNITS).build())
}

/// A code as the path of an SVG's dark modules, with how many modules a side has, the quiet zone with it: for a page that draws it.
///
/// # Errors
/// As [`svg`].
pub fn path(content: &str) -> Result<(usize, String), Internal> {
    let code = encode(content)?;
    let dark = code.to_colors().into_iter().enumerate().filter(|(_, color)| *color == Color::Dark);
    let module = |(place, _): (usize, Color)| {
        let (x, y) = (place % code.width() + QUIET, place / code.width() + QUIET);
        format!("M{x} {y}h1v1h-1z")
    };
    Ok((code.width() + 2 * QUIET, dark.map(module).collect()))
}

/// A code as PNG, `size` pixels a side within [`SIZES`]; what whole modules leave over becomes margin.
///
/// # Errors
/// As [`svg`].
pub fn png(content: &str, size: u32) -> Result<Vec<u8>, Internal> {
    let size = size.clamp(*SIZES.start(), *SIZES.end());
    let code = encode(content)?.render::<Luma<u8>>().max_dimensions(size, size).build();
    let mut picture = GrayImage::from_pixel(size.max(code.width()), size.max(code.height()), WHITE);
    let left = picture.width().abs_diff(code.width()) / 2;
    imageops::replace(&mut picture, &code, left.into(), left.into());
    let mut bytes = Cursor::new(Vec::new());
    picture.write_to(&mut bytes, ImageFormat::Png).map_err(Internal::from_error)?;
    Ok(bytes.into_inner())
}

/// A code as lines of text, light on dark, for a terminal.
///
/// # Errors
/// As [`svg`].
pub fn terminal(content: &str) -> Result<String, Internal> {
    let code = encode(content)?;
    let mut drawing = code.render::<Dense1x2>();
    Ok(drawing.dark_color(Dense1x2::Light).light_color(Dense1x2::Dark).build())
}

fn encode(content: &str) -> Result<QrCode, Internal> {
    // Scanners disagree on the charset of anything else.
    if !content.is_ascii() {
        return Err(Internal::msg("a QR code holds ASCII only"));
    }
    QrCode::with_error_correction_level(content, EcLevel::Q).map_err(Internal::from_error)
}

#[cfg(test)]
mod tests {
    use std::{path::Path, process::Command};

    use super::*;

    const ADDRESS: &str = "https://hechang.example/q/0123456789ABC";

    /// What zbarimg, a decoder that isn't ours, reads in a picture.
    fn read(picture: &[u8], name: &str) -> String {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join(name);
        std::fs::write(&file, picture).unwrap();
        let output = zbarimg(&file);
        String::from_utf8(output).unwrap().trim_end().to_owned()
    }

    fn zbarimg(file: &Path) -> Vec<u8> {
        let run = Command::new("zbarimg").args(["--raw", "-q"]).arg(file).output();
        run.expect("zbarimg is missing: install zbar-tools").stdout
    }

    /// Fills the rectangles of the SVG's one path, as a browser would.
    fn rasterize(svg: &str) -> Vec<u8> {
        let side = svg.split("width=\"").nth(1).unwrap().split('"').next().unwrap().parse().unwrap();
        let mut picture = GrayImage::from_pixel(side, side, WHITE);
        for rectangle in svg.split(" d=\"").nth(1).unwrap().split('"').next().unwrap().split('M').skip(1) {
            let numbers: Vec<u32> = rectangle
                .split(|mark: char| !mark.is_ascii_digit())
                .map(|text| text.parse().unwrap())
                .collect();
            let [left, top, width, height] = numbers[..4] else { panic!("{rectangle}") };
            let dark = GrayImage::new(width, height);
            imageops::replace(&mut picture, &dark, left.into(), top.into());
        }
        let mut bytes = Cursor::new(Vec::new());
        picture.write_to(&mut bytes, ImageFormat::Png).unwrap();
        bytes.into_inner()
    }

    #[test]
    fn another_decoder_reads_the_path() {
        let (side, path) = path(ADDRESS).unwrap();
        let side = u32::try_from(side).unwrap() * UNITS;
        let mut picture = GrayImage::from_pixel(side, side, WHITE);
        for module in path.split('M').skip(1) {
            let (x, rest) = module.split_once(' ').unwrap();
            let y = rest.split('h').next().unwrap();
            let at = |text: &str| i64::from(UNITS) * text.parse::<i64>().unwrap();
            imageops::replace(&mut picture, &GrayImage::new(UNITS, UNITS), at(x), at(y));
        }
        let mut bytes = Cursor::new(Vec::new());
        picture.write_to(&mut bytes, ImageFormat::Png).unwrap();
        assert_eq!(read(&bytes.into_inner(), "path.png"), ADDRESS);
    }

    #[test]
    fn another_decoder_reads_every_size() {
        for size in [128, 129, 200, USUAL_SIZE, 2048] {
            let picture = png(ADDRESS, size).unwrap();
            let drawn = image::load_from_memory(&picture).unwrap();
            assert_eq!((drawn.width(), drawn.height()), (size, size));
            assert_eq!(read(&picture, "code.png"), ADDRESS, "{size}");
        }
    }

    #[test]
    fn another_decoder_reads_the_svg() {
        assert_eq!(read(&rasterize(&svg(ADDRESS).unwrap()), "code.png"), ADDRESS);
    }

    #[test]
    fn a_code_is_framed_by_four_light_modules() {
        let frame = 4 * UNITS;
        let drawn = image::load_from_memory(&rasterize(&svg(ADDRESS).unwrap())).unwrap().to_luma8();
        let dark = drawn.enumerate_pixels().filter(|(_, _, pixel)| pixel.0 == [0]);
        let corners: Vec<_> = dark.map(|(x, y, _)| (x, y)).collect();
        assert_eq!(corners.iter().min(), Some(&(frame, frame)));
        assert_eq!(corners.iter().map(|(x, _)| x).max(), Some(&(drawn.width() - frame - 1)));
    }

    #[test]
    fn a_scratched_code_is_still_read() {
        let mut drawn = image::load_from_memory(&png(ADDRESS, 512).unwrap()).unwrap().to_luma8();
        imageops::replace(&mut drawn, &GrayImage::from_pixel(100, 100, WHITE), 206, 206);
        let mut bytes = Cursor::new(Vec::new());
        drawn.write_to(&mut bytes, ImageFormat::Png).unwrap();
        assert_eq!(read(&bytes.into_inner(), "code.png"), ADDRESS);
    }

    #[test]
    fn the_terminal_shows_the_same_modules() {
        let (text, code) = (terminal(ADDRESS).unwrap(), encode(ADDRESS).unwrap());
        let lines: Vec<Vec<char>> = text.lines().map(|line| line.chars().collect()).collect();
        for (index, color) in code.to_colors().into_iter().enumerate() {
            let (x, y) = (index % code.width() + 4, index / code.width() + 4);
            let light = match lines[y / 2][x] {
                '█' => true,
                '▀' => y % 2 == 0,
                '▄' => y % 2 == 1,
                _ => false,
            };
            assert_eq!(light, color == Color::Light, "{x} {y}");
        }
    }

    #[test]
    fn what_scanners_would_garble_is_not_drawn() {
        assert!(svg("https://和畅.example").is_err());
        assert!(png(&"A".repeat(5000), 512).is_err());
    }
}
