//! `services/<key>/checklist.yaml`

use std::collections::BTreeSet;

use serde::Deserialize;
use serde_saphyr::Spanned;

use crate::{
    catalog::{
        checklist::{ChecklistLine, MEDIA_TYPES},
        form,
    },
    web::language::Text,
};

use super::{Files, mistake::Mistake, parse, references, text, tree::Node};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    key: Spanned<String>,
    title: Text,
    help: Text,
    required: bool,
    required_if: Option<Node>,
    accepts: Vec<Spanned<String>>,
    max_files: Spanned<usize>,
}

/// Reads a checklist; its conditions are over the form.
pub fn read(files: &Files, folder: &str, form: &Node) -> Result<Vec<ChecklistLine>, Mistake> {
    let name = format!("services/{folder}/checklist.yaml");
    let entries: Vec<Entry> = parse(&name, text(files, &name)?)?;
    let mut keys = BTreeSet::new();
    for entry in &entries {
        check(&name, entry, form)?;
        if !keys.insert(entry.key.value.as_str()) {
            let what = format!("key `{}` stands here a second time, expected a new one", entry.key.value);
            return Err(Mistake::new(&name, entry.key.referenced.line(), what));
        }
    }
    entries.into_iter().map(|entry| line(&name, entry)).collect()
}

fn check(name: &str, entry: &Entry, form: &Node) -> Result<(), Mistake> {
    if let Some(unknown) = entry.accepts.iter().find(|kind| !MEDIA_TYPES.contains(&kind.value.as_str())) {
        let line = unknown.referenced.line();
        return Err(Mistake::unknown(name, line, "media type", &unknown.value, MEDIA_TYPES));
    }
    if entry.accepts.is_empty() || entry.max_files.value == 0 {
        let what = "this line takes no file, expected a media type in `accepts` and `max_files` of 1 or more";
        return Err(Mistake::new(name, entry.max_files.referenced.line(), what));
    }
    let Some(condition) = &entry.required_if else { return Ok(()) };
    if entry.required {
        let what = "`required_if` beside `required: true`, expected it only with `required: false`";
        return Err(Mistake::new(name, condition.line, what));
    }
    references::check(name, condition, form)
}

fn line(name: &str, entry: Entry) -> Result<ChecklistLine, Mistake> {
    let required_if = entry.required_if.as_ref().map(Node::to_json);
    let condition = entry
        .required_if
        .as_ref()
        .zip(required_if.as_ref())
        .map(|(node, schema)| form::condition(schema).map_err(|unfit| Mistake::in_schema(name, node, &unfit)))
        .transpose()?;
    Ok(ChecklistLine {
        key: entry.key.value,
        title: entry.title,
        help: entry.help,
        required: entry.required,
        required_if,
        accepts: entry.accepts.into_iter().map(|kind| kind.value).collect(),
        max_files: entry.max_files.value,
        condition,
    })
}
