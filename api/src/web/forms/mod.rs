//! Forms drawn from a service's JSON Schema, as docs/catalog.md describes it: one section a page, without scripts.
//!
//! [`Questions`] are a section (or a whole small schema, like the body of a workflow's action) over the answers so far.
//! [`Questions::draw`] makes what `parts/form.html` shows; [`Questions::decode`] reads what the page sends back.
//! What a decoded form lacks is not judged here: that is the schema's validator, in the catalog.

mod answer;
mod control;
mod decode;
mod draw;
mod drawn;
pub mod money;
mod shown;

use std::collections::BTreeMap;

use serde_json::Value;

pub use self::{
    control::Control,
    decode::{Decoded, Pressed},
    drawn::{Choice, Drawn, Field, Group, Item, Line, Part},
    shown::{prune, shown},
};
use crate::{
    error::FieldFault,
    web::{language::Language, problems, texts::Texts},
};

/// What was typed where it couldn't be understood, by JSON Pointer, to be shown again.
pub type Typed = BTreeMap<String, String>;

/// A fault in the reader's words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// JSON Pointer into the form.
    pub pointer: String,
    /// What is wrong and how to mend it.
    pub text: String,
}

/// Puts faults into the reader's words.
pub fn say(faults: &[FieldFault], texts: &Texts, language: Language) -> Vec<Fault> {
    let words = |fault: &FieldFault| problems::fault_text(fault, texts, language);
    faults.iter().map(|fault| Fault { pointer: fault.pointer.clone(), text: words(fault) }).collect()
}

/// The questions of one page.
#[derive(Clone, Copy)]
pub struct Questions<'a> {
    /// The schema of the whole form, with its texts in the reader's language.
    form: &'a Value,
    /// The section asked; the whole form when there is none.
    section: Option<&'a str>,
    schema: &'a Value,
    answers: &'a Value,
}

impl<'a> Questions<'a> {
    /// The questions of a section. `form` is the localized schema of the whole form, `answers` what is known so far.
    /// `None` when the form has no such section, or it isn't asked after those answers.
    pub fn section(form: &'a Value, key: &'a str, answers: &'a Value) -> Option<Self> {
        let schema = form.get("properties")?.get(key).filter(|schema| shown(schema, answers))?;
        Some(Self { form, section: Some(key), schema, answers })
    }

    /// All questions of a small schema without sections.
    pub fn whole(form: &'a Value, answers: &'a Value) -> Self {
        Self { form, section: None, schema: form, answers }
    }

    /// Whether there are questions that a page with those `asked` didn't have: an answer has opened them.
    pub fn asks_more_than(&self, asked: &str) -> bool {
        self.asked().into_iter().any(|name| !asked.split(' ').any(|known| known == name))
    }

    fn asked(&self) -> Vec<&'a str> {
        let schema = if is_group(self.schema) { &self.schema["items"] } else { self.schema };
        properties(schema).filter(|(_, field)| shown(field, self.answers)).map(|(name, _)| name).collect()
    }

    fn place(&self) -> Place {
        let pointer = self.section.map(|key| format!("/{key}")).unwrap_or_default();
        Place { name: String::new(), pointer }
    }
}

/// The sections that are asked after these answers, in order: key and title.
pub fn sections<'a>(form: &'a Value, answers: &Value) -> Vec<(&'a str, &'a str)> {
    let asked = properties(form).filter(|(_, schema)| shown(schema, answers));
    asked.map(|(key, schema)| (key, text(schema, "title"))).collect()
}

/// Where an answer stands: its name on the page (`0.name`) and its pointer in the form (`/family/0/name`).
#[derive(Clone, Debug)]
struct Place {
    name: String,
    pointer: String,
}

impl Place {
    fn child(&self, key: &str) -> Self {
        let dot = if self.name.is_empty() { "" } else { "." };
        Self { name: format!("{}{dot}{key}", self.name), pointer: format!("{}/{key}", self.pointer) }
    }

    /// The element's id on the page.
    fn id(&self) -> String {
        let name = if self.name.is_empty() { "list" } else { &self.name };
        format!("f-{}", name.replace('.', "-"))
    }
}

fn properties(schema: &Value) -> impl Iterator<Item = (&str, &Value)> {
    let properties = schema.get("properties").and_then(Value::as_object);
    properties.into_iter().flatten().map(|(key, schema)| (key.as_str(), schema))
}

fn is_group(schema: &Value) -> bool {
    schema.pointer("/items/properties").is_some()
}

fn text<'a>(schema: &'a Value, key: &str) -> &'a str {
    schema.get(key).and_then(Value::as_str).unwrap_or_default()
}

fn names<'a>(schema: &'a Value, key: &str) -> impl Iterator<Item = &'a str> {
    schema.get(key).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str)
}

#[cfg(test)]
pub(crate) mod tests;
