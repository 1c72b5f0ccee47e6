//! A schema in one language.

use serde_json::{Map, Value};

use crate::web::language::Language;

const DIALECT: &str = "https://json-schema.org/draft/2020-12/schema";

/// A whole schema in one language, with its dialect named.
pub fn document(schema: &Value, language: Language) -> Value {
    let mut document = Map::from_iter([("$schema".to_owned(), DIALECT.into())]);
    if let Value::Object(members) = localized(schema, language) {
        document.extend(members);
    }
    Value::Object(document)
}

fn localized(schema: &Value, language: Language) -> Value {
    let Some(members) = schema.as_object() else { return schema.clone() };
    let members = members.iter().map(|(keyword, value)| {
        let value = match keyword.as_str() {
            "title" | "description" => value.get(language.tag()).unwrap_or(value).clone(),
            "properties" => each(value, language),
            "items" => localized(value, language),
            "oneOf" => choices(value, language),
            _ => value.clone(),
        };
        (keyword.clone(), value)
    });
    Value::Object(members.collect())
}

fn each(properties: &Value, language: Language) -> Value {
    let Some(properties) = properties.as_object() else { return properties.clone() };
    Value::Object(properties.iter().map(|(name, inner)| (name.clone(), localized(inner, language))).collect())
}

fn choices(choices: &Value, language: Language) -> Value {
    let Some(choices) = choices.as_array() else { return choices.clone() };
    Value::Array(choices.iter().map(|choice| localized(choice, language)).collect())
}
