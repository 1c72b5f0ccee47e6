//! A bundle that was opened, each of its files as the manifest says.

use std::io::{Cursor, Read};

use data_encoding::HEXLOWER;
use hechang_tests::{ask::Answer, people::Person};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use zip::ZipArchive;

pub struct Archive {
    /// Every file of the ZIP, by name.
    pub files: Vec<(String, Vec<u8>)>,
    pub parts: Vec<Value>,
}

impl Archive {
    /// The bundle of a case's first round.
    pub async fn of(by: &Person<'_>, closing: &str) -> Self {
        Self::unpacked(&opens(by, closing, "上级院调卷").await.expect(200).body)
    }

    /// What a ZIP holds: all that its manifest names and nothing else, each with its digest.
    pub fn unpacked(bytes: &[u8]) -> Self {
        let files = unpacked(bytes);
        let manifest = files.iter().find(|(name, _)| name == "manifest.json").unwrap();
        let manifest: Value = serde_json::from_slice(&manifest.1).unwrap();
        let archive = Self { parts: manifest["parts"].as_array().unwrap().clone(), files };
        assert_eq!(archive.parts.len() + 1, archive.files.len(), "the manifest names everything but itself");
        for part in &archive.parts {
            let content = archive.file(part["path"].as_str().unwrap());
            assert_eq!((&part["sha256"], &part["size"]), (&json!(digest(content)), &json!(content.len())));
            assert!(!part["title"].as_str().unwrap().is_empty());
        }
        archive
    }

    pub fn file(&self, path: &str) -> &[u8] {
        let found = self.files.iter().find(|(name, _)| name == path);
        &found.unwrap_or_else(|| panic!("there is no {path}")).1
    }

    /// A file that ends like this.
    pub fn ending(&self, ending: &str) -> &[u8] {
        &self.files.iter().find(|(name, _)| name.ends_with(ending)).unwrap().1
    }

    pub fn record(&self, what: &str) -> Value {
        serde_json::from_slice(self.file(&format!("records/{what}.json"))).unwrap()
    }

    /// What the manifest says of a file.
    pub fn part(&self, path: &str) -> &Value {
        self.parts.iter().find(|part| part["path"] == path).unwrap()
    }
}

pub async fn opens(by: &Person<'_>, closing: &str, reason: &str) -> Answer {
    by.post(&format!("{closing}/1/bundle")).json(&json!({ "reason": reason })).await
}

fn unpacked(bytes: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut zip = ZipArchive::new(Cursor::new(bytes)).unwrap();
    let all = (0..zip.len()).map(|place| {
        let mut file = zip.by_index(place).unwrap();
        let (name, mut content) = (file.name().unwrap().into_owned(), Vec::new());
        file.read_to_end(&mut content).unwrap();
        (name, content)
    });
    all.collect()
}

pub fn digest(bytes: &[u8]) -> String {
    HEXLOWER.encode(&Sha256::digest(bytes))
}
