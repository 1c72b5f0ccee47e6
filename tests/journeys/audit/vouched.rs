//! Decisions and payment orders are what the record vouches for, or `audit verify` names them (security.md KEY-10).

use chrono::{DateTime, Utc};
use hechang::{
    audit::verification::{self, Fault, Wrong},
    ledger, retention,
};
use hechang_entity::{
    application, assistance_case, assistance_person, assistance_step, custody_request, ledger_entry,
    payment_batch, payment_line,
};
use hechang_tests::{
    database::Db::{self, Postgres, Sqlite},
    town::Town,
};
use rstest::rstest;
use sea_orm::{
    ColumnTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter, UpdateMany, sea_query::Expr,
};
use serde_json::json;
use uuid::Uuid;

use crate::{custody::ground::Trust, payments::ground::Cash};

/// A decision of four steps and an approved batch of two lines.
async fn ordered(town: &Town) -> Cash<'_> {
    let cash = Cash::granted(town, &[5_000, 2_000]).await;
    cash.accounts().await;
    let batch = cash.makes("bank").await;
    cash.act(&cash.checker, &batch, "approve").await.expect(200);
    cash
}

async fn faults(town: &Town) -> Vec<Fault> {
    verification::verify(town.app(), &[]).await.unwrap().faults
}

/// What the check says of a change made past the program, which is then taken back.
async fn told<E: EntityTrait>(town: &Town, column: E::Column, now: Expr, was: Expr, id: Uuid) -> Vec<Fault> {
    let set = |value: Expr| -> UpdateMany<E> {
        let key = <E::PrimaryKey as sea_orm::Iterable>::iter().next().unwrap();
        E::update_many().col_expr(column, value).filter(sea_orm::PrimaryKeyToColumn::into_column(key).eq(id))
    };
    let db = town.app().db.begin().await.unwrap();
    set(now).exec(&db).await.unwrap();
    db.commit().await.unwrap();
    let told = faults(town).await;
    let db = town.app().db.begin().await.unwrap();
    set(was).exec(&db).await.unwrap();
    db.commit().await.unwrap();
    told
}

fn only(id: Uuid, wrong: Wrong) -> Vec<Fault> {
    vec![Fault { chain: None, seq: None, id: Some(id), wrong }]
}

#[rstest]
#[tokio::test]
async fn an_altered_step_or_order_is_found_and_named(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let cash = ordered(&town).await;
    let me = cash.maker.get("/api/v1/me").await.expect(200).json();
    let cashier: Uuid = me["id"].as_str().unwrap().parse().unwrap();
    let checked = verification::verify(town.app(), &[]).await.unwrap();
    let steps = assistance_step::Entity::find().all(town.app().db.read()).await.unwrap();
    let lines = payment_line::Entity::find().all(town.app().db.read()).await.unwrap();
    assert_eq!((checked.faults, checked.vouched), (Vec::new(), (steps.len() + lines.len()) as u64));
    for step in &steps {
        use assistance_step::Column;
        let mut table = step.on_table.clone();
        table["people"][0]["amount_fen"] = json!(900_000);
        let edits = [
            (Column::OnTable, Expr::value(table), Expr::value(step.on_table.clone())),
            (Column::StaffId, Expr::value(cashier), Expr::value(step.staff_id)),
            (Column::Paper, Expr::value("山委政〔2026〕1号"), Expr::value(step.paper.clone())),
            (Column::At, Expr::value(DateTime::<Utc>::UNIX_EPOCH), Expr::value(step.at)),
        ];
        for (column, now, was) in edits {
            let told = told::<assistance_step::Entity>(&town, column, now, was, step.id).await;
            assert_eq!(told, only(step.id, Wrong::VouchedAltered), "{column:?}");
        }
    }
    let (one, two) = (&lines[0], &lines[1]);
    let (now, was) = (Expr::value(two.person_id), Expr::value(one.person_id));
    let swapped = told::<payment_line::Entity>(&town, payment_line::Column::PersonId, now, was, one.id).await;
    assert_eq!(swapped, only(one.id, Wrong::VouchedAltered));
    let (now, was) = (Expr::value(None::<Vec<u8>>), Expr::value(one.account_sealed.clone()));
    let elsewhere =
        told::<payment_line::Entity>(&town, payment_line::Column::AccountSealed, now, was, one.id).await;
    assert_eq!(elsewhere, only(one.id, Wrong::VouchedAltered));
    let batch = payment_batch::Entity::find().one(town.app().db.read()).await.unwrap().unwrap();
    let (now, was) = (Expr::value("in_person"), Expr::value("bank"));
    let way = told::<payment_batch::Entity>(&town, payment_batch::Column::Way, now, was, batch.id).await;
    assert_eq!(way.iter().map(|fault| fault.id).collect::<Vec<_>>(), [Some(one.id), Some(two.id)]);
    assert_eq!(faults(&town).await, []);
}

#[rstest]
#[tokio::test]
async fn a_step_that_was_put_in_or_taken_out_is_found(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let _cash = ordered(&town).await;
    let steps = assistance_step::Entity::find().all(town.app().db.read()).await.unwrap();
    let last = steps.last().unwrap().clone();
    let write = town.app().db.begin().await.unwrap();
    assistance_step::Entity::delete_by_id(last.id).exec(&write).await.unwrap();
    write.commit().await.unwrap();
    assert_eq!(faults(&town).await, only(last.id, Wrong::VouchedRemoved));
    // Put back under another id, its sealed words don't open there; under its own it is whole again.
    let write = town.app().db.begin().await.unwrap();
    assistance_step::Entity::insert(last.clone().into_active_model())
        .exec_without_returning(&write)
        .await
        .unwrap();
    let again = assistance_step::Model { round: 9, ..last.clone() };
    write.commit().await.unwrap();
    assert_eq!(faults(&town).await, []);
    let write = town.app().db.begin().await.unwrap();
    let sealed = town.app().vault.open(place(last.id), &last.words_sealed).unwrap();
    let id = hechang::platform::ids::new_id();
    let words_sealed = town.app().vault.seal(place(id), &sealed).unwrap();
    let forged = assistance_step::Model { id, words_sealed, ..again };
    assistance_step::Entity::insert(forged.into_active_model()).exec_without_returning(&write).await.unwrap();
    write.commit().await.unwrap();
    assert_eq!(faults(&town).await, only(id, Wrong::NotVouched));
}

fn place(row: Uuid) -> hechang::platform::vault::Place {
    hechang::platform::vault::Place { column: "assistance_step.words", row }
}

#[rstest]
#[tokio::test]
async fn what_was_erased_in_time_is_not_missed(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let _cash = ordered(&town).await;
    let write = town.app().db.begin().await.unwrap();
    let closed =
        application::Entity::update_many().col_expr(application::Column::State, Expr::value("closed"));
    closed.exec(&write).await.unwrap();
    write.commit().await.unwrap();
    town.clock.advance(chrono::Duration::days(10 * 366));
    retention::service::run(town.app()).await.unwrap();
    let db = town.app().db.read();
    assert_eq!(application::Entity::find().count(db).await.unwrap(), 0);
    assert_eq!(assistance_case::Entity::find().count(db).await.unwrap(), 0);
    assert_eq!(assistance_person::Entity::find().count(db).await.unwrap(), 0);
    assert_eq!(payment_line::Entity::find().count(db).await.unwrap(), 0);
    assert!(ledger_entry::Entity::find().count(db).await.unwrap() > 0);
    assert_eq!(faults(&town).await, []);
    let proved = ledger::verification::verify(&town.app().db).await.unwrap();
    assert!(proved.faults.is_empty());
}

#[rstest]
#[tokio::test]
async fn an_altered_release_is_found_and_named(#[values(Sqlite, Postgres)] db: Db) {
    use custody_request::Column;
    let town = Town::new(db).await;
    let trust = Trust::of_one(&town).await;
    let mandate = trust.funded().await;
    let asked = trust.asks(&mandate, 1_000).await;
    trust.steps(&trust.custodian, &mandate, &asked, "verify").await.expect(200);
    let done = trust.asks(&mandate, 2_000).await;
    trust.releases(&mandate, &done).await;
    trust.files(&trust.handler, crate::custody::ground::DESK, &mandate, &done).await.expect(200);
    assert_eq!(faults(&town).await, [], "what came of a release later doesn't matter");
    let id: Uuid = done.parse().unwrap();
    let row = custody_request::Entity::find_by_id(id).one(town.app().db.read()).await.unwrap().unwrap();
    let me = trust.deputy.get("/api/v1/me").await.expect(200).json();
    let deputy: Uuid = me["id"].as_str().unwrap().parse().unwrap();
    let edits = [
        (Column::Amount, Expr::value(200_100), Expr::value(row.amount)),
        (Column::Purpose, Expr::value("living"), Expr::value(row.purpose.clone())),
        (Column::ApprovedBy, Expr::value(deputy), Expr::value(row.approved_by)),
    ];
    for (column, now, was) in edits {
        let told = told::<custody_request::Entity>(&town, column, now, was, id).await;
        assert_eq!(told, only(id, Wrong::VouchedAltered), "{column:?}");
    }
    // An approval that nobody gave isn't vouched for.
    let other: Uuid = asked.parse().unwrap();
    let (now, was) = (Expr::value(deputy), Expr::value(None::<Uuid>));
    let forged = told::<custody_request::Entity>(&town, Column::ApprovedBy, now, was, other).await;
    assert_eq!(forged, only(other, Wrong::NotVouched));
    assert_eq!(faults(&town).await, []);
}
