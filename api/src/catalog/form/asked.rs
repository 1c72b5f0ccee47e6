//! The answers that count: without blanks, and without what isn't asked.

use serde_json::{Map, Value};

use super::Form;

impl Form {
    /// The answers without those to questions that aren't asked. Conditions are met in the form's order,
    /// so an answer that isn't asked decides nothing further down.
    pub fn asked(&self, form: &Value) -> Value {
        let mut form = form.clone();
        for condition in &self.conditions {
            if condition.holds.is_valid(&form) {
                continue;
            }
            match (&condition.field, form.as_object_mut()) {
                (None, Some(sections)) => drop(sections.shift_remove(&condition.section)),
                (Some(field), Some(sections)) => leave_out(sections, &condition.section, field),
                (_, None) => {}
            }
        }
        form
    }
}

fn leave_out(sections: &mut Map<String, Value>, section: &str, field: &str) {
    match sections.get_mut(section) {
        Some(Value::Object(fields)) => drop(fields.shift_remove(field)),
        Some(Value::Array(entries)) => {
            for fields in entries.iter_mut().filter_map(Value::as_object_mut) {
                fields.shift_remove(field);
            }
        }
        _ => {}
    }
}

/// Takes blank texts out: nobody means them, and a page sends them for what was left empty.
pub fn without_blanks(schema: Option<&Value>, answers: &mut Value) {
    match answers {
        Value::Object(members) => {
            let question = |name: &str| schema?.get("properties")?.get(name);
            members.retain(|name, answer| !is_blank_text(question(name), answer));
            for (name, answer) in members {
                without_blanks(question(name), answer);
            }
        }
        Value::Array(entries) => {
            let items = schema.and_then(|schema| schema.get("items"));
            for entry in entries {
                without_blanks(items, entry);
            }
        }
        _ => {}
    }
}

fn is_blank_text(question: Option<&Value>, answer: &Value) -> bool {
    let text = question.and_then(|question| question.get("type")).is_some_and(|kind| kind == "string");
    text && answer.as_str().is_some_and(|text| text.trim().is_empty())
}
