//! The schema that a draft must keep: what an answer is, not whether it is there, finished or allowed in the end.

use serde_json::{Map, Value};

/// Keywords that hold for a draft too. A half-typed number or date is a short string in the wrong format.
const KEPT: [&str; 5] = ["type", "additionalProperties", "oneOf", "maxLength", "maxItems"];

/// The lenient form of a schema.
pub fn of(schema: &Value) -> Value {
    let Some(members) = schema.as_object() else { return schema.clone() };
    let mut kept = Map::new();
    for (keyword, value) in members {
        match keyword.as_str() {
            "items" => kept.insert(keyword.clone(), of(value)),
            "properties" => kept.insert(keyword.clone(), each(value)),
            known if KEPT.contains(&known) => kept.insert(keyword.clone(), value.clone()),
            _ => None,
        };
    }
    Value::Object(kept)
}

fn each(properties: &Value) -> Value {
    let properties = properties.as_object().into_iter().flatten();
    Value::Object(properties.map(|(name, inner)| (name.clone(), of(inner))).collect())
}
