//! A release that was asked for, and a report of misuse.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    assistance::custody::model::{Kind, RequestState},
    platform::money::Fen,
};

/// Who asked or reported.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case", tag = "kind", content = "id")]
pub enum Who {
    /// The assisted person or who acts for them.
    Citizen(Uuid),
    /// A member of staff.
    Staff(Uuid),
    /// The program, by the plan or at the end.
    System,
}

/// A release that was asked for.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Request {
    /// UUIDv7; the ledger posts the release under it.
    pub id: Uuid,
    /// The mandate.
    pub mandate_id: Uuid,
    /// A need, or what is left.
    pub kind: Kind,
    /// The purpose, of a need.
    pub purpose: Option<String>,
    /// How much.
    pub amount: Fen,
    /// For what, in the words of whoever asked; personal data.
    pub words: String,
    /// Its place in the plan, when the plan asked.
    pub planned_place: Option<i32>,
    /// How far it is.
    pub state: RequestState,
    /// Who asked.
    pub asked_by: Who,
    /// When.
    pub asked_at: DateTime<Utc>,
    /// Whose check found the purpose true.
    pub verified_by: Option<Uuid>,
    /// The prosecutor who agreed.
    pub approved_by: Option<Uuid>,
    /// Who paid it out.
    pub released_by: Option<Uuid>,
    /// The day on which it left custody.
    pub released_on: Option<NaiveDate>,
    /// The last day for its voucher.
    pub voucher_due_on: Option<NaiveDate>,
    /// The voucher.
    pub voucher: Option<Voucher>,
    /// Who refused it.
    pub refused_by: Option<Uuid>,
    /// Why; personal data at times.
    pub reason: Option<String>,
}

/// What shows the use of a release: a photo or a paper.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Voucher {
    /// The file.
    pub file_id: Uuid,
    /// What it is.
    pub media_type: String,
    /// Who filed it.
    pub filed_by: Uuid,
    /// When.
    pub filed_at: DateTime<Utc>,
}

impl Request {
    /// Whether it was released and its use isn't shown though the time is over. What is left to an adult is theirs without one.
    pub fn voucher_is_late(&self, today: NaiveDate) -> bool {
        self.awaits_voucher() && self.voucher_due_on.is_some_and(|due| due < today)
    }

    /// Whether a voucher is still to come.
    pub fn awaits_voucher(&self) -> bool {
        self.kind == Kind::Need && self.state == RequestState::Released
    }

    /// The members of staff who did something about it.
    pub fn staff(&self) -> impl Iterator<Item = Uuid> {
        let asked = if let Who::Staff(id) = self.asked_by { Some(id) } else { None };
        [asked, self.verified_by, self.approved_by, self.released_by].into_iter().flatten()
    }
}

/// That money in custody is misused, or may be.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Report {
    /// UUIDv7.
    pub id: Uuid,
    /// The mandate.
    pub mandate_id: Uuid,
    /// Who reported it.
    pub by: Who,
    /// When.
    pub at: DateTime<Utc>,
    /// What they said; personal data at times, and nothing for the custodian's eyes.
    pub words: String,
    /// The prosecutor who let releases go on.
    pub lifted_by: Option<Uuid>,
    /// When.
    pub lifted_at: Option<DateTime<Utc>>,
    /// Why.
    pub lift_reason: Option<String>,
}
