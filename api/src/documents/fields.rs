//! What a document is filled in with: checked against its kind, shown in words, masked for a public version.

use chrono::NaiveDate;
use serde_json::{Map, Value, json};

use crate::{
    catalog::document::{Field, FieldKind, Mask},
    error::FieldFault,
    platform::money::{self, Fen},
    web::{forms::money::grouped, language::Language},
};

/// Items of a list.
const MOST: usize = 200;

/// Everything that is wrong with what was filled in.
pub fn faults(fields: &[Field], filled: &Value) -> Vec<FieldFault> {
    let mut found = Vec::new();
    check(fields, filled, "/fields", &mut found);
    found
}

fn check(fields: &[Field], filled: &Value, place: &str, found: &mut Vec<FieldFault>) {
    let Some(filled) = filled.as_object() else {
        return found.push(FieldFault::new(place, "wrong_type"));
    };
    let unknown = filled.keys().filter(|name| fields.iter().all(|field| field.key != **name));
    found.extend(unknown.map(|name| FieldFault::new(format!("{place}/{name}"), "unknown_field")));
    for field in fields {
        let here = format!("{place}/{}", field.key);
        match filled.get(&field.key).filter(|value| !is_empty(value)) {
            Some(value) => fits(field, value, &here, found),
            None if field.optional => {}
            None => found.push(FieldFault::new(here, "required")),
        }
    }
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.trim().is_empty(),
        Value::Array(items) => items.is_empty(),
        _ => false,
    }
}

fn fits(field: &Field, value: &Value, here: &str, found: &mut Vec<FieldFault>) {
    match (field.kind, value) {
        (FieldKind::Line | FieldKind::Text, Value::String(text)) => {
            let most = field.kind.longest();
            if text.chars().count() > most {
                found.push(FieldFault::new(here, "too_long").with("max", most));
            } else if text.chars().any(|sign| sign.is_control() && sign != '\n' && sign != '\r') {
                found.push(FieldFault::new(here, "invalid"));
            }
        }
        (FieldKind::Number, Value::Number(number)) if number.is_i64() => {}
        (FieldKind::Money, Value::Number(fen)) if fen.as_i64().is_some_and(|fen| fen >= 0) => {}
        (FieldKind::Date, Value::String(day)) => {
            if day.parse::<NaiveDate>().is_err() {
                found.push(FieldFault::new(here, "not_a_date"));
            }
        }
        (FieldKind::List, Value::Array(items)) if items.len() > MOST => {
            found.push(FieldFault::new(here, "too_long").with("max", MOST));
        }
        (FieldKind::List, Value::Array(items)) => {
            items.iter().enumerate().for_each(|(index, item)| {
                check(&field.items, item, &format!("{here}/{index}"), found);
            });
        }
        _ => found.push(FieldFault::new(here, "wrong_type")),
    }
}

/// What was filled in, as a body says it; what is missing is an empty text.
pub fn in_words(fields: &[Field], filled: &Value, language: Language) -> Value {
    let words = fields.iter().map(|field| {
        let value = filled.get(&field.key).unwrap_or(&Value::Null);
        (field.key.clone(), word(field, value, language))
    });
    Value::Object(words.collect::<Map<_, _>>())
}

fn word(field: &Field, value: &Value, language: Language) -> Value {
    match (field.kind, value) {
        (FieldKind::List, Value::Array(items)) => {
            items.iter().map(|item| in_words(&field.items, item, language)).collect()
        }
        (FieldKind::List, _) => json!([]),
        (FieldKind::Money, Value::Number(fen)) => {
            let fen = Fen::of(fen.as_i64().unwrap_or_default());
            json!({ "digits": grouped(fen), "words": format!("人民币{}", money::in_words(fen)) })
        }
        (FieldKind::Money, said) => json!({ "digits": text(said), "words": text(said) }),
        (FieldKind::Date, Value::String(day)) => {
            json!(day.parse().map_or_else(|_| day.clone(), |day| day_in_words(day, language)))
        }
        (_, said) => json!(text(said)),
    }
}

fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.trim().to_owned(),
        Value::Number(number) => number.to_string(),
        _ => String::new(),
    }
}

/// A day as official documents write it (GB/T 9704).
pub fn day_in_words(day: NaiveDate, language: Language) -> String {
    match language {
        Language::Tibetan => day.format("སྤྱི་ལོ་%Y ལོའི་ཟླ་%-m ཚེས་%-d").to_string(),
        _ => day.format("%Y年%-m月%-d日").to_string(),
    }
}

/// What a public version is filled in with, and the masked names of the people it is about.
pub fn masked(fields: &[Field], filled: &Value) -> (Value, Vec<String>) {
    let mut names = Vec::new();
    collect_names(fields, filled, &mut names);
    let mut people: Vec<String> = Vec::new();
    for name in names.iter().map(|name| masked_name(name)) {
        if !people.contains(&name) {
            people.push(name);
        }
    }
    (mask_all(fields, filled, &names), people)
}

fn collect_names(fields: &[Field], filled: &Value, names: &mut Vec<String>) {
    for field in fields {
        let Some(value) = filled.get(&field.key) else { continue };
        match value {
            Value::String(name) if field.mask == Some(Mask::Name) && !name.trim().is_empty() => {
                names.push(name.trim().to_owned());
            }
            Value::Array(items) => items.iter().for_each(|item| collect_names(&field.items, item, names)),
            _ => {}
        }
    }
}

fn mask_all(fields: &[Field], filled: &Value, names: &[String]) -> Value {
    let masked = fields.iter().filter_map(|field| {
        let value = filled.get(&field.key)?;
        let shown = match (field.mask, value) {
            (Some(Mask::Hidden), _) => json!("＊＊＊"),
            (Some(Mask::Name), Value::String(name)) => json!(masked_name(name)),
            (_, Value::Array(items)) => {
                items.iter().map(|item| mask_all(&field.items, item, names)).collect()
            }
            (_, Value::String(text)) => json!(without_names(text, names)),
            (_, other) => other.clone(),
        };
        Some((field.key.clone(), shown))
    });
    Value::Object(masked.collect())
}

fn without_names(text: &str, names: &[String]) -> String {
    let long = names.iter().filter(|name| name.chars().count() > 1);
    long.fold(text.to_owned(), |text, name| text.replace(name.as_str(), &masked_name(name)))
}

/// The first sign of a name and 某 for the rest: 张某某.
pub fn masked_name(name: &str) -> String {
    let mut signs = name.trim().chars();
    let Some(first) = signs.next() else { return String::new() };
    let hidden = signs.filter(|sign| !sign.is_whitespace()).count().clamp(1, 2);
    format!("{first}{}", "某".repeat(hidden))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::language::Text;

    fn field(key: &str, kind: FieldKind, mask: Option<Mask>) -> Field {
        let label = Text { zh_cn: key.into(), bo_cn: key.into(), en: key.into() };
        let (key, items) = (key.to_owned(), Vec::new());
        Field { key, kind, label, optional: false, from: None, asked: false, unasked: None, mask, items }
    }

    fn codes(fields: &[Field], filled: &Value) -> Vec<String> {
        faults(fields, filled).iter().map(|fault| format!("{} {}", fault.pointer, fault.code)).collect()
    }

    #[test]
    fn every_fault_is_named_at_once() {
        let fields = [
            field("name", FieldKind::Line, Some(Mask::Name)),
            field("amount", FieldKind::Money, Some(Mask::Hidden)),
            field("on", FieldKind::Date, None),
        ];
        assert_eq!(codes(&fields, &json!({ "name": "扎西", "amount": 100, "on": "2026-03-02" })), [""; 0]);
        assert_eq!(
            codes(&fields, &json!({ "name": " ", "amount": -1, "on": "2026-02-30", "more": 1 })),
            [
                "/fields/more unknown_field",
                "/fields/name required",
                "/fields/amount wrong_type",
                "/fields/on not_a_date"
            ]
        );
        assert_eq!(codes(&fields, &json!({ "name": "x".repeat(201), "amount": 1.5, "on": "" })).len(), 3);
        assert_eq!(codes(&fields, &json!([])), ["/fields wrong_type"]);
        assert_eq!(
            codes(&fields[..1], &json!({ "name": "扎西\u{0}" })),
            ["/fields/name invalid"],
            "no control signs"
        );
    }

    #[test]
    fn a_name_is_masked_wherever_it_stands() {
        let fields = [
            field("name", FieldKind::Line, Some(Mask::Name)),
            field("facts", FieldKind::Text, None),
            field("id", FieldKind::Line, Some(Mask::Hidden)),
        ];
        let filled = json!({ "name": "扎西次仁", "facts": "扎西次仁受伤。", "id": "540502198603150027" });
        let (public, people) = masked(&fields, &filled);
        assert_eq!(public, json!({ "name": "扎某某", "facts": "扎某某受伤。", "id": "＊＊＊" }));
        assert_eq!(people, ["扎某某"]);
        assert_eq!(masked_name("张三"), "张某");
    }
}
