//! The list of corrections as its page has it: a place for words at every line of the checklist and every section of the form.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::{
    app::App,
    applications::model::Dossier,
    catalog::Service,
    error::{FieldFault, Problem},
    materials::model::Judgment,
    web::posted::Pairs,
};

/// The field with a supervisor's reason.
pub const OVERRIDE: &str = "override_reason";

/// What stands on the page, by field.
#[derive(Default)]
pub struct Draft(BTreeMap<String, String>);

/// The field at a line of the checklist.
pub fn paper(key: &str) -> String {
    format!("paper.{key}")
}

/// The field at a section of the form.
pub fn section(key: &str) -> String {
    format!("section.{key}")
}

impl Draft {
    /// What must be on the list, written down already: each rejected paper with its reason, each needed paper that isn't there,
    /// in the citizen's language.
    pub fn begun(app: &App, service: &Service, dossier: &Dossier) -> Self {
        let missing = || app.texts.say(dossier.application.language, "desk-paper-missing-words");
        let lines = service.checklist.iter().filter_map(|line| {
            let there = dossier.materials.iter().any(|sent| sent.checklist_key == line.key);
            let words = match reasons(dossier, &line.key) {
                reasons if !reasons.is_empty() => reasons,
                _ if !there && line.is_required(&dossier.application.form) => missing(),
                _ => return None,
            };
            Some((paper(&line.key), words))
        });
        Self(lines.collect())
    }

    /// What the page sent back.
    ///
    /// # Errors
    /// 400 for a field that the page doesn't have, or has once only.
    pub fn read(service: &Service, pairs: &Pairs) -> Result<Self, Problem> {
        let papers = service.checklist.iter().map(|line| paper(&line.key));
        let sections = service.form.sections().map(section);
        let known: Vec<String> = papers.chain(sections).chain([OVERRIDE.to_owned()]).collect();
        let mut read = BTreeMap::new();
        for (name, text) in pairs.iter().filter(|(name, _)| !name.starts_with('_')) {
            if !known.contains(name) || read.insert(name.clone(), text.trim().to_owned()).is_some() {
                return Err(Problem::bad_request("unreadable"));
            }
        }
        Ok(Self(read))
    }

    /// What stands in a field.
    pub fn text(&self, field: &str) -> &str {
        self.0.get(field).map_or("", String::as_str)
    }

    /// The body of the action, and the field that each request stands in. A rejected paper is on the list whatever the
    /// clerk erased.
    pub fn body(&self, service: &Service, dossier: &Dossier) -> (Value, Vec<String>) {
        let mut requests = Vec::new();
        let mut fields = Vec::new();
        for line in &service.checklist {
            let field = paper(&line.key);
            let words = match self.text(&field) {
                "" => reasons(dossier, &line.key),
                words => words.to_owned(),
            };
            if !words.is_empty() {
                requests.push(json!({ "checklist_key": line.key, "text": words }));
                fields.push(field);
            }
        }
        for key in service.form.sections() {
            let field = section(key);
            if !self.text(&field).is_empty() {
                requests.push(json!({ "pointer": format!("/{key}"), "text": self.text(&field) }));
                fields.push(field);
            }
        }
        let reason = Some(self.text(OVERRIDE)).filter(|reason| !reason.is_empty());
        let reason = reason.map(|reason| (OVERRIDE.to_owned(), Value::from(reason)));
        let list = ("requests".to_owned(), Value::Array(requests));
        (Value::Object([list].into_iter().chain(reason).collect()), fields)
    }
}

/// Why the papers of a line were rejected.
fn reasons(dossier: &Dossier, key: &str) -> String {
    let papers = dossier.materials.iter().filter(|sent| sent.checklist_key == key);
    let rejected = papers.filter(|sent| sent.state == Judgment::Rejected);
    let mut reasons: Vec<_> = rejected.filter_map(|sent| sent.reason.as_deref()).collect();
    reasons.dedup();
    reasons.join("\n")
}

/// The field that a fault of the action's body stands at; none for the list as a whole.
pub fn place(fault: &FieldFault, fields: &[String]) -> Option<String> {
    let segments: Vec<_> = fault.pointer.split('/').skip(1).collect();
    match segments.as_slice() {
        ["requests", number, ..] => fields.get(number.parse::<usize>().ok()?).cloned(),
        ["checklist", key, ..] => Some(paper(key)),
        [OVERRIDE] => Some(OVERRIDE.to_owned()),
        _ => None,
    }
}
