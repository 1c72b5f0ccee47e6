//! A form as people read it: questions and answers with their titles, for the check page and for the desk.

use serde::Serialize;
use serde_json::Value;

use crate::{
    app::App,
    applications::{corrections, model::Dossier},
    catalog::Service,
    platform::money::Fen,
    web::{
        forms::{self, money},
        language::Language,
    },
};

/// A section with its answers.
#[derive(Serialize)]
pub struct Section {
    /// The section's key.
    pub key: String,
    /// Its title.
    pub title: String,
    /// Its answers; those of a repeating group item by item.
    pub items: Vec<Vec<Answer>>,
}

/// One answer.
#[derive(Serialize)]
pub struct Answer {
    /// Where it stands in the form.
    pub pointer: String,
    /// The question.
    pub label: String,
    /// The answer in the reader's language.
    pub value: String,
}

/// A line of the checklist with its files' names.
#[derive(Serialize)]
pub struct Paper {
    /// The line.
    pub key: String,
    /// Its title.
    pub title: String,
    /// The files.
    pub files: Vec<String>,
    /// Whether the office fetches it.
    pub to_fetch: bool,
}

/// The sections that are asked after these answers, with what was answered.
pub fn sections(app: &App, service: &Service, form: &Value, language: Language) -> Vec<Section> {
    let schema = service.form.schema(language);
    let asked = forms::sections(schema, form).into_iter();
    let section = |(key, title): (&str, &str)| {
        let place = format!("/{key}");
        let questions = schema.pointer(&format!("/properties/{key}"));
        let answers = form.get(key);
        let items = match (questions, answers) {
            (Some(questions), Some(Value::Array(items))) => {
                let questions = questions.get("items").unwrap_or(questions);
                let item =
                    |(index, item)| answers_of(app, questions, item, &format!("{place}/{index}"), language);
                items.iter().enumerate().map(item).collect()
            }
            (Some(questions), Some(answers)) => vec![answers_of(app, questions, answers, &place, language)],
            _ => Vec::new(),
        };
        Section { key: key.to_owned(), title: title.to_owned(), items }
    };
    asked.map(section).collect()
}

/// The lines of the checklist with the names of their files, and those that the office fetches.
pub fn papers(service: &Service, dossier: &Dossier, language: Language) -> Vec<Paper> {
    let (form, materials) = (&dossier.application.form, &dossier.materials);
    let to_fetch = corrections::to_fetch(service, form, materials);
    let paper = |line: &crate::catalog::ChecklistLine| {
        let files = materials.iter().filter(|file| file.checklist_key == line.key);
        Paper {
            key: line.key.clone(),
            title: line.title.get(language).to_owned(),
            files: files.map(|file| file.filename.clone()).collect(),
            to_fetch: to_fetch.contains(&line.key.as_str()),
        }
    };
    service.checklist.iter().map(paper).filter(|paper| paper.to_fetch || !paper.files.is_empty()).collect()
}

/// The title of a field or a line, for a place like `/form/applicant/name` or `/checklist/identity`.
pub fn label(service: &Service, pointer: &str, language: Language) -> String {
    let segments: Vec<_> = pointer.split('/').skip(1).collect();
    match segments.as_slice() {
        ["checklist", key, ..] => {
            service.line(key).map(|line| line.title.get(language).to_owned()).unwrap_or_default()
        }
        ["form", place @ ..] => title(service.form.schema(language), place),
        _ => String::new(),
    }
}

/// The title of the innermost question along a path, items of a group passed through.
fn title(schema: &Value, path: &[&str]) -> String {
    let mut here = schema;
    let mut title = String::new();
    for segment in path {
        let found = if segment.parse::<usize>().is_ok() {
            here.get("items")
        } else {
            here.get("properties").and_then(|properties| properties.get(segment))
        };
        let Some(found) = found else { break };
        here = found;
        if let Some(text) = here.get("title").and_then(Value::as_str) {
            title.clear();
            title.push_str(text);
        }
    }
    title
}

/// What has to be looked at once more: the titles of dates of birth that the number of the card beside them contradicts.
pub fn doubts(service: &Service, pointers: &[String], language: Language) -> Vec<String> {
    pointers.iter().map(|pointer| label(service, &format!("/form{pointer}"), language)).collect()
}

fn answers_of(app: &App, questions: &Value, answers: &Value, place: &str, language: Language) -> Vec<Answer> {
    let fields = questions.get("properties").and_then(Value::as_object).into_iter().flatten();
    let answer = |(key, question): (&String, &Value)| {
        let value = shown(app, question, answers.get(key)?, language)?;
        let label = question.get("title").and_then(Value::as_str).unwrap_or_default().to_owned();
        Some(Answer { pointer: format!("{place}/{key}"), label, value })
    };
    fields.filter_map(answer).collect()
}

/// An answer in words: the title of a choice, yuan for fen, yes and no.
fn shown(app: &App, question: &Value, answer: &Value, language: Language) -> Option<String> {
    match answer {
        Value::String(text) => Some(choice(question, text).unwrap_or_else(|| text.clone())),
        Value::Bool(true) => Some(app.texts.say(language, "answer-yes")),
        Value::Bool(false) => Some(app.texts.say(language, "answer-no")),
        Value::Number(number) if question.get("x-input").and_then(Value::as_str) == Some("money") => {
            number.as_i64().map(Fen::of).map(money::grouped)
        }
        Value::Number(number) => Some(number.to_string()),
        Value::Array(several) => {
            let question = question.get("items").unwrap_or(question);
            let words: Vec<_> =
                several.iter().filter_map(|one| shown(app, question, one, language)).collect();
            Some(words.join(" · "))
        }
        Value::Null | Value::Object(_) => None,
    }
}

fn choice(question: &Value, value: &str) -> Option<String> {
    let choices = question.get("oneOf")?.as_array()?;
    let chosen = choices.iter().find(|choice| choice.get("const").and_then(Value::as_str) == Some(value))?;
    chosen.get("title")?.as_str().map(str::to_owned)
}
