//! The SQL of payments, one function a question.

use std::collections::BTreeSet;

use hechang_entity::{bank_result, payee_account, payment_batch, payment_line};
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::NotSet,
    ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait,
    sea_query::{OnConflict, SelectStatement},
};
use uuid::Uuid;

use crate::{
    assistance::{
        payments::model::{LineState, Way},
        queries::taken,
    },
    error::Internal,
    platform::database::is_postgres,
};

/// States of a line that keep its instalment from another try.
const ON_ITS_WAY: [LineState; 3] = [LineState::Listed, LineState::Sent, LineState::Paid];

/// The accounts of these people.
pub async fn accounts(
    db: &impl ConnectionTrait,
    people: &[Uuid],
) -> Result<Vec<payee_account::Model>, Internal> {
    use payee_account::{Column, Entity};
    Ok(Entity::find().filter(Column::PersonId.is_in(people.iter().copied())).all(db).await?)
}

/// Puts an account in the place of what is there.
pub async fn put_account(db: &impl ConnectionTrait, row: payee_account::Model) -> Result<(), Internal> {
    use payee_account::{Column, Entity};
    let newer = OnConflict::column(Column::PersonId)
        .update_columns([
            Column::AccountSealed,
            Column::EnteredBy,
            Column::EnteredAt,
            Column::ConfirmedBy,
            Column::ConfirmedAt,
            Column::Version,
        ])
        .to_owned();
    let row = row.into_active_model().reset_all();
    Entity::insert(row).on_conflict(newer).exec_without_returning(db).await?;
    Ok(())
}

/// Whether something is on its way to a person.
pub async fn is_on_its_way(db: &impl ConnectionTrait, person: Uuid) -> Result<bool, Internal> {
    use payment_line::{Column, Entity};
    let open = [LineState::Listed.word(), LineState::Sent.word()];
    let one = Entity::find().filter(Column::PersonId.eq(person)).filter(Column::State.is_in(open));
    Ok(one.one(db).await?.is_some())
}

/// Whether something is on its way into a mandate of custody.
pub async fn is_on_its_way_into(db: &impl ConnectionTrait, mandate: Uuid) -> Result<bool, Internal> {
    use payment_line::{Column, Entity};
    let open = [LineState::Listed.word(), LineState::Sent.word()];
    let one = Entity::find().filter(Column::MandateId.eq(mandate)).filter(Column::State.is_in(open));
    Ok(one.one(db).await?.is_some())
}

/// The instalments that are on their way or paid, for the question which aren't.
pub fn on_their_way() -> SelectStatement {
    use payment_line::{Column, Entity};
    let states = ON_ITS_WAY.map(LineState::word);
    let lines = Entity::find().select_only().column(Column::InstalmentId).filter(Column::State.is_in(states));
    lines.into_query()
}

/// The lines that tried to pay these instalments.
pub async fn tries(
    db: &impl ConnectionTrait,
    instalments: &[Uuid],
) -> Result<Vec<payment_line::Model>, Internal> {
    use payment_line::{Column, Entity};
    Ok(Entity::find().filter(Column::InstalmentId.is_in(instalments.iter().copied())).all(db).await?)
}

/// The last number of an organ's batches of a year.
pub async fn last_number(db: &impl ConnectionTrait, organ: Uuid, year: i32) -> Result<i32, Internal> {
    use payment_batch::{Column, Entity};
    let last = Entity::find()
        .filter(Column::OrganId.eq(organ))
        .filter(Column::Year.eq(year))
        .order_by_desc(Column::Number)
        .one(db)
        .await?;
    Ok(last.map_or(0, |row| row.number))
}

pub async fn insert_batch(db: &impl ConnectionTrait, row: payment_batch::Model) -> Result<(), Internal> {
    let row = row.into_active_model().reset_all();
    payment_batch::Entity::insert(row).exec_without_returning(db).await?;
    Ok(())
}

/// Writes lines; false when one of their instalments is on its way already.
pub async fn insert_lines(
    db: &impl ConnectionTrait,
    rows: Vec<payment_line::Model>,
) -> Result<bool, Internal> {
    let rows =
        rows.into_iter().map(|row| -> payment_line::ActiveModel { row.into_active_model().reset_all() });
    taken(payment_line::Entity::insert_many(rows).exec_without_returning(db).await)
}

pub async fn batch(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<payment_batch::Model>, Internal> {
    Ok(payment_batch::Entity::find_by_id(id).one(db).await?)
}

/// A batch, held until the transaction ends; SQLite's single writer holds everything.
pub async fn lock_batch(
    db: &impl ConnectionTrait,
    id: Uuid,
) -> Result<Option<payment_batch::Model>, Internal> {
    let one = payment_batch::Entity::find_by_id(id);
    let one = if is_postgres(db) { one.lock_exclusive() } else { one };
    Ok(one.one(db).await?)
}

/// Writes a batch over the version that was read; false when somebody was faster.
pub async fn update_batch(
    db: &impl ConnectionTrait,
    row: payment_batch::Model,
    read: i32,
) -> Result<bool, Internal> {
    use payment_batch::{ActiveModel, Column, Entity};
    let id = row.id;
    let changed = ActiveModel { id: NotSet, ..row.into_active_model().reset_all() };
    let written = Entity::update_many().set(changed).filter(Column::Id.eq(id));
    Ok(written.filter(Column::Version.eq(read)).exec(db).await?.rows_affected == 1)
}

/// Writes a line over what was read; the caller holds its batch.
pub async fn update_line(db: &impl ConnectionTrait, row: payment_line::Model) -> Result<bool, Internal> {
    use payment_line::{ActiveModel, Column, Entity};
    let id = row.id;
    let changed = ActiveModel { id: NotSet, ..row.into_active_model().reset_all() };
    taken(Entity::update_many().set(changed).filter(Column::Id.eq(id)).exec(db).await)
}

/// The lines of these batches, in their order.
pub async fn lines(
    db: &impl ConnectionTrait,
    batches: &[Uuid],
) -> Result<Vec<payment_line::Model>, Internal> {
    use payment_line::{Column, Entity};
    let query = Entity::find().filter(Column::BatchId.is_in(batches.iter().copied()));
    Ok(query.order_by_asc(Column::BatchId).order_by_asc(Column::Place).all(db).await?)
}

/// The lines of a case in whatever batch they are, by batch and place.
pub async fn lines_of_case(
    db: &impl ConnectionTrait,
    case: Uuid,
) -> Result<Vec<payment_line::Model>, Internal> {
    use payment_line::{Column, Entity};
    let query = Entity::find().filter(Column::CaseId.eq(case));
    Ok(query.order_by_asc(Column::BatchId).order_by_asc(Column::Place).all(db).await?)
}

/// The lines of a case that were handed over and whose receipt isn't filed yet.
pub async fn without_receipt(
    db: &impl ConnectionTrait,
    case: Uuid,
) -> Result<Vec<payment_line::Model>, Internal> {
    use payment_line::{Column, Entity};
    let rows = Entity::find().inner_join(payment_batch::Entity);
    let rows = rows.filter(payment_batch::Column::Way.eq(Way::InPerson.word()));
    let rows = rows.filter(Column::CaseId.eq(case)).filter(Column::State.eq(LineState::Paid.word()));
    let rows = rows.filter(Column::ReceiptId.is_null());
    Ok(rows.order_by_asc(Column::BatchId).order_by_asc(Column::Place).all(db).await?)
}

/// These batches, the first first.
pub async fn batches_by_ids(
    db: &impl ConnectionTrait,
    ids: &BTreeSet<Uuid>,
) -> Result<Vec<payment_batch::Model>, Internal> {
    use payment_batch::{Column, Entity};
    let some = Entity::find().filter(Column::Id.is_in(ids.iter().copied()));
    Ok(some.order_by_asc(Column::Id).all(db).await?)
}

/// A part of these organs' batches, the newest first.
pub async fn batches(
    db: &impl ConnectionTrait,
    organs: &[Uuid],
    before: Option<Uuid>,
    limit: u64,
) -> Result<Vec<payment_batch::Model>, Internal> {
    use payment_batch::{Column, Entity};
    let mut query = Entity::find()
        .filter(Column::OrganId.is_in(organs.iter().copied()))
        .order_by_desc(Column::Id)
        .limit(limit);
    if let Some(before) = before {
        query = query.filter(Column::Id.lt(before));
    }
    Ok(query.all(db).await?)
}

/// Enters a file of the bank's; false when it was entered before.
pub async fn insert_result(db: &impl ConnectionTrait, row: bank_result::Model) -> Result<bool, Internal> {
    use bank_result::{Column, Entity};
    let once = OnConflict::columns([Column::BatchId, Column::Digest]).do_nothing().to_owned();
    let row = row.into_active_model().reset_all();
    Ok(Entity::insert(row).on_conflict(once).exec_without_returning(db).await? == 1)
}

/// The lines of approved batches by id, each with its batch.
pub async fn ordered_after(
    db: &impl ConnectionTrait,
    after: Option<Uuid>,
    limit: u64,
) -> Result<Vec<(payment_line::Model, payment_batch::Model)>, Internal> {
    use payment_line::{Column, Entity};
    let rows = Entity::find().find_also_related(payment_batch::Entity);
    let rows = rows.filter(payment_batch::Column::ApprovedBy.is_not_null());
    let rows = rows.filter(Column::Id.gt(after.unwrap_or(Uuid::nil())));
    let rows = rows.order_by_asc(Column::Id).limit(limit).all(db).await?;
    Ok(rows.into_iter().filter_map(|(line, batch)| Some((line, batch?))).collect())
}

/// The lines of these people.
pub async fn lines_of(
    db: &impl ConnectionTrait,
    people: &[Uuid],
) -> Result<Vec<payment_line::Model>, Internal> {
    use payment_line::{Column, Entity};
    Ok(Entity::find().filter(Column::PersonId.is_in(people.iter().copied())).all(db).await?)
}

/// Deletes the accounts and lines of these people.
pub async fn delete_of(db: &impl ConnectionTrait, people: &[Uuid]) -> Result<(), Internal> {
    let lines = payment_line::Entity::delete_many();
    lines.filter(payment_line::Column::PersonId.is_in(people.iter().copied())).exec(db).await?;
    let accounts = payee_account::Entity::delete_many();
    accounts.filter(payee_account::Column::PersonId.is_in(people.iter().copied())).exec(db).await?;
    Ok(())
}
