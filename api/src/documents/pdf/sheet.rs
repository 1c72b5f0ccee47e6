//! What the layout is given: only data.

use serde::Serialize;
use serde_json::json;

use crate::{
    app::App,
    catalog::document::Said,
    documents::{
        content::{Content, Part},
        error::DocumentError,
        model::Document,
        service::{self, Version},
    },
    qr,
    web::language::Language,
};

/// A document ready to be set.
pub struct Sheet {
    /// What stands on it, as JSON.
    pub json: Vec<u8>,
    /// Its QR code.
    pub qr: String,
    /// What it is known by, for the PDF's own identifier.
    pub id: String,
    /// When it was issued: the PDF's date, so that the same document gives the same file.
    pub issued_at: chrono::DateTime<chrono::Utc>,
}

/// Everything that the layout sees.
#[derive(Serialize)]
struct Seen<'a> {
    title: &'a Said,
    organ: &'a Said,
    number: Option<&'a str>,
    date: &'a Said,
    parts: &'a [Part],
    void: bool,
    note: Option<String>,
    code: String,
    words: serde_json::Value,
}

impl Sheet {
    /// The sheet of a document in a version.
    pub fn of(app: &App, document: &Document, version: Version) -> Result<Self, DocumentError> {
        let Content { title, organ, number, date, parts } = service::written(document, version)?;
        let zh = |key: &str| app.texts.say(Language::Chinese, key);
        let bo = |key: &str| app.texts.say(Language::Tibetan, key);
        let words = json!({
            "void": zh("document-void-mark"),
            "seal": zh("document-seal-space"),
            "day": zh("document-day-blank"),
            "verify": { "zh": zh("document-verify-by"), "bo": bo("document-verify-by") },
        });
        let seen = Seen {
            title,
            organ,
            number: number.as_deref(),
            date,
            parts,
            void: document.voided_at.is_some(),
            note: (version == Version::Public).then(|| zh("document-public-version")),
            code: grouped(&document.verification_code),
            words,
        };
        let json = serde_json::to_vec(&seen).map_err(crate::error::Internal::from)?;
        let qr = qr::image::svg(&service::link(app, document))?;
        Ok(Self { json, qr, id: document.id.to_string(), issued_at: document.issued_at })
    }
}

/// A code in groups of four, to be read aloud.
pub fn grouped(code: &str) -> String {
    let signs: Vec<char> = code.chars().collect();
    let groups: Vec<String> = signs.chunks(4).map(|group| group.iter().collect()).collect();
    groups.join("-")
}
