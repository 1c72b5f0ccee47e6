//! Custody as the assisted person sees it, or who acts for them.

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    assistance::custody::{
        model::{Ending, Kind, MandateState, Planned, Request, RequestState},
        service::Own,
    },
    organs::model::Organ,
    platform::money::Fen,
    web::language::Language,
};

/// What the assisted person sees, or who acts for them.
#[derive(Serialize, ToSchema)]
#[schema(as = OwnCustody)]
pub struct OwnView {
    id: Uuid,
    name: String,
    /// The agreement's number.
    number: String,
    state: MandateState,
    /// In custody.
    balance_fen: Fen,
    /// Of it not asked for.
    free_fen: Fen,
    /// What the custodian before still has and is to hand over.
    waiting_fen: Fen,
    /// The last day on which that one handed something over.
    #[serde(skip_serializing_if = "Option::is_none")]
    handed_on: Option<NaiveDate>,
    /// Who held the money before, where this custodian took that one's place.
    #[serde(skip_serializing_if = "Option::is_none")]
    before: Option<String>,
    /// Whether some of the money is to be paid back: nothing is released until that is over.
    in_recovery: bool,
    /// Who holds the money.
    custodian: String,
    /// Whom to call.
    contact: String,
    contact_phone: String,
    /// Keys of purposes.
    purposes: Vec<String>,
    /// Releases that the agreement has fixed and that weren't asked for yet.
    planned: Vec<Planned>,
    /// What was asked for, the newest first.
    releases: Vec<OwnRelease>,
    /// The birthday on which the person comes of age.
    #[serde(skip_serializing_if = "Option::is_none")]
    ends_on: Option<NaiveDate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    closed_on: Option<NaiveDate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    closed_as: Option<Ending>,
    /// Whether a release can be asked for now.
    may_ask: bool,
    /// Whether a misuse can be reported.
    may_report: bool,
}

/// A release.
#[derive(Serialize, ToSchema)]
#[schema(as = OwnCustodyRelease)]
pub struct OwnRelease {
    kind: Kind,
    #[serde(skip_serializing_if = "Option::is_none")]
    purpose: Option<String>,
    amount_fen: Fen,
    words: String,
    state: RequestState,
    asked_at: DateTime<Utc>,
    #[serde(skip_serializing_if = "Option::is_none")]
    released_on: Option<NaiveDate>,
    /// Why it was refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
}

/// A mandate as the assisted person sees it.
pub fn own(own: Own, today: NaiveDate, language: Language) -> OwnView {
    let Own { file, custodian, before } = own;
    let may_ask = file.runs();
    let planned = file.planned().map(|(_, planned)| planned.clone()).collect();
    let releases = file.requests.iter().rev().map(release).collect();
    let free_fen = file.free();
    let one = file.mandate;
    let of_age = one.ends_on.is_some_and(|day| day <= today);
    OwnView {
        id: one.id,
        name: file.name,
        number: one.number,
        state: one.state,
        balance_fen: file.balance,
        free_fen,
        waiting_fen: file.waiting,
        handed_on: one.handed.map(|handed| handed.on),
        before: before.map(|organ| organ.name.get(language).to_owned()),
        in_recovery: file.in_recovery,
        custodian: custodian.map(|organ: Organ| organ.name.get(language).to_owned()).unwrap_or_default(),
        contact: one.parties.contact,
        contact_phone: one.parties.contact_phone,
        purposes: one.purposes,
        planned,
        releases,
        ends_on: one.ends_on,
        closed_on: one.closed_on,
        closed_as: one.closed_as,
        may_ask: may_ask && !of_age && free_fen.is_positive(),
        may_report: matches!(one.state, MandateState::Active | MandateState::Paused),
    }
}

fn release(request: &Request) -> OwnRelease {
    OwnRelease {
        kind: request.kind,
        purpose: request.purpose.clone(),
        amount_fen: request.amount,
        words: request.words.clone(),
        state: request.state,
        asked_at: request.asked_at,
        released_on: request.released_on,
        reason: request.reason.clone(),
    }
}
