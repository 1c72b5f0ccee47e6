//! What a part of a PDF may not hold.

use std::io::Write;

use flate2::write::ZlibDecoder;
use lopdf::{Dictionary, Object, Stream};

use crate::materials::{inspect::Flaw, limits};

/// Deflate makes at most so many bytes of one.
const DEFLATE_AT_MOST: usize = 1032;
/// Entries that run a program, reach outside or carry files.
const ENTRIES: [&[u8]; 8] =
    [b"JS", b"JavaScript", b"EmbeddedFiles", b"EmbeddedFile", b"EF", b"AF", b"XFA", b"RichMediaContent"];
/// Kinds of actions, annotations and parts that do.
const KINDS: [&[u8]; 11] = [
    b"JavaScript",
    b"Launch",
    b"SubmitForm",
    b"ImportData",
    b"GoToE",
    b"Rendition",
    b"Movie",
    b"EmbeddedFile",
    b"FileAttachment",
    b"RichMedia",
    b"3D",
];

/// Refuses a value that isn't passive, however deep it lies.
pub fn passive(object: &Object, deepest: usize) -> Result<(), Flaw> {
    let deeper = deepest.checked_sub(1).ok_or(Flaw::TooMuchInside)?;
    match object {
        Object::Array(values) => values.iter().try_for_each(|value| passive(value, deeper)),
        Object::Dictionary(entries) => passive_entries(entries, deeper),
        Object::Stream(stream) => passive_entries(&stream.dict, deeper),
        _ => Ok(()),
    }
}

fn passive_entries(entries: &Dictionary, deepest: usize) -> Result<(), Flaw> {
    for (name, value) in entries {
        let kind = matches!(name.as_slice(), b"S" | b"Type" | b"Subtype")
            && value.as_name().is_ok_and(|kind| KINDS.contains(&kind));
        if kind || ENTRIES.contains(&name.as_slice()) {
            return Err(Flaw::Active);
        }
        passive(value, deepest)?;
    }
    Ok(())
}

/// Refuses a part that is packed twice, or that unpacks to more than a page can be.
pub fn holds_little(stream: &Stream) -> Result<(), Flaw> {
    let filters = stream.filters().unwrap_or_default();
    let deflated = filters.iter().filter(|filter| matches!(filter, &&b"FlateDecode" | &&b"Fl")).count();
    let packed = filters
        .iter()
        .filter(|filter| matches!(filter, &&b"LZWDecode" | &&b"LZW" | &&b"RunLengthDecode" | &&b"RL"))
        .count();
    if deflated.saturating_add(packed) > 1 {
        return Err(Flaw::TooMuchInside);
    }
    let can_be_large = stream.content.len() > limits::PDF_PART / DEFLATE_AT_MOST;
    if deflated == 1 && can_be_large && unpacks_to_more(&stream.content) {
        return Err(Flaw::TooMuchInside);
    }
    Ok(())
}

/// A damaged part ends early, and is its reader's matter.
fn unpacks_to_more(packed: &[u8]) -> bool {
    let mut unpacked = ZlibDecoder::new(Counter(0));
    for piece in packed.chunks(16 * 1024) {
        let written = unpacked.write_all(piece);
        if unpacked.get_ref().0 > limits::PDF_PART {
            return true;
        }
        if written.is_err() {
            return false;
        }
    }
    false
}

/// Counts bytes and forgets them.
struct Counter(usize);

impl Write for Counter {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0 = self.0.saturating_add(bytes.len());
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}
