//! The words of recovery, as types. Amounts are fen; days are Asia/Shanghai's.

use std::str::FromStr;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

pub use crate::ledger::model::Source;
use crate::{error::Internal, platform::money::Fen};

/// How far a recovery is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum RecoveryState {
    /// The handler asks for it.
    Open,
    /// It isn't recovered.
    Refused,
    /// It is to be paid back.
    Decided,
    /// A part came back.
    Recovering,
    /// All came back.
    Recovered,
    /// What is left won't come.
    WrittenOff,
    /// What was granted isn't paid; nothing is to come back.
    Revoked,
}

impl RecoveryState {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::Open,
        Self::Refused,
        Self::Decided,
        Self::Recovering,
        Self::Recovered,
        Self::WrittenOff,
        Self::Revoked,
    ];
    /// Those that were decided on, against the person.
    pub const DECIDED: [Self; 5] =
        [Self::Decided, Self::Recovering, Self::Recovered, Self::WrittenOff, Self::Revoked];

    /// Those that still want money.
    pub const WANTING: [Self; 2] = [Self::Decided, Self::Recovering];

    /// The word in tables and texts.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Refused => "refused",
            Self::Decided => "decided",
            Self::Recovering => "recovering",
            Self::Recovered => "recovered",
            Self::WrittenOff => "written_off",
            Self::Revoked => "revoked",
        }
    }

    /// Whether something is still to be done.
    pub const fn is_under_way(self) -> bool {
        matches!(self, Self::Open | Self::Decided | Self::Recovering)
    }
}

/// Reads the word. One that isn't is a fault of the program or of its database.
impl FromStr for RecoveryState {
    type Err = Internal;

    fn from_str(word: &str) -> Result<Self, Internal> {
        let state = Self::ALL.into_iter().find(|state| state.word() == word);
        state.ok_or_else(|| Internal::msg(format!("{word:?} isn't a state of a recovery")))
    }
}

/// What is done to a recovery.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum RecoveryAct {
    /// It is to be paid back.
    Decide,
    /// What is unpaid isn't paid; nothing is to come back.
    Revoke,
    /// It isn't recovered.
    Refuse,
    /// A part came back.
    Receive,
    /// The rest came back.
    Complete,
    /// What is left won't come.
    WriteOff,
}

/// What was said of a recovery; personal data.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Words {
    /// The handler: what was found.
    pub reason: String,
    /// For the citizen, in plain words.
    pub to_citizen: String,
    /// Whoever decided.
    pub decision: Option<String>,
    /// Why what is left won't come.
    pub write_off: Option<String>,
}

/// A recovery of what one person of a case was paid.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Recovery {
    /// UUIDv7.
    pub id: Uuid,
    /// The case.
    pub case_id: Uuid,
    /// Who pays back.
    pub person_id: Uuid,
    /// The procuratorate that handles it.
    pub organ_id: Uuid,
    /// How far it is.
    pub state: RecoveryState,
    /// A key of the grounds.
    pub ground: String,
    /// How much is to come back; nothing where the person wasn't paid and only the grant is revoked.
    pub amount: Fen,
    /// Whether what is granted and unpaid isn't paid anymore (撤销).
    pub revokes: bool,
    /// What was said.
    pub words: Words,
    /// Who opened it.
    pub opened_by: Uuid,
    /// When.
    pub opened_at: DateTime<Utc>,
    /// Who decided.
    pub decided_by: Option<Uuid>,
    /// When.
    pub decided_at: Option<DateTime<Utc>>,
    /// Goes up with each change.
    pub version: i32,
}

/// What came back at once.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Receipt {
    /// UUIDv7; the ledger posts under it.
    pub id: Uuid,
    /// Of which recovery.
    pub recovery_id: Uuid,
    /// To which organ.
    pub organ_id: Uuid,
    /// How much.
    pub amount: Fen,
    /// What has come back with it.
    pub recovered: Fen,
    /// The day.
    pub received_on: NaiveDate,
    /// The number of the treasury's or bank's paper.
    pub basis: String,
    /// From where it came.
    pub source: Source,
    /// Who entered it.
    pub entered_by: Uuid,
    /// When.
    pub entered_at: DateTime<Utc>,
}

/// A recovery with what came back.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RecoveryFile {
    /// The recovery.
    pub recovery: Recovery,
    /// The person's name, in clear: faces mask it in lists.
    pub name: String,
    /// What came back, the first first.
    pub receipts: Vec<Receipt>,
    /// What is in custody for the person.
    pub held: Fen,
}

impl RecoveryFile {
    /// What has come back.
    pub fn recovered(&self) -> Fen {
        self.receipts.last().map_or(Fen::ZERO, |last| last.recovered)
    }

    /// What is still to come; nothing once it was written off or refused.
    pub fn left(&self) -> Fen {
        let open = RecoveryState::WANTING.contains(&self.recovery.state);
        self.recovery.amount.minus(self.recovered()).filter(|_| open).unwrap_or_default()
    }
}

/// A recovery to be opened.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct NewRecovery {
    /// Who pays back.
    pub person_id: Uuid,
    /// A key of the grounds: `false_material`, `hidden_facts` or `wrong_decision`.
    #[validate(length(min = 1, max = 40))]
    pub ground: String,
    /// How much, in fen; never more than the person has and is held for them of what was paid. 0 only with `revokes`.
    pub amount_fen: Fen,
    /// Whether what is granted and unpaid isn't paid anymore (撤销).
    #[serde(default)]
    pub revokes: bool,
    /// What was found.
    #[validate(length(min = 1, max = 2000))]
    pub reason: String,
    /// What the citizen will read, in plain words.
    #[validate(length(min = 1, max = 1000))]
    pub to_citizen: String,
}

/// What is decided on a recovery.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(as = RecoveryDecision)]
pub struct Decision {
    /// Whether it is to be paid back.
    pub recover: bool,
    /// Why.
    #[validate(length(min = 1, max = 2000))]
    pub reason: String,
}

/// Money that came back.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(as = RecoveryNewReceipt)]
pub struct NewReceipt {
    /// To which organ, when several gave; the handling organ when left out.
    #[validate(length(max = 32))]
    pub organ_code: Option<String>,
    /// How much, in fen; never more than is still to come, nor than there is at its source.
    pub amount_fen: Fen,
    /// From where: the person, or the custodian out of the mandate's account.
    #[serde(default)]
    pub source: Source,
    /// The day in Asia/Shanghai.
    pub on: NaiveDate,
    /// The number of the treasury's or bank's paper; each is entered once.
    #[validate(length(min = 1, max = 80))]
    pub basis: String,
}

/// Why what is left won't come.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(as = RecoveryWriteOff)]
pub struct WriteOff {
    /// In words.
    #[validate(length(min = 1, max = 1000))]
    pub reason: String,
}
