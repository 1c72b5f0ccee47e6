//! Between the tables and the words: what was said is sealed.

use hechang_entity::{recovery, recovery_receipt};

use crate::{
    assistance::recovery::model::{Receipt, Recovery, Source},
    error::Internal,
    platform::{
        money::Fen,
        vault::{Place, Vault},
    },
};

const WORDS: &str = "recovery.words";

pub fn recovery(vault: &Vault, row: recovery::Model) -> Result<Recovery, Internal> {
    Ok(Recovery {
        words: vault.open_json(Place { column: WORDS, row: row.id }, &row.words_sealed)?,
        state: row.state.parse()?,
        id: row.id,
        case_id: row.case_id,
        person_id: row.person_id,
        organ_id: row.organ_id,
        ground: row.ground,
        amount: Fen::of(row.amount),
        revokes: row.revokes,
        opened_by: row.opened_by,
        opened_at: row.opened_at,
        decided_by: row.decided_by,
        decided_at: row.decided_at,
        version: row.version,
    })
}

pub fn recovery_row(vault: &Vault, one: &Recovery) -> Result<recovery::Model, Internal> {
    Ok(recovery::Model {
        id: one.id,
        case_id: one.case_id,
        person_id: one.person_id,
        organ_id: one.organ_id,
        state: one.state.word().to_owned(),
        ground: one.ground.clone(),
        amount: one.amount.count(),
        revokes: one.revokes,
        words_sealed: vault.seal_json(Place { column: WORDS, row: one.id }, &one.words)?,
        opened_by: one.opened_by,
        opened_at: one.opened_at,
        decided_by: one.decided_by,
        decided_at: one.decided_at,
        open_person_id: one.state.is_under_way().then_some(one.person_id),
        version: one.version,
    })
}

pub fn receipt(row: recovery_receipt::Model) -> Result<Receipt, Internal> {
    let source = Source::ALL.into_iter().find(|source| source.word() == row.source);
    Ok(Receipt {
        source: source.ok_or_else(|| Internal::msg(format!("{:?} isn't a source of money", row.source)))?,
        id: row.id,
        recovery_id: row.recovery_id,
        organ_id: row.organ_id,
        amount: Fen::of(row.amount),
        recovered: Fen::of(row.recovered_after),
        received_on: row.received_on,
        basis: row.basis,
        entered_by: row.entered_by,
        entered_at: row.entered_at,
    })
}
