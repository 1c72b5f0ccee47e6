//! What must hold after every step, whatever is played.

use hechang::{
    audit,
    ledger::{self, error::LedgerError, model::Standing},
    platform::money::Fen,
};
use hechang_entity::{assistance_case, assistance_person, ledger_entry};
use hechang_tests::town::Town;
use sea_orm::{ColumnTrait, EntityTrait, ExprTrait, QueryFilter, QuerySelect, sea_query::Expr};

/// Every entry has its other side, and what was granted to somebody is somewhere, to the fen.
pub async fn all_is_accounted_for(town: &Town, told: &str) {
    let db = town.app().db.snapshot().await.unwrap();
    let sum = Expr::col(ledger_entry::Column::Amount).sum().cast_as("bigint");
    let entries = ledger_entry::Entity::find().select_only().column_as(sum, "sum").into_tuple();
    let sum: Option<i64> = entries.one(&db).await.unwrap().flatten();
    assert_eq!(sum.unwrap_or(0), 0, "{told}");
    for case in assistance_case::Entity::find().all(&db).await.unwrap() {
        let Some(grant) = case.grant_id else { continue };
        let people = assistance_person::Entity::find().filter(assistance_person::Column::CaseId.eq(case.id));
        for person in people.all(&db).await.unwrap() {
            let standing = match ledger::service::standing(&db, grant, person.id).await {
                Err(LedgerError::NotFound) => continue,
                standing => standing.unwrap(),
            };
            let Standing { granted, committed, paid, handed_over: _, in_custody, recovered } = standing;
            let parts = [committed, paid, in_custody, recovered];
            assert!(parts.iter().all(|part| *part >= Fen::ZERO), "{parts:?}: {told}");
            assert_eq!(Fen::sum(parts), Some(granted), "{told}");
        }
    }
}

/// The ledger and the audit record prove themselves.
pub async fn all_is_proven(town: &Town) {
    let app = town.app();
    let proved = ledger::verification::verify(&app.db).await.unwrap();
    assert!(proved.faults.is_empty(), "{:#?}", proved.faults);
    assert_eq!(audit::verification::verify(app, &[]).await.unwrap().faults, []);
}
