//! No statement to the database is put together from texts (security.md IN-1): the program speaks through sea-query, which binds.

use std::{fs, path::Path};

/// Where sea-query has no words: SQLite's log, and an operator's roles and copies of a whole database. No request reaches these;
/// what they take from outside is bound, or a name that is quoted.
const WORDLESS: [(&str, &[&str]); 5] = [
    ("platform/database.rs", &["execute_unprepared(\"PRAGMA wal_checkpoint(TRUNCATE)\")"]),
    (
        "platform/roles.rs",
        &[
            "execute_unprepared(&statement)",
            "query_one_raw(Statement::from_string(DbBackend::Postgres, sql))",
            "Statement::from_sql_and_values(",
        ],
    ),
    ("backup/checking.rs", &["execute_unprepared(statement)"]),
    ("backup/place.rs", &["query_one_raw(Statement::from_string(DbBackend::Postgres, sql))"]),
    ("backup/snapshot.rs", &["sqlx::query(\"VACUUM INTO ?\")"]),
];
/// Ways to write SQL by hand.
const BY_HAND: [&str; 8] = [
    "Statement::from_",
    "execute_unprepared",
    "query_raw",
    "query_one_raw",
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
        let wordless = WORDLESS.iter().find(|(place, _)| file.ends_with(place));
        let others =
            wordless.into_iter().flat_map(|(_, ways)| *ways).fold(text, |text, way| text.replace(way, ""));
        for way in BY_HAND {
            assert!(!others.contains(way), "{file} has {way}");
        }
    }
}
