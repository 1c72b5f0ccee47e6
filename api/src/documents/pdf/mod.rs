//! Documents as PDF/A with real text, set by Typst (ADR 43). Setting takes a processor's whole attention, so it happens apart from the
//! threads that answer requests, a few at a time; without fonts for both scripts there is no PDF, rather than one with boxes.

mod fonts;
mod sheet;
mod world;

use std::{
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError},
};

use chrono::{Datelike, Timelike};
use tokio::sync::Semaphore;
use typst::{
    foundations::{Datetime, Smart},
    layout::{Frame, FrameItem},
};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};

pub use sheet::{Sheet, grouped};

use crate::{documents::error::DocumentError, error::Internal};
use fonts::Fonts;
use world::Desk;

/// How many are set at once.
const AT_ONCE: usize = 2;

/// How many may wait for that besides.
const WAITING: usize = 30;

/// Sets documents.
pub struct Press {
    folders: Vec<PathBuf>,
    fonts: Mutex<Option<Arc<Fonts>>>,
    seats: Semaphore,
    queue: Semaphore,
}

impl Press {
    /// A press that finds its fonts in these folders.
    pub fn new(folders: Vec<PathBuf>) -> Self {
        Self {
            folders,
            fonts: Mutex::default(),
            seats: Semaphore::new(AT_ONCE),
            queue: Semaphore::new(AT_ONCE + WAITING),
        }
    }

    /// Sets a sheet.
    ///
    /// # Errors
    /// `FontsMissing` when a sign has no font, `PressBusy` when too many wait.
    pub async fn print(self: &Arc<Self>, sheet: Sheet) -> Result<Vec<u8>, DocumentError> {
        let _place = self.queue.try_acquire().map_err(|_| DocumentError::PressBusy)?;
        let _seat = self.seats.acquire().await.map_err(Internal::from_error)?;
        let press = self.clone();
        let set = tokio::task::spawn_blocking(move || press.set(sheet));
        set.await.map_err(Internal::from_error)?
    }

    /// Whether there are fonts for Chinese and Tibetan, for the keeper.
    pub async fn has_fonts(self: &Arc<Self>) -> bool {
        let press = self.clone();
        tokio::task::spawn_blocking(move || press.fonts().is_ok()).await.unwrap_or_default()
    }

    /// Fonts that were missing are looked for again each time, so that installing them is enough.
    fn fonts(&self) -> Result<Arc<Fonts>, DocumentError> {
        let mut known = self.fonts.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(fonts) = &*known {
            return Ok(fonts.clone());
        }
        let found = Arc::new(Fonts::in_folders(self.folders.iter().map(PathBuf::as_path)));
        if !found.cover_both_scripts() {
            tracing::error!(
                "no fonts for Chinese and Tibetan in HECHANG_FONTS: install fonts-noto-cjk and fonts-noto-core"
            );
            return Err(DocumentError::FontsMissing);
        }
        *known = Some(found.clone());
        Ok(found)
    }

    fn set(&self, sheet: Sheet) -> Result<Vec<u8>, DocumentError> {
        let options = options(&sheet)?;
        let desk = Desk::with(sheet, self.fonts()?)?;
        let laid = typst::compile::<PagedDocument>(&desk).output;
        let pdf = laid.map_err(|faults| fault(&faults)).map_err(DocumentError::from).and_then(|laid| {
            if laid.pages().iter().any(|page| has_boxes(&page.frame)) {
                tracing::error!("a document has a sign that no font in HECHANG_FONTS has");
                return Err(DocumentError::FontsMissing);
            }
            typst_pdf::pdf(&laid, &options).map_err(|faults| fault(&faults).into())
        });
        // Nothing of a document stays in memory.
        typst::comemo::evict(0);
        pdf
    }
}

fn options(sheet: &Sheet) -> Result<PdfOptions, Internal> {
    let standards = PdfStandards::new(&[PdfStandard::A_2u]);
    Ok(PdfOptions {
        ident: Smart::Custom(sheet.id.clone()),
        creator: Smart::Custom(Some("Hechang".to_owned())),
        timestamp: instant(sheet.issued_at),
        standards: standards.map_err(|_| Internal::msg("the PDF standard isn't known"))?,
        ..PdfOptions::default()
    })
}

fn instant(at: chrono::DateTime<chrono::Utc>) -> Option<Timestamp> {
    let small = |number: u32| u8::try_from(number).ok();
    let (date, time) = (at.date_naive(), at.time());
    Some(Timestamp::new_utc(Datetime::from_ymd_hms(
        date.year(),
        small(date.month())?,
        small(date.day())?,
        small(time.hour())?,
        small(time.minute())?,
        small(time.second())?,
    )?))
}

/// What the layout stumbled over; its messages hold none of the text.
fn fault(faults: &[typst::diag::SourceDiagnostic]) -> Internal {
    let messages: Vec<_> = faults.iter().map(|fault| fault.message.to_string()).collect();
    Internal::msg(format!("a document can't be set: {}", messages.join("; ")))
}

/// Whether a sign has no glyph.
fn has_boxes(frame: &Frame) -> bool {
    frame.items().any(|(_, item)| match item {
        FrameItem::Group(group) => has_boxes(&group.frame),
        FrameItem::Text(text) => text.glyphs.iter().any(|glyph| glyph.id == 0),
        _ => false,
    })
}
