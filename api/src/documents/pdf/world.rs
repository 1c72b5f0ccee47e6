//! What a layout can reach: itself, its data, its QR code, fonts. No file, no network, no clock.

use std::sync::Arc;

use typst::{
    Library, LibraryExt, World,
    diag::{FileError, FileResult},
    foundations::{Bytes, Datetime, Duration},
    syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot},
    text::{Font, FontBook},
    utils::LazyHash,
};

use super::{fonts::Fonts, sheet::Sheet};
use crate::error::Internal;

const LAYOUT: &str = include_str!("paper.typ");

/// See the module.
pub struct Desk {
    library: LazyHash<Library>,
    fonts: Arc<Fonts>,
    layout: Source,
    files: [(FileId, Bytes); 2],
}

impl Desk {
    /// A desk with a sheet on it.
    pub fn with(sheet: Sheet, fonts: Arc<Fonts>) -> Result<Self, Internal> {
        Ok(Self {
            library: LazyHash::new(Library::default()),
            fonts,
            layout: Source::new(named("paper.typ")?, LAYOUT.to_owned()),
            files: [
                (named("sheet.json")?, Bytes::new(sheet.json)),
                (named("qr.svg")?, Bytes::from_string(sheet.qr)),
            ],
        })
    }
}

fn named(name: &str) -> Result<FileId, Internal> {
    let path = VirtualPath::new(name).map_err(|_| Internal::msg("a file's name can't be read"))?;
    Ok(RootedPath::new(VirtualRoot::Project, path).intern())
}

impl World for Desk {
    fn library(&self) -> &LazyHash<Library> {
        &self.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.fonts.book
    }

    fn main(&self) -> FileId {
        self.layout.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == self.layout.id() { Ok(self.layout.clone()) } else { Err(FileError::AccessDenied) }
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        let found = self.files.iter().find(|(known, _)| *known == id);
        found.map(|(_, bytes)| bytes.clone()).ok_or(FileError::AccessDenied)
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.fonts.get(index)
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}
