//! What people enter.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

use crate::{
    assistance::custody::model::{Parties, Planned},
    platform::money::Fen,
};

/// An agreement to be drawn up.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct NewMandate {
    /// Whose money: a person of a granted case.
    pub person_id: Uuid,
    /// The code of the partner that holds the money: a bank, a village committee.
    #[validate(length(min = 1, max = 40))]
    pub custodian_code: String,
    /// The account of this mandate alone.
    #[validate(nested)]
    pub account: SeparateAccount,
    /// Who speaks for the person, and whom to call.
    #[validate(nested)]
    pub parties: Parties,
    /// What the money may be used for: keys of purposes.
    #[validate(length(min = 1, max = 10))]
    pub purposes: Vec<String>,
    /// Releases that the agreement fixes; none when all are on request.
    #[serde(default)]
    #[validate(length(max = 60), nested)]
    pub plan: Vec<Planned>,
    /// The mandate whose place it takes, which is paused; none for a first one.
    #[serde(default)]
    pub succeeds: Option<Uuid>,
}

/// An account that holds one person's money and no other; personal data.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct SeparateAccount {
    /// The name that the bank knows.
    #[validate(length(min = 1, max = 100))]
    pub holder: String,
    /// The bank and its branch.
    #[validate(length(min = 1, max = 100))]
    pub bank: String,
    /// Its number, digits alone.
    #[validate(length(min = 8, max = 32))]
    pub number: String,
}

/// That the parties have signed.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct Signing {
    /// The number of the account, typed again from the signed paper.
    #[validate(length(min = 8, max = 32))]
    pub number: String,
    /// The day in Asia/Shanghai on which they signed.
    pub on: NaiveDate,
}

/// Money that the mandate before handed over.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(as = CustodyHandOver)]
pub struct HandOver {
    /// How much came: what is held or, said to be a part, less.
    pub amount_fen: Fen,
    /// The day in Asia/Shanghai.
    pub on: NaiveDate,
    /// Whether it is only a part; the rest stays with the one before and may follow.
    #[serde(default)]
    pub in_part: bool,
}

/// Why something is done.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(as = CustodyReason)]
pub struct Reason {
    /// In words.
    #[validate(length(min = 1, max = 1000))]
    pub reason: String,
}

/// A release that is asked for.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(as = NewCustodyRequest)]
pub struct NewRequest {
    /// A purpose of the agreement.
    #[validate(length(min = 1, max = 30))]
    pub purpose: String,
    /// How much.
    pub amount_fen: Fen,
    /// For what.
    #[validate(length(min = 1, max = 500))]
    pub words: String,
}

/// What goes with an act on a request.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields, default)]
#[schema(as = CustodyRequestAct)]
pub struct ActBody {
    /// The day in Asia/Shanghai on which the money left custody; today when left out. With `release`.
    pub on: Option<NaiveDate>,
    /// Why it is refused; needed then.
    #[validate(length(max = 500))]
    pub reason: Option<String>,
}
