//! What is wrong with somebody's answers: everything at once, in the form's order, each place once.

use std::collections::BTreeSet;

use jsonschema::error::ValidationErrorKind;
use serde_json::{Map, Value};

use super::{Form, asked, faults, outline};
use crate::error::FieldFault;

impl Form {
    /// What makes a draft unfit to be stored: wrong types, unknown fields, answers that can't be chosen, too much of something.
    pub fn check_draft(&self, form: &Value) -> Vec<FieldFault> {
        let mut answers = form.clone();
        asked::without_blanks(Some(&self.schema), &mut answers);
        self.sorted(self.draft.iter_errors(&answers).flat_map(|error| faults::of(&self.schema, &error)))
    }

    /// What is missing or wrong before it can be sent.
    pub fn check_complete(&self, form: &Value) -> Vec<FieldFault> {
        let mut answers = self.asked(form);
        asked::without_blanks(Some(&self.schema), &mut answers);
        let opened = self.open_missing_sections(&mut answers);
        let mut found: Vec<_> =
            self.complete.iter_errors(&answers).flat_map(|error| faults::of(&self.schema, &error)).collect();
        for section in opened {
            let inside = format!("{section}/");
            if !found.iter().any(|fault| fault.pointer.starts_with(&inside)) {
                found.push(FieldFault::new(section, "required"));
            }
        }
        self.sorted(found)
    }

    /// Puts an empty section where one is missing, so that its missing fields are named. Opening one may require
    /// another, and ends when all are there.
    fn open_missing_sections(&self, answers: &mut Value) -> Vec<String> {
        let mut opened = Vec::new();
        loop {
            let missing = self.missing_sections(answers);
            let Some(sections) = answers.as_object_mut().filter(|_| !missing.is_empty()) else {
                return opened;
            };
            for name in missing {
                opened.push(outline::below("", &name));
                sections.insert(name, Value::Object(Map::new()));
            }
        }
    }

    fn missing_sections(&self, answers: &Value) -> BTreeSet<String> {
        self.complete
            .iter_errors(answers)
            .filter(|error| error.instance_path().is_empty())
            .filter_map(|error| match error.kind() {
                ValidationErrorKind::Required { property } => property.as_str().map(str::to_owned),
                _ => None,
            })
            .filter(|name| self.is_object(name) && answers.get(name).is_none())
            .collect()
    }

    fn is_object(&self, section: &str) -> bool {
        outline::question(&self.schema, &outline::below("", section))
            .and_then(|section| section.get("type"))
            .is_some_and(|kind| kind == "object")
    }

    fn sorted(&self, found: impl IntoIterator<Item = FieldFault>) -> Vec<FieldFault> {
        let mut found: Vec<_> = found.into_iter().collect();
        found.sort_by_cached_key(|fault| {
            (outline::place(&self.schema, &fault.pointer), fault.pointer.clone(), faults::weight(fault.code))
        });
        found.dedup_by(|later, first| later.pointer == first.pointer);
        found
    }
}
