//! One line of the checklist as the citizen's page shows it.

use serde::Serialize;
use uuid::Uuid;

use crate::{
    applications::{corrections, model::Dossier},
    catalog::{ChecklistLine, Service, State},
    materials::{
        kinds::{self, Kind},
        limits,
        model::{Judgment, Material, Screening},
    },
    web::language::Language,
};

/// A line with its files.
#[derive(Serialize)]
pub struct Paper<'a> {
    key: &'a str,
    title: &'a str,
    help: &'a str,
    /// What was asked about it.
    asked: Vec<&'a str>,
    files: Vec<Tile<'a>>,
    /// Whether files may be added and removed now.
    open: bool,
    /// Whether another file fits.
    room: bool,
    max_files: usize,
    max_megabytes: u64,
    /// What may come, as people call it.
    accepts: String,
    ways: Vec<Way>,
    /// The place in the form where its owner may ask the office to fetch it, while that may be asked.
    ask_us: Option<String>,
    /// Whether they did.
    by_us: bool,
}

/// A way to bring a file; `name` is the end of its words in the locales.
#[derive(Serialize)]
struct Way {
    name: &'static str,
    accept: String,
    /// The camera or recorder that a phone opens; nothing where any file may be picked.
    capture: Option<&'static str>,
}

/// A file.
#[derive(Serialize)]
struct Tile<'a> {
    id: Uuid,
    name: &'a str,
    kind: &'static str,
    size: String,
    preview: bool,
    sound: bool,
    /// Whether it can be opened.
    shut: Option<Screening>,
    state: Judgment,
    reason: Option<&'a str>,
}

impl<'a> Paper<'a> {
    /// A line of an application.
    pub fn of(
        service: &'a Service,
        line: &'a ChecklistLine,
        dossier: &'a Dossier,
        language: Language,
    ) -> Self {
        let here = |material: &&Material| material.checklist_key == line.key;
        let usable = dossier.materials.iter().filter(here);
        let usable = usable.filter(|material| material.state != Judgment::Rejected).count();
        let requests = dossier.requests.iter();
        let (open, by_us) = (is_open(service, line, dossier), line.is_fetched(&dossier.application.form));
        Self {
            key: &line.key,
            title: line.title.get(language),
            help: line.help.get(language),
            asked: requests
                .filter(|one| one.checklist_key.as_deref() == Some(&line.key))
                .map(|one| one.text.as_str())
                .collect(),
            files: dossier.materials.iter().filter(here).map(Tile::of).collect(),
            open,
            room: usable < line.max_files,
            max_files: line.max_files,
            max_megabytes: limits::megabytes(limits::FILE),
            accepts: kinds::names(&line.accepts),
            ways: ways(line),
            ask_us: line.fetched_if.as_deref().filter(|_| open).and_then(question),
            by_us,
        }
    }
}

fn is_open(service: &Service, line: &ChecklistLine, dossier: &Dossier) -> bool {
    let (form, requests) = (&dossier.application.form, &dossier.requests);
    match dossier.application.state {
        State::Draft => true,
        State::Correction => corrections::opens_line(service, form, &line.key, requests, &dossier.materials),
        _ => false,
    }
}

/// The page of a question, at the question.
fn question(pointer: &str) -> Option<String> {
    let (section, field) = pointer.strip_prefix('/')?.split_once('/')?;
    Some(format!("{section}#f-{field}"))
}

/// The camera and the recorder first, where the line takes what they make. A field that opens the camera offers nothing else
/// on some phones, so picking a file is a way of its own.
fn ways(line: &ChecklistLine) -> Vec<Way> {
    let takes = |kind: Kind| line.accepts.iter().any(|media_type| media_type == kind.media_type());
    let camera = takes(Kind::Jpeg).then(|| Way {
        name: "camera",
        accept: "image/*".to_owned(),
        capture: Some("environment"),
    });
    let recorder = takes(Kind::M4a).then(|| Way {
        name: "recorder",
        accept: "audio/*".to_owned(),
        capture: Some("user"),
    });
    let kept = if takes(Kind::Jpeg) { "file" } else { "recording" };
    let any = Way { name: kept, accept: line.accepts.join(","), capture: None };
    [camera, recorder, Some(any)].into_iter().flatten().collect()
}

impl<'a> Tile<'a> {
    fn of(material: &'a Material) -> Self {
        let kind = Kind::of_media_type(&material.media_type);
        Self {
            id: material.id,
            name: &material.filename,
            kind: kind.map_or("", Kind::name),
            size: size(material.size),
            preview: kind.is_some_and(Kind::has_preview),
            sound: kind.is_some_and(Kind::is_sound),
            shut: material.screening,
            state: material.state,
            reason: material.reason.as_deref(),
        }
    }
}

/// Bytes as people read them.
fn size(bytes: i64) -> String {
    const KB: i64 = 1024;
    const MB: i64 = KB * KB;
    if bytes >= MB {
        let tenths = bytes.saturating_mul(10) / MB;
        return format!("{}.{} MB", tenths / 10, tenths % 10);
    }
    format!("{} KB", bytes.saturating_add(KB - 1) / KB)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_size_is_short() {
        for (bytes, text) in [(1, "1 KB"), (1024, "1 KB"), (340_000, "333 KB"), (2_500_000, "2.3 MB")] {
            assert_eq!(size(bytes), text);
        }
    }
}
