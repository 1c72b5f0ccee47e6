//! What a form of ours sent, by name; and what is wrong with it, beside the field it is about.

use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};
use validator::Validate;

use crate::{
    assistance::console::Reader,
    error::{FieldFault, Internal, Problem},
    web::{body, posted::Pairs, problems},
};

const LONGEST_KEY: usize = 100;

/// Fields by name.
#[derive(Clone, Debug, Default)]
pub(in crate::assistance) struct Fields(pub Pairs);

impl Fields {
    /// What was typed, without spaces around it.
    pub fn text(&self, name: &str) -> &str {
        let typed = self.0.iter().find(|(known, _)| known == name);
        typed.map(|(_, text)| text.trim()).unwrap_or_default()
    }

    /// What was typed, unless it is nothing.
    pub fn some(&self, name: &str) -> Option<String> {
        Some(self.text(name)).filter(|text| !text.is_empty()).map(str::to_owned)
    }

    /// All that was ticked.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(known, _)| known == name).map(|(_, text)| text.trim())
    }

    /// A choice as the API words it; nothing when nothing was chosen.
    pub fn choice<T: DeserializeOwned>(&self, name: &str) -> Result<Option<T>, Problem> {
        let Some(word) = self.some(name) else { return Ok(None) };
        serde_json::from_value(Value::String(word)).map(Some).map_err(|_| Problem::bad_request("unreadable"))
    }

    /// The key of the page, so that the same form sent twice counts once.
    pub fn key(&self) -> Result<&str, Problem> {
        let key = self.text("_once");
        if (1..=LONGEST_KEY).contains(&key.len()) { Ok(key) } else { Err(Problem::bad_request("unreadable")) }
    }

    /// The same without empty rows among the first of them, so that a row stands on the page where the API counts it.
    #[must_use]
    pub fn closed_up(mut self, names: &[&str], rows: usize) -> Self {
        let row = |place: usize| names.iter().map(move |name| format!("{name}-{place}"));
        let (full, empty): (Vec<_>, Vec<_>) =
            (0..rows).partition(|place| row(*place).any(|name| !self.text(&name).is_empty()));
        for name in empty.into_iter().flat_map(row) {
            self.0.retain(|(known, _)| *known != name);
        }
        for (to, from) in full.into_iter().enumerate() {
            for (to, from) in row(to).zip(row(from)) {
                self.0
                    .iter_mut()
                    .filter(|(known, _)| *known == from)
                    .for_each(|(known, _)| known.clone_from(&to));
            }
        }
        self
    }

    /// What was typed, for the page to show again.
    pub fn value(&self) -> Value {
        let shown = self.0.iter().filter(|(name, _)| name != "_once");
        Value::Object(shown.map(|(name, text)| (name.clone(), json!(text))).collect::<Map<_, _>>())
    }
}

/// The faults of a problem: by field, and as a list at the head of the page. `field` says which field a pointer is about, with its words.
pub(in crate::assistance) fn told(
    reader: Reader<'_>,
    problem: Option<&Problem>,
    field: impl Fn(&str) -> (String, String),
) -> (Value, Vec<Value>) {
    let (mut faults, mut summary) = (Map::new(), Vec::new());
    for fault in problem.iter().flat_map(|problem| &problem.errors) {
        let (name, label) = field(&fault.pointer);
        let text = problems::fault_text(fault, &reader.app.texts, reader.language);
        summary.push(json!({ "href": format!("#f-{name}"), "label": label, "text": text }));
        faults.insert(name, json!(text));
    }
    (Value::Object(faults), summary)
}

/// A problem that no field is about, in words.
pub(in crate::assistance) fn other(reader: Reader<'_>, problem: Option<&Problem>) -> Option<Value> {
    let problem = problem.filter(|problem| problem.errors.is_empty())?;
    let told = problems::describe(problem, &reader.app.texts, reader.language, "");
    serde_json::to_value(told).ok()
}

/// What was typed as the API takes it, held to the same rules.
pub(in crate::assistance) fn read<T: DeserializeOwned + Validate>(typed: &Value) -> Result<T, Problem> {
    body::decode(&serde_json::to_vec(typed).map_err(Internal::from)?)
}

/// A release that is asked for, as a form of custody sends it.
pub(in crate::assistance) fn release(fields: &Fields) -> Result<Value, Problem> {
    let mut faults = Vec::new();
    let amount = fen(fields, "amount", "/amount_fen", &mut faults);
    if amount.is_none() && faults.is_empty() {
        faults.push(FieldFault::new("/amount_fen", "required"));
    }
    if !faults.is_empty() {
        return Err(Problem::invalid(faults));
    }
    Ok(json!({ "purpose": fields.text("purpose"), "amount_fen": amount, "words": fields.text("words") }))
}

/// An amount of a field: nothing, or fen, or a fault at its pointer.
pub(in crate::assistance) fn fen(
    fields: &Fields,
    name: &str,
    pointer: &str,
    faults: &mut Vec<FieldFault>,
) -> Option<crate::platform::money::Fen> {
    let text = fields.some(name)?;
    let amount = crate::web::forms::money::fen(&text);
    if amount.is_none() {
        faults.push(FieldFault::new(pointer, "not_money"));
    }
    amount
}
