//! A mandate (代管委托): who holds whose money, for what, until when.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

use crate::{
    assistance::{
        custody::model::{Ending, MandateState, Report, Request},
        payments::model::Account,
    },
    platform::money::Fen,
};

/// Who speaks for the person, and whom to call; personal data.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct Parties {
    /// The guardian of a minor or of somebody who can't act.
    #[validate(length(max = 100))]
    pub guardian: Option<String>,
    /// Who looks after the money at the custodian: a name or an office.
    #[validate(length(min = 1, max = 100))]
    pub contact: String,
    /// Their number.
    #[validate(length(min = 3, max = 30))]
    pub contact_phone: String,
}

/// A release that the agreement has fixed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct Planned {
    /// The day in Asia/Shanghai from which it is asked for by itself.
    pub on: NaiveDate,
    /// How much.
    pub amount_fen: Fen,
    /// For which purpose.
    #[validate(length(min = 1, max = 30))]
    pub purpose: String,
}

/// The mandate of one person in one case (一案一委托).
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Mandate {
    /// UUIDv7; the ledger knows the money by it.
    pub id: Uuid,
    /// The case.
    pub case_id: Uuid,
    /// Whose money it is.
    pub person_id: Uuid,
    /// The application by which they are in the case.
    pub application_id: Uuid,
    /// The procuratorate that watches over it.
    pub organ_id: Uuid,
    /// The partner that holds the money.
    pub custodian_id: Uuid,
    /// How far it is.
    pub state: MandateState,
    /// The account that holds this money and no other.
    pub account: Account,
    /// Who speaks for the person, and whom to call.
    pub parties: Parties,
    /// What the money may be used for: keys of purposes.
    pub purposes: Vec<String>,
    /// Releases that the agreement has fixed; none when all are on request.
    pub plan: Vec<Planned>,
    /// The birthday on which the person comes of age; none for an adult who can't act.
    pub ends_on: Option<NaiveDate>,
    /// The agreement.
    pub document_id: Uuid,
    /// The agreement's number.
    pub number: String,
    /// Who drew it up.
    pub made_by: Uuid,
    /// When.
    pub made_at: DateTime<Utc>,
    /// Who checked the signatures and the account.
    pub signed_by: Option<Uuid>,
    /// The day on which the parties signed.
    pub signed_on: Option<NaiveDate>,
    /// When money first came.
    pub funded_at: Option<DateTime<Utc>>,
    /// When it ended.
    pub closed_on: Option<NaiveDate>,
    /// Why.
    pub closed_as: Option<Ending>,
    /// The mandate whose place it takes (更换代管人).
    pub succeeds: Option<Uuid>,
    /// What it took over.
    pub handed: Option<Handed>,
    /// Goes up with each change.
    pub version: i32,
}

/// Money that the mandate before handed over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Handed {
    /// How much in all.
    pub amount: Fen,
    /// The day in Asia/Shanghai on which the last of it came.
    pub on: NaiveDate,
    /// Who entered that.
    pub by: Uuid,
}

/// A mandate with everything that hangs on it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct MandateFile {
    /// The mandate.
    pub mandate: Mandate,
    /// The person's name, in clear: faces mask it.
    pub name: String,
    /// What is in custody, as the ledger has it.
    pub balance: Fen,
    /// What mandates before still hold: nothing is released until some of it is handed over.
    pub waiting: Fen,
    /// Whether a recovery still wants money of the person's: nothing is released then.
    pub in_recovery: bool,
    /// What was asked for, the oldest first.
    pub requests: Vec<Request>,
    /// Reports of misuse, the oldest first.
    pub reports: Vec<Report>,
}

impl MandateFile {
    /// What is in custody and not asked for by somebody; nothing when more was asked for than is left since.
    pub fn free(&self) -> Fen {
        let open = self.requests.iter().filter(|request| request.state.is_open());
        let asked = Fen::sum(open.map(|request| request.amount)).unwrap_or(self.balance);
        self.balance.minus(asked).unwrap_or_default().max(Fen::ZERO)
    }

    /// Whether releases go on.
    pub fn runs(&self) -> bool {
        self.mandate.state == MandateState::Active && !self.waits() && !self.in_recovery
    }

    /// Whether mandates before still hold money of the person's.
    pub fn is_owed(&self) -> bool {
        self.waiting.is_positive()
    }

    /// Whether money is to be handed over before anything is released. What is missing then holds the rest up no longer.
    pub fn waits(&self) -> bool {
        self.is_owed() && self.mandate.handed.is_none()
    }

    /// Whether another mandate may take its place: a paused one's, or one's that couldn't take the money over.
    pub fn may_be_succeeded(&self) -> bool {
        self.mandate.state == MandateState::Paused
            || (self.mandate.state == MandateState::Signed && self.waits())
    }

    /// Whether a voucher is past its day.
    pub fn owes_voucher(&self, today: NaiveDate) -> bool {
        self.requests.iter().any(|request| request.voucher_is_late(today))
    }

    /// The planned releases that nobody has asked for yet, with their places.
    pub fn planned(&self) -> impl Iterator<Item = (i32, &Planned)> {
        (0..)
            .zip(&self.mandate.plan)
            .filter(|(place, _)| self.requests.iter().all(|request| request.planned_place != Some(*place)))
    }
}
