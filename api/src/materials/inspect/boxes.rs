//! Containers of boxes (ISO/IEC 14496-12): HEIC photographs, and sound in MP4. Kept as sent; only their structure is looked at.

use crate::materials::{inspect::Flaw, limits};

/// A box: its four letters, and what is in it.
struct Part<'a>([u8; 4], &'a [u8]);

/// A photograph whose boxes are whole, with a picture in it that isn't too large.
pub fn heic(bytes: &[u8]) -> Result<(), Flaw> {
    let parts = parts(bytes)?;
    let meta = content(&parts, *b"meta").ok_or(Flaw::Damaged)?;
    if content(&parts, *b"mdat").is_none_or(<[u8]>::is_empty) && !holds(meta, *b"idat") {
        return Err(Flaw::Damaged);
    }
    let sizes: Vec<(u32, u32)> = named(meta, *b"ispe").filter_map(dimensions).collect();
    let pixels = |(width, height): &(u32, u32)| u64::from(*width).saturating_mul(u64::from(*height));
    if sizes.is_empty() {
        return Err(Flaw::Damaged);
    }
    let large = |size: &(u32, u32)| pixels(size) > limits::PIXELS || size.0.max(size.1) > limits::SIDE;
    if sizes.iter().any(large) { Err(Flaw::TooMuchInside) } else { Ok(()) }
}

/// Sound whose boxes are whole, without a film.
pub fn sound(bytes: &[u8]) -> Result<(), Flaw> {
    let parts = parts(bytes)?;
    let tracks = content(&parts, *b"moov").ok_or(Flaw::Damaged)?;
    let handlers: Vec<&[u8]> = named(tracks, *b"hdlr").filter_map(|rest| rest.get(8..12)).collect();
    if handlers.contains(&b"vide".as_slice()) {
        return Err(Flaw::Film);
    }
    let whole = handlers.contains(&b"soun".as_slice()) && content(&parts, *b"mdat").is_some();
    if whole { Ok(()) } else { Err(Flaw::Damaged) }
}

/// The boxes at the top, which must fill the file exactly.
fn parts(mut bytes: &[u8]) -> Result<Vec<Part<'_>>, Flaw> {
    let mut found = Vec::new();
    while !bytes.is_empty() {
        let (part, rest) = part(bytes).ok_or(Flaw::Damaged)?;
        found.push(part);
        bytes = rest;
    }
    Ok(found)
}

fn part(bytes: &[u8]) -> Option<(Part<'_>, &[u8])> {
    let size = u32::from_be_bytes(*bytes.first_chunk::<4>()?);
    let name: [u8; 4] = bytes.get(4..8)?.try_into().ok()?;
    let (head, size) = match size {
        0 => (8, bytes.len()),
        1 => (16, usize::try_from(u64::from_be_bytes(bytes.get(8..16)?.try_into().ok()?)).ok()?),
        size => (8, usize::try_from(size).ok()?),
    };
    let (this, rest) = bytes.split_at_checked(size)?;
    Some((Part(name, this.get(head..)?), rest))
}

fn content<'a>(parts: &[Part<'a>], name: [u8; 4]) -> Option<&'a [u8]> {
    parts.iter().find(|part| part.0 == name).map(|part| part.1)
}

/// What stands behind each box of a name, however deep.
fn named(bytes: &[u8], name: [u8; 4]) -> impl Iterator<Item = &[u8]> {
    let places = bytes.windows(4).enumerate().filter(move |(_, letters)| *letters == name);
    places.filter_map(|(place, _)| bytes.get(place.saturating_add(4)..))
}

fn holds(bytes: &[u8], name: [u8; 4]) -> bool {
    named(bytes, name).next().is_some()
}

/// Width and height of an image's spatial extents, behind its version.
fn dimensions(extents: &[u8]) -> Option<(u32, u32)> {
    let number =
        |place: std::ops::Range<usize>| Some(u32::from_be_bytes(extents.get(place)?.try_into().ok()?));
    Some((number(4..8)?, number(8..12)?))
}
