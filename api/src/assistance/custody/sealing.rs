//! Between the tables and the words: accounts, parties and everything that people say are sealed.

use hechang_entity::{custody_mandate, custody_report, custody_request};
use uuid::Uuid;

use crate::{
    assistance::custody::model::{Handed, Mandate, Report, Request, Voucher, Who},
    error::Internal,
    platform::{
        money::Fen,
        vault::{Place, Vault},
    },
};

const ACCOUNT: &str = "custody_mandate.account";
const PARTIES: &str = "custody_mandate.parties";
const WORDS: &str = "custody_request.words";
const REASON: &str = "custody_request.reason";
const REPORT: &str = "custody_report.words";
const LIFTED: &str = "custody_report.lift_reason";

/// By which the same account is found again.
pub fn account_index(vault: &Vault, number: &str) -> Result<Vec<u8>, Internal> {
    vault.index("custody_mandate.account_number", number)
}

pub fn mandate(vault: &Vault, row: custody_mandate::Model) -> Result<Mandate, Internal> {
    let place = |column| Place { column, row: row.id };
    let handed = match (row.handed_amount, row.handed_on, row.handed_by) {
        (Some(amount), Some(on), Some(by)) => Some(Handed { amount: Fen::of(amount), on, by }),
        _ => None,
    };
    Ok(Mandate {
        account: vault.open_json(place(ACCOUNT), &row.account_sealed)?,
        parties: vault.open_json(place(PARTIES), &row.parties_sealed)?,
        purposes: serde_json::from_value(row.purposes)?,
        plan: serde_json::from_value(row.plan)?,
        state: row.state.parse()?,
        closed_as: row.closed_as.as_deref().map(str::parse).transpose()?,
        id: row.id,
        case_id: row.case_id,
        person_id: row.person_id,
        application_id: row.application_id,
        organ_id: row.organ_id,
        custodian_id: row.custodian_id,
        ends_on: row.ends_on,
        document_id: row.document_id,
        number: row.number,
        made_by: row.made_by,
        made_at: row.made_at,
        signed_by: row.signed_by,
        signed_on: row.signed_on,
        funded_at: row.funded_at,
        closed_on: row.closed_on,
        succeeds: row.succeeds,
        handed,
        version: row.version,
    })
}

pub fn mandate_row(vault: &Vault, one: &Mandate) -> Result<custody_mandate::Model, Internal> {
    let place = |column| Place { column, row: one.id };
    Ok(custody_mandate::Model {
        id: one.id,
        case_id: one.case_id,
        person_id: one.person_id,
        application_id: one.application_id,
        organ_id: one.organ_id,
        custodian_id: one.custodian_id,
        state: one.state.word().to_owned(),
        account_sealed: vault.seal_json(place(ACCOUNT), &one.account)?,
        account_index: account_index(vault, &one.account.number)?,
        parties_sealed: vault.seal_json(place(PARTIES), &one.parties)?,
        purposes: serde_json::to_value(&one.purposes)?,
        plan: serde_json::to_value(&one.plan)?,
        ends_on: one.ends_on,
        document_id: one.document_id,
        number: one.number.clone(),
        made_by: one.made_by,
        made_at: one.made_at,
        signed_by: one.signed_by,
        signed_on: one.signed_on,
        funded_at: one.funded_at,
        closed_on: one.closed_on,
        closed_as: one.closed_as.map(|ending| ending.word().to_owned()),
        succeeds: one.succeeds,
        handed_amount: one.handed.map(|handed| handed.amount.count()),
        handed_on: one.handed.map(|handed| handed.on),
        handed_by: one.handed.map(|handed| handed.by),
        version: one.version,
    })
}

pub fn request(vault: &Vault, row: custody_request::Model) -> Result<Request, Internal> {
    let place = |column| Place { column, row: row.id };
    let voucher = match (row.voucher_id, row.voucher_type, row.filed_by, row.filed_at) {
        (Some(file_id), Some(media_type), Some(filed_by), Some(filed_at)) => {
            Some(Voucher { file_id, media_type, filed_by, filed_at })
        }
        _ => None,
    };
    let reason = row.reason_sealed.as_deref();
    Ok(Request {
        words: vault.open_json(place(WORDS), &row.words_sealed)?,
        reason: reason.map(|sealed| vault.open_json(place(REASON), sealed)).transpose()?,
        kind: row.kind.parse()?,
        state: row.state.parse()?,
        asked_by: who(&row.asked_kind, row.asked_by)?,
        amount: Fen::of(row.amount),
        voucher,
        id: row.id,
        mandate_id: row.mandate_id,
        purpose: row.purpose,
        planned_place: row.planned_place,
        asked_at: row.asked_at,
        verified_by: row.verified_by,
        approved_by: row.approved_by,
        released_by: row.released_by,
        released_on: row.released_on,
        voucher_due_on: row.voucher_due_on,
        refused_by: row.refused_by,
    })
}

pub fn request_row(vault: &Vault, one: &Request) -> Result<custody_request::Model, Internal> {
    let place = |column| Place { column, row: one.id };
    let (asked_kind, asked_by) = who_row(one.asked_by);
    let reason = one.reason.as_ref().map(|reason| vault.seal_json(place(REASON), reason));
    let voucher = one.voucher.as_ref();
    Ok(custody_request::Model {
        id: one.id,
        mandate_id: one.mandate_id,
        kind: one.kind.word().to_owned(),
        purpose: one.purpose.clone(),
        amount: one.amount.count(),
        words_sealed: vault.seal_json(place(WORDS), &one.words)?,
        planned_place: one.planned_place,
        state: one.state.word().to_owned(),
        asked_kind,
        asked_by,
        asked_at: one.asked_at,
        verified_by: one.verified_by,
        approved_by: one.approved_by,
        released_by: one.released_by,
        released_on: one.released_on,
        voucher_due_on: one.voucher_due_on,
        voucher_id: voucher.map(|voucher| voucher.file_id),
        voucher_type: voucher.map(|voucher| voucher.media_type.clone()),
        filed_by: voucher.map(|voucher| voucher.filed_by),
        filed_at: voucher.map(|voucher| voucher.filed_at),
        refused_by: one.refused_by,
        reason_sealed: reason.transpose()?,
    })
}

pub fn report(vault: &Vault, row: &custody_report::Model) -> Result<Report, Internal> {
    let place = |column| Place { column, row: row.id };
    let reason = row.lift_reason_sealed.as_deref();
    Ok(Report {
        words: vault.open_json(place(REPORT), &row.words_sealed)?,
        lift_reason: reason.map(|sealed| vault.open_json(place(LIFTED), sealed)).transpose()?,
        by: who(&row.by_kind, row.by_id)?,
        id: row.id,
        mandate_id: row.mandate_id,
        at: row.at,
        lifted_by: row.lifted_by,
        lifted_at: row.lifted_at,
    })
}

pub fn report_row(vault: &Vault, one: &Report) -> Result<custody_report::Model, Internal> {
    let place = |column| Place { column, row: one.id };
    let (by_kind, by_id) = who_row(one.by);
    let reason = one.lift_reason.as_ref().map(|reason| vault.seal_json(place(LIFTED), reason));
    Ok(custody_report::Model {
        id: one.id,
        mandate_id: one.mandate_id,
        by_kind,
        by_id,
        at: one.at,
        words_sealed: vault.seal_json(place(REPORT), &one.words)?,
        lifted_by: one.lifted_by,
        lifted_at: one.lifted_at,
        lift_reason_sealed: reason.transpose()?,
    })
}

fn who(kind: &str, id: Option<Uuid>) -> Result<Who, Internal> {
    match (kind, id) {
        ("citizen", Some(id)) => Ok(Who::Citizen(id)),
        ("staff", Some(id)) => Ok(Who::Staff(id)),
        ("system", None) => Ok(Who::System),
        _ => Err(Internal::msg(format!("{kind:?} is nobody who asks"))),
    }
}

fn who_row(who: Who) -> (String, Option<Uuid>) {
    match who {
        Who::Citizen(id) => ("citizen".to_owned(), Some(id)),
        Who::Staff(id) => ("staff".to_owned(), Some(id)),
        Who::System => ("system".to_owned(), None),
    }
}
