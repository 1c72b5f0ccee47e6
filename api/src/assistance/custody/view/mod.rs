//! Custody as the API shows it: names and account numbers masked.

mod citizens;

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    app::App,
    assistance::custody::{
        model::{
            Ending, Kind, MandateAct, MandateFile, MandateState, Planned, Report, Request, RequestAct,
            RequestState, Who,
        },
        service,
    },
    desk::masking::{masked_name, masked_number},
    error::Internal,
    identity::actor::Staff,
    organs,
    platform::{money::Fen, paging::Page},
    web::language::Language,
};
pub use citizens::{OwnView, own};

/// A line of the list.
#[derive(Serialize, ToSchema)]
#[schema(as = CustodyItem)]
pub struct MandateItem {
    id: Uuid,
    /// The agreement's number.
    number: String,
    name_masked: String,
    /// Who holds the money.
    custodian: String,
    /// How far it is.
    pub state: MandateState,
    balance_fen: Fen,
    /// Requests that wait for somebody.
    open_requests: usize,
    /// Whether a voucher is past its day.
    voucher_late: bool,
}

/// A mandate.
#[derive(Serialize, ToSchema)]
#[schema(as = CustodyMandate)]
pub struct MandateView {
    id: Uuid,
    /// The agreement's number.
    number: String,
    person_id: Uuid,
    name_masked: String,
    /// Who holds the money.
    custodian: String,
    state: MandateState,
    holder_masked: String,
    bank: String,
    number_masked: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    guardian_masked: Option<String>,
    /// Whom to call.
    contact: String,
    contact_phone: String,
    /// Keys of purposes.
    purposes: Vec<String>,
    plan: Vec<Planned>,
    #[serde(skip_serializing_if = "Option::is_none")]
    signed_on: Option<NaiveDate>,
    /// The birthday on which the person comes of age.
    #[serde(skip_serializing_if = "Option::is_none")]
    ends_on: Option<NaiveDate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    closed_on: Option<NaiveDate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    closed_as: Option<Ending>,
    /// In custody.
    balance_fen: Fen,
    /// Of it not asked for.
    free_fen: Fen,
    /// The mandate whose place it took.
    #[serde(skip_serializing_if = "Option::is_none")]
    succeeds: Option<Uuid>,
    /// What the mandate before still has: nothing is released until it is handed over.
    waiting_fen: Fen,
    /// The day on which it was handed over.
    #[serde(skip_serializing_if = "Option::is_none")]
    handed_on: Option<NaiveDate>,
    /// Whether money of the person's is to be paid back: nothing is released until that is over.
    in_recovery: bool,
    requests: Vec<RequestView>,
    /// Reports of misuse; not for the custodian.
    reports: Vec<ReportView>,
    /// What the reader may do now.
    allowed: Vec<MandateAct>,
    version: i32,
}

/// A release that was asked for.
#[derive(Serialize, ToSchema)]
#[schema(as = CustodyRequest)]
pub struct RequestView {
    id: Uuid,
    kind: Kind,
    #[serde(skip_serializing_if = "Option::is_none")]
    purpose: Option<String>,
    amount_fen: Fen,
    words: String,
    state: RequestState,
    /// `citizen`, `staff` or `system`: by the plan, or at the end.
    asked_by: &'static str,
    asked_at: DateTime<Utc>,
    #[serde(skip_serializing_if = "Option::is_none")]
    released_on: Option<NaiveDate>,
    /// The last day for the voucher.
    #[serde(skip_serializing_if = "Option::is_none")]
    voucher_due_on: Option<NaiveDate>,
    voucher_late: bool,
    has_voucher: bool,
    /// Why it was refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    /// What the reader may do now.
    allowed: Vec<RequestAct>,
}

/// A report of misuse.
#[derive(Serialize, ToSchema)]
#[schema(as = CustodyReport)]
pub struct ReportView {
    id: Uuid,
    /// `citizen` or `staff`.
    by: &'static str,
    at: DateTime<Utc>,
    words: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    lifted_at: Option<DateTime<Utc>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    lift_reason: Option<String>,
}

/// The word for who asked.
pub fn word(who: Who) -> &'static str {
    match who {
        Who::Citizen(_) => "citizen",
        Who::Staff(_) => "staff",
        Who::System => "system",
    }
}

/// A page of mandates.
pub async fn items(
    app: &App,
    page: Page<MandateFile>,
    language: Language,
) -> Result<Page<MandateItem>, Internal> {
    let ids: Vec<_> = page.items.iter().map(|file| file.mandate.custodian_id).collect();
    let organs = organs::service::organs_of(app.db.read(), &ids).await?;
    let names: HashMap<_, _> = organs.iter().map(|organ| (organ.id, organ.name.get(language))).collect();
    let today = app.clock.today();
    Ok(page.map(|file| MandateItem {
        id: file.mandate.id,
        name_masked: masked_name(&file.name),
        custodian: names.get(&file.mandate.custodian_id).copied().unwrap_or_default().to_owned(),
        state: file.mandate.state,
        balance_fen: file.balance,
        open_requests: file.requests.iter().filter(|request| request.state.is_open()).count(),
        voucher_late: file.owes_voucher(today),
        number: file.mandate.number,
    }))
}

/// One mandate as its reader sees it.
pub async fn mandate(
    app: &App,
    staff: &Staff,
    file: MandateFile,
    language: Language,
) -> Result<MandateView, Internal> {
    let allowed = service::allowed(staff, &file)?;
    let custodian = organs::service::organs_of(app.db.read(), &[file.mandate.custodian_id]).await?;
    let today = app.clock.today();
    let requests = file.requests.iter().map(|request| {
        let allowed = allowed.requests.get(&request.id).cloned().unwrap_or_default();
        request_view(request, allowed, today)
    });
    let (requests, free_fen) = (requests.collect(), file.free());
    let one = file.mandate;
    Ok(MandateView {
        id: one.id,
        number: one.number,
        person_id: one.person_id,
        name_masked: masked_name(&file.name),
        custodian: custodian.first().map(|organ| organ.name.get(language).to_owned()).unwrap_or_default(),
        state: one.state,
        holder_masked: masked_name(&one.account.holder),
        bank: one.account.bank,
        number_masked: masked_number(&one.account.number),
        guardian_masked: one.parties.guardian.as_deref().map(masked_name),
        contact: one.parties.contact,
        contact_phone: one.parties.contact_phone,
        purposes: one.purposes,
        plan: one.plan,
        signed_on: one.signed_on,
        ends_on: one.ends_on,
        closed_on: one.closed_on,
        closed_as: one.closed_as,
        balance_fen: file.balance,
        free_fen,
        succeeds: one.succeeds,
        waiting_fen: file.waiting,
        handed_on: one.handed.map(|handed| handed.on),
        in_recovery: file.in_recovery,
        requests,
        reports: file.reports.into_iter().map(report_view).collect(),
        allowed: allowed.mandate,
        version: one.version,
    })
}

fn request_view(request: &Request, allowed: Vec<RequestAct>, today: NaiveDate) -> RequestView {
    RequestView {
        id: request.id,
        kind: request.kind,
        purpose: request.purpose.clone(),
        amount_fen: request.amount,
        words: request.words.clone(),
        state: request.state,
        asked_by: word(request.asked_by),
        asked_at: request.asked_at,
        released_on: request.released_on,
        voucher_due_on: request.voucher_due_on,
        voucher_late: request.voucher_is_late(today),
        has_voucher: request.voucher.is_some(),
        reason: request.reason.clone(),
        allowed,
    }
}

fn report_view(report: Report) -> ReportView {
    ReportView {
        id: report.id,
        by: word(report.by),
        at: report.at,
        words: report.words,
        lifted_at: report.lifted_at,
        lift_reason: report.lift_reason,
    }
}
