//! No statement to the database is put together from texts (security.md IN-1): the program speaks through sea-query alone, which binds.

use std::{fs, path::Path};

/// What sea-query has no words for: a constant that lets SQLite empty its log.
const CONSTANT: (&str, &str) =
    ("platform/database.rs", "execute_unprepared(\"PRAGMA wal_checkpoint(TRUNCATE)\")");
/// Ways to write SQL by hand.
const BY_HAND: [&str; 7] = [
    "Statement::from_",
    "execute_unprepared",
    "query_raw",
    "query_all_raw",
    "Expr::cust",
    "sqlx::query",
    "raw_sql",
];

fn sources(folder: &Path, found: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
        if entry.file_type().unwrap().is_dir() {
            sources(&entry.path(), found);
        } else if entry.path().extension().is_some_and(|end| end == "rs") {
            let text = fs::read_to_string(entry.path()).unwrap();
            let program = text.split("#[cfg(test)]").next().unwrap_or_default().to_owned();
            found.push((entry.path().display().to_string(), program));
        }
    }
}

#[test]
fn no_statement_is_written_by_hand() {
    let mut found = Vec::new();
    sources(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../api/src")), &mut found);
    assert!(found.len() > 100);
    for (file, text) in found {
        let text = if file.ends_with(CONSTANT.0) { text.replace(CONSTANT.1, "") } else { text };
        for way in BY_HAND {
            assert!(!text.contains(way), "{file} has {way}");
        }
    }
}
