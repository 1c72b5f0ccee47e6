//! Sound in `WebM`: the parts at the top must fill the file, and no track may be a film.

use crate::materials::inspect::Flaw;

const HEADER: u32 = 0x1a45_dfa3;
const SEGMENT: u32 = 0x1853_8067;
/// Empty room and checksums, which may stand anywhere.
const FILLING: [u32; 2] = [0xec, 0xbf];
const CLUSTER: [u8; 4] = [0x1f, 0x43, 0xb6, 0x75];
const TRACK_IS_FILM: [u8; 3] = [0x83, 0x81, 0x01];
const TRACK_IS_SOUND: [u8; 3] = [0x83, 0x81, 0x02];

/// Sound whose parts are whole.
pub fn sound(bytes: &[u8]) -> Result<(), Flaw> {
    let (id, header, mut rest) = part(bytes).ok_or(Flaw::Damaged)?;
    if id != HEADER || header.is_empty() {
        return Err(Flaw::Damaged);
    }
    while !rest.is_empty() {
        let (id, content, after) = part(rest).ok_or(Flaw::Damaged)?;
        match id {
            SEGMENT => return tracks(content),
            id if FILLING.contains(&id) => rest = after,
            _ => return Err(Flaw::Damaged),
        }
    }
    Err(Flaw::Damaged)
}

/// The tracks are described before the first cluster.
fn tracks(segment: &[u8]) -> Result<(), Flaw> {
    let clusters = segment.windows(4).position(|bytes| bytes == CLUSTER).ok_or(Flaw::Damaged)?;
    let described = segment.get(..clusters).unwrap_or_default();
    let has = |mark: [u8; 3]| described.windows(3).any(|bytes| bytes == mark);
    match (has(TRACK_IS_FILM), has(TRACK_IS_SOUND)) {
        (true, _) => Err(Flaw::Film),
        (false, true) => Ok(()),
        (false, false) => Err(Flaw::Damaged),
    }
}

/// An element: its id, its content, and what comes after it. A recorder that doesn't know how long it will be writes only ones:
/// then the content goes to the end.
fn part(bytes: &[u8]) -> Option<(u32, &[u8], &[u8])> {
    let first = *bytes.first()?;
    let (id, rest) = bytes.split_at_checked(octets(first).filter(|octets| *octets <= 4)?)?;
    let id = id.iter().fold(0, |id, byte| id << 8 | u32::from(*byte));
    let first = *rest.first()?;
    let octets = octets(first)?;
    let (size, rest) = rest.split_at_checked(octets)?;
    let size = size.iter().fold(0, |size, byte| size << 8 | u64::from(*byte));
    let mask = 1_u64.checked_shl(u32::try_from(octets).ok()?.checked_mul(7)?)?.checked_sub(1)?;
    if size & mask == mask {
        return Some((id, rest, &[]));
    }
    let (content, after) = rest.split_at_checked(usize::try_from(size & mask).ok()?)?;
    Some((id, content, after))
}

/// Octets of a number, by the zeros that it begins with.
fn octets(first: u8) -> Option<usize> {
    let zeros = usize::try_from(first.leading_zeros()).ok()?;
    (zeros < 8).then_some(zeros + 1)
}
