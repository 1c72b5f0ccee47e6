//! Each thing of a bundle with its place, its title and where its bytes come from.

mod forms;
mod found;
mod money;

use serde_json::{Value, json};
use uuid::Uuid;

use super::Contents;
use crate::{
    app::App, assistance::closing::model::Closing, documents::model::Document, error::Internal,
    materials::service::Original, platform::archive::safe_name, web::language::Language::Chinese,
};

const JSON: &str = "application/json";

/// Where the bytes of a part come from.
pub enum Source<'a> {
    /// They are here.
    Here(Vec<u8>),
    /// A document, set as PDF/A.
    Document(&'a Document),
    /// A sealed file.
    File(Uuid),
}

/// A part of a bundle.
pub struct Part<'a> {
    pub path: String,
    pub title: String,
    pub media_type: String,
    pub source: Source<'a>,
}

/// All parts, in the order in which a reader wants them.
pub fn parts<'a>(app: &App, contents: &'a Contents, closing: &Closing) -> Result<Vec<Part<'a>>, Internal> {
    let mut all = vec![
        record(app, "case", &json!(contents.file))?,
        record(
            app,
            "closing",
            &json!({ "round": closing.round, "note": closing.note, "asked_by": closing.asked_by,
            "asked_at": closing.asked_at, "confirmed_by": closing.decided_by, "confirmed_at": closing.decided_at }),
        )?,
        record(app, "ledger", &json!(contents.entries))?,
        forms::forms(app, contents)?,
    ];
    all.extend(contents.documents.iter().zip(1..).map(|(document, n)| official(app, document, n)));
    all.extend(contents.papers.iter().zip(1..).map(|(paper, n)| original(contents, paper, n)));
    if !contents.referrals.referrals.is_empty() {
        all.push(record(app, "referrals", &json!(contents.referrals))?);
    }
    found::investigation(app, contents, &mut all)?;
    money::payments(app, contents, &mut all)?;
    if !contents.recoveries.is_empty() {
        all.push(record(app, "recoveries", &json!(contents.recoveries))?);
    }
    found::visits(app, contents, &mut all)?;
    money::custody(app, contents, &mut all)?;
    Ok(all)
}

fn say(app: &App, key: &str) -> String {
    app.texts.say(Chinese, key)
}

/// What the tables hold, as JSON.
fn record<'a>(app: &App, what: &str, value: &Value) -> Result<Part<'a>, Internal> {
    Ok(Part {
        path: format!("records/{what}.json"),
        title: say(app, &format!("closing-part-{what}")),
        media_type: JSON.to_owned(),
        source: Source::Here(serde_json::to_vec_pretty(value)?),
    })
}

fn official<'a>(app: &App, document: &'a Document, n: usize) -> Part<'a> {
    let kind = app.catalog.document(&document.kind);
    let mut title = kind.map_or_else(|| document.kind.clone(), |kind| kind.title.get(Chinese).to_owned());
    if let Some(number) = &document.number {
        title = format!("{title} {number}");
    }
    if document.voided_at.is_some() {
        title = format!("{title}（{}）", say(app, "closing-part-void"));
    }
    Part {
        path: format!("documents/{n:03}-{}.pdf", document.kind),
        title,
        media_type: "application/pdf".to_owned(),
        source: Source::Document(document),
    }
}

fn original<'a>(contents: &Contents, paper: &'a Original, n: usize) -> Part<'a> {
    let receipt = contents.receipts.get(&paper.application_id).map_or("-", String::as_str);
    Part {
        path: format!("papers/{receipt}/{n:03}-{}", safe_name(&paper.material.filename)),
        title: paper.material.filename.clone(),
        media_type: paper.material.media_type.clone(),
        source: Source::File(paper.file_id),
    }
}
