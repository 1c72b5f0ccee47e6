//! A mistake in a file of organs.

use std::fmt;

use serde_saphyr::UserMessageFormatter;

use crate::{
    error::FieldFault,
    web::{language::Language, problems::fault_text, texts::Texts},
};

/// Where and what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    /// The line, from 1.
    pub line: u64,
    /// What to mend.
    pub what: What,
}

/// What is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// A field, by the same rules as in the console.
    Field(FieldFault),
    /// Something that only a file can have wrong.
    Text(String),
}

impl Mistake {
    /// A mistake in words.
    pub fn new(line: u64, text: impl Into<String>) -> Self {
        Self { line, what: What::Text(text.into()) }
    }

    /// A file that isn't YAML, or isn't of the shape it should have.
    pub fn unreadable(error: &serde_saphyr::Error) -> Self {
        let error = error.without_snippet();
        let Some(place) = error.location() else { return Self::new(1, error.to_string()) };
        let text = error.render_with_formatter(&UserMessageFormatter);
        let in_words = format!(" at line {}, column {}", place.line(), place.column());
        Self::new(place.line(), text.trim_end_matches(&in_words))
    }

    /// The whole line for the keeper's screen.
    pub fn told(&self, file: &str, texts: &Texts) -> String {
        let text = match &self.what {
            What::Field(fault) => {
                let place = fault.pointer.trim_start_matches('/').replace('/', ".");
                format!("{place}: {}", fault_text(fault, texts, Language::English))
            }
            What::Text(text) => text.clone(),
        };
        format!("{file}:{}: {text}", self.line)
    }
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.what {
            What::Field(fault) => write!(f, "{}: {} {}", self.line, fault.pointer, fault.code),
            What::Text(text) => write!(f, "{}: {text}", self.line),
        }
    }
}
