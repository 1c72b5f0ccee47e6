//! Which questions are asked: `x-show-if` is a JSON Schema over the whole form.

use serde_json::Value;

use super::{Place, properties};

/// Whether a section or field is asked after these answers. A condition that isn't a schema was refused when the
/// catalog loaded; here it hides the question.
pub fn shown(schema: &Value, answers: &Value) -> bool {
    schema.get("x-show-if").is_none_or(|condition| holds(condition, answers))
}

/// Whether a condition holds.
pub fn holds(condition: &Value, answers: &Value) -> bool {
    jsonschema::validator_for(condition).is_ok_and(|validator| validator.is_valid(answers))
}

/// Takes out every answer whose question isn't asked (any more), until none is left.
pub fn prune(form: &Value, answers: &mut Value) {
    loop {
        let mut hidden = Vec::new();
        collect(form, answers, &Place { name: String::new(), pointer: String::new() }, answers, &mut hidden);
        if hidden.is_empty() {
            return;
        }
        for pointer in hidden {
            remove(answers, &pointer);
        }
    }
}

fn collect(schema: &Value, value: &Value, place: &Place, answers: &Value, hidden: &mut Vec<String>) {
    if let (Some(items), Some(schema)) = (value.as_array(), schema.get("items")) {
        for (index, item) in items.iter().enumerate() {
            collect(schema, item, &place.child(&index.to_string()), answers, hidden);
        }
    }
    for (key, schema) in properties(schema) {
        let Some(value) = value.get(key) else {
            continue;
        };
        let place = place.child(key);
        if shown(schema, answers) {
            collect(schema, value, &place, answers, hidden);
        } else {
            hidden.push(place.pointer);
        }
    }
}

fn remove(answers: &mut Value, pointer: &str) {
    let Some((parent, key)) = pointer.rsplit_once('/') else {
        return;
    };
    if let Some(parent) = answers.pointer_mut(parent).and_then(Value::as_object_mut) {
        // Keeps the order of what stays.
        parent.shift_remove(key);
    }
}
