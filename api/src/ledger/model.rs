//! Words of the ledger. Amounts are fen; `on` is the day in Asia/Shanghai on which something happened.

use chrono::{DateTime, NaiveDate, Utc};
pub use hechang_entity::ledger_posting::Act;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

use crate::platform::money::Fen;

/// What came of an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Posted {
    /// The posting.
    pub id: Uuid,
    /// Whether it was posted now; otherwise the same event had been posted before, and nothing changed.
    pub now: bool,
}

/// A budget that is set or raised, or money that arrives from the treasury.
#[derive(Clone, Debug, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Funding {
    /// Whose; the reader's own organ when left out.
    #[validate(length(max = 32))]
    pub organ_code: Option<String>,
    /// The year of the budget.
    pub year: i32,
    /// What is added, in fen.
    pub amount_fen: Fen,
    /// The number of the paper it rests on, like 山财预〔2026〕12号; each is entered once.
    #[validate(length(min = 1, max = 80))]
    pub basis: String,
    /// The day in Asia/Shanghai on which it took effect; today when left out.
    pub on: Option<NaiveDate>,
}

/// Budget to be set aside for a purpose (专项).
#[derive(Clone, Debug, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewEarmark {
    /// Whose; the reader's own organ when left out.
    #[validate(length(max = 32))]
    pub organ_code: Option<String>,
    /// The year of the budget.
    pub year: i32,
    /// For what, like 未成年人救助; the same name sets more aside for the same purpose. No personal data.
    #[validate(length(min = 1, max = 80))]
    pub purpose: String,
    /// How much, in fen.
    pub amount_fen: Fen,
    /// The number of the paper it rests on; each is entered once.
    #[validate(length(min = 1, max = 80))]
    pub basis: String,
    /// The day in Asia/Shanghai on which it took effect; today when left out.
    pub on: Option<NaiveDate>,
}

impl From<NewEarmark> for Funding {
    fn from(new: NewEarmark) -> Self {
        let NewEarmark { organ_code, year, purpose: _, amount_fen, basis, on } = new;
        Self { organ_code, year, amount_fen, basis, on }
    }
}

/// A purpose for which budget is set aside.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Purpose {
    /// By which a share of a proposal names it.
    pub id: Uuid,
    /// Its name.
    pub name: String,
    /// What is set aside and not granted yet, in fen.
    pub left_fen: Fen,
}

/// Budget that is set aside for a purpose.
#[derive(Clone, Debug)]
pub struct Earmark {
    /// The event, so that it posts once.
    pub id: Uuid,
    /// The purpose.
    pub purpose_id: Uuid,
    /// Whose budget.
    pub organ_id: Uuid,
    /// The year of the budget.
    pub year: i32,
    /// How much.
    pub amount: Fen,
    /// When.
    pub on: NaiveDate,
}

/// A decision to grant: who gets how much, from whom, in which payments. All is fixed at once (一次性确定).
#[derive(Clone, Debug)]
pub struct Decision {
    /// The grant.
    pub grant_id: Uuid,
    /// The case.
    pub case_id: Uuid,
    /// The whole amount.
    pub amount: Fen,
    /// What each organ gives; one share where one organ assists alone.
    pub shares: Vec<Share>,
    /// What each person gets.
    pub people: Vec<Grantee>,
    /// The payments; each person's add up to their amount, each organ's to its share.
    pub plan: Vec<Instalment>,
    /// When it was decided.
    pub on: NaiveDate,
}

/// What one organ gives (联合救助).
#[derive(Clone, Copy, Debug)]
pub struct Share {
    /// The organ.
    pub organ_id: Uuid,
    /// The year of its budget.
    pub year: i32,
    /// The purpose from which it is taken, where it was set aside.
    pub earmark_id: Option<Uuid>,
    /// How much.
    pub amount: Fen,
}

/// What one person gets.
#[derive(Clone, Copy, Debug)]
pub struct Grantee {
    /// The person.
    pub person_id: Uuid,
    /// How much.
    pub amount: Fen,
}

/// One payment of the plan.
#[derive(Clone, Copy, Debug)]
pub struct Instalment {
    /// The instalment.
    pub id: Uuid,
    /// Which organ pays it.
    pub organ_id: Uuid,
    /// To whom.
    pub person_id: Uuid,
    /// How much.
    pub amount: Fen,
    /// By when.
    pub due_on: Option<NaiveDate>,
}

/// An instalment that is given up before it was paid; its budget is free again.
#[derive(Clone, Copy, Debug)]
pub struct GiveUp {
    /// The instalment.
    pub instalment_id: Uuid,
    /// When.
    pub on: NaiveDate,
}

/// Where a payment goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Destination {
    /// To the person.
    Person,
    /// Into custody under this mandate (一案一委托).
    Custody(Uuid),
}

/// One try to pay an instalment.
#[derive(Clone, Copy, Debug)]
pub struct Payment {
    /// The try: a later one has another id.
    pub id: Uuid,
    /// What is paid.
    pub instalment_id: Uuid,
    /// To whom.
    pub person_id: Uuid,
    /// How much; the whole instalment.
    pub amount: Fen,
    /// Where it goes.
    pub to: Destination,
    /// The batch that it belongs to.
    pub batch_id: Option<Uuid>,
    /// When.
    pub on: NaiveDate,
}

/// A payment that the bank gave back.
#[derive(Clone, Copy, Debug)]
pub struct GivenBack {
    /// The payment.
    pub payment_id: Uuid,
    /// When.
    pub on: NaiveDate,
}

/// Money from custody to the person, against a voucher.
#[derive(Clone, Copy, Debug)]
pub struct CustodyRelease {
    /// The event, so that it posts once.
    pub id: Uuid,
    /// The mandate.
    pub mandate_id: Uuid,
    /// To whom the money belongs.
    pub person_id: Uuid,
    /// How much.
    pub amount: Fen,
    /// What shows its use.
    pub voucher_id: Uuid,
    /// When.
    pub on: NaiveDate,
}

/// What is in custody for a person goes to another mandate of theirs (更换代管人).
#[derive(Clone, Copy, Debug)]
pub struct HandOver {
    /// The mandate that takes it over.
    pub mandate_id: Uuid,
    /// To whom the money belongs.
    pub person_id: Uuid,
    /// What it took over before: after so much it takes something over once.
    pub before: Fen,
    /// How much, of what other mandates hold.
    pub amount: Fen,
    /// When.
    pub on: NaiveDate,
}

/// From where money comes back that is recovered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = RecoverySource)]
pub enum Source {
    /// From the person, who has it.
    #[default]
    Person,
    /// Out of custody: from whoever holds it for the person.
    Custody,
}

impl Source {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Person, Self::Custody];

    /// The word in tables and texts.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Custody => "custody",
        }
    }
}

/// Money that a person paid back, because it had been got by false material (追回).
#[derive(Clone, Copy, Debug)]
pub struct Recovery {
    /// The event, so that it posts once.
    pub id: Uuid,
    /// The grant.
    pub grant_id: Uuid,
    /// Who paid back.
    pub person_id: Uuid,
    /// To which organ.
    pub organ_id: Uuid,
    /// How much.
    pub amount: Fen,
    /// From where.
    pub from: Source,
    /// When.
    pub on: NaiveDate,
}

/// An entry of a case with what happened.
#[derive(Clone, Debug, Serialize)]
pub struct CaseEntry {
    /// The event.
    pub posting_id: Uuid,
    /// What happened: a word of the acts.
    pub act: String,
    /// The kind of the account.
    pub account: String,
    /// The account's organ.
    pub organ_id: Uuid,
    /// The year of its budget.
    pub year: i32,
    /// When it happened.
    pub on: NaiveDate,
    /// When it was booked.
    pub booked_at: DateTime<Utc>,
    /// What was moved; of an event all come to nothing.
    pub amount: Fen,
    /// The event's digest, which the audit record has too.
    pub digest: String,
}

/// How far a person's grant has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// Granted by the decision.
    pub granted: Fen,
    /// Still to be paid.
    pub committed: Fen,
    /// With the person.
    pub paid: Fen,
    /// What the person got, whatever came back.
    pub handed_over: Fen,
    /// Held for the person.
    pub in_custody: Fen,
    /// Paid back.
    pub recovered: Fen,
}

impl Standing {
    /// Whether something was ever paid.
    pub fn was_paid(self) -> bool {
        [self.handed_over, self.in_custody, self.recovered].into_iter().any(Fen::is_positive)
    }
}
