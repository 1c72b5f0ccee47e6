//! The SQL of assistance, one function a question.

pub mod scales;
pub mod wages;

use hechang_entity::{
    assistance_application, assistance_case, assistance_person, assistance_step, staff_account, staff_post,
};
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::NotSet,
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel, JoinType, QueryFilter, QueryOrder,
    QuerySelect, QueryTrait, RelationTrait, SqlErr,
    sea_query::{Expr, ExprTrait, SelectStatement},
};
use uuid::Uuid;

use crate::{error::Internal, platform::database::is_postgres};

/// Whether a row was taken, or is there already by one of its unique columns.
pub fn taken<T>(written: Result<T, DbErr>) -> Result<bool, Internal> {
    match written {
        Ok(_) => Ok(true),
        Err(error) if matches!(error.sql_err(), Some(SqlErr::UniqueConstraintViolation(_))) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

pub async fn insert_case(db: &impl ConnectionTrait, row: assistance_case::Model) -> Result<(), Internal> {
    assistance_case::Entity::insert(row.into_active_model()).exec_without_returning(db).await?;
    Ok(())
}

/// Puts an application into a case; false when it is in one already.
pub async fn insert_application(
    db: &impl ConnectionTrait,
    row: assistance_application::Model,
) -> Result<bool, Internal> {
    taken(assistance_application::Entity::insert(row.into_active_model()).exec_without_returning(db).await)
}

/// Puts a person into a case; false when they are in it already.
pub async fn insert_person(
    db: &impl ConnectionTrait,
    row: assistance_person::Model,
) -> Result<bool, Internal> {
    taken(assistance_person::Entity::insert(row.into_active_model()).exec_without_returning(db).await)
}

/// Adds a step; false when its place or its person has taken one of the round.
pub async fn insert_step(db: &impl ConnectionTrait, row: assistance_step::Model) -> Result<bool, Internal> {
    taken(assistance_step::Entity::insert(row.into_active_model()).exec_without_returning(db).await)
}

pub async fn case(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<assistance_case::Model>, Internal> {
    Ok(assistance_case::Entity::find_by_id(id).one(db).await?)
}

/// A case, held until the transaction ends.
pub async fn lock_case(
    db: &impl ConnectionTrait,
    id: Uuid,
) -> Result<Option<assistance_case::Model>, Internal> {
    let one = assistance_case::Entity::find_by_id(id);
    let one = if is_postgres(db) { one.lock_exclusive() } else { one };
    Ok(one.one(db).await?)
}

/// Writes a case over the version that was read; false when somebody was faster.
pub async fn update_case(
    db: &impl ConnectionTrait,
    row: assistance_case::Model,
    read: i32,
) -> Result<bool, Internal> {
    use assistance_case::{ActiveModel, Column, Entity};
    let id = row.id;
    let changed = ActiveModel { id: NotSet, ..row.into_active_model().reset_all() };
    let written = Entity::update_many().set(changed).filter(Column::Id.eq(id));
    Ok(written.filter(Column::Version.eq(read)).exec(db).await?.rows_affected == 1)
}

/// The cases that a reader may not open: an application of theirs is out of reach.
pub fn out_of_reach(reached: SelectStatement) -> SelectStatement {
    use assistance_application::{Column, Entity};
    let cases = Entity::find().select_only().column(Column::CaseId);
    cases.filter(Column::ApplicationId.not_in_subquery(reached)).into_query()
}

/// The cases whose applications are all within reach, the newest first.
pub async fn cases(
    db: &impl ConnectionTrait,
    reached: SelectStatement,
    state: Option<&str>,
    before: Option<Uuid>,
    limit: u64,
) -> Result<Vec<assistance_case::Model>, Internal> {
    use assistance_case::{Column, Entity};
    let open = Entity::find().filter(Column::Id.not_in_subquery(out_of_reach(reached)));
    let mut query = open.order_by_desc(Column::Id).limit(limit);
    if let Some(state) = state {
        query = query.filter(Column::State.eq(state));
    }
    if let Some(before) = before {
        query = query.filter(Column::Id.lt(before));
    }
    Ok(query.all(db).await?)
}

/// The applications of these cases.
pub async fn applications(
    db: &impl ConnectionTrait,
    cases: &[Uuid],
) -> Result<Vec<assistance_application::Model>, Internal> {
    use assistance_application::{Column, Entity};
    let query = Entity::find().filter(Column::CaseId.is_in(cases.iter().copied()));
    Ok(query.order_by_asc(Column::ApplicationId).all(db).await?)
}

/// The case that an application is in.
pub async fn case_of(db: &impl ConnectionTrait, application: Uuid) -> Result<Option<Uuid>, Internal> {
    let found = assistance_application::Entity::find_by_id(application).one(db).await?;
    Ok(found.map(|row| row.case_id))
}

/// The cases that these applications are in, each once.
pub async fn cases_of(db: &impl ConnectionTrait, applications: &[Uuid]) -> Result<Vec<Uuid>, Internal> {
    use assistance_application::{Column, Entity};
    let rows = Entity::find().select_only().column(Column::CaseId).distinct();
    let rows = rows.filter(Column::ApplicationId.is_in(applications.iter().copied()));
    Ok(rows.order_by_asc(Column::CaseId).into_tuple().all(db).await?)
}

/// The people of these cases, in the order in which they came.
pub async fn people(
    db: &impl ConnectionTrait,
    cases: &[Uuid],
) -> Result<Vec<assistance_person::Model>, Internal> {
    use assistance_person::{Column, Entity};
    let query = Entity::find().filter(Column::CaseId.is_in(cases.iter().copied()));
    Ok(query.order_by_asc(Column::Id).all(db).await?)
}

/// These people, in any order.
pub async fn people_by_ids(
    db: &impl ConnectionTrait,
    ids: &[Uuid],
) -> Result<Vec<assistance_person::Model>, Internal> {
    use assistance_person::{Column, Entity};
    Ok(Entity::find().filter(Column::Id.is_in(ids.iter().copied())).all(db).await?)
}

/// Writes category and groups of a person.
pub async fn describe(db: &impl ConnectionTrait, row: assistance_person::Model) -> Result<(), Internal> {
    use assistance_person::{Column, Entity};
    let one = Entity::update_many()
        .col_expr(Column::Category, Expr::value(row.category))
        .col_expr(Column::GroupsSealed, Expr::value(row.groups_sealed));
    one.filter(Column::Id.eq(row.id)).exec(db).await?;
    Ok(())
}

/// Marks a person as granted; false when somebody with the same index is, in whatever case of whatever organ.
pub async fn grant(db: &impl ConnectionTrait, id: Uuid) -> Result<bool, Internal> {
    use assistance_person::{Column, Entity};
    let one = Entity::update_many().col_expr(Column::GrantedIndex, Expr::col(Column::AwardIndex));
    taken(one.filter(Column::Id.eq(id)).exec(db).await)
}

/// The same people in other cases, with those cases.
pub async fn elsewhere(
    db: &impl ConnectionTrait,
    case: Uuid,
    people: &[Vec<u8>],
) -> Result<Vec<(assistance_person::Model, assistance_case::Model)>, Internal> {
    use assistance_person::{Column, Entity};
    let query = Entity::find().filter(Column::PersonIndex.is_in(people.iter().cloned()));
    let others = query.filter(Column::CaseId.ne(case)).all(db).await?;
    let cases: Vec<_> = others.iter().map(|person| person.case_id).collect();
    let cases =
        assistance_case::Entity::find().filter(assistance_case::Column::Id.is_in(cases)).all(db).await?;
    let of = |person: &assistance_person::Model| cases.iter().find(|case| case.id == person.case_id).cloned();
    Ok(others.into_iter().filter_map(|person| of(&person).map(|case| (person, case))).collect())
}

/// What was said in these cases, the first first.
pub async fn steps(
    db: &impl ConnectionTrait,
    cases: &[Uuid],
) -> Result<Vec<assistance_step::Model>, Internal> {
    use assistance_step::{Column, Entity};
    let query = Entity::find().filter(Column::CaseId.is_in(cases.iter().copied()));
    Ok(query.order_by_asc(Column::Round).order_by_asc(Column::Place).all(db).await?)
}

/// Steps by id.
pub async fn steps_after(
    db: &impl ConnectionTrait,
    after: Option<Uuid>,
    limit: u64,
) -> Result<Vec<assistance_step::Model>, Internal> {
    use assistance_step::{Column, Entity};
    let rows = Entity::find().filter(Column::Id.gt(after.unwrap_or(Uuid::nil())));
    Ok(rows.order_by_asc(Column::Id).limit(limit).all(db).await?)
}

pub async fn delete_people(db: &impl ConnectionTrait, people: &[Uuid]) -> Result<(), Internal> {
    use assistance_person::{Column, Entity};
    Entity::delete_many().filter(Column::Id.is_in(people.iter().copied())).exec(db).await?;
    Ok(())
}

pub async fn delete_application(db: &impl ConnectionTrait, application: Uuid) -> Result<(), Internal> {
    assistance_application::Entity::delete_by_id(application).exec(db).await?;
    Ok(())
}

/// Deletes a case without people, with its steps.
pub async fn delete_case(db: &impl ConnectionTrait, case: Uuid) -> Result<(), Internal> {
    assistance_step::Entity::delete_many().filter(assistance_step::Column::CaseId.eq(case)).exec(db).await?;
    assistance_case::Entity::delete_by_id(case).exec(db).await?;
    Ok(())
}

/// The posts of these people at the organs where they work.
pub async fn posts(db: &impl ConnectionTrait, staff: &[Uuid]) -> Result<Vec<staff_post::Model>, Internal> {
    use staff_post::{Column, Entity, Relation};
    let here =
        Expr::col((Entity, Column::OrganId)).equals((staff_account::Entity, staff_account::Column::OrganId));
    let query = Entity::find().join(JoinType::InnerJoin, Relation::Holder.def()).filter(here);
    let query = query.filter(Column::StaffId.is_in(staff.iter().copied()));
    Ok(query.order_by_asc(Column::StaffId).order_by_asc(Column::Post).all(db).await?)
}

/// Puts other posts in the place of somebody's.
pub async fn set_posts(
    db: &impl ConnectionTrait,
    (staff, organ): (Uuid, Uuid),
    posts: &[&str],
) -> Result<(), Internal> {
    use staff_post::{Column, Entity, Model};
    Entity::delete_many().filter(Column::StaffId.eq(staff)).exec(db).await?;
    if posts.is_empty() {
        return Ok(());
    }
    let rows = posts.iter().map(|post| Model { staff_id: staff, post: (*post).to_owned(), organ_id: organ });
    let rows = rows.map(IntoActiveModel::<staff_post::ActiveModel>::into_active_model);
    Entity::insert_many(rows).exec_without_returning(db).await?;
    Ok(())
}
