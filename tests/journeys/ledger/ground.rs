//! An organ with a budget, and decisions to grant.

use std::sync::Arc;

use chrono::NaiveDate;
use hechang::{
    app::App,
    identity::actor::{Role, Staff},
    ledger::{
        error::{LedgerError, Refusal},
        model::{Decision, Destination, Funding, Grantee, Instalment, Payment, Posted, Share},
        service::{self, Balances},
        verification,
    },
    organs,
    platform::{
        change::{Author, Change, Event},
        ids,
        money::Fen,
    },
};
use hechang_tests::{database::Db, foundation::Foundation};
use sea_orm::ConnectionTrait;
use uuid::Uuid;

pub const YEAR: i32 = 2026;

pub fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 3, 2).unwrap()
}

pub fn yuan(yuan: i64) -> Fen {
    Fen::of(yuan * 100)
}

pub struct House {
    pub town: Foundation,
    /// The city's organ.
    pub city: Uuid,
    /// A county's, below it.
    pub county: Uuid,
}

impl House {
    /// Organs without money.
    pub async fn empty(db: Db) -> Self {
        let town = Foundation::new(db).await;
        let of = async |code| organs::service::organ_by_code(town.app.db.read(), code).await.unwrap().id;
        let (city, county) = (of("540500").await, of("540527").await);
        Self { town, city, county }
    }

    /// Both organs with a budget of 100 000 yuan, all of which has arrived.
    pub async fn funded(db: Db) -> Self {
        let house = Self::empty(db).await;
        for organ in [house.city, house.county] {
            house.fund(organ, yuan(100_000)).await;
        }
        house
    }

    pub fn app(&self) -> &Arc<App> {
        &self.town.app
    }

    pub async fn fund(&self, organ: Uuid, amount: Fen) {
        let staff = finance(organ);
        for arrives in [false, true] {
            let new = funding(amount, &ids::new_id().to_string());
            let change = self.app().change(Author::from(&staff)).await.unwrap();
            let posted = if arrives {
                service::enter_arrival(change, &staff, new).await
            } else {
                service::enter_budget(change, &staff, new).await
            };
            assert!(posted.unwrap().now);
        }
    }

    /// Does something in a change of its own, and keeps it when it succeeded.
    pub async fn does<F>(&self, work: F) -> Result<Posted, LedgerError>
    where
        F: AsyncFnOnce(&Change) -> Result<Posted, LedgerError>,
    {
        does(self.app(), work).await
    }

    pub async fn commits(&self, decision: &Decision) -> Result<Posted, LedgerError> {
        self.does(async |change| service::commit(change, decision).await).await
    }

    pub async fn pays(&self, payment: &Payment) -> Result<Posted, LedgerError> {
        self.does(async |change| service::pay(change, payment).await).await
    }

    pub async fn balances(&self, organ: Uuid) -> Balances {
        service::balances(self.app().db.read(), organ, YEAR).await.unwrap()
    }

    /// A person granted this much by the city, in instalments of these amounts.
    pub async fn granted(&self, amounts: &[Fen]) -> Decision {
        let decision = decision(self.city, &[amounts]);
        assert!(self.commits(&decision).await.unwrap().now);
        decision
    }

    pub async fn faults(&self) -> Vec<String> {
        verification::verify(&self.app().db).await.unwrap().faults
    }

    pub async fn holds(&self) {
        assert_eq!(self.faults().await, Vec::<String>::new());
    }

    pub async fn sql(&self, text: &str) {
        self.try_sql(text).await.unwrap_or_else(|error| panic!("{text}: {error}"));
    }

    pub async fn try_sql(&self, text: &str) -> Result<(), String> {
        let tx = self.app().db.begin().await.unwrap();
        tx.execute_unprepared(text).await.map_err(|error| error.to_string())?;
        tx.commit().await.map_err(|error| error.to_string())
    }
}

pub async fn does<F>(app: &App, work: F) -> Result<Posted, LedgerError>
where
    F: AsyncFnOnce(&Change) -> Result<Posted, LedgerError>,
{
    let change = app.change(Author::System).await.unwrap();
    let posted = work(&change).await?;
    Ok(change.commit(Event::new("test.done", posted.id), posted).await?)
}

pub fn finance(organ_id: Uuid) -> Staff {
    Staff {
        id: ids::new_id(),
        organ_id,
        organ_code: "540500".into(),
        line: None,
        roles: vec![Role::Finance],
        known: true,
    }
}

pub fn funding(amount_fen: Fen, basis: &str) -> Funding {
    Funding { organ_code: None, year: YEAR, amount_fen, basis: basis.to_owned(), on: None }
}

/// One organ alone grants each person these instalments.
pub fn decision(organ: Uuid, people: &[&[Fen]]) -> Decision {
    let sum = |parts: &[Fen]| Fen::sum(parts.iter().copied()).unwrap();
    let named: Vec<_> = people.iter().map(|parts| (ids::new_id(), *parts)).collect();
    let amount = sum(&named.iter().map(|(_, parts)| sum(parts)).collect::<Vec<_>>());
    let plan =
        named.iter().flat_map(|(person, parts)| parts.iter().map(|part| instalment(organ, *person, *part)));
    Decision {
        grant_id: ids::new_id(),
        case_id: ids::new_id(),
        amount,
        shares: vec![share(organ, amount)],
        plan: plan.collect(),
        people: named
            .iter()
            .map(|(person, parts)| Grantee { person_id: *person, amount: sum(parts) })
            .collect(),
        on: today(),
    }
}

pub fn share(organ_id: Uuid, amount: Fen) -> Share {
    Share { organ_id, year: YEAR, earmark_id: None, amount }
}

pub fn instalment(organ_id: Uuid, person_id: Uuid, amount: Fen) -> Instalment {
    Instalment { id: ids::new_id(), organ_id, person_id, amount, due_on: None }
}

/// A first try to pay an instalment to the person.
pub fn payment(part: &Instalment) -> Payment {
    Payment {
        id: ids::new_id(),
        instalment_id: part.id,
        person_id: part.person_id,
        amount: part.amount,
        to: Destination::Person,
        batch_id: None,
        on: today(),
    }
}

/// The rule that a refusal names.
#[track_caller]
pub fn refused(answer: Result<Posted, LedgerError>) -> Refusal {
    match answer {
        Err(LedgerError::Refused(refusal)) => refusal,
        other => panic!("not refused: {other:?}"),
    }
}
