//! Payments as the API shows them: names and account numbers masked.

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    assistance::{
        model::Assisted,
        payments::model::{
            AccountState, BatchFile, BatchState, LineState, Open, PayeeAccount, Relation, Way,
        },
    },
    desk::masking::{masked_name, masked_number},
    platform::money::Fen,
};

/// Where somebody's money goes.
#[derive(Serialize, ToSchema)]
pub struct AccountView {
    person_id: Uuid,
    /// The name of whom the money is for, masked.
    name_masked: String,
    state: AccountState,
    #[serde(skip_serializing_if = "Option::is_none")]
    relation: Option<Relation>,
    /// The name that the bank knows, masked.
    #[serde(skip_serializing_if = "Option::is_none")]
    holder_masked: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    bank: Option<String>,
    /// The number, masked.
    #[serde(skip_serializing_if = "Option::is_none")]
    number_masked: Option<String>,
    version: i32,
}

impl AccountView {
    /// How it is shown.
    pub fn of(person: &Assisted, found: Option<&PayeeAccount>) -> Self {
        let account = found.map(|found| &found.account);
        Self {
            person_id: person.id,
            name_masked: masked_name(&person.who.name),
            state: match found {
                None => AccountState::Missing,
                Some(found) if found.confirmed_by.is_none() => AccountState::Entered,
                Some(_) => AccountState::Confirmed,
            },
            relation: account.map(|account| account.relation),
            holder_masked: account.map(|account| masked_name(&account.holder)),
            bank: account.map(|account| account.bank.clone()),
            number_masked: account.map(|account| masked_number(&account.number)),
            version: found.map_or(0, |found| found.version),
        }
    }
}

/// An instalment that may be paid.
#[derive(Serialize, ToSchema)]
pub struct OpenView {
    instalment_id: Uuid,
    organ_id: Uuid,
    /// The year of the budget.
    year: i32,
    case_id: Uuid,
    person_id: Uuid,
    name_masked: String,
    amount_fen: Fen,
    /// The day on which it is to be paid; at once without one.
    #[serde(skip_serializing_if = "Option::is_none")]
    due_on: Option<NaiveDate>,
    account: AccountState,
    /// Whether an earlier try failed or came back.
    tried: bool,
}

impl From<Open> for OpenView {
    fn from(open: Open) -> Self {
        Self {
            instalment_id: open.instalment_id,
            organ_id: open.organ_id,
            year: open.year,
            case_id: open.case_id,
            person_id: open.person_id,
            name_masked: masked_name(&open.name),
            amount_fen: open.amount,
            due_on: open.due_on,
            account: open.account,
            tried: open.tried,
        }
    }
}

/// A line of a batch.
#[derive(Serialize, ToSchema)]
pub struct LineView {
    id: Uuid,
    /// By which the bank's answer names it.
    reference: String,
    instalment_id: Uuid,
    person_id: Uuid,
    name_masked: String,
    amount_fen: Fen,
    #[serde(skip_serializing_if = "Option::is_none")]
    number_masked: Option<String>,
    /// The mandate of custody into which it is paid.
    #[serde(skip_serializing_if = "Option::is_none")]
    mandate_id: Option<Uuid>,
    state: LineState,
    /// Why it failed, as the bank says.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    settled_on: Option<NaiveDate>,
    /// Whether the receipt of what was handed over is filed.
    receipt: bool,
}

/// A batch.
#[derive(Serialize, ToSchema)]
pub struct BatchView {
    id: Uuid,
    /// Like 540500-2026-3.
    number: String,
    organ_code: String,
    /// The year of the budget.
    year: i32,
    way: Way,
    state: BatchState,
    amount_fen: Fen,
    made_by: Uuid,
    made_at: DateTime<Utc>,
    #[serde(skip_serializing_if = "Option::is_none")]
    approved_by: Option<Uuid>,
    /// The day on which the money was there.
    #[serde(skip_serializing_if = "Option::is_none")]
    arrived_on: Option<NaiveDate>,
    /// The last day to tell the people: two working days after the money was there.
    #[serde(skip_serializing_if = "Option::is_none")]
    tell_by: Option<NaiveDate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    told_at: Option<DateTime<Utc>>,
    /// Whether they were told after that day.
    told_late: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    sent_at: Option<DateTime<Utc>>,
    lines: Vec<LineView>,
    version: i32,
}

impl From<BatchFile> for BatchView {
    fn from(file: BatchFile) -> Self {
        let line = |payee: &crate::assistance::payments::model::Payee| LineView {
            id: payee.line.id,
            reference: file.reference(&payee.line),
            instalment_id: payee.line.instalment_id,
            person_id: payee.line.person_id,
            name_masked: masked_name(&payee.name),
            amount_fen: payee.line.amount,
            number_masked: payee.line.account.as_ref().map(|account| masked_number(&account.number)),
            mandate_id: payee.line.mandate_id,
            state: payee.line.state,
            reason: payee.line.reason.clone(),
            settled_on: payee.line.settled_on,
            receipt: payee.line.receipt.is_some(),
        };
        let lines = file.lines.iter().map(line).collect();
        let (number, amount_fen) = (file.number(), file.total());
        let batch = file.batch;
        Self {
            id: batch.id,
            number,
            organ_code: file.organ_code,
            year: batch.year,
            way: batch.way,
            state: batch.state,
            amount_fen,
            made_by: batch.made_by,
            made_at: batch.made_at,
            approved_by: batch.approved_by,
            arrived_on: batch.arrived_on,
            tell_by: batch.tell_by,
            told_at: batch.told_at,
            told_late: batch.told_late(),
            sent_at: batch.sent_at,
            lines,
            version: batch.version,
        }
    }
}
