//! The SQL of custody, one function a question. The reach stands in [`in_reach`], so that no list can forget it; it is the policy's rule
//! about mandates said to the database, and a test holds the two against each other.

use hechang_entity::{custody_mandate, custody_report, custody_request};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, EntityTrait, ExprTrait, IntoActiveModel,
    QueryFilter, QueryOrder, QuerySelect, Select,
};
use uuid::Uuid;

use crate::{
    applications,
    assistance::{
        custody::model::{Ending, MandateState},
        queries::taken,
    },
    error::Internal,
    identity::policy::Reach,
    platform::database::is_postgres,
};

/// The mandates that a reader may see.
pub fn in_reach(reach: &Reach) -> Select<custody_mandate::Entity> {
    use custody_mandate::Column::{ApplicationId, CustodianId, Id, OrganId, State};
    // No row has no id: whoever has no way to a mandate sees none.
    let mut ways = Condition::any().add(Id.is_null());
    if reach.sees_matters() {
        ways = ways.add(ApplicationId.in_subquery(applications::service::reached(reach)));
    }
    if reach.pays() {
        ways = ways.add(OrganId.is_in(reach.organs.iter().copied()));
    }
    if reach.holds_custody() {
        let handed = State.is_in(MandateState::HANDED.map(MandateState::word));
        ways = ways.add(CustodianId.eq(reach.staff.organ_id).and(handed));
    }
    custody_mandate::Entity::find().filter(ways)
}

/// A part of what a reader may see, the newest first.
pub async fn list(
    db: &impl ConnectionTrait,
    seen: Select<custody_mandate::Entity>,
    before: Option<Uuid>,
    limit: u64,
) -> Result<Vec<custody_mandate::Model>, Internal> {
    use custody_mandate::Column::Id;
    let mut query = seen.order_by_desc(Id).limit(limit);
    if let Some(before) = before {
        query = query.filter(Id.lt(before));
    }
    Ok(query.all(db).await?)
}

pub async fn find(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<custody_mandate::Model>, Internal> {
    Ok(custody_mandate::Entity::find_by_id(id).one(db).await?)
}

/// A mandate, held until the transaction ends; SQLite's single writer holds everything.
pub async fn lock(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<custody_mandate::Model>, Internal> {
    let one = custody_mandate::Entity::find_by_id(id);
    let one = if is_postgres(db) { one.lock_exclusive() } else { one };
    Ok(one.one(db).await?)
}

/// The mandates of these applications, in their order.
pub async fn of_applications(
    db: &impl ConnectionTrait,
    applications: &[Uuid],
) -> Result<Vec<custody_mandate::Model>, Internal> {
    use custody_mandate::{Column, Entity};
    let query = Entity::find().filter(Column::ApplicationId.is_in(applications.iter().copied()));
    Ok(query.order_by_asc(Column::Id).all(db).await?)
}

/// Every mandate of a person, in their order.
pub async fn of_person(
    db: &impl ConnectionTrait,
    person: Uuid,
) -> Result<Vec<custody_mandate::Model>, Internal> {
    use custody_mandate::{Column, Entity};
    Ok(Entity::find().filter(Column::PersonId.eq(person)).order_by_asc(Column::Id).all(db).await?)
}

/// The mandate that takes another's place, or is drawn up to.
pub async fn successor(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<Uuid>, Internal> {
    use custody_mandate::{Column, Entity};
    let kept = Condition::any().add(Column::ClosedAs.is_null());
    let kept = kept.add(Column::ClosedAs.ne(Ending::Dropped.word()));
    let query = Entity::find().select_only().column(Column::Id).filter(Column::Succeeds.eq(id)).filter(kept);
    Ok(query.into_tuple().one(db).await?)
}

/// The mandates of these people that haven't ended.
pub async fn open_of_people(
    db: &impl ConnectionTrait,
    people: &[Uuid],
) -> Result<Vec<custody_mandate::Model>, Internal> {
    use custody_mandate::{Column, Entity};
    let query = Entity::find().filter(Column::PersonId.is_in(people.iter().copied()));
    Ok(query.filter(Column::State.ne(MandateState::Closed.word())).all(db).await?)
}

/// A part of the mandates that have money, for the daily job.
pub async fn active_after(
    db: &impl ConnectionTrait,
    after: Option<Uuid>,
    limit: u64,
) -> Result<Vec<Uuid>, Internal> {
    use custody_mandate::{Column, Entity};
    let mut query = Entity::find().select_only().column(Column::Id);
    query = query.filter(Column::State.eq(MandateState::Active.word())).order_by_asc(Column::Id).limit(limit);
    if let Some(after) = after {
        query = query.filter(Column::Id.gt(after));
    }
    Ok(query.into_tuple().all(db).await?)
}

/// Writes a mandate; false when the person has one already, or the account holds another's money.
pub async fn insert(db: &impl ConnectionTrait, row: custody_mandate::Model) -> Result<bool, Internal> {
    let row = row.into_active_model().reset_all();
    taken(custody_mandate::Entity::insert(row).exec_without_returning(db).await)
}

/// Whether an account holds another's money.
pub async fn is_account_taken(db: &impl ConnectionTrait, index: &[u8]) -> Result<bool, Internal> {
    use custody_mandate::{Column, Entity};
    let open = Entity::find().filter(Column::State.ne(MandateState::Closed.word()));
    Ok(open.filter(Column::AccountIndex.eq(index)).one(db).await?.is_some())
}

/// Writes a mandate over what was read; the caller holds it.
pub async fn update(db: &impl ConnectionTrait, row: custody_mandate::Model) -> Result<(), Internal> {
    row.into_active_model().reset_all().update(db).await?;
    Ok(())
}

/// Everything that was asked for of these mandates, the oldest first.
pub async fn requests(
    db: &impl ConnectionTrait,
    mandates: &[Uuid],
) -> Result<Vec<custody_request::Model>, Internal> {
    use custody_request::{Column, Entity};
    let query = Entity::find().filter(Column::MandateId.is_in(mandates.iter().copied()));
    Ok(query.order_by_asc(Column::Id).all(db).await?)
}

/// Those that were approved, whatever came of them, by id.
pub async fn approved_after(
    db: &impl ConnectionTrait,
    after: Option<Uuid>,
    limit: u64,
) -> Result<Vec<custody_request::Model>, Internal> {
    use custody_request::{Column, Entity};
    let rows = Entity::find().filter(Column::ApprovedBy.is_not_null());
    let rows = rows.filter(Column::Id.gt(after.unwrap_or(Uuid::nil())));
    Ok(rows.order_by_asc(Column::Id).limit(limit).all(db).await?)
}

pub async fn insert_request(db: &impl ConnectionTrait, row: custody_request::Model) -> Result<(), Internal> {
    let row = row.into_active_model().reset_all();
    custody_request::Entity::insert(row).exec_without_returning(db).await?;
    Ok(())
}

/// Writes a request over what was read; the caller holds its mandate.
pub async fn update_request(db: &impl ConnectionTrait, row: custody_request::Model) -> Result<(), Internal> {
    row.into_active_model().reset_all().update(db).await?;
    Ok(())
}

/// Every report about these mandates, the oldest first.
pub async fn reports(
    db: &impl ConnectionTrait,
    mandates: &[Uuid],
) -> Result<Vec<custody_report::Model>, Internal> {
    use custody_report::{Column, Entity};
    let query = Entity::find().filter(Column::MandateId.is_in(mandates.iter().copied()));
    Ok(query.order_by_asc(Column::Id).all(db).await?)
}

pub async fn insert_report(db: &impl ConnectionTrait, row: custody_report::Model) -> Result<(), Internal> {
    let row = row.into_active_model().reset_all();
    custody_report::Entity::insert(row).exec_without_returning(db).await?;
    Ok(())
}

/// Writes a report over what was read; the caller holds its mandate.
pub async fn update_report(db: &impl ConnectionTrait, row: custody_report::Model) -> Result<(), Internal> {
    row.into_active_model().reset_all().update(db).await?;
    Ok(())
}

/// Deletes mandates with everything that hangs on them.
pub async fn delete(db: &impl ConnectionTrait, mandates: &[Uuid]) -> Result<(), Internal> {
    let reports = custody_report::Entity::delete_many();
    reports.filter(custody_report::Column::MandateId.is_in(mandates.iter().copied())).exec(db).await?;
    let requests = custody_request::Entity::delete_many();
    requests.filter(custody_request::Column::MandateId.is_in(mandates.iter().copied())).exec(db).await?;
    let held = custody_mandate::Entity::delete_many();
    held.filter(custody_mandate::Column::Id.is_in(mandates.iter().copied())).exec(db).await?;
    Ok(())
}
