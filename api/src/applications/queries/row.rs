//! SQL about the application itself. Only here is a citizen's scope put into words: [`of_citizen`].

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, Utc};
use hechang_entity::application::{ActiveModel, Column, Entity, Model};
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::NotSet,
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect, QueryTrait, Select,
    sea_query::{Expr, SelectStatement},
};
use uuid::Uuid;

use crate::{catalog::State, error::Internal, platform::database::is_postgres};

/// Writes a new row.
pub async fn insert(db: &impl ConnectionTrait, row: Model) -> Result<(), Internal> {
    Entity::insert(row.into_active_model()).exec_without_returning(db).await?;
    Ok(())
}

/// One application, whoever's it is.
pub async fn find(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<Model>, Internal> {
    Ok(Entity::find_by_id(id).one(db).await?)
}

/// One application, held until the transaction ends so that no other change comes between.
pub async fn lock(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<Model>, Internal> {
    let one = Entity::find_by_id(id);
    let one = if is_postgres(db) { one.lock_exclusive() } else { one };
    Ok(one.one(db).await?)
}

/// Which application a receipt number belongs to, with the index of its phone's tail. Nothing more is read, so that a known
/// number takes no longer than an unknown one.
pub async fn tail_of(
    db: &impl ConnectionTrait,
    receipt: &str,
) -> Result<Option<(Uuid, Option<Vec<u8>>)>, Internal> {
    let found = Entity::find()
        .select_only()
        .columns([Column::Id, Column::PhoneTailIndex])
        .filter(Column::ReceiptNo.eq(receipt));
    Ok(found.into_tuple().one(db).await?)
}

/// The receipt numbers of applications that have one.
pub async fn receipts(
    db: &impl ConnectionTrait,
    ids: &BTreeSet<Uuid>,
) -> Result<Vec<(Uuid, String)>, Internal> {
    let named = Entity::find().select_only().columns([Column::Id, Column::ReceiptNo]);
    let named = named.filter(Column::Id.is_in(ids.iter().copied())).filter(Column::ReceiptNo.is_not_null());
    Ok(named.into_tuple().all(db).await?)
}

/// The services of these applications, the first first.
pub async fn services(db: &impl ConnectionTrait, ids: &[Uuid]) -> Result<Vec<(Uuid, String)>, Internal> {
    let some = Entity::find().select_only().columns([Column::Id, Column::ServiceKey]);
    let some = some.filter(Column::Id.is_in(ids.iter().copied())).order_by_asc(Column::Id);
    Ok(some.into_tuple().all(db).await?)
}

/// Those of some applications that are guarded.
pub async fn guarded(db: &impl ConnectionTrait, ids: &BTreeSet<Uuid>) -> Result<BTreeSet<Uuid>, Internal> {
    let some = Entity::find().select_only().column(Column::Id).filter(Column::Id.is_in(ids.iter().copied()));
    Ok(some.filter(Column::Guarded.eq(true)).into_tuple().all(db).await?.into_iter().collect())
}

/// The ids of all that are guarded, for lists of what is about them.
pub fn guarded_ones() -> SelectStatement {
    Entity::find().select_only().column(Column::Id).filter(Column::Guarded.eq(true)).into_query()
}

/// A citizen's own, newest first, without drafts that were left alone since `stale`.
pub async fn page(
    db: &impl ConnectionTrait,
    citizen: Uuid,
    stale: DateTime<Utc>,
    after: Option<Uuid>,
    limit: u64,
) -> Result<Vec<Model>, Internal> {
    let mine = of_citizen(citizen, stale).order_by_desc(Column::Id).limit(limit);
    let mine = match after {
        Some(after) => mine.filter(Column::Id.lt(after)),
        None => mine,
    };
    Ok(mine.all(db).await?)
}

/// How many drafts a citizen has of a service.
pub async fn count_drafts(
    db: &impl ConnectionTrait,
    citizen: Uuid,
    service: &str,
    stale: DateTime<Utc>,
) -> Result<u64, Internal> {
    let drafts = of_citizen(citizen, stale).filter(Column::State.eq(State::Draft.as_str()));
    Ok(drafts.filter(Column::ServiceKey.eq(service)).count(db).await?)
}

/// How many submitted applications of a service a citizen has in these states.
pub async fn count_in(
    db: &impl ConnectionTrait,
    citizen: Uuid,
    service: &str,
    states: &[State],
) -> Result<u64, Internal> {
    let all = Entity::find().filter(Column::CitizenId.eq(citizen)).filter(Column::ServiceKey.eq(service));
    Ok(all.filter(Column::State.is_in(states.iter().map(|state| state.as_str()))).count(db).await?)
}

/// How many applications of a service an organ has in these states.
pub async fn count_at(
    db: &impl ConnectionTrait,
    organ: Uuid,
    service: &str,
    states: &[State],
) -> Result<u64, Internal> {
    let all = Entity::find().filter(Column::OrganId.eq(organ)).filter(Column::ServiceKey.eq(service));
    Ok(all.filter(Column::State.is_in(states.iter().map(|state| state.as_str()))).count(db).await?)
}

/// Writes a changed row over the version that was read; false when somebody was faster.
pub async fn update(db: &impl ConnectionTrait, row: Model, read: i32) -> Result<bool, Internal> {
    let id = row.id;
    let changed = ActiveModel { id: NotSet, ..row.into_active_model().reset_all() };
    let written =
        Entity::update_many().set(changed).filter(Column::Id.eq(id)).filter(Column::Version.eq(read));
    Ok(written.exec(db).await?.rows_affected == 1)
}

/// Notes that something about it changed that isn't in its row, like a file.
pub async fn touch(db: &impl ConnectionTrait, id: Uuid, at: DateTime<Utc>) -> Result<(), Internal> {
    let one = Entity::update_many().filter(Column::Id.eq(id));
    one.col_expr(Column::UpdatedAt, Expr::value(at)).exec(db).await?;
    Ok(())
}

/// The ids of a citizen's applications.
pub async fn ids_of(db: &impl ConnectionTrait, citizen: Uuid) -> Result<Vec<Uuid>, Internal> {
    let mine = Entity::find().select_only().column(Column::Id).filter(Column::CitizenId.eq(citizen));
    Ok(mine.into_tuple().all(db).await?)
}

/// Whose some applications are, each owner once.
pub async fn owners(db: &impl ConnectionTrait, ids: &BTreeSet<Uuid>) -> Result<Vec<Uuid>, Internal> {
    let owners = Entity::find().select_only().column(Column::CitizenId).distinct();
    Ok(owners.filter(Column::Id.is_in(ids.iter().copied())).into_tuple().all(db).await?)
}

/// Puts another index of a phone's tail to an application.
pub async fn set_tail(db: &impl ConnectionTrait, id: Uuid, index: Vec<u8>) -> Result<(), Internal> {
    let one = Entity::update_many().filter(Column::Id.eq(id));
    one.col_expr(Column::PhoneTailIndex, Expr::value(index)).exec(db).await?;
    Ok(())
}

/// What was sent and has no index of its applicant, in the order of ids.
pub async fn without_index(
    db: &impl ConnectionTrait,
    after: Option<Uuid>,
    limit: u64,
) -> Result<Vec<Model>, Internal> {
    let bare = Entity::find()
        .filter(Column::SubmittedAt.is_not_null())
        .filter(Column::ApplicantNameIndex.is_null())
        .filter(Column::ApplicantIdIndex.is_null());
    let rest = match after {
        Some(after) => bare.filter(Column::Id.gt(after)),
        None => bare,
    };
    Ok(rest.order_by_asc(Column::Id).limit(limit).all(db).await?)
}

/// Writes the indexes of an applicant where there are none; false when somebody was faster.
pub async fn set_index(
    db: &impl ConnectionTrait,
    id: Uuid,
    name: Option<Vec<u8>>,
    number: Option<Vec<u8>>,
) -> Result<bool, Internal> {
    let bare = Entity::update_many()
        .col_expr(Column::ApplicantNameIndex, Expr::value(name))
        .col_expr(Column::ApplicantIdIndex, Expr::value(number))
        .filter(Column::Id.eq(id))
        .filter(Column::ApplicantNameIndex.is_null())
        .filter(Column::ApplicantIdIndex.is_null());
    Ok(bare.exec(db).await?.rows_affected == 1)
}

/// Drafts left alone since `stale`.
pub async fn stale_drafts(
    db: &impl ConnectionTrait,
    stale: DateTime<Utc>,
    limit: u64,
) -> Result<Vec<Uuid>, Internal> {
    let old = Entity::find()
        .select_only()
        .column(Column::Id)
        .filter(Column::State.eq(State::Draft.as_str()))
        .filter(Column::UpdatedAt.lte(stale));
    Ok(old.order_by_asc(Column::UpdatedAt).limit(limit).into_tuple().all(db).await?)
}

/// Applications of a service in these states whose nearest deadline is this limit's and lies before today.
pub async fn past(
    db: &impl ConnectionTrait,
    service: &str,
    states: &[State],
    limit: &str,
    today: NaiveDate,
    most: u64,
) -> Result<Vec<Uuid>, Internal> {
    let late = Entity::find()
        .select_only()
        .column(Column::Id)
        .filter(Column::State.is_in(states.iter().map(|state| state.as_str())))
        .filter(Column::ServiceKey.eq(service))
        .filter(Column::DueLimit.eq(limit))
        .filter(Column::DueOn.lt(today));
    Ok(late.order_by_asc(Column::DueOn).limit(most).into_tuple().all(db).await?)
}

/// Removes a draft for good, with everything that hangs on it, unless it was changed after `stale`; answers how many went.
pub async fn delete_draft(
    db: &impl ConnectionTrait,
    id: Uuid,
    stale: DateTime<Utc>,
) -> Result<u64, Internal> {
    let deleted = Entity::delete_many()
        .filter(Column::Id.eq(id))
        .filter(Column::State.eq(State::Draft.as_str()))
        .filter(Column::UpdatedAt.lte(stale))
        .exec(db)
        .await?;
    Ok(deleted.rows_affected)
}

fn of_citizen(citizen: Uuid, stale: DateTime<Utc>) -> Select<Entity> {
    let alive =
        Condition::any().add(Column::State.ne(State::Draft.as_str())).add(Column::UpdatedAt.gt(stale));
    Entity::find().filter(Column::CitizenId.eq(citizen)).filter(alive)
}
