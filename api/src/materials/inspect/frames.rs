//! Sound as a row of frames, each of which stands for itself: MP3 and AAC. A recording that was cut can still be heard.

use crate::materials::inspect::Flaw;

/// Frames in a row that make sound of what might be chance.
const ENOUGH: usize = 3;

/// MP3, behind whatever tag there is.
pub fn mp3(bytes: &[u8]) -> Result<(), Flaw> {
    sounds(behind_tag(bytes).ok_or(Flaw::Damaged)?, mp3_frame)
}

/// AAC in ADTS frames.
pub fn aac(bytes: &[u8]) -> Result<(), Flaw> {
    sounds(bytes, aac_frame)
}

fn sounds(mut bytes: &[u8], frame: impl Fn(&[u8]) -> Option<usize>) -> Result<(), Flaw> {
    for _ in 0..ENOUGH {
        let length = frame(bytes).ok_or(Flaw::Damaged)?;
        bytes = bytes.get(length..).ok_or(Flaw::Damaged)?;
    }
    Ok(())
}

/// What comes after a tag (`ID3v2`), whose length is written in seven bits a byte.
fn behind_tag(bytes: &[u8]) -> Option<&[u8]> {
    let Some(tag) = bytes.strip_prefix(b"ID3") else { return Some(bytes) };
    let length = tag.get(3..7)?.iter().fold(0, |length, byte| length << 7 | usize::from(byte & 0x7f));
    let rest = tag.get(7..)?.get(length..)?;
    // Some writers leave room behind the tag.
    let first = rest.iter().position(|byte| *byte != 0)?;
    rest.get(first..)
}

/// Bytes of an MPEG-1, -2 or -2.5 layer III frame.
fn mp3_frame(bytes: &[u8]) -> Option<usize> {
    const BITRATES: [[usize; 15]; 2] = [
        [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320],
        [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
    ];
    let [first, second, third, ..] = bytes else { return None };
    if *first != 0xff || second & 0xe6 != 0xe2 {
        return None;
    }
    let (column, samples, divisor) = match second >> 3 & 3 {
        3 => (0, 144, 1),
        2 => (1, 72, 2),
        0 => (1, 72, 4),
        _ => return None,
    };
    let bitrate = BITRATES.get(column)?.get(usize::from(third >> 4)).filter(|rate| **rate > 0)?;
    let rate = [44_100, 48_000, 32_000].get(usize::from(third >> 2 & 3))? / divisor;
    Some(samples * bitrate * 1000 / rate + usize::from(third >> 1 & 1))
}

/// Bytes of an ADTS frame, which it says itself.
fn aac_frame(bytes: &[u8]) -> Option<usize> {
    let [first, second, _, fourth, fifth, sixth, ..] = bytes else { return None };
    let length = usize::from(fourth & 3) << 11 | usize::from(*fifth) << 3 | usize::from(sixth >> 5);
    (*first == 0xff && second & 0xf6 == 0xf0 && length >= 7).then_some(length)
}
