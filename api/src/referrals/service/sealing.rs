//! Between the tables and the words.

use hechang_entity::{referral, referral_event};

use crate::{
    catalog::{HandoffKind, HandoffState},
    error::Internal,
    platform::vault::{Place, Vault},
    referrals::model::{Code, Handoff, Step},
};

const CONTENT: &str = "referral.content";
const WORDS: &str = "referral_event.words";

/// A hand-off as its row.
pub fn row(
    vault: &Vault,
    one: &Handoff,
    now: chrono::DateTime<chrono::Utc>,
    ended: bool,
) -> Result<referral::Model, Internal> {
    let place = Place { column: CONTENT, row: one.id };
    Ok(referral::Model {
        id: one.id,
        kind: one.kind.word().to_owned(),
        from_organ_id: one.from,
        to_organ_id: one.to,
        application_id: one.application,
        state: one.state.word().to_owned(),
        measures: serde_json::to_value(&one.measures)?,
        taken: serde_json::to_value(&one.taken)?,
        content_sealed: vault.seal_json(place, &one.content)?,
        due_on: one.due_on,
        due_limit: one.due_limit.clone(),
        version: one.version,
        sent_by: one.sent_by,
        sent_at: one.sent_at,
        updated_at: now,
        ended_at: ended.then_some(now),
        code_index: one.code.as_ref().map(|code| code.index.clone()),
        code_until: one.code.as_ref().map(|code| code.until),
        letter_id: one.letter,
    })
}

/// A row as a hand-off.
pub fn opened(vault: &Vault, row: referral::Model) -> Result<Handoff, Internal> {
    let unknown = || Internal::msg("a hand-off's kind or state is unknown");
    Ok(Handoff {
        kind: HandoffKind::from_word(&row.kind).ok_or_else(unknown)?,
        state: HandoffState::from_word(&row.state).ok_or_else(unknown)?,
        content: vault.open_json(Place { column: CONTENT, row: row.id }, &row.content_sealed)?,
        measures: serde_json::from_value(row.measures)?,
        taken: serde_json::from_value(row.taken)?,
        id: row.id,
        from: row.from_organ_id,
        to: row.to_organ_id,
        application: row.application_id,
        due_on: row.due_on,
        due_limit: row.due_limit,
        version: row.version,
        sent_by: row.sent_by,
        sent_at: row.sent_at,
        letter: row.letter_id,
        code: row.code_index.zip(row.code_until).map(|(index, until)| Code { index, until }),
    })
}

/// A step as its row.
pub fn event(
    vault: &Vault,
    id: uuid::Uuid,
    of: &Handoff,
    staff: uuid::Uuid,
    step: &Step,
) -> Result<referral_event::Model, Internal> {
    let seal = |words: &String| vault.seal_json(Place { column: WORDS, row: id }, words);
    Ok(referral_event::Model {
        id,
        referral_id: of.id,
        at: step.at,
        action: step.action.clone(),
        state: step.state.word().to_owned(),
        organ_id: step.organ,
        staff_id: staff,
        words_sealed: step.words.as_ref().map(seal).transpose()?,
    })
}

/// A row as a step.
pub fn step(vault: &Vault, row: referral_event::Model) -> Result<Step, Internal> {
    let open = |sealed: &[u8]| vault.open_json(Place { column: WORDS, row: row.id }, sealed);
    Ok(Step {
        at: row.at,
        state: HandoffState::from_word(&row.state)
            .ok_or_else(|| Internal::msg("a step's state is unknown"))?,
        organ: row.organ_id,
        words: row.words_sealed.as_deref().map(open).transpose()?,
        action: row.action,
    })
}
