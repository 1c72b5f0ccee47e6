//! What a journey with papers begins with.

use std::path::{Path, PathBuf};

use hechang_entity::{audit_entry, material, stored_file};
use hechang_tests::{
    ask::{Answer, Ask},
    people::Person,
    samples,
    town::Town,
};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use serde_json::{Value, json};

pub const PHONE: &str = "13800000001";

/// The papers that the example of an application needs.
pub const NEEDED: [&str; 4] = ["identity", "harm_proof", "hardship_proof", "compensation_statement"];

/// A complete form for judicial assistance.
pub fn example() -> Value {
    let file = format!("{}/fixtures/judicial-assistance.json", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap()
}

/// The address of a new draft for judicial assistance at the demonstration's center.
pub async fn draft(town: &Town, person: &Person<'_>) -> String {
    let demo = std::fs::read(town.folder().join("demo.json")).unwrap();
    let demo: Value = serde_json::from_slice(&demo).unwrap();
    let body =
        json!({ "service_key": "judicial-assistance", "center_id": demo["center_id"], "form": example() });
    let draft = person.post("/api/v1/applications").json(&body).await.expect(201).json();
    format!("/api/v1/applications/{}", draft["id"].as_str().unwrap())
}

/// A file for a line of the checklist.
pub fn sends(person: &Person<'_>, application: &str, line: &str, name: &str, bytes: Vec<u8>) -> Ask {
    let ask = person.post(&format!("{application}/materials"));
    ask.upload(&[("checklist_key", line)], name, "application/octet-stream", bytes)
}

/// A photograph for a line of the checklist, taken.
pub async fn adds(person: &Person<'_>, application: &str, line: &str, seed: u8) -> Value {
    sends(person, application, line, "photo.jpg", samples::jpeg(seed)).await.expect(201).json()
}

/// The address of a file.
pub fn at(application: &str, material: &Value) -> String {
    format!("{application}/materials/{}", material["id"].as_str().unwrap())
}

/// The address of a file or an application at the desk.
pub fn desk(address: &str) -> String {
    address.replace("/api/v1/", "/api/v1/desk/")
}

/// Sends the application with a photograph for each paper that it needs.
pub async fn submits(town: &Town, person: &Person<'_>) -> (String, Vec<Value>) {
    let application = draft(town, person).await;
    let mut papers = Vec::new();
    for (seed, line) in (1..).zip(NEEDED) {
        papers.push(adds(person, &application, line, seed).await);
    }
    let version = &town.app().catalog.service("judicial-assistance").unwrap().consent.version;
    let consent = json!({ "consent": { "version": version, "accepted": true } });
    person.post(&format!("{application}/submit")).json(&consent).await.expect(200);
    (application, papers)
}

/// What somebody at the desk finds about a file.
pub async fn judges(staff: &Person<'_>, application: &str, paper: &Value, verdict: &Value) -> Answer {
    staff.put(&format!("{}/review", desk(&at(application, paper)))).json(verdict).await
}

/// Sealed files on the disk.
pub fn blobs(town: &Town) -> Vec<PathBuf> {
    files_below(&town.folder().join("blobs"))
}

fn files_below(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut found = Vec::new();
    for path in entries.map(|entry| entry.unwrap().path()) {
        if path.is_dir() {
            found.extend(files_below(&path));
        } else {
            found.push(path);
        }
    }
    found
}

/// Rows of files, of keys to files, and of what is on the audit record by this name.
pub async fn rows(town: &Town, action: &str) -> (u64, u64, u64) {
    let db = town.app().db.read();
    let materials = material::Entity::find().count(db).await.unwrap();
    let files = stored_file::Entity::find().count(db).await.unwrap();
    let acts = audit_entry::Entity::find().filter(audit_entry::Column::Action.eq(action));
    (materials, files, acts.count(db).await.unwrap())
}

/// Removes what is out of use, as the program does now and then.
pub async fn tidies(town: &Town) {
    hechang::materials::service::tidy(town.app()).await.unwrap();
}
