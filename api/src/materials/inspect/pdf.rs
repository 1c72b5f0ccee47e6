//! Whether a PDF is paper and nothing more: no password, no program, no files inside, no more than it can hold
//! (security.md UP-11). It is never opened here to be seen; staff take it down as a file.

use std::collections::HashSet;

use lopdf::{Dictionary, Document, LoadOptions, Object, ObjectId};

use crate::materials::{
    inspect::{Flaw, pdf_parts},
    limits,
};

/// Where the end is marked; writers put a little behind it.
const TAIL: usize = 2048;
/// Bytes that a part which describes the document may hold; a file of 20 MB needs far less.
const DESCRIPTION: usize = 8 * 1024 * 1024;
/// Parts that describe the document.
const DESCRIPTIONS: usize = 2_000;
/// How deep pages and values are nested.
const DEEPEST: usize = 64;

/// A PDF that is only paper.
pub fn paper(bytes: &[u8]) -> Result<(), Flaw> {
    let tail = bytes.get(bytes.len().saturating_sub(TAIL)..).unwrap_or_default();
    if !tail.windows(5).any(|mark| mark == b"%%EOF") {
        return Err(Flaw::Damaged);
    }
    if bytes.windows(7).filter(|name| *name == b"/ObjStm").count() > DESCRIPTIONS {
        return Err(Flaw::TooMuchInside);
    }
    let document = opened(bytes)?;
    for object in document.objects.values().chain([&Object::Dictionary(document.trailer.clone())]) {
        pdf_parts::passive(object, DEEPEST)?;
        if let Object::Stream(stream) = object {
            pdf_parts::holds_little(stream)?;
        }
    }
    pages(&document)
}

fn opened(bytes: &[u8]) -> Result<Document, Flaw> {
    let options = LoadOptions::with_max_decompressed_size(DESCRIPTION);
    match Document::load_mem_with_options(bytes, options) {
        Ok(document) if document.was_encrypted() || document.is_encrypted() => Err(Flaw::Locked),
        Ok(document) => Ok(document),
        Err(
            lopdf::Error::InvalidPassword
            | lopdf::Error::Decryption(_)
            | lopdf::Error::UnsupportedSecurityHandler(_),
        ) => Err(Flaw::Locked),
        Err(lopdf::Error::Decompress(_)) => Err(Flaw::TooMuchInside),
        Err(_) => Err(Flaw::Damaged),
    }
}

/// Walks the tree of pages, which has no page twice and not too many.
fn pages(document: &Document) -> Result<(), Flaw> {
    let root = document.catalog().and_then(|catalog| catalog.get(b"Pages")).and_then(Object::as_reference);
    let mut seen = HashSet::new();
    let mut waiting: Vec<(ObjectId, usize)> = vec![(root.map_err(|_| Flaw::Damaged)?, 0)];
    let mut count = 0_usize;
    while let Some((id, depth)) = waiting.pop() {
        if !seen.insert(id) || depth > DEEPEST {
            return Err(Flaw::Damaged);
        }
        let node = document.get_dictionary(id).map_err(|_| Flaw::Damaged)?;
        match kids(document, node) {
            Some(kids) => waiting.extend(kids.into_iter().map(|kid| (kid, depth.saturating_add(1)))),
            None => count = count.saturating_add(1),
        }
        if seen.len() > limits::PAGES.saturating_mul(2) || count > limits::PAGES {
            return Err(Flaw::TooMuchInside);
        }
    }
    if count == 0 { Err(Flaw::Damaged) } else { Ok(()) }
}

fn kids(document: &Document, node: &Dictionary) -> Option<Vec<ObjectId>> {
    let kids = document.dereference(node.get(b"Kids").ok()?).ok()?.1.as_array().ok()?;
    Some(kids.iter().filter_map(|kid| kid.as_reference().ok()).collect())
}
