//! What may be paid, batches and their lines.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    assistance::payments::model::{Account, AccountState, BatchState, LineState, Way},
    platform::{clock::local_date, money::Fen},
};

/// A batch.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Batch {
    /// The batch.
    pub id: Uuid,
    /// Who pays.
    pub organ_id: Uuid,
    /// The year of the budget it is paid from.
    pub year: i32,
    /// Its number in that year.
    pub number: i32,
    /// How it is paid.
    pub way: Way,
    /// How far it is.
    pub state: BatchState,
    /// Who made it.
    pub made_by: Uuid,
    /// When.
    pub made_at: DateTime<Utc>,
    /// Who checked it.
    pub approved_by: Option<Uuid>,
    /// When.
    pub approved_at: Option<DateTime<Utc>>,
    /// The day on which the money was there.
    pub arrived_on: Option<NaiveDate>,
    /// The last day to tell the people.
    pub tell_by: Option<NaiveDate>,
    /// When they were told.
    pub told_at: Option<DateTime<Utc>>,
    /// When it went to the bank.
    pub sent_at: Option<DateTime<Utc>>,
    /// Goes up with each change.
    pub version: i32,
}

impl Batch {
    /// Whether the people were told after the last day for it: two working days from the money's arrival (2014 Opinion).
    pub fn told_late(&self) -> bool {
        self.told_at.zip(self.tell_by).is_some_and(|(told, last)| local_date(told) > last)
    }
}

/// One try to pay an instalment.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Line {
    /// The try; the ledger knows the payment by it.
    pub id: Uuid,
    /// Its batch.
    pub batch_id: Uuid,
    /// Its place in the batch, from 1.
    pub place: i32,
    /// What is paid.
    pub instalment_id: Uuid,
    /// Whose money.
    pub person_id: Uuid,
    /// The case.
    pub case_id: Uuid,
    /// How much.
    pub amount: Fen,
    /// Where it goes, as it was when the batch was made; none when it is handed over.
    pub account: Option<Account>,
    /// How far it is.
    pub state: LineState,
    /// Why it failed, as the bank says.
    pub reason: Option<String>,
    /// Who was present beside whoever entered that it was handed over.
    pub witness_id: Option<Uuid>,
    /// When it was settled.
    pub settled_on: Option<NaiveDate>,
    /// The mandate of custody into which it is paid, as it was when the batch was made.
    pub mandate_id: Option<Uuid>,
    /// The receipt of what was handed over.
    pub receipt: Option<Receipt>,
}

/// A photo of a receipt, signed or with a thumbprint.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Receipt {
    /// The stored file.
    pub file_id: Uuid,
    /// What it is, like image/jpeg.
    pub media_type: String,
}

/// A line with who gets it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Payee {
    /// The line.
    pub line: Line,
    /// The person's name, in clear: faces mask it.
    pub name: String,
}

/// A batch with its lines.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct BatchFile {
    /// The batch.
    pub batch: Batch,
    /// The organ's code.
    pub organ_code: String,
    /// In their order.
    pub lines: Vec<Payee>,
}

impl BatchFile {
    /// The number that papers and the bank's file have, like 540500-2026-3.
    pub fn number(&self) -> String {
        format!("{}-{}-{}", self.organ_code, self.batch.year, self.batch.number)
    }

    /// By which the bank's answer names a line.
    pub fn reference(&self, line: &Line) -> String {
        format!("{}-{}", self.number(), line.place)
    }

    /// What is paid in all, what was dropped left out.
    pub fn total(&self) -> Fen {
        let counted = self.lines.iter().filter(|payee| payee.line.state != LineState::Dropped);
        Fen::sum(counted.map(|payee| payee.line.amount)).unwrap_or_default()
    }
}

/// An instalment that may be paid.
#[derive(Clone, Debug)]
pub struct Open {
    /// The instalment.
    pub instalment_id: Uuid,
    /// Who pays.
    pub organ_id: Uuid,
    /// The year of the budget.
    pub year: i32,
    /// The case.
    pub case_id: Uuid,
    /// Whose money.
    pub person_id: Uuid,
    /// The person's name, in clear: faces mask it.
    pub name: String,
    /// How much.
    pub amount: Fen,
    /// The day on which it is to be paid; at once without one.
    pub due_on: Option<NaiveDate>,
    /// How far the account is checked.
    pub account: AccountState,
    /// Whether an earlier try failed or came back.
    pub tried: bool,
}
