//! A mistake in a file of the catalog.

use std::fmt;

use serde_saphyr::UserMessageFormatter;

use crate::catalog::form::Unfit;

use super::tree::Node;

/// Where and what.
#[derive(Debug, PartialEq, Eq)]
pub struct Mistake {
    file: String,
    line: u64,
    what: String,
}

impl Mistake {
    /// A mistake in words: what is wrong, and what was expected.
    pub fn new(file: &str, line: u64, what: impl Into<String>) -> Self {
        Self { file: file.to_owned(), line, what: what.into() }
    }

    /// A name that stands for nothing.
    pub fn unknown<'known>(
        file: &str,
        line: u64,
        kind: &str,
        name: &str,
        known: impl IntoIterator<Item = &'known str>,
    ) -> Self {
        let known: Vec<_> = known.into_iter().collect();
        Self::new(file, line, format!("unknown {kind} `{name}`, expected one of {}", known.join(", ")))
    }

    /// A file that isn't YAML, or isn't of the shape it should have.
    pub fn unreadable(file: &str, error: &serde_saphyr::Error) -> Self {
        let error = error.without_snippet();
        let Some(place) = error.location() else { return Self::new(file, 1, error.to_string()) };
        let text = error.render_with_formatter(&UserMessageFormatter);
        let place_in_words = format!(" at line {}, column {}", place.line(), place.column());
        Self::new(file, place.line(), text.trim_end_matches(&place_in_words))
    }

    /// A schema that can't be used.
    pub fn in_schema(file: &str, schema: &Node, unfit: &Unfit) -> Self {
        Self::new(
            file,
            schema.line_of(&unfit.pointer),
            format!("{}, expected a valid JSON Schema 2020-12", unfit.what),
        )
    }
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "api/catalog/{}:{}: {}", self.file, self.line, self.what)
    }
}

impl std::error::Error for Mistake {}
