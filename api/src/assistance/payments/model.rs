//! Words of payment. Amounts are fen; days are Asia/Shanghai's.

use std::str::FromStr;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

use crate::{error::Internal, platform::money::Fen};

/// Whose account it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Relation {
    /// The assisted person's own.
    Own,
    /// Of the guardian of somebody who is a minor or can't act.
    Guardian,
}

impl Relation {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Own, Self::Guardian];

    /// The word in forms and texts.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Own => "own",
            Self::Guardian => "guardian",
        }
    }
}

/// Where somebody's money goes; personal data.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct Account {
    /// Whose account it is.
    pub relation: Relation,
    /// The name that the bank knows.
    #[validate(length(min = 1, max = 100))]
    pub holder: String,
    /// The bank and its branch.
    #[validate(length(min = 1, max = 100))]
    pub bank: String,
    /// The number of the card or passbook, digits alone.
    #[validate(length(min = 8, max = 32))]
    pub number: String,
}

/// An account with how far it is checked.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PayeeAccount {
    /// Whose money.
    pub person_id: Uuid,
    /// Where it goes.
    pub account: Account,
    /// Who entered it.
    pub entered_by: Uuid,
    /// Who typed the number again and found it the same.
    pub confirmed_by: Option<Uuid>,
    /// Goes up with each change.
    pub version: i32,
}

/// The number as whoever confirms it typed it.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct Confirmation {
    /// The number of the card or passbook.
    #[validate(length(min = 8, max = 32))]
    pub number: String,
}

/// How a batch is paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Way {
    /// By transfer.
    Bank,
    /// Handed over, with two members of staff present.
    InPerson,
}

impl Way {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Bank, Self::InPerson];

    /// The word in tables, forms and texts.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Bank => "bank",
            Self::InPerson => "in_person",
        }
    }
}

/// How far a batch is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum BatchState {
    /// Made, and to be checked.
    Made,
    /// Checked by somebody else; the treasury's money is awaited.
    Approved,
    /// The money is there.
    Funded,
    /// With the bank.
    Sent,
    /// Every line is settled.
    Done,
    /// Given up before it was sent.
    Canceled,
}

impl BatchState {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::Made, Self::Approved, Self::Funded, Self::Sent, Self::Done, Self::Canceled];

    /// The word in tables, forms and texts.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Made => "made",
            Self::Approved => "approved",
            Self::Funded => "funded",
            Self::Sent => "sent",
            Self::Done => "done",
            Self::Canceled => "canceled",
        }
    }
}

/// How far a line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum LineState {
    /// In a batch that isn't sent.
    Listed,
    /// With the bank.
    Sent,
    /// Paid; the ledger has it.
    Paid,
    /// The bank refused it; its instalment may be tried again.
    Failed,
    /// It was paid and came back; its instalment may be tried again.
    Returned,
    /// Its batch was given up.
    Dropped,
}

impl LineState {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::Listed, Self::Sent, Self::Paid, Self::Failed, Self::Returned, Self::Dropped];

    /// The word in tables and texts.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Listed => "listed",
            Self::Sent => "sent",
            Self::Paid => "paid",
            Self::Failed => "failed",
            Self::Returned => "returned",
            Self::Dropped => "dropped",
        }
    }
}

impl FromStr for Way {
    type Err = Internal;

    fn from_str(word: &str) -> Result<Self, Internal> {
        known(Self::ALL, Self::word, word)
    }
}

impl FromStr for BatchState {
    type Err = Internal;

    fn from_str(word: &str) -> Result<Self, Internal> {
        known(Self::ALL, Self::word, word)
    }
}

impl FromStr for LineState {
    type Err = Internal;

    fn from_str(word: &str) -> Result<Self, Internal> {
        known(Self::ALL, Self::word, word)
    }
}

fn known<T: Copy>(
    all: impl IntoIterator<Item = T>,
    word_of: fn(T) -> &'static str,
    word: &str,
) -> Result<T, Internal> {
    let found = all.into_iter().find(|one| word_of(*one) == word);
    found.ok_or_else(|| Internal::msg(format!("{word:?} is unknown")))
}

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

/// What a batch is made of.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct NewBatch {
    /// How it is paid.
    pub way: Way,
    /// The instalments, all of one organ and one year's budget.
    #[validate(length(min = 1, max = 500))]
    pub instalment_ids: Vec<Uuid>,
}

/// That the money is there.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct Funds {
    /// The day in Asia/Shanghai on which it was there.
    pub on: NaiveDate,
    /// The treasury's paper by which the whole amount arrived now; left out when it is in the bank already.
    #[validate(length(min = 1, max = 80))]
    pub basis: Option<String>,
}

/// What came of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// The person has it.
    Paid,
    /// They haven't: the bank refused it, or it came back.
    Failed,
}

/// What came of a line, and when.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct Settlement {
    /// What came of it.
    pub outcome: Outcome,
    /// The day in Asia/Shanghai.
    pub on: NaiveDate,
    /// Why it failed; needed then.
    #[validate(length(max = 200))]
    pub reason: Option<String>,
    /// The user name of the second member of staff who was there; needed when it was handed over.
    #[validate(length(max = 64))]
    pub witness: Option<String>,
}

/// What a bank's file, or an entry by hand, changed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Settled {
    /// Lines that are paid now and weren't.
    pub paid: usize,
    /// Lines that failed or came back now.
    pub failed: usize,
    /// Lines of which nothing new was said.
    pub unchanged: usize,
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
    /// How far the account is checked.
    pub account: AccountState,
    /// Whether an earlier try failed or came back.
    pub tried: bool,
}

/// How far somebody's account is checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AccountState {
    /// None is entered.
    Missing,
    /// Entered, and to be confirmed by somebody else.
    Entered,
    /// Confirmed.
    Confirmed,
}

impl AccountState {
    /// The word in texts.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Entered => "entered",
            Self::Confirmed => "confirmed",
        }
    }
}
