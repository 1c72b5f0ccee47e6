//! Reads the files of the catalog and checks them together. Every mistake is told with its file, its line and what
//! was expected; the first one stops the start.

use std::{collections::BTreeMap, sync::Arc};

use serde::de::DeserializeOwned;

mod checklist;
mod document;
mod field;
mod handoff;
mod mistake;
mod one_or_many;
mod references;
mod retention;
mod schema;
mod service;
#[cfg(test)]
mod tests;
mod texts;
mod tree;
mod workflow;

pub use document::documents;
pub use handoff::read as handoffs;
pub use mistake::Mistake;
pub use retention::read as retention;

use super::{model::Service, workflow::Workflow};

/// Files by their name below `api/catalog/`.
pub type Files = BTreeMap<String, String>;

/// Every service, by its order.
pub fn services(files: &Files) -> Result<Vec<Service>, Mistake> {
    for (name, text) in files {
        texts::check(name, &parse(name, text)?)?;
    }
    let workflows = workflows(files)?;
    let mut services = folders(files)
        .into_iter()
        .map(|folder| service::read(files, folder, &workflows))
        .collect::<Result<Vec<_>, _>>()?;
    services.sort_by(|one, other| (one.order, &one.key).cmp(&(other.order, &other.key)));
    Ok(services)
}

fn workflows(files: &Files) -> Result<BTreeMap<String, Arc<Workflow>>, Mistake> {
    let names = files.keys().filter_map(|name| name.strip_prefix("workflows/")?.strip_suffix(".yaml"));
    names.map(|key| Ok((key.to_owned(), Arc::new(workflow::read(files, key)?)))).collect()
}

fn folders(files: &Files) -> Vec<&str> {
    let mut folders: Vec<_> = files
        .keys()
        .filter_map(|name| name.strip_prefix("services/")?.split_once('/'))
        .map(|(folder, _)| folder)
        .collect();
    folders.dedup();
    folders
}

fn text<'files>(files: &'files Files, name: &str) -> Result<&'files str, Mistake> {
    let text = files.get(name).map(String::as_str);
    text.ok_or_else(|| Mistake::new(name, 1, "there is no such file, expected it beside the others"))
}

fn parse<T: DeserializeOwned>(name: &str, text: &str) -> Result<T, Mistake> {
    serde_saphyr::from_str(text).map_err(|error| Mistake::unreadable(name, &error))
}
