//! A picture or recording that is a program, a page or an archive as well, for whoever opens it as one.

use crate::materials::inspect::Flaw;

/// Where readers look for a beginning: of a PDF within 1024 bytes, of a page within fewer.
const HEAD: usize = 1024;
/// Where readers look for the end of a zip: its record of 22 bytes and the longest comment. What was put behind a picture ends there too.
const TAIL: usize = 22 + 65_535;
/// What a page or a script begins with, in small letters.
const PAGES: [&[u8]; 5] = [b"<!doctype", b"<html", b"<script", b"<svg", b"<?php"];

/// Refuses a file that is also a PDF, a zip or a page.
pub fn refuse(bytes: &[u8]) -> Result<(), Flaw> {
    let head = bytes.get(..HEAD.min(bytes.len())).unwrap_or_default();
    let tail = bytes.get(bytes.len().saturating_sub(TAIL)..).unwrap_or_default();
    let found =
        holds(head, b"%PDF-") || holds(tail, b"PK\x05\x06") || [head, tail].into_iter().any(holds_page);
    if found { Err(Flaw::TwoFormats) } else { Ok(()) }
}

fn holds(bytes: &[u8], mark: &[u8]) -> bool {
    bytes.windows(mark.len()).any(|found| found == mark)
}

fn holds_page(bytes: &[u8]) -> bool {
    let tags = bytes.iter().enumerate().filter(|(_, byte)| **byte == b'<').map(|(place, _)| place);
    tags.filter_map(|place| bytes.get(place..)).any(|rest| {
        PAGES.iter().any(|page| rest.get(..page.len()).is_some_and(|found| found.eq_ignore_ascii_case(page)))
    })
}
