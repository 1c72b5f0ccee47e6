//! A form: a JSON Schema whose texts are in all languages, compiled once, and what is wrong with somebody's answers.
//!
//! A draft may be incomplete, never wrongly typed ([`Form::check_draft`]); what is sent must be complete
//! ([`Form::check_complete`]). Questions whose `x-show-if` doesn't hold are left out of that.
//! [`faults`] turns the validator's errors into codes, [`formats`] knows identity numbers, phones and bank cards.

use jsonschema::{Draft, ValidationError, Validator};
use serde_json::Value;

mod asked;
mod check;
mod faults;
pub(super) mod formats;
mod lenient;
mod localize;
mod outline;
#[cfg(test)]
mod tests;
mod together;

#[cfg(test)]
pub use faults::CODES;
pub use formats::{FORMATS, born_of_resident_id, is_resident_id, resident_check_sign};

use crate::web::language::Language;

/// A form, or the body of an action.
pub struct Form {
    schema: Value,
    localized: Vec<(Language, Value)>,
    complete: Validator,
    draft: Validator,
    conditions: Vec<Condition>,
}

/// When a question is asked.
struct Condition {
    section: String,
    field: Option<String>,
    holds: Validator,
}

/// Why a schema can't be used: where in it, and what.
#[derive(Debug)]
pub struct Unfit {
    /// JSON Pointer into the schema.
    pub pointer: String,
    /// In words.
    pub what: String,
}

impl Unfit {
    fn within(prefix: &str, error: &ValidationError<'_>) -> Self {
        Self { pointer: format!("{prefix}{}", error.instance_path()), what: error.to_string() }
    }
}

impl Form {
    /// Compiles a schema whose titles and descriptions are texts in all languages.
    pub(super) fn compile(schema: Value) -> Result<Self, Unfit> {
        let localized: Vec<_> = Language::ALL
            .into_iter()
            .map(|language| (language, localize::document(&schema, language)))
            .collect();
        for (_, schema) in &localized {
            jsonschema::meta::validate(schema).map_err(|error| Unfit::within("", &error))?;
        }
        let complete = localize::document(&schema, Language::English);
        Ok(Self {
            complete: validator(&complete, "")?,
            draft: validator(&lenient::of(&complete), "")?,
            conditions: conditions(&schema)?,
            localized,
            schema,
        })
    }

    /// The schema in one language, JSON Schema 2020-12.
    pub fn schema(&self, language: Language) -> &Value {
        self.localized.iter().find(|(known, _)| *known == language).map_or(&self.schema, |(_, schema)| schema)
    }

    /// The names of the sections (of a form) or fields (of an action's body), in order.
    pub fn sections(&self) -> impl Iterator<Item = &str> {
        outline::names(&self.schema)
    }

    /// Whether a section, or a field of it, is asked, given the answers so far.
    pub fn shown(&self, form: &Value, section: &str, field: Option<&str>) -> bool {
        self.conditions
            .iter()
            .filter(|condition| condition.section == section)
            .filter(|condition| condition.field.is_none() || condition.field.as_deref() == field)
            .all(|condition| condition.holds.is_valid(form))
    }
}

/// Compiles a condition over a form: an `x-show-if` or a checklist's `required_if`.
pub fn condition(schema: &Value) -> Result<Validator, Unfit> {
    validator(schema, "")
}

fn validator(schema: &Value, place: &str) -> Result<Validator, Unfit> {
    formats::known()
        .with_draft(Draft::Draft202012)
        .build(schema)
        .map_err(|error| Unfit::within(place, &error))
}

fn conditions(schema: &Value) -> Result<Vec<Condition>, Unfit> {
    let mut found = Vec::new();
    for (section, inner) in outline::properties(schema) {
        let place = format!("/properties/{section}");
        found.extend(condition_of(inner, &place, section, None)?);
        let fields = outline::fields_of(inner);
        for (field, inner) in outline::properties(fields) {
            let place = format!("{place}/properties/{field}");
            found.extend(condition_of(inner, &place, section, Some(field))?);
        }
    }
    Ok(found)
}

fn condition_of(
    question: &Value,
    place: &str,
    section: &str,
    field: Option<&str>,
) -> Result<Option<Condition>, Unfit> {
    let Some(schema) = question.get("x-show-if") else { return Ok(None) };
    let holds = validator(schema, &format!("{place}/x-show-if"))?;
    Ok(Some(Condition { section: section.to_owned(), field: field.map(str::to_owned), holds }))
}
