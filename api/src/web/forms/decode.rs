//! From what a page sends back to the form with that section's answers in it.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::{Control, Place, Questions, Typed, answer, is_group, names, properties, prune};
use crate::{error::FieldFault, web::body};

/// Items of a group whose schema names no limit.
const MOST_ITEMS: usize = 100;

/// What a page sent back.
#[derive(Debug)]
pub struct Decoded {
    /// The whole form with the answers of this page, without those whose question isn't asked any more.
    pub form: Value,
    /// What couldn't be understood; the answers around it are in the form.
    pub faults: Vec<FieldFault>,
    /// The text of what couldn't be understood.
    pub typed: Typed,
    /// Which button was pressed.
    pub pressed: Pressed,
    /// The questions that the page had, for [`Questions::asks_more_than`].
    pub asked: String,
}

/// A button of the form; adding and removing is already done in the form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Pressed {
    /// Any button of the page itself.
    Continue,
    /// One more item of a group, which is in the form as `{}`.
    Add(String),
    /// One item less.
    Remove(String),
}

impl Questions<'_> {
    /// Reads the answers of this page. An empty answer is none; what was there before is replaced as a whole.
    pub fn decode(&self, pairs: &[(String, String)]) -> Decoded {
        let mut reader = Reader::of(pairs);
        let value = reader.part(self.schema, &self.place());
        reader.refuse_what_is_left(&self.place());
        let mut form = self.with(value);
        prune(self.form, &mut form);
        Decoded {
            form,
            faults: reader.faults,
            typed: reader.typed,
            pressed: reader.pressed,
            asked: reader.asked,
        }
    }

    /// The form with this page's answers. A required section stays even when empty, so that what it lacks is named
    /// field by field.
    fn with(&self, value: Option<Value>) -> Value {
        let Some(key) = self.section else {
            return value.unwrap_or_else(|| Value::Object(Map::new()));
        };
        let mut form = self.answers.as_object().cloned().unwrap_or_default();
        let kept = names(self.form, "required").any(|name| name == key) && !is_group(self.schema);
        match value.or_else(|| kept.then(|| Value::Object(Map::new()))) {
            Some(value) => drop(form.insert(key.to_owned(), value)),
            None => drop(form.shift_remove(key)),
        }
        Value::Object(form)
    }
}

struct Reader {
    left: BTreeMap<String, Vec<String>>,
    faults: Vec<FieldFault>,
    typed: Typed,
    pressed: Pressed,
    asked: String,
}

impl Reader {
    /// Names that begin with an underscore are the page's own.
    fn of(pairs: &[(String, String)]) -> Self {
        let mut reader = Self {
            left: BTreeMap::new(),
            faults: Vec::new(),
            typed: Typed::new(),
            pressed: Pressed::Continue,
            asked: String::new(),
        };
        for (name, value) in pairs {
            match name.as_str() {
                "_add" => reader.pressed = Pressed::Add(value.clone()),
                "_remove" => reader.pressed = Pressed::Remove(value.clone()),
                "_asked" => reader.asked.clone_from(value),
                name if name.starts_with('_') => {}
                name => reader.left.entry(name.to_owned()).or_default().push(value.clone()),
            }
        }
        reader
    }

    fn part(&mut self, schema: &Value, place: &Place) -> Option<Value> {
        if is_group(schema) {
            self.group(schema, place)
        } else if schema.get("properties").is_some() {
            Some(self.object(schema, place)).filter(|object| !object.is_empty()).map(Value::Object)
        } else if Control::of(schema) == Control::Checkboxes {
            self.choices(schema, place)
        } else {
            self.field(schema, place)
        }
    }

    fn object(&mut self, schema: &Value, place: &Place) -> Map<String, Value> {
        properties(schema)
            .filter_map(|(key, schema)| Some((key.to_owned(), self.part(schema, &place.child(key))?)))
            .collect()
    }

    /// Items in the order of their numbers on the page; empty ones fall out, so the numbers close up.
    fn group(&mut self, schema: &Value, place: &Place) -> Option<Value> {
        let most = schema.get("maxItems").and_then(Value::as_u64).and_then(|most| most.try_into().ok());
        let mut items = Vec::new();
        for number in self.numbers(place).into_iter().take(most.unwrap_or(MOST_ITEMS)) {
            let item = Place {
                name: place.child(&number.to_string()).name,
                pointer: place.child(&items.len().to_string()).pointer,
            };
            items.extend(self.item(&schema["items"], &item));
        }
        if self.pressed == Pressed::Add(place.name.clone()) && items.len() < most.unwrap_or(MOST_ITEMS) {
            items.push(Value::Object(Map::new()));
        }
        Some(items).filter(|items| !items.is_empty()).map(Value::Array)
    }

    fn item(&mut self, schema: &Value, place: &Place) -> Option<Value> {
        if self.pressed == Pressed::Remove(place.name.clone()) {
            let name = format!("{}.", place.name);
            self.left.retain(|known, _| !known.starts_with(&name));
            return None;
        }
        let faults = self.faults.len();
        let item = self.object(schema, place);
        Some(Value::Object(item))
            .filter(|item| item != &Value::Object(Map::new()) || self.faults.len() > faults)
    }

    /// The numbers of a group's items on the page.
    fn numbers(&self, place: &Place) -> Vec<usize> {
        let prefix = place.child("").name;
        let numbers =
            self.left.keys().filter_map(|name| name.strip_prefix(&prefix)?.split('.').next()?.parse().ok());
        let mut numbers: Vec<usize> = numbers.collect();
        numbers.sort_unstable();
        numbers.dedup();
        numbers
    }

    fn choices(&mut self, schema: &Value, place: &Place) -> Option<Value> {
        let mut chosen: Vec<Value> = Vec::new();
        for text in self.left.remove(&place.name)? {
            match answer::read(schema, &text) {
                Ok(value) => chosen.extend(value.filter(|value| !chosen.contains(value))),
                Err(code) => self.faults.push(FieldFault::new(&place.pointer, code)),
            }
        }
        Some(chosen).filter(|chosen| !chosen.is_empty()).map(Value::Array)
    }

    fn field(&mut self, schema: &Value, place: &Place) -> Option<Value> {
        let mut texts = self.left.remove(&place.name)?;
        let text = texts.pop()?;
        let read = if texts.is_empty() { answer::read(schema, &text) } else { Err("repeated") };
        read.unwrap_or_else(|code| {
            self.faults.push(FieldFault::new(&place.pointer, code));
            self.typed.insert(place.pointer.clone(), text);
            None
        })
    }

    fn refuse_what_is_left(&mut self, place: &Place) {
        for name in std::mem::take(&mut self.left).into_keys() {
            let pointer = format!("{}/{}", place.pointer, body::escape(&name));
            self.faults.push(FieldFault::new(pointer, "not_on_the_form"));
        }
    }
}
