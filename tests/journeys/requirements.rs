//! docs/security.md says which test proves a requirement: each of them is there, and no requirement stands twice.

use std::{collections::BTreeSet, fs, path::Path};

fn sources(folder: &Path, text: &mut String) {
    for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
        if entry.file_type().unwrap().is_dir() {
            sources(&entry.path(), text);
        } else if entry.path().extension().is_some_and(|end| end == "rs") {
            text.push_str(&fs::read_to_string(entry.path()).unwrap());
        }
    }
}

/// A path of modules, not of a type.
fn is_test(word: &str) -> bool {
    word.contains("::") && word.starts_with(|sign: char| sign.is_ascii_lowercase() || sign == '…')
}

#[test]
fn every_test_that_the_table_names_is_there() {
    let house = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut text = String::new();
    for folder in ["tests/journeys", "api/src", "migration/src"] {
        sources(&house.join(folder), &mut text);
    }
    let table = fs::read_to_string(house.join("docs/security.md")).unwrap();
    let mut ids = BTreeSet::new();
    let mut named = 0;
    for row in table.lines().filter(|row| row.starts_with("| ") && row.contains('-')) {
        let id = row.split('|').nth(1).unwrap_or_default().trim();
        let is_id = id.split_once('-').is_some_and(|(_, number)| number.parse::<u32>().is_ok());
        assert!(!is_id || ids.insert(id.to_owned()), "{id} stands twice");
        for word in row.split('`').skip(1).step_by(2).filter(|word| is_test(word)) {
            let name = word.rsplit("::").next().unwrap_or_default();
            if name != "*" {
                named += 1;
                assert!(text.contains(&format!("fn {name}(")), "{id}: there is no test {word}");
            }
        }
    }
    assert!(ids.len() > 60 && named > 100, "{} {named}", ids.len());
}
