//! The table of every route and every role, `routes.yaml`: written from the design, not from the code. A route that isn't in it fails.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use serde::Deserialize;
use serde_json::Value;

/// Whom a route is for. Others are sent to sign in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum For {
    Everybody,
    Citizens,
    Staff,
    SignedIn,
}

/// One route.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Row {
    /// Method and path as they are declared.
    pub route: String,
    #[serde(rename = "for")]
    pub whom: For,
    /// The letters of those who may; all of them when absent.
    #[serde(default)]
    pub may: Option<String>,
    /// The letters of those for whom it isn't there.
    #[serde(default)]
    pub unseen: String,
    /// Another status for a letter, where neither of these says it.
    #[serde(default, rename = "as")]
    pub status: BTreeMap<char, u16>,
    /// What stands in the path's places, where it isn't the usual.
    #[serde(default, rename = "with")]
    pub places: BTreeMap<String, String>,
    #[serde(default)]
    pub query: String,
    /// A body as JSON.
    #[serde(default)]
    pub body: Option<Value>,
    /// The fields of a form.
    #[serde(default)]
    pub form: BTreeMap<String, String>,
    /// A multipart body with a picture.
    #[serde(default)]
    pub upload: bool,
    /// Asked last, because it takes something away.
    #[serde(default)]
    pub last: bool,
}

impl Row {
    pub fn method(&self) -> &str {
        self.route.split_once(' ').unwrap().0
    }

    pub fn path(&self) -> &str {
        self.route.split_once(' ').unwrap().1
    }

    pub fn is_page(&self) -> bool {
        !self.path().starts_with("/api/")
    }
}

/// The whole table.
pub fn read() -> Vec<Row> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("journeys/access/routes.yaml");
    serde_saphyr::from_str(&fs::read_to_string(file).unwrap()).unwrap()
}

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        if entry.is_dir() {
            sources(&entry, found);
        } else if entry.extension().is_some_and(|ending| ending == "rs") {
            found.push(entry);
        }
    }
}

/// Every route that the sources declare.
fn declared() -> BTreeSet<String> {
    let (mut files, mut routes) = (Vec::new(), BTreeSet::new());
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../api/src"), &mut files);
    for text in files.iter().map(|file| fs::read_to_string(file).unwrap()) {
        for method in ["get", "post", "put", "delete", "head", "options", "patch"] {
            for after in text.split(&format!("#[{method}(\"")).skip(1) {
                let path = after.split_once('"').unwrap().0;
                routes.insert(format!("{} {path}", method.to_uppercase()));
            }
        }
    }
    routes
}

#[test]
fn every_route_is_in_the_table() {
    let known: BTreeSet<_> = read().into_iter().map(|row| row.route).collect();
    let declared = declared();
    assert!(declared.len() > 150, "the search sees the routes");
    let missing: Vec<_> = declared.difference(&known).collect();
    assert!(missing.is_empty(), "routes that routes.yaml doesn't know: {missing:#?}");
    let gone: Vec<_> = known.difference(&declared).collect();
    assert!(gone.is_empty(), "routes that are no more: {gone:#?}");
}
