//! Between the tables and the words: what is personal is sealed, and found again by keyed blind indexes.

use hechang_entity::{assistance_case, assistance_person, assistance_step};
use unicode_normalization::UnicodeNormalization;
use uuid::Uuid;

use crate::{
    assistance::{
        model::{Assisted, Case, Category, Taken, Underlying, Who},
        underlying,
    },
    error::Internal,
    platform::vault::{Place, Vault},
};

const UNDERLYING: &str = "assistance_case.underlying";
const WHO: &str = "assistance_person.who";
const GROUPS: &str = "assistance_person.groups";
const WORDS: &str = "assistance_step.words";
const PERSON: &str = "assistance_person.person";
const AWARD: &str = "assistance_person.award";

pub fn case(vault: &Vault, row: &assistance_case::Model) -> Result<Case, Internal> {
    Ok(Case {
        underlying: vault.open_json(Place { column: UNDERLYING, row: row.id }, &row.underlying_sealed)?,
        state: row.state.parse()?,
        id: row.id,
        organ_id: row.organ_id,
        handler_id: row.handler_id,
        round: row.round,
        grant_id: row.grant_id,
        decided_on: row.decided_on,
        version: row.version,
        opened_at: row.opened_at,
    })
}

pub fn case_row(vault: &Vault, case: &Case) -> Result<assistance_case::Model, Internal> {
    let place = Place { column: UNDERLYING, row: case.id };
    Ok(assistance_case::Model {
        id: case.id,
        organ_id: case.organ_id,
        handler_id: case.handler_id,
        state: case.state.word().to_owned(),
        underlying_sealed: vault.seal_json(place, &case.underlying)?,
        round: case.round,
        grant_id: case.grant_id,
        decided_on: case.decided_on,
        version: case.version,
        opened_at: case.opened_at,
    })
}

pub fn person(vault: &Vault, row: &assistance_person::Model) -> Result<Assisted, Internal> {
    let word = row.category.as_deref();
    let category = word.map(|word| {
        let known = Category::ALL.into_iter().find(|category| category.word() == word);
        known.ok_or_else(|| Internal::msg(format!("{word:?} isn't a category")))
    });
    Ok(Assisted {
        who: vault.open_json(Place { column: WHO, row: row.id }, &row.who_sealed)?,
        groups: vault.open_json(Place { column: GROUPS, row: row.id }, &row.groups_sealed)?,
        category: category.transpose()?,
        id: row.id,
        case_id: row.case_id,
        application_id: row.application_id,
    })
}

/// A person who has been granted nothing yet.
pub fn person_row(
    vault: &Vault,
    about: &Underlying,
    person: &Assisted,
) -> Result<assistance_person::Model, Internal> {
    let Assisted { id, case_id, application_id, who, category, groups } = person;
    Ok(assistance_person::Model {
        id: *id,
        case_id: *case_id,
        application_id: *application_id,
        who_sealed: vault.seal_json(Place { column: WHO, row: *id }, who)?,
        person_index: vault.index(PERSON, &number(who))?,
        award_index: award_index(vault, about, who)?,
        granted_index: None,
        category: category.map(|category| category.word().to_owned()),
        groups_sealed: vault.seal_json(Place { column: GROUPS, row: *id }, groups)?,
    })
}

/// What stands for a person in an underlying case, the same at every organ.
fn award_index(vault: &Vault, about: &Underlying, who: &Who) -> Result<Vec<u8>, Internal> {
    vault.index(AWARD, &format!("{}|{}", number(who), underlying::plain(&about.number)))
}

/// Spaces, capitals and the way signs are put together don't matter.
fn number(who: &Who) -> String {
    who.id_number.nfkc().filter(|sign| !sign.is_whitespace()).flat_map(char::to_lowercase).collect()
}

pub fn step(vault: &Vault, row: assistance_step::Model) -> Result<Taken, Internal> {
    Ok(Taken {
        words: vault.open_json(Place { column: WORDS, row: row.id }, &row.words_sealed)?,
        verdict: row.verdict.parse()?,
        table: serde_json::from_value(row.on_table)?,
        id: row.id,
        round: row.round,
        place: row.place,
        staff_id: row.staff_id,
        at: row.at,
        paper: row.paper,
    })
}

pub fn step_row(vault: &Vault, case: Uuid, taken: &Taken) -> Result<assistance_step::Model, Internal> {
    Ok(assistance_step::Model {
        id: taken.id,
        case_id: case,
        round: taken.round,
        place: taken.place,
        verdict: taken.verdict.word().to_owned(),
        staff_id: taken.staff_id,
        at: taken.at,
        on_table: serde_json::to_value(&taken.table)?,
        paper: taken.paper.clone(),
        words_sealed: vault.seal_json(Place { column: WORDS, row: taken.id }, &taken.words)?,
    })
}
