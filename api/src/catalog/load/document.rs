//! `documents/*.yaml`: every template can be read and names only what there is.

use std::collections::BTreeSet;

use data_encoding::HEXLOWER;
use minijinja::Environment;
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::{Files, mistake::Mistake, parse, tree::Node};
use crate::catalog::document::{Block, DocumentKind, Field, FieldKind, Known};

/// What every body may name besides its fields.
const GIVEN: [&str; 3] = ["organ", "number", "date"];

/// What a number may name.
const OF_NUMBERS: [&str; 4] = ["place", "code", "year", "n"];

/// The kinds, by their order.
pub fn documents(files: &Files) -> Result<Vec<DocumentKind>, Mistake> {
    let names = files.keys().filter_map(|name| {
        let key = name.strip_prefix("documents/")?.strip_suffix(".yaml")?;
        Some((name.as_str(), key))
    });
    let mut kinds = names.map(|(name, key)| read(files, name, key)).collect::<Result<Vec<_>, _>>()?;
    kinds.sort_by(|one, other| (one.order, &one.key).cmp(&(other.order, &other.key)));
    Ok(kinds)
}

fn read(files: &Files, name: &str, key: &str) -> Result<DocumentKind, Mistake> {
    let text = super::text(files, name)?;
    let kind: DocumentKind = parse(name, text)?;
    let reading = Reading { name, node: parse(name, text)? };
    if let Some(number) = &kind.number {
        reading.template("/number/pattern", &number.pattern, &OF_NUMBERS.map(str::to_owned).into())?;
    }
    reading.fields(&kind, &kind.fields, "/fields")?;
    reading.body(&kind)?;
    Ok(DocumentKind {
        key: key.to_owned(),
        version: HEXLOWER.encode(&Sha256::digest(text.as_bytes())),
        ..kind
    })
}

/// A file that is being checked.
struct Reading<'a> {
    name: &'a str,
    node: Node,
}

impl Reading<'_> {
    fn mistake(&self, pointer: &str, what: impl Into<String>) -> Mistake {
        Mistake::new(self.name, self.node.line_of(pointer), what)
    }

    fn fields(&self, kind: &DocumentKind, fields: &[Field], place: &str) -> Result<(), Mistake> {
        for (index, field) in fields.iter().enumerate() {
            let here = format!("{place}/{index}");
            if fields.iter().take(index).any(|other| other.key == field.key) {
                let what = format!("field `{}` stands there twice, expected another key", field.key);
                return Err(self.mistake(&format!("{here}/key"), what));
            }
            self.field(kind, field, &here)?;
            self.fields(kind, &field.items, &format!("{here}/items"))?;
        }
        Ok(())
    }

    fn field(&self, kind: &DocumentKind, field: &Field, here: &str) -> Result<(), Mistake> {
        if (field.kind == FieldKind::List) == field.items.is_empty() {
            let what =
                format!("`{}`: a list has items, and nothing else has, expected one or the other", field.key);
            return Err(self.mistake(here, what));
        }
        let word = field.from.as_deref().filter(|from| !from.starts_with('/'));
        if let Some(word) = word.filter(|word| Known::of(word).is_none()) {
            let known = Known::ALL.map(|(known, _)| known);
            let line = self.node.line_of(&format!("{here}/from"));
            return Err(Mistake::unknown(self.name, line, "fact", word, known));
        }
        let reachable = field.from.is_some() || field.asked || field.optional;
        if kind.at_desk && here.matches('/').count() == 2 && !reachable {
            let what = format!(
                "`{}` can't be filled in at the desk, expected `from`, `asked` or `optional`",
                field.key
            );
            return Err(self.mistake(here, what));
        }
        let alone = field.from.is_some() || field.unasked.is_some() || field.optional;
        if kind.with_action.is_some() && here.matches('/').count() == 2 && !alone {
            let what = format!(
                "`{}` can't be filled in by itself, expected `from`, `unasked` or `optional`",
                field.key
            );
            return Err(self.mistake(here, what));
        }
        Ok(())
    }

    fn body(&self, kind: &DocumentKind) -> Result<(), Mistake> {
        let own = kind.fields.iter().map(|field| field.key.clone());
        let given: BTreeSet<String> = GIVEN.into_iter().map(str::to_owned).chain(own).collect();
        for (index, block) in kind.body.iter().enumerate() {
            let (here, mut known) = (format!("/body/{index}"), given.clone());
            if let Block::Table(table) = block {
                let list = kind.field(&table.each).filter(|field| field.kind == FieldKind::List);
                let Some(list) = list else {
                    let what = format!("`{}` isn't a list, expected one of the fields", table.each);
                    return Err(self.mistake(&format!("{here}/table/each"), what));
                };
                known.extend(list.items.iter().map(|item| format!("item.{}", item.key)));
                known.insert("n".to_owned());
            }
            let node = self.node.at(&here).map(Node::to_json).unwrap_or_default();
            self.words(&here, &node, &known)?;
        }
        Ok(())
    }

    /// Every text below a place is a template.
    fn words(&self, here: &str, value: &Value, known: &BTreeSet<String>) -> Result<(), Mistake> {
        match value {
            Value::String(text) => self.template(here, text, known),
            Value::Array(items) => items
                .iter()
                .enumerate()
                .try_for_each(|(index, item)| self.words(&format!("{here}/{index}"), item, known)),
            Value::Object(members) => members
                .iter()
                .try_for_each(|(name, member)| self.words(&format!("{here}/{name}"), member, known)),
            _ => Ok(()),
        }
    }

    fn template(&self, here: &str, text: &str, known: &BTreeSet<String>) -> Result<(), Mistake> {
        let environment = Environment::new();
        let template = environment.template_from_str(text).map_err(|error| {
            let what = error.detail().unwrap_or("unreadable").to_owned();
            self.mistake(here, format!("this template can't be read: {what}"))
        })?;
        // `amount.words` is a part of `amount`.
        let is_known = |name: &String| {
            let whole =
                |known: &String| name.strip_prefix(known.as_str()).is_some_and(|rest| rest.starts_with('.'));
            known.contains(name) || known.iter().any(whole)
        };
        let unknown = template.undeclared_variables(true).into_iter().find(|name| !is_known(name));
        let Some(unknown) = unknown else { return Ok(()) };
        let line = self.node.line_of(here);
        Err(Mistake::unknown(self.name, line, "field", &unknown, known.iter().map(String::as_str)))
    }
}
