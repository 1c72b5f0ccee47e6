//! Whether a file is what it seems and can be read to its end. Nothing is believed before it was looked at: dimensions before
//! pixels, structure before content (security.md UP-3, UP-4, UP-11).
//!
//! Begin at [`look`]; [`bench`] runs it beside the requests, two files at once.

use crate::materials::kinds::Kind;

pub mod bench;
mod boxes;
mod frames;
mod jpeg;
mod ogg;
mod pdf;
mod pdf_parts;
mod picture;
mod second_format;
mod webm;

/// Why a file can't be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flaw {
    /// It has no bytes.
    Empty,
    /// It is cut or damaged.
    Damaged,
    /// Too many pixels or pages, or more inside than a paper can hold.
    TooMuchInside,
    /// A moving picture.
    Moving,
    /// It needs a password.
    Locked,
    /// It holds a program or other files.
    Active,
    /// It is two kinds of file in one.
    TwoFormats,
    /// A film.
    Film,
}

impl Flaw {
    /// The stable code; its words are `fault-{code}` in the locales.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Empty => "file_empty",
            Self::Damaged => "file_damaged",
            Self::TooMuchInside => "file_holds_too_much",
            Self::Moving => "picture_moves",
            Self::Locked => "pdf_locked",
            Self::Active => "pdf_active",
            Self::TwoFormats => "two_formats",
            Self::Film => "file_is_film",
        }
    }
}

/// Looks at the whole of a file; answers the preview of a picture, a JPEG without anything but its pixels.
pub fn look(kind: Kind, bytes: &[u8]) -> Result<Option<Vec<u8>>, Flaw> {
    if kind != Kind::Pdf {
        second_format::refuse(bytes)?;
    }
    match kind {
        Kind::Jpeg => {
            jpeg::whole(bytes)?;
            picture::preview(kind, bytes).map(Some)
        }
        Kind::Png | Kind::Webp => picture::preview(kind, bytes).map(Some),
        Kind::Heic => boxes::heic(bytes).map(|()| None),
        Kind::M4a => boxes::sound(bytes).map(|()| None),
        Kind::Pdf => pdf::paper(bytes).map(|()| None),
        Kind::Mp3 => frames::mp3(bytes).map(|()| None),
        Kind::Aac => frames::aac(bytes).map(|()| None),
        Kind::Ogg => ogg::sound(bytes).map(|()| None),
        Kind::Webm => webm::sound(bytes).map(|()| None),
    }
}

#[cfg(test)]
mod tests;
