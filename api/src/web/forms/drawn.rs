//! A page of questions as `parts/form.html` shows it.

use serde::Serialize;

use super::Control;

/// The questions of a page.
#[derive(Debug, Serialize)]
pub struct Drawn {
    /// The section's title.
    pub title: String,
    /// Help on the section.
    pub help: String,
    /// The names of the questions, sent back with the answers.
    pub asked: String,
    /// The questions in order.
    pub parts: Vec<Part>,
    /// Every fault on the page, with a link to its field.
    pub faults: Vec<Line>,
}

/// A line of the summary of faults.
#[derive(Debug, Serialize)]
pub struct Line {
    /// `#` and the id of the field.
    pub href: String,
    /// The question; empty when the fault belongs to none.
    pub label: String,
    /// What is wrong with the answer.
    pub text: String,
}

/// One question or a repeating group of questions.
#[derive(Debug, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Part {
    /// One question.
    Field(Field),
    /// A repeating group.
    Group(Group),
}

/// One question.
#[derive(Debug, Serialize)]
pub struct Field {
    /// The element's id.
    pub id: String,
    #[serde(skip)]
    pub(super) pointer: String,
    /// The name under which the answer is sent.
    pub name: String,
    /// The question.
    pub label: String,
    /// Help under it.
    pub help: Option<String>,
    /// What asks it.
    pub control: Control,
    /// The answer as text.
    pub value: String,
    /// The choices, when there are any.
    pub choices: Vec<Choice>,
    /// What is wrong with the answer.
    pub fault: Option<String>,
    /// Whether it may be left out.
    pub optional: bool,
    /// Characters at most.
    pub max_length: Option<u64>,
    /// What the browser may fill in by itself.
    pub autocomplete: &'static str,
    /// Which keyboard a phone shows.
    pub input_mode: Option<&'static str>,
}

/// One choice.
#[derive(Debug, Serialize)]
pub struct Choice {
    /// What is sent.
    pub value: String,
    /// What is shown; yes and no get their words from the template.
    pub label: String,
    /// Whether it is the answer.
    pub chosen: bool,
}

/// A repeating group.
#[derive(Debug, Serialize)]
pub struct Group {
    /// The element's id.
    pub id: String,
    #[serde(skip)]
    pub(super) pointer: String,
    /// The name that its button to add sends.
    pub name: String,
    /// Its title, when it stands among other questions.
    pub title: Option<String>,
    /// Help on it.
    pub help: Option<String>,
    /// What is wrong with it as a whole.
    pub fault: Option<String>,
    /// The items; at least an empty one.
    pub items: Vec<Item>,
    /// Whether another may be added.
    pub more: bool,
}

/// One item of a group.
#[derive(Debug, Serialize)]
pub struct Item {
    /// The element's id.
    pub id: String,
    /// The name that its button to remove sends.
    pub name: String,
    /// What an item is called.
    pub title: String,
    /// Its questions.
    pub fields: Vec<Field>,
}
