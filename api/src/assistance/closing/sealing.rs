//! Between the tables and the words: notes and reasons are sealed.

use hechang_entity::{closing, closing_opening};

use crate::{
    assistance::closing::model::{Bundle, Closing, Opening},
    error::Internal,
    platform::vault::{Place, Vault},
};

const NOTE: &str = "closing.note";
const ANSWER: &str = "closing.answer";
const REASON: &str = "closing_opening.reason";

pub fn closing(vault: &Vault, row: closing::Model) -> Result<Closing, Internal> {
    let answer = row.answer_sealed.as_deref();
    Ok(Closing {
        note: vault.open_json(Place { column: NOTE, row: row.id }, &row.note_sealed)?,
        answer: answer
            .map(|sealed| vault.open_json(Place { column: ANSWER, row: row.id }, sealed))
            .transpose()?,
        state: row.state.parse()?,
        bundle: row.bundle_id.map(|file_id| Bundle {
            file_id,
            sha256: row.bundle_sha256.unwrap_or_default(),
            size: row.bundle_size.unwrap_or_default(),
            parts: row.bundle_parts.unwrap_or_default(),
        }),
        id: row.id,
        case_id: row.case_id,
        round: row.round,
        asked_by: row.asked_by,
        asked_at: row.asked_at,
        decided_by: row.decided_by,
        decided_at: row.decided_at,
        reopened_at: row.reopened_at,
    })
}

pub fn closing_row(vault: &Vault, closing: &Closing) -> Result<closing::Model, Internal> {
    let place = |column| Place { column, row: closing.id };
    let (answer, bundle) = (closing.answer.as_ref(), closing.bundle.as_ref());
    Ok(closing::Model {
        id: closing.id,
        case_id: closing.case_id,
        round: closing.round,
        state: closing.state.word().to_owned(),
        note_sealed: vault.seal_json(place(NOTE), &closing.note)?,
        asked_by: closing.asked_by,
        asked_at: closing.asked_at,
        decided_by: closing.decided_by,
        decided_at: closing.decided_at,
        answer_sealed: answer.map(|answer| vault.seal_json(place(ANSWER), answer)).transpose()?,
        bundle_id: bundle.map(|bundle| bundle.file_id),
        bundle_sha256: bundle.map(|bundle| bundle.sha256.clone()),
        bundle_size: bundle.map(|bundle| bundle.size),
        bundle_parts: bundle.map(|bundle| bundle.parts),
        reopened_at: closing.reopened_at,
    })
}

pub fn opening(vault: &Vault, row: &closing_opening::Model) -> Result<Opening, Internal> {
    Ok(Opening {
        reason: vault.open_json(Place { column: REASON, row: row.id }, &row.reason_sealed)?,
        id: row.id,
        closing_id: row.closing_id,
        staff_id: row.staff_id,
        at: row.at,
    })
}

pub fn opening_row(vault: &Vault, opening: &Opening) -> Result<closing_opening::Model, Internal> {
    Ok(closing_opening::Model {
        id: opening.id,
        closing_id: opening.closing_id,
        staff_id: opening.staff_id,
        at: opening.at,
        reason_sealed: vault.seal_json(Place { column: REASON, row: opening.id }, &opening.reason)?,
    })
}
