//! What finance enters: a batch, that its money is there, what came of a line.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

use crate::assistance::payments::model::Way;

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
