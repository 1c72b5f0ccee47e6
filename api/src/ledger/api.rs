//! The API's faces of the ledger.

use actix_web::{
    HttpResponse, get, post,
    web::{Data, Json, Query},
};
use chrono::{DateTime, Datelike, NaiveDate, Utc};
use sea_orm::ActiveEnum;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::{
    app::App,
    error::Problem,
    identity::actor::Staff,
    ledger::{
        error::LedgerError,
        model::{Funding, NewEarmark, Posted, Purpose},
        service::{self, Balanced, Balances, Booked, Of},
    },
    platform::{
        money::Fen,
        once::Once,
        paging::{Page, PageQuery},
    },
    web::body::Body,
};

/// Which organ's year.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct YearQuery {
    /// The organ's code; the reader's own organ when left out.
    organ: Option<String>,
    /// The year of the budget; this one when left out.
    year: Option<i32>,
}

/// Which accounts.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct KindQuery {
    /// Only accounts of this kind, like `committed`.
    kind: Option<String>,
}

/// Which account.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct AccountQuery {
    /// The account.
    account: Uuid,
}

/// An account with its balance.
#[derive(Serialize, ToSchema)]
pub struct AccountView {
    id: Uuid,
    organ_code: String,
    year: i32,
    /// What it counts: authorized, budget, earmarked, committed, spent, treasury, bank, paid, custody or recovered.
    kind: String,
    /// The purpose, instalment or person that it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    subject_id: Option<Uuid>,
    /// The mandate of custody.
    #[serde(skip_serializing_if = "Option::is_none")]
    mandate_id: Option<Uuid>,
    /// What its entries come to, in fen; at or below zero for authorized and treasury, from which a book's fen come.
    balance_fen: Fen,
}

impl AccountView {
    fn of(organ_code: &str, Balanced { account, balance }: Balanced) -> Self {
        let some = |id: Uuid| Some(id).filter(|id| !id.is_nil());
        Self {
            id: account.id,
            organ_code: organ_code.to_owned(),
            year: account.year,
            kind: account.kind.to_value(),
            subject_id: some(account.subject_id),
            mandate_id: some(account.mandate_id),
            balance_fen: balance,
        }
    }
}

/// One movement on an account, with the event that it is part of.
#[derive(Serialize, ToSchema)]
pub struct EntryView {
    id: Uuid,
    posting_id: Uuid,
    /// What happened: budget, earmark, arrival, commitment, release, payment, return, `custody_release`, recovery or `hand_over`.
    act: String,
    /// What came to the account, or left it, in fen.
    amount_fen: Fen,
    /// The account's balance afterward.
    balance_fen: Fen,
    /// The day in Asia/Shanghai on which it happened.
    business_date: NaiveDate,
    booked_at: DateTime<Utc>,
    #[serde(skip_serializing_if = "Option::is_none")]
    author_id: Option<Uuid>,
    /// The number of the paper it rests on.
    #[serde(skip_serializing_if = "Option::is_none")]
    basis: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    case_id: Option<Uuid>,
    #[serde(skip_serializing_if = "Option::is_none")]
    grant_id: Option<Uuid>,
    #[serde(skip_serializing_if = "Option::is_none")]
    instalment_id: Option<Uuid>,
    #[serde(skip_serializing_if = "Option::is_none")]
    payment_id: Option<Uuid>,
    #[serde(skip_serializing_if = "Option::is_none")]
    mandate_id: Option<Uuid>,
    #[serde(skip_serializing_if = "Option::is_none")]
    batch_id: Option<Uuid>,
    #[serde(skip_serializing_if = "Option::is_none")]
    voucher_id: Option<Uuid>,
    /// The posting that this one takes back.
    #[serde(skip_serializing_if = "Option::is_none")]
    reverses_id: Option<Uuid>,
}

impl From<Booked> for EntryView {
    fn from(Booked { entry, posting }: Booked) -> Self {
        Self {
            id: entry.id,
            posting_id: posting.id,
            act: posting.act.to_value(),
            amount_fen: Fen::of(entry.amount),
            balance_fen: Fen::of(entry.balance_after),
            business_date: posting.business_date,
            booked_at: posting.booked_at,
            author_id: posting.author_id,
            basis: posting.basis,
            case_id: posting.case_id,
            grant_id: posting.grant_id,
            instalment_id: posting.instalment_id,
            payment_id: posting.payment_id,
            mandate_id: posting.mandate_id,
            batch_id: posting.batch_id,
            voucher_id: posting.voucher_id,
            reverses_id: posting.reverses_id,
        }
    }
}

/// An organ's year at a glance, in fen.
#[derive(Serialize, ToSchema)]
pub struct BalancesView {
    organ_code: String,
    year: i32,
    /// The budget as it was set and raised.
    budget_fen: Fen,
    /// Set aside for purposes.
    earmarked_fen: Fen,
    /// Granted and not paid yet.
    committed_fen: Fen,
    /// Paid, to people or into custody, what was recovered included.
    paid_fen: Fen,
    /// Neither set aside, granted nor paid.
    left_fen: Fen,
    /// Arrived from the treasury.
    arrived_fen: Fen,
    /// Still in the bank.
    in_bank_fen: Fen,
    /// With people.
    with_people_fen: Fen,
    /// In custody.
    in_custody_fen: Fen,
    /// Paid back by people.
    recovered_fen: Fen,
}

impl BalancesView {
    fn of(organ_code: String, year: i32, sums: Balances) -> Self {
        Self {
            organ_code,
            year,
            budget_fen: sums.budget,
            earmarked_fen: sums.earmarked,
            committed_fen: sums.committed,
            paid_fen: sums.paid,
            left_fen: sums.left,
            arrived_fen: sums.arrived,
            in_bank_fen: sums.in_bank,
            with_people_fen: sums.with_people,
            in_custody_fen: sums.in_custody,
            recovered_fen: sums.recovered,
        }
    }
}

/// The accounts of an organ's year, by kind, with their balances.
#[utoipa::path(tag = "ledger", responses(
    (status = 200, body = Page<AccountView>), (status = 401), (status = 403), (status = 404), (status = 422)))]
#[get("/api/v1/desk/ledger/accounts")]
pub async fn accounts(
    app: Data<App>,
    staff: Staff,
    asked: Query<YearQuery>,
    kind: Query<KindQuery>,
    page: Query<PageQuery>,
) -> Result<Json<Page<AccountView>>, Problem> {
    let organ = service::organ(app.db.read(), &staff, asked.organ.as_deref()).await?;
    let year = asked.year.unwrap_or_else(|| app.clock.today().year());
    let kind = kind.kind.as_deref().map(service::word).transpose()?;
    let page = service::accounts(app.db.read(), (organ.id, year), kind, &page).await?;
    Ok(Json(page.map(|account| AccountView::of(&organ.code, account))))
}

/// The entries of an account, the newest first.
#[utoipa::path(tag = "ledger", responses(
    (status = 200, body = Page<EntryView>), (status = 401), (status = 403), (status = 404), (status = 422)))]
#[get("/api/v1/desk/ledger/entries")]
pub async fn entries(
    app: Data<App>,
    staff: Staff,
    asked: Query<AccountQuery>,
    page: Query<PageQuery>,
) -> Result<Json<Page<EntryView>>, Problem> {
    let account = service::account(app.db.read(), &staff, asked.account).await?;
    let page = service::entries(app.db.read(), Of::Account(account.id), &page).await?;
    Ok(Json(page.map(EntryView::from)))
}

/// An organ's year at a glance; each figure is what entries come to.
#[utoipa::path(tag = "ledger", responses(
    (status = 200, body = BalancesView), (status = 401), (status = 403), (status = 404)))]
#[get("/api/v1/desk/ledger/balances")]
pub async fn balances(
    app: Data<App>,
    staff: Staff,
    asked: Query<YearQuery>,
) -> Result<Json<BalancesView>, Problem> {
    let organ = service::organ(app.db.read(), &staff, asked.organ.as_deref()).await?;
    let year = asked.year.unwrap_or_else(|| app.clock.today().year());
    let sums = service::balances(app.db.read(), organ.id, year).await?;
    Ok(Json(BalancesView::of(organ.code, year, sums)))
}

/// Sets an organ's budget of a year, or raises it; each paper once.
#[utoipa::path(tag = "ledger", request_body = Funding, params(("Idempotency-Key" = Option<String>, Header)), responses(
    (status = 201, body = Posted, description = "`now` is false when this paper was entered before"), (status = 401),
    (status = 403), (status = 404), (status = 409, description = "`posted_differently`: this paper was entered with another amount"),
    (status = 422, description = "every fault by pointer")))]
#[post("/api/v1/desk/ledger/budgets")]
pub async fn enter_budget(
    app: Data<App>,
    staff: Staff,
    once: Once,
    body: Body<Funding>,
) -> Result<HttpResponse, Problem> {
    let work = async |change| -> Result<Posted, LedgerError> {
        service::enter_budget(change, &staff, body.0.clone()).await
    };
    let posted = once.run(app.change(&staff).await?, &app.cache, &body.0, work).await?;
    Ok(HttpResponse::Created().json(posted))
}

/// Sets budget aside for a purpose, or more for one that is there; each paper once.
#[utoipa::path(tag = "ledger", request_body = NewEarmark, params(("Idempotency-Key" = Option<String>, Header)), responses(
    (status = 201, body = Posted, description = "`now` is false when this paper was entered before"), (status = 401), (status = 403),
    (status = 404), (status = 409, description = "`budget_short`; `posted_differently`: this paper was entered with another amount"),
    (status = 422, description = "every fault by pointer")))]
#[post("/api/v1/desk/ledger/earmarks")]
pub async fn enter_earmark(
    app: Data<App>,
    staff: Staff,
    once: Once,
    body: Body<NewEarmark>,
) -> Result<HttpResponse, Problem> {
    let work = async |change| -> Result<Posted, LedgerError> {
        service::enter_earmark(change, &staff, body.0.clone()).await
    };
    let posted = once.run(app.change(&staff).await?, &app.cache, &body.0, work).await?;
    Ok(HttpResponse::Created().json(posted))
}

/// Purposes.
#[derive(Serialize, ToSchema)]
pub struct Purposes {
    /// By name.
    items: Vec<Purpose>,
}

/// For what an organ's budget of a year is set aside, and what is left of each.
#[utoipa::path(tag = "ledger", responses(
    (status = 200, body = Purposes), (status = 401), (status = 403), (status = 404)))]
#[get("/api/v1/desk/ledger/purposes")]
pub async fn purposes(
    app: Data<App>,
    staff: Staff,
    asked: Query<YearQuery>,
) -> Result<Json<Purposes>, Problem> {
    let organ = service::organ(app.db.read(), &staff, asked.organ.as_deref()).await?;
    let year = asked.year.unwrap_or_else(|| app.clock.today().year());
    Ok(Json(Purposes { items: service::purposes(app.db.read(), (organ.id, year)).await? }))
}

/// Enters money that arrived from the treasury; each paper once.
#[utoipa::path(tag = "ledger", request_body = Funding, params(("Idempotency-Key" = Option<String>, Header)), responses(
    (status = 201, body = Posted, description = "`now` is false when this paper was entered before"), (status = 401),
    (status = 403), (status = 404), (status = 409, description = "`posted_differently`: this paper was entered with another amount"),
    (status = 422, description = "every fault by pointer")))]
#[post("/api/v1/desk/ledger/arrivals")]
pub async fn enter_arrival(
    app: Data<App>,
    staff: Staff,
    once: Once,
    body: Body<Funding>,
) -> Result<HttpResponse, Problem> {
    let work = async |change| -> Result<Posted, LedgerError> {
        service::enter_arrival(change, &staff, body.0.clone()).await
    };
    let posted = once.run(app.change(&staff).await?, &app.cache, &body.0, work).await?;
    Ok(HttpResponse::Created().json(posted))
}
