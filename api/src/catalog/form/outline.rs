//! The form as an outline: its questions in order, found by the pointer of an answer.

use serde_json::Value;

use crate::web::body::escape;

/// The questions inside a schema, in order.
pub fn properties(schema: &Value) -> impl Iterator<Item = (&str, &Value)> {
    schema
        .get("properties")
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
        .map(|(name, inner)| (name.as_str(), inner))
}

/// Their names.
pub fn names(schema: &Value) -> impl Iterator<Item = &str> {
    properties(schema).map(|(name, _)| name)
}

/// What holds a section's fields: the section itself, or the items of a repeating group.
pub fn fields_of(section: &Value) -> &Value {
    section.get("items").unwrap_or(section)
}

/// The schema of the question that an answer's pointer belongs to.
pub fn question<'schema>(schema: &'schema Value, pointer: &str) -> Option<&'schema Value> {
    segments(pointer).try_fold(schema, |schema, segment| match schema.get("items") {
        Some(items) => Some(items),
        None => schema.get("properties")?.get(&segment),
    })
}

/// An answer's place in the form's order, to sort by. What the form doesn't know comes last.
pub fn place(schema: &Value, pointer: &str) -> Vec<usize> {
    let mut here = Some(schema);
    segments(pointer)
        .map(|segment| {
            let Some(schema) = here else { return usize::MAX };
            if let Some(items) = schema.get("items") {
                here = Some(items);
                return segment.parse().unwrap_or(usize::MAX);
            }
            here = schema.get("properties").and_then(|properties| properties.get(&segment));
            names(schema).position(|name| name == segment).unwrap_or(usize::MAX)
        })
        .collect()
}

/// Puts a name behind a pointer (RFC 6901).
pub fn below(pointer: &str, name: &str) -> String {
    format!("{pointer}/{}", escape(name))
}

fn segments(pointer: &str) -> impl Iterator<Item = String> {
    pointer.split('/').skip(1).map(|segment| segment.replace("~1", "/").replace("~0", "~"))
}
