//! The SQL of recovery, one function a question.

use hechang_entity::{ledger_grant, ledger_share, recovery, recovery_receipt};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter,
    QueryOrder, QuerySelect,
    sea_query::{Query, SelectStatement},
};
use uuid::Uuid;

use crate::{
    assistance::{
        queries::{out_of_reach, taken},
        recovery::model::RecoveryState,
    },
    error::Internal,
    platform::database::is_postgres,
};

pub async fn find(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<recovery::Model>, Internal> {
    Ok(recovery::Entity::find_by_id(id).one(db).await?)
}

/// A recovery, held until the transaction ends; SQLite's single writer holds everything.
pub async fn lock(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<recovery::Model>, Internal> {
    let one = recovery::Entity::find_by_id(id);
    let one = if is_postgres(db) { one.lock_exclusive() } else { one };
    Ok(one.one(db).await?)
}

/// The recoveries of a case, the first first.
pub async fn of_case(db: &impl ConnectionTrait, case: Uuid) -> Result<Vec<recovery::Model>, Internal> {
    use recovery::{Column, Entity};
    Ok(Entity::find().filter(Column::CaseId.eq(case)).order_by_asc(Column::Id).all(db).await?)
}

/// Those of whole cases within reach, and those of cases to which these organs gave; the newest first.
pub async fn list(
    db: &impl ConnectionTrait,
    reached: Option<SelectStatement>,
    payers: &[Uuid],
    before: Option<Uuid>,
    limit: u64,
) -> Result<Vec<recovery::Model>, Internal> {
    use recovery::{Column, Entity};
    // No row has no id: whoever has no way to a recovery sees none.
    let mut ways = Condition::any().add(Column::Id.is_null());
    if let Some(reached) = reached {
        ways = ways.add(Column::CaseId.not_in_subquery(out_of_reach(reached)));
    }
    if !payers.is_empty() {
        ways = ways.add(
            Condition::all()
                .add(Column::CaseId.in_subquery(given_by(payers)))
                .add(Column::State.is_in(RecoveryState::DECIDED.map(RecoveryState::word))),
        );
    }
    let mut query = Entity::find().filter(ways).order_by_desc(Column::Id).limit(limit);
    if let Some(before) = before {
        query = query.filter(Column::Id.lt(before));
    }
    Ok(query.all(db).await?)
}

/// The cases to which these organs gave.
fn given_by(organs: &[Uuid]) -> SelectStatement {
    let grants = Query::select()
        .column(ledger_share::Column::GrantId)
        .from(ledger_share::Entity)
        .and_where(ledger_share::Column::OrganId.is_in(organs.iter().copied()))
        .take();
    Query::select()
        .column(ledger_grant::Column::CaseId)
        .from(ledger_grant::Entity)
        .and_where(ledger_grant::Column::Id.in_subquery(grants))
        .take()
}

/// Those that were decided on, by id.
pub async fn decided_after(
    db: &impl ConnectionTrait,
    after: Option<Uuid>,
    limit: u64,
) -> Result<Vec<recovery::Model>, Internal> {
    use recovery::{Column, Entity};
    let rows = Entity::find().filter(Column::State.is_in(RecoveryState::DECIDED.map(RecoveryState::word)));
    let rows = rows.filter(Column::Id.gt(after.unwrap_or(Uuid::nil())));
    Ok(rows.order_by_asc(Column::Id).limit(limit).all(db).await?)
}

/// Adds one; false when another of the person is under way.
pub async fn insert(db: &impl ConnectionTrait, row: recovery::Model) -> Result<bool, Internal> {
    let row = row.into_active_model().reset_all();
    taken(recovery::Entity::insert(row).exec_without_returning(db).await)
}

/// Writes one over what was read; the caller holds it.
pub async fn update(db: &impl ConnectionTrait, row: recovery::Model) -> Result<(), Internal> {
    row.into_active_model().reset_all().update(db).await?;
    Ok(())
}

/// What came back of these, the first first.
pub async fn receipts(
    db: &impl ConnectionTrait,
    recoveries: &[Uuid],
) -> Result<Vec<recovery_receipt::Model>, Internal> {
    use recovery_receipt::{Column, Entity};
    let all = Entity::find().filter(Column::RecoveryId.is_in(recoveries.iter().copied()));
    Ok(all.order_by_asc(Column::Id).all(db).await?)
}

/// Adds a receipt; false when its paper was entered.
pub async fn insert_receipt(
    db: &impl ConnectionTrait,
    row: recovery_receipt::Model,
) -> Result<bool, Internal> {
    taken(recovery_receipt::Entity::insert(row.into_active_model()).exec_without_returning(db).await)
}

/// The recoveries of these people.
pub async fn of_people(db: &impl ConnectionTrait, people: &[Uuid]) -> Result<Vec<recovery::Model>, Internal> {
    use recovery::{Column, Entity};
    let query = Entity::find().filter(Column::PersonId.is_in(people.iter().copied()));
    Ok(query.order_by_asc(Column::Id).all(db).await?)
}

/// Deletes recoveries with what came back.
pub async fn delete(db: &impl ConnectionTrait, recoveries: &[Uuid]) -> Result<(), Internal> {
    let receipts = recovery_receipt::Column::RecoveryId.is_in(recoveries.iter().copied());
    recovery_receipt::Entity::delete_many().filter(receipts).exec(db).await?;
    let own = recovery::Column::Id.is_in(recoveries.iter().copied());
    recovery::Entity::delete_many().filter(own).exec(db).await?;
    Ok(())
}
