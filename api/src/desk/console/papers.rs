//! Each upload beside its line of the checklist, with what is missing.

use std::collections::HashSet;

use serde::Serialize;
use uuid::Uuid;

use crate::{
    applications::{corrections, model::Dossier},
    assistance::investigation::model::Fetching,
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
    /// Whether the office fetches it, because the applicant asked it to.
    pub to_fetch: bool,
    /// Whether it is needed and nothing was sent.
    pub missing: bool,
    /// The tasks to fetch it.
    pub errands: Vec<Errand>,
    /// What was sent, in the order of upload.
    pub sheets: Vec<Sheet<'a>>,
}

/// A task to fetch a paper.
#[derive(Serialize)]
pub struct Errand {
    task: Uuid,
    /// The end of the words for its state in the locales.
    state: &'static str,
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
    fetching: &[Fetching],
    language: Language,
) -> Vec<Line<'a>> {
    let (form, papers) = (&dossier.application.form, &dossier.materials);
    let to_fetch = corrections::to_fetch(service, form, papers);
    let sheets = |key: &str| {
        let sent = papers.iter().filter(|paper| paper.checklist_key == key);
        sent.map(|paper| sheet(paper, pictures)).collect::<Vec<_>>()
    };
    let line = |line: &'a ChecklistLine| {
        let (needed, sheets) = (line.is_needed(form), sheets(&line.key));
        let missing = line.is_required(form) && sheets.is_empty();
        let brought = fetching.iter().any(|task| task.has_brought(&line.key));
        let to_fetch = to_fetch.contains(&line.key.as_str()) && !brought;
        let errands = errands(fetching, &line.key);
        Line { key: &line.key, title: line.title.get(language), needed, to_fetch, missing, errands, sheets }
    };
    let known = service.checklist.iter().map(line);
    let stray =
        papers.iter().filter(|paper| service.line(&paper.checklist_key).is_none()).map(|paper| Line {
            key: &paper.checklist_key,
            title: &paper.checklist_key,
            needed: false,
            to_fetch: false,
            missing: false,
            errands: Vec::new(),
            sheets: vec![sheet(paper, pictures)],
        });
    known.chain(stray).collect()
}

fn errands(fetching: &[Fetching], key: &str) -> Vec<Errand> {
    let its = fetching.iter().filter(|task| task.checklist_key == key);
    its.map(|task| Errand { task: task.task, state: task.state.word() }).collect()
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
