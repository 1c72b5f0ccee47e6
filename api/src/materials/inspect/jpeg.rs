//! Whether a JPEG is whole: its decoder fills what is missing with gray and says nothing.

use crate::materials::inspect::Flaw;

const START: u8 = 0xd8;
const END: u8 = 0xd9;
const SCAN: u8 = 0xda;

/// Walks the segments up to the mark at the end of the picture. Phones put more behind it, which is of no interest.
pub fn whole(bytes: &[u8]) -> Result<(), Flaw> {
    let mut rest = bytes.strip_prefix(&[0xff, START]).ok_or(Flaw::Damaged)?;
    loop {
        let (mark, after) = marker(rest).ok_or(Flaw::Damaged)?;
        rest = match mark {
            END => return Ok(()),
            // Marks without content.
            0x01 | 0xd0..=0xd7 => after,
            SCAN => scanned(segment(after).ok_or(Flaw::Damaged)?).ok_or(Flaw::Damaged)?,
            _ => segment(after).ok_or(Flaw::Damaged)?,
        };
    }
}

/// A mark, after any number of fill bytes.
fn marker(bytes: &[u8]) -> Option<(u8, &[u8])> {
    let (first, mut rest) = bytes.split_first()?;
    if *first != 0xff {
        return None;
    }
    loop {
        let (mark, after) = rest.split_first()?;
        rest = after;
        if *mark != 0xff {
            return Some((*mark, rest));
        }
    }
}

/// What comes after a segment, whose length counts itself.
fn segment(bytes: &[u8]) -> Option<&[u8]> {
    let length = u16::from_be_bytes(*bytes.first_chunk::<2>()?);
    if length < 2 { None } else { bytes.get(usize::from(length)..) }
}

/// What comes after the pixels: the next mark that is neither a stuffed byte nor a restart.
fn scanned(mut bytes: &[u8]) -> Option<&[u8]> {
    loop {
        let place = bytes.iter().position(|byte| *byte == 0xff)?;
        bytes = bytes.get(place..)?;
        match bytes.get(1)? {
            0x00 | 0xd0..=0xd7 => bytes = bytes.get(2..)?,
            0xff => bytes = bytes.get(1..)?,
            _ => return Some(bytes),
        }
    }
}
