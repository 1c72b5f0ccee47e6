//! Each upload beside its line of the checklist, with what is missing.

use std::collections::HashSet;

use serde::Serialize;
use uuid::Uuid;

use crate::{
    applications::model::Dossier,
    catalog::{ChecklistLine, Need, Performer, Service},
    materials::model::{Judgment, Material},
    web::language::Language,
};

/// A line of the checklist with what was sent for it.
#[derive(Serialize)]
pub struct Line<'a> {
    /// Its key.
    pub key: &'a str,
    /// What it is.
    pub title: &'a str,
    /// Whether this application needs it.
    pub needed: bool,
    /// Whether it is needed and nothing was sent.
    pub missing: bool,
    /// What was sent, in the order of upload.
    pub sheets: Vec<Sheet<'a>>,
}

/// One file.
#[derive(Serialize)]
pub struct Sheet<'a> {
    /// The file.
    #[serde(flatten)]
    pub paper: &'a Material,
    /// Whether there is a picture to look at.
    pub picture: bool,
    /// How large it is, in thousands of bytes.
    pub kilobytes: i64,
}

/// Every line of the checklist; a file of a line that the service no longer has stands at the end.
pub fn lines<'a>(
    service: &'a Service,
    dossier: &'a Dossier,
    pictures: &HashSet<Uuid>,
    language: Language,
) -> Vec<Line<'a>> {
    let (form, papers) = (&dossier.application.form, &dossier.materials);
    let sheets = |key: &str| {
        let sent = papers.iter().filter(|paper| paper.checklist_key == key);
        sent.map(|paper| sheet(paper, pictures)).collect::<Vec<_>>()
    };
    let line = |line: &'a ChecklistLine| {
        let (needed, sheets) = (line.is_required(form), sheets(&line.key));
        let missing = needed && sheets.is_empty();
        Line { key: &line.key, title: line.title.get(language), needed, missing, sheets }
    };
    let known = service.checklist.iter().map(line);
    let stray =
        papers.iter().filter(|paper| service.line(&paper.checklist_key).is_none()).map(|paper| Line {
            key: &paper.checklist_key,
            title: &paper.checklist_key,
            needed: false,
            missing: false,
            sheets: vec![sheet(paper, pictures)],
        });
    known.chain(stray).collect()
}

fn sheet<'a>(paper: &'a Material, pictures: &HashSet<Uuid>) -> Sheet<'a> {
    Sheet { paper, picture: pictures.contains(&paper.id), kilobytes: paper.size.saturating_add(999) / 1000 }
}

/// Whether papers are judged now: something that these may do in this state needs it.
pub fn are_judged(service: &Service, dossier: &Dossier, by: &[Performer]) -> bool {
    let state = dossier.application.state;
    let mut rows = service.workflow.rows.iter().filter(|row| row.from.contains(&state) && row.is_by(by));
    rows.any(|row| row.needs.contains(&Need::AllMaterialsJudged))
}

/// The papers that nobody has judged yet.
pub fn unjudged(dossier: &Dossier) -> Vec<&Material> {
    dossier.materials.iter().filter(|paper| paper.state == Judgment::Uploaded).collect()
}
