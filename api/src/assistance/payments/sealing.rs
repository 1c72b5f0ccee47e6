//! Between the tables and the words: accounts and the bank's reasons are sealed.

use hechang_entity::{payee_account, payment_batch, payment_line};

use crate::{
    assistance::payments::model::{Batch, Line, PayeeAccount, Receipt},
    error::Internal,
    platform::{
        money::Fen,
        vault::{Place, Vault},
    },
};

const ACCOUNT: &str = "payee_account.account";
const LINE_ACCOUNT: &str = "payment_line.account";
const REASON: &str = "payment_line.reason";

pub fn account(vault: &Vault, row: &payee_account::Model) -> Result<PayeeAccount, Internal> {
    Ok(PayeeAccount {
        account: vault.open_json(Place { column: ACCOUNT, row: row.person_id }, &row.account_sealed)?,
        person_id: row.person_id,
        entered_by: row.entered_by,
        confirmed_by: row.confirmed_by,
        version: row.version,
    })
}

pub fn account_sealed(vault: &Vault, account: &PayeeAccount) -> Result<Vec<u8>, Internal> {
    vault.seal_json(Place { column: ACCOUNT, row: account.person_id }, &account.account)
}

pub fn batch(row: &payment_batch::Model) -> Result<Batch, Internal> {
    Ok(Batch {
        way: row.way.parse()?,
        state: row.state.parse()?,
        id: row.id,
        organ_id: row.organ_id,
        year: row.year,
        number: row.number,
        made_by: row.made_by,
        made_at: row.made_at,
        approved_by: row.approved_by,
        approved_at: row.approved_at,
        arrived_on: row.arrived_on,
        tell_by: row.tell_by,
        told_at: row.told_at,
        sent_at: row.sent_at,
        version: row.version,
    })
}

pub fn batch_row(batch: &Batch) -> payment_batch::Model {
    payment_batch::Model {
        id: batch.id,
        organ_id: batch.organ_id,
        year: batch.year,
        number: batch.number,
        way: batch.way.word().to_owned(),
        state: batch.state.word().to_owned(),
        made_by: batch.made_by,
        made_at: batch.made_at,
        approved_by: batch.approved_by,
        approved_at: batch.approved_at,
        arrived_on: batch.arrived_on,
        tell_by: batch.tell_by,
        told_at: batch.told_at,
        sent_at: batch.sent_at,
        version: batch.version,
    }
}

pub fn line(vault: &Vault, row: &payment_line::Model) -> Result<Line, Internal> {
    let place = |column| Place { column, row: row.id };
    Ok(Line {
        account: row
            .account_sealed
            .as_deref()
            .map(|sealed| vault.open_json(place(LINE_ACCOUNT), sealed))
            .transpose()?,
        reason: row
            .reason_sealed
            .as_deref()
            .map(|sealed| vault.open_json(place(REASON), sealed))
            .transpose()?,
        state: row.state.parse()?,
        id: row.id,
        batch_id: row.batch_id,
        place: row.place,
        instalment_id: row.instalment_id,
        person_id: row.person_id,
        case_id: row.case_id,
        amount: Fen::of(row.amount),
        witness_id: row.witness_id,
        settled_on: row.settled_on,
        mandate_id: row.mandate_id,
        receipt: row
            .receipt_id
            .zip(row.receipt_type.clone())
            .map(|(file_id, media_type)| Receipt { file_id, media_type }),
    })
}

pub fn line_row(vault: &Vault, line: &Line) -> Result<payment_line::Model, Internal> {
    let place = |column| Place { column, row: line.id };
    let account = line.account.as_ref().map(|account| vault.seal_json(place(LINE_ACCOUNT), account));
    let reason = line.reason.as_ref().map(|reason| vault.seal_json(place(REASON), reason));
    Ok(payment_line::Model {
        id: line.id,
        batch_id: line.batch_id,
        place: line.place,
        instalment_id: line.instalment_id,
        person_id: line.person_id,
        case_id: line.case_id,
        amount: line.amount.count(),
        account_sealed: account.transpose()?,
        state: line.state.word().to_owned(),
        reason_sealed: reason.transpose()?,
        witness_id: line.witness_id,
        settled_on: line.settled_on,
        mandate_id: line.mandate_id,
        receipt_id: line.receipt.as_ref().map(|receipt| receipt.file_id),
        receipt_type: line.receipt.as_ref().map(|receipt| receipt.media_type.clone()),
    })
}
