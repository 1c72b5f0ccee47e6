//! Closing as the API shows it.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    app::App,
    assistance::closing::{
        model::{Closing, ClosingFile, ClosingState},
        service,
    },
    error::{FieldFault, Internal},
    web::{language::Language, problems::fault_text},
};

/// The closing of a case.
#[derive(Serialize, ToSchema)]
pub struct ClosingView {
    case_id: Uuid,
    /// Whether the case is closed now.
    closed: bool,
    /// What is still open; the case can be closed when there is nothing.
    open: Vec<OpenView>,
    /// Every round, the first first; the last counts.
    rounds: Vec<RoundView>,
}

/// Something that is still open.
#[derive(Serialize, ToSchema)]
#[schema(as = ClosingObstacle)]
pub struct OpenView {
    /// What it is about.
    pointer: String,
    /// Stable.
    code: &'static str,
    /// In words.
    text: String,
}

/// A round of closing.
#[derive(Serialize, ToSchema)]
#[schema(as = ClosingRound)]
pub struct RoundView {
    round: i32,
    state: ClosingState,
    note: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    asked_by: Option<String>,
    asked_at: DateTime<Utc>,
    /// Who confirmed or handed back.
    #[serde(skip_serializing_if = "Option::is_none")]
    decided_by: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    decided_at: Option<DateTime<Utc>>,
    /// Why it was handed back.
    #[serde(skip_serializing_if = "Option::is_none")]
    answer: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    bundle: Option<BundleView>,
    /// When a recovery opened the case again.
    #[serde(skip_serializing_if = "Option::is_none")]
    reopened_at: Option<DateTime<Utc>>,
}

/// An archive bundle.
#[derive(Serialize, ToSchema)]
#[schema(as = ClosingBundle)]
pub struct BundleView {
    /// The SHA-256 of the ZIP, in hexadecimal digits; the audit record vouches for it.
    sha256: String,
    /// Bytes.
    size: i64,
    /// Files that its manifest names.
    parts: i32,
    /// Who opened it, and why; the first first.
    openings: Vec<OpeningView>,
}

/// That somebody opened a bundle.
#[derive(Serialize, ToSchema)]
#[schema(as = ClosingBundleOpening)]
pub struct OpeningView {
    by: String,
    at: DateTime<Utc>,
    reason: String,
}

/// What is open, in the reader's language.
pub fn open(app: &App, obstacles: &[FieldFault], language: Language) -> Vec<OpenView> {
    let view = |fault: &FieldFault| OpenView {
        pointer: fault.pointer.clone(),
        code: fault.code,
        text: fault_text(fault, &app.texts, language),
    };
    obstacles.iter().map(view).collect()
}

/// The closing of a case for a reader.
pub async fn closing(app: &App, file: &ClosingFile, language: Language) -> Result<ClosingView, Internal> {
    let names = service::names(app.db.read(), file).await?;
    Ok(ClosingView {
        case_id: file.file.case.id,
        closed: file.closings.last().is_some_and(Closing::is_in_force),
        open: open(app, &file.obstacles, language),
        rounds: file.closings.iter().map(|one| round(file, &names, one)).collect(),
    })
}

fn round(file: &ClosingFile, names: &HashMap<Uuid, String>, one: &Closing) -> RoundView {
    let openings = file.openings.iter().filter(|opening| opening.closing_id == one.id);
    let openings = openings.map(|opening| OpeningView {
        by: names.get(&opening.staff_id).cloned().unwrap_or_default(),
        at: opening.at,
        reason: opening.reason.clone(),
    });
    RoundView {
        round: one.round,
        state: one.state,
        note: one.note.clone(),
        asked_by: names.get(&one.asked_by).cloned(),
        asked_at: one.asked_at,
        decided_by: one.decided_by.and_then(|id| names.get(&id).cloned()),
        decided_at: one.decided_at,
        answer: one.answer.clone(),
        bundle: one.bundle.as_ref().map(|bundle| BundleView {
            sha256: bundle.sha256.clone(),
            size: bundle.size,
            parts: bundle.parts,
            openings: openings.collect(),
        }),
        reopened_at: one.reopened_at,
    }
}
