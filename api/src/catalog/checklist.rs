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
    /// The question whose yes asks the office to fetch the paper (调取): a JSON Pointer into the form.
    pub fetched_if: Option<String>,
    /// Where the form says who has it then.
    pub fetched_from: Option<String>,
    /// Media types.
    pub accepts: Vec<String>,
    /// Files at most.
    pub max_files: usize,
    pub(super) condition: Option<Validator>,
}

impl ChecklistLine {
    /// Whether an application with this form needs the paper from whoever sends it.
    pub fn is_required(&self, form: &Value) -> bool {
        self.is_needed(form) && !self.is_fetched(form)
    }

    /// Whether an application with this form needs the paper, whoever brings it.
    pub fn is_needed(&self, form: &Value) -> bool {
        self.required || self.condition.as_ref().is_some_and(|condition| condition.is_valid(form))
    }

    /// Whether the form asks the office to fetch the paper.
    pub fn is_fetched(&self, form: &Value) -> bool {
        let wish = self.fetched_if.as_deref().and_then(|pointer| form.pointer(pointer));
        wish.and_then(Value::as_bool).unwrap_or_default()
    }

    /// Whether a place in the form is the question that asks the office to fetch the paper.
    pub fn is_wished_at(&self, place: &str) -> bool {
        self.fetched_if.as_deref() == Some(place)
    }

    /// Who has the paper that the office fetches, as the form says.
    pub fn held_by<'form>(&self, form: &'form Value) -> Option<&'form str> {
        let said = self.fetched_from.as_deref().and_then(|pointer| form.pointer(pointer));
        said.and_then(Value::as_str).map(str::trim).filter(|text| !text.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::catalog::Catalog;

    #[test]
    fn a_paper_that_the_office_fetches_is_needed_and_not_required() {
        let catalog = Catalog::load().unwrap();
        let line = catalog.service("judicial-assistance").unwrap().line("hardship_proof").unwrap();
        let said = |hardship| {
            let form = json!({ "hardship": hardship });
            (line.is_needed(&form), line.is_required(&form), line.is_fetched(&form))
        };
        assert_eq!(said(json!({})), (true, true, false));
        assert_eq!(said(json!({ "proof_by_us": false })), (true, true, false));
        assert_eq!(said(json!({ "proof_by_us": true })), (true, false, true));
        let form = json!({ "hardship": { "proof_held_by": " 县民政局 " } });
        assert_eq!(line.held_by(&form), Some("县民政局"));
    }
}
