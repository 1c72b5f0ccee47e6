//! Which control asks a question.

use serde::Serialize;
use serde_json::Value;

/// Up to so many choices are shown at once; more become a list to pick from.
const FEW: usize = 5;

/// A control.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Control {
    /// One line.
    Text,
    /// Several lines.
    Textarea,
    /// A phone number.
    Tel,
    /// A day.
    Date,
    /// A number.
    Number,
    /// Yuan, kept as fen.
    Money,
    /// One of a few choices.
    Radio,
    /// One of many choices.
    Select,
    /// Any of the choices.
    Checkboxes,
    /// Yes or no.
    YesNo,
    /// A single box that must be ticked, as under a declaration.
    Tick,
}

impl Control {
    /// The control that `x-input` names, else the one that fits the type.
    pub fn of(schema: &Value) -> Self {
        schema.get("x-input").and_then(Value::as_str).and_then(named).unwrap_or_else(|| fitting(schema))
    }
}

fn named(input: &str) -> Option<Control> {
    Some(match input {
        "textarea" => Control::Textarea,
        "date" => Control::Date,
        "tel" => Control::Tel,
        "money" => Control::Money,
        "radio" => Control::Radio,
        "select" => Control::Select,
        "checkboxes" => Control::Checkboxes,
        "yes-no" => Control::YesNo,
        _ => return None,
    })
}

fn fitting(schema: &Value) -> Control {
    let word = |key: &str| schema.get(key).and_then(Value::as_str);
    match (word("type"), word("format")) {
        (Some("array"), _) => Control::Checkboxes,
        (Some("boolean"), _) if schema.get("const") == Some(&Value::Bool(true)) => Control::Tick,
        (Some("boolean"), _) => Control::YesNo,
        (Some("integer" | "number"), _) => Control::Number,
        (_, Some("date")) => Control::Date,
        (_, Some("cn-mobile")) => Control::Tel,
        _ => match choices(schema).count() {
            0 => Control::Text,
            1..=FEW => Control::Radio,
            _ => Control::Select,
        },
    }
}

/// The choices of a question: value and words.
pub fn choices(schema: &Value) -> impl Iterator<Item = (&str, &str)> {
    let listed = schema.get("oneOf").or_else(|| schema.pointer("/items/oneOf")).and_then(Value::as_array);
    listed.into_iter().flatten().filter_map(|choice| {
        Some((
            choice.get("const")?.as_str()?,
            choice.get("title").and_then(Value::as_str).unwrap_or_default(),
        ))
    })
}
