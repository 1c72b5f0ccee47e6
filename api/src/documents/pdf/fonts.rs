//! The fonts of this machine: found in folders, read when a document needs them.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::OnceLock,
};

use typst::{
    foundations::Bytes,
    text::{Font, FontBook, FontInfo},
    utils::LazyHash,
};

/// A sign of each script that documents are written in.
const NEEDED: [char; 2] = ['检', 'བ'];

/// What was found.
pub struct Fonts {
    /// What is known of each.
    pub book: LazyHash<FontBook>,
    faces: Vec<Face>,
    covers: bool,
}

struct Face {
    path: PathBuf,
    index: u32,
    font: OnceLock<Option<Font>>,
}

impl Fonts {
    /// Looks through folders.
    pub fn in_folders<'a>(folders: impl IntoIterator<Item = &'a Path>) -> Self {
        let mut known = fontdb::Database::new();
        folders.into_iter().for_each(|folder| known.load_fonts_dir(folder));
        let (mut book, mut faces, mut covered) = (FontBook::new(), Vec::new(), [false; 2]);
        for face in known.faces() {
            let (fontdb::Source::File(path) | fontdb::Source::SharedFile(path, _)) = &face.source else {
                continue;
            };
            let info = known.with_face_data(face.id, FontInfo::new).flatten();
            let Some(info) = info else { continue };
            for (covered, sign) in covered.iter_mut().zip(NEEDED) {
                *covered |= info.coverage.contains(u32::from(sign));
            }
            book.push(info);
            faces.push(Face { path: path.clone(), index: face.index, font: OnceLock::new() });
        }
        Self { book: LazyHash::new(book), faces, covers: covered == [true; 2] }
    }

    /// Whether there are fonts for both scripts.
    pub fn cover_both_scripts(&self) -> bool {
        self.covers
    }

    /// A font by its place in the book.
    pub fn get(&self, place: usize) -> Option<Font> {
        let face = self.faces.get(place)?;
        let read = || Font::new(Bytes::new(fs::read(&face.path).ok()?), face.index);
        face.font.get_or_init(read).clone()
    }
}
