//! Sound in Ogg (RFC 3533): Opus, Vorbis or Speex, page by page to its end.

use crate::materials::inspect::Flaw;

const HEAD: usize = 27;
const SOUNDS: [&[u8]; 4] = [b"OpusHead", b"\x01vorbis", b"Speex   ", b"\x7fFLAC"];
const FILMS: [&[u8]; 2] = [b"\x80theora", b"BBCD\0"];

/// Sound whose pages are whole.
pub fn sound(mut bytes: &[u8]) -> Result<(), Flaw> {
    let mut heard = false;
    while !bytes.is_empty() {
        let (begins, content, rest) = page(bytes).ok_or(Flaw::Damaged)?;
        if begins && FILMS.iter().any(|film| content.starts_with(film)) {
            return Err(Flaw::Film);
        }
        heard |= begins && SOUNDS.iter().any(|sound| content.starts_with(sound));
        bytes = rest;
    }
    if heard { Ok(()) } else { Err(Flaw::Damaged) }
}

/// Whether a page begins a stream, what is on it, and what comes after it.
fn page(bytes: &[u8]) -> Option<(bool, &[u8], &[u8])> {
    let head = bytes.get(..HEAD).filter(|head| head.starts_with(b"OggS"))?;
    let begins = head.get(5)? & 2 != 0;
    let segments = usize::from(*head.get(26)?);
    let table = bytes.get(HEAD..)?.get(..segments)?;
    let length = table.iter().map(|length| usize::from(*length)).sum();
    let (content, rest) = bytes.get(HEAD..)?.get(segments..)?.split_at_checked(length)?;
    Some((begins, content, rest))
}
