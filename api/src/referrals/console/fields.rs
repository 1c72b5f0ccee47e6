//! What was typed, and what is wrong with it, for forms with repeated fields.

use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Map, Value, json};
use validator::Validate;

use crate::{
    app::App,
    error::{Internal, Problem},
    web::{body, language::Language, posted::Pairs, problems},
};

/// The first value of a field; empty without one.
pub fn one<'a>(sent: &'a Pairs, name: &str) -> &'a str {
    sent.iter().find(|(known, _)| known == name).map(|(_, value)| value.trim()).unwrap_or_default()
}

/// A field that may stay empty.
pub fn some(sent: &Pairs, name: &str) -> Option<String> {
    Some(one(sent, name)).filter(|value| !value.is_empty()).map(str::to_owned)
}

/// Every value of a field.
pub fn all(sent: &Pairs, name: &str) -> Vec<String> {
    sent.iter().filter(|(known, _)| known == name).map(|(_, value)| value.clone()).collect()
}

/// What was typed as the API takes it, held to the same rules.
pub fn read<T: DeserializeOwned + Validate>(typed: &impl Serialize) -> Result<T, Problem> {
    body::decode(&serde_json::to_vec(typed).map_err(Internal::from)?)
}

/// The words of each field's fault by its name, and the list at the head of the page.
pub fn faults(
    app: &App,
    language: Language,
    problem: Option<&Problem>,
    labels: &[(&str, &str)],
) -> (Value, Vec<Value>) {
    let empty = labels.iter().map(|(name, _)| ((*name).to_owned(), Value::Null));
    let (mut by_name, mut summary) = (empty.collect::<Map<_, _>>(), Vec::new());
    for fault in problem.iter().flat_map(|problem| &problem.errors) {
        let name = fault.pointer.trim_start_matches("/share").trim_start_matches('/');
        let name = name.split('/').next().unwrap_or_default();
        let text = problems::fault_text(fault, &app.texts, language);
        let label =
            labels.iter().find(|(known, _)| *known == name).map(|(_, key)| app.texts.say(language, key));
        summary.push(json!({ "href": format!("#f-{name}"), "label": label, "text": text }));
        by_name.insert(name.to_owned(), Value::from(text));
    }
    (Value::Object(by_name), summary)
}
