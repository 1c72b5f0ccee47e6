//! SQL about documents.

use hechang_entity::{
    document::{ActiveModel, Column, Entity, Model},
    document_series as series, document_setting as setting,
};
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::Set,
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, ExprTrait, IntoActiveModel, QueryFilter,
    QueryOrder, QuerySelect, QueryTrait,
    sea_query::{Expr, OnConflict},
};
use uuid::Uuid;

use crate::{error::Internal, platform::database::is_postgres};

/// Takes the next number of a series. The row is held until the transaction ends, so others wait; undone with it, the number is free.
pub async fn take_number(
    db: &impl ConnectionTrait,
    organ: Uuid,
    kind: &str,
    year: i32,
) -> Result<i64, Internal> {
    let first = series::ActiveModel {
        organ_id: Set(organ),
        kind: Set(kind.to_owned()),
        year: Set(year),
        last: Set(1),
    };
    let next = Expr::col((series::Entity, series::Column::Last)).add(1);
    let place = OnConflict::columns([series::Column::OrganId, series::Column::Kind, series::Column::Year])
        .value(series::Column::Last, next)
        .to_owned();
    Ok(series::Entity::insert(first).on_conflict(place).exec_with_returning(db).await?.last)
}

/// Adds a document.
pub async fn insert(db: &impl ConnectionTrait, row: Model) -> Result<(), Internal> {
    Entity::insert(row.into_active_model().reset_all()).exec_without_returning(db).await?;
    Ok(())
}

/// A document.
pub async fn find(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<Model>, Internal> {
    Ok(Entity::find_by_id(id).one(db).await?)
}

/// The same, held until the transaction ends.
pub async fn lock(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<Model>, Internal> {
    let one = Entity::find_by_id(id);
    let one = if is_postgres(db) { one.lock_exclusive() } else { one };
    Ok(one.one(db).await?)
}

/// The document of a verification code.
pub async fn by_code(db: &impl ConnectionTrait, code: &str) -> Result<Option<Model>, Internal> {
    Ok(Entity::find().filter(Column::VerificationCode.eq(code)).one(db).await?)
}

/// A page of a matter's documents, newest first.
pub async fn of_application(
    db: &impl ConnectionTrait,
    application: Uuid,
    after: Option<Uuid>,
    limit: u64,
) -> Result<Vec<Model>, Internal> {
    page(db, Column::ApplicationId, application, after, limit).await
}

/// A page of a case's documents, newest first.
pub async fn of_case(
    db: &impl ConnectionTrait,
    case: Uuid,
    after: Option<Uuid>,
    limit: u64,
) -> Result<Vec<Model>, Internal> {
    page(db, Column::CaseId, case, after, limit).await
}

/// The numbers of a case's documents of a kind that aren't void, in their order.
pub async fn numbers(db: &impl ConnectionTrait, case: Uuid, kind: &str) -> Result<Vec<String>, Internal> {
    let rows = Entity::find().select_only().column(Column::Number).filter(Column::CaseId.eq(case));
    let rows = rows.filter(Column::Kind.eq(kind)).filter(Column::VoidedAt.is_null());
    let numbers: Vec<Option<String>> = rows.order_by_asc(Column::Serial).into_tuple().all(db).await?;
    Ok(numbers.into_iter().flatten().collect())
}

/// Every document of a case and of its applications, the first first.
pub async fn of_whole_case(
    db: &impl ConnectionTrait,
    case: Uuid,
    applications: &[Uuid],
) -> Result<Vec<Model>, Internal> {
    let of = Condition::any()
        .add(Column::CaseId.eq(case))
        .add(Column::ApplicationId.is_in(applications.iter().copied()));
    Ok(Entity::find().filter(of).order_by_asc(Column::Id).all(db).await?)
}

/// A page of the documents that are for a citizen, newest first.
pub async fn of_citizen(
    db: &impl ConnectionTrait,
    citizen: Uuid,
    after: Option<Uuid>,
    limit: u64,
) -> Result<Vec<Model>, Internal> {
    page(db, Column::CitizenId, citizen, after, limit).await
}

async fn page(
    db: &impl ConnectionTrait,
    column: Column,
    of: Uuid,
    after: Option<Uuid>,
    limit: u64,
) -> Result<Vec<Model>, Internal> {
    let all = Entity::find().filter(column.eq(of));
    let all = all.apply_if(after, |all, after| all.filter(Column::Id.lt(after)));
    Ok(all.order_by_desc(Column::Id).limit(limit).all(db).await?)
}

/// Makes a document void.
pub async fn void(db: &impl ConnectionTrait, row: Model) -> Result<(), Internal> {
    let changed = ActiveModel {
        id: Set(row.id),
        voided_by: Set(row.voided_by),
        voided_at: Set(row.voided_at),
        void_reason_sealed: Set(row.void_reason_sealed),
        ..Default::default()
    };
    Entity::update(changed).exec(db).await?;
    Ok(())
}

/// Forgets what a matter's documents said and whose they were; the numbers stay.
pub async fn empty(db: &impl ConnectionTrait, application: Uuid) -> Result<(), Internal> {
    let nothing = || Expr::value(Option::<Vec<u8>>::None);
    Entity::update_many()
        .col_expr(Column::FieldsSealed, nothing())
        .col_expr(Column::ContentSealed, nothing())
        .col_expr(Column::VoidReasonSealed, nothing())
        .col_expr(Column::CitizenId, Expr::value(Option::<Uuid>::None))
        .col_expr(Column::ApplicationId, Expr::value(Option::<Uuid>::None))
        .filter(Column::ApplicationId.eq(application))
        .exec(db)
        .await?;
    Ok(())
}

/// What an organ set.
pub async fn setting(db: &impl ConnectionTrait, organ: Uuid) -> Result<Option<setting::Model>, Internal> {
    Ok(setting::Entity::find_by_id(organ).one(db).await?)
}

/// Sets it.
pub async fn put_setting(db: &impl ConnectionTrait, row: setting::Model) -> Result<(), Internal> {
    let place = OnConflict::column(setting::Column::OrganId)
        .update_columns([setting::Column::Place, setting::Column::Code, setting::Column::Version])
        .to_owned();
    let row = row.into_active_model().reset_all();
    setting::Entity::insert(row).on_conflict(place).exec_without_returning(db).await?;
    Ok(())
}
