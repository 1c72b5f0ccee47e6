//! How payment files to the bank are written and its answer is read.

use serde::Deserialize;

/// What a column of the payment file holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Column {
    /// By which the answer names the line.
    Reference,
    /// The name that the bank knows.
    Holder,
    /// The number of the account.
    Number,
    /// The bank and its branch.
    Bank,
    /// Yuan, with two decimals.
    Amount,
    /// What it is for.
    Purpose,
}

/// A column with its title.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sent {
    /// The title in the first row.
    pub title: String,
    /// What it holds.
    pub holds: Column,
}

/// Titles and words of the bank's answer.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AnswerWords {
    /// The title of the reference.
    pub reference: String,
    /// The title of the amount in yuan.
    pub amount: String,
    /// The title of what came of it.
    pub result: String,
    /// The title of the day; the column may be missing.
    pub on: String,
    /// The title of why it failed; the column may be missing.
    pub reason: String,
    /// Words for paid.
    pub paid: Vec<String>,
    /// Words for failed, or returned.
    pub failed: Vec<String>,
}

/// The files.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BankFiles {
    /// The columns that are sent, in their order.
    pub sends: Vec<Sent>,
    /// What the bank is told the money is for.
    pub purpose: String,
    /// The answer.
    pub answer: AnswerWords,
}
