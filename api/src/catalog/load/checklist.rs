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

use super::{Files, mistake::Mistake, parse, references, schema, text, tree::Node};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    key: Spanned<String>,
    title: Text,
    help: Text,
    required: bool,
    required_if: Option<Node>,
    fetched_if: Option<Spanned<String>>,
    fetched_from: Option<Spanned<String>>,
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
    asked(name, "fetched_if", entry.fetched_if.as_ref(), "boolean", form)?;
    asked(name, "fetched_from", entry.fetched_from.as_ref(), "string", form)?;
    let Some(condition) = &entry.required_if else { return Ok(()) };
    if entry.required {
        let what = "`required_if` beside `required: true`, expected it only with `required: false`";
        return Err(Mistake::new(name, condition.line, what));
    }
    references::check(name, condition, form)
}

/// A line may only name a question of the form, of the kind that it reads.
fn asked(
    name: &str,
    what: &str,
    pointer: Option<&Spanned<String>>,
    kind: &str,
    form: &Node,
) -> Result<(), Mistake> {
    let Some(pointer) = pointer else { return Ok(()) };
    let question = form.at(&pointer.value.replace('/', "/properties/"));
    if question.is_some_and(|question| schema::kind(question) == kind) {
        return Ok(());
    }
    let what = format!("{what} `{}`, expected a {kind} of the form", pointer.value);
    Err(Mistake::new(name, pointer.referenced.line(), what))
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
        fetched_if: entry.fetched_if.map(|pointer| pointer.value),
        fetched_from: entry.fetched_from.map(|pointer| pointer.value),
        accepts: entry.accepts.into_iter().map(|kind| kind.value).collect(),
        max_files: entry.max_files.value,
        condition,
    })
}
