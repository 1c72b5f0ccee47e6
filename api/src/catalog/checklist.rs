//! The papers an application needs.

use jsonschema::Validator;
use serde_json::Value;

use crate::web::language::Text;

/// Every media type that a file can have, whatever the service.
pub const MEDIA_TYPES: [&str; 10] = [
    "image/jpeg",
    "image/png",
    "image/webp",
    "image/heic",
    "application/pdf",
    "audio/mp4",
    "audio/mpeg",
    "audio/aac",
    "audio/ogg",
    "audio/webm",
];

/// One kind of paper.
pub struct ChecklistLine {
    /// Its key.
    pub key: String,
    /// What it is.
    pub title: Text,
    /// What to photograph, and where the paper is issued.
    pub help: Text,
    /// Whether every application needs it.
    pub required: bool,
    /// JSON Schema over the form; while it holds, the paper is needed.
    pub required_if: Option<Value>,
    /// Media types.
    pub accepts: Vec<String>,
    /// Files at most.
    pub max_files: usize,
    pub(super) condition: Option<Validator>,
}

impl ChecklistLine {
    /// Whether an application with this form needs the paper.
    pub fn is_required(&self, form: &Value) -> bool {
        self.required || self.condition.as_ref().is_some_and(|condition| condition.is_valid(form))
    }
}
