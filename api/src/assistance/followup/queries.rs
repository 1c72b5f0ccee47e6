//! The SQL of follow-up, one function a question.

mod forgetting;

use chrono::NaiveDate;
use hechang_entity::{
    follow_up_change, follow_up_file, follow_up_finding, follow_up_help, follow_up_plan, follow_up_record,
    follow_up_visit,
};
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::NotSet,
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect,
    sea_query::{Expr, OnConflict, SelectStatement},
};
use uuid::Uuid;

pub use forgetting::{delete_case, delete_of_people, files_of_case, files_of_people};

use crate::{
    assistance::{
        followup::model::VisitState,
        queries::{out_of_reach, taken},
    },
    error::Internal,
};

/// Makes a plan; false when the case has one.
pub async fn insert_plan(db: &impl ConnectionTrait, row: follow_up_plan::Model) -> Result<bool, Internal> {
    use follow_up_plan::{Column, Entity};
    let once = OnConflict::column(Column::CaseId).do_nothing().to_owned();
    let row = row.into_active_model().reset_all();
    Ok(Entity::insert(row).on_conflict(once).exec_without_returning(db).await? == 1)
}

pub async fn plan(db: &impl ConnectionTrait, case: Uuid) -> Result<Option<follow_up_plan::Model>, Internal> {
    Ok(follow_up_plan::Entity::find_by_id(case).one(db).await?)
}

/// Writes a plan over the version that was read; false when somebody was faster.
pub async fn update_plan(
    db: &impl ConnectionTrait,
    row: follow_up_plan::Model,
    read: i32,
) -> Result<bool, Internal> {
    use follow_up_plan::{ActiveModel, Column, Entity};
    let case = row.case_id;
    let changed = ActiveModel { case_id: NotSet, ..row.into_active_model().reset_all() };
    let written = Entity::update_many().set(changed).filter(Column::CaseId.eq(case));
    Ok(written.filter(Column::Version.eq(read)).exec(db).await?.rows_affected == 1)
}

pub async fn insert_visits(
    db: &impl ConnectionTrait,
    rows: Vec<follow_up_visit::Model>,
) -> Result<(), Internal> {
    if rows.is_empty() {
        return Ok(());
    }
    let rows = rows.into_iter().map(|row| -> follow_up_visit::ActiveModel { row.into_active_model() });
    follow_up_visit::Entity::insert_many(rows).exec_without_returning(db).await?;
    Ok(())
}

/// Writes a visit; the caller holds its case.
pub async fn update_visit(db: &impl ConnectionTrait, row: follow_up_visit::Model) -> Result<(), Internal> {
    let row: follow_up_visit::ActiveModel = row.into_active_model().reset_all();
    follow_up_visit::Entity::update(row).exec_without_returning(db).await?;
    Ok(())
}

/// Puts the visits of a case aside that are still planned by its grade.
pub async fn replace_planned(db: &impl ConnectionTrait, case: Uuid) -> Result<(), Internal> {
    use follow_up_visit::{Column, Entity};
    let open = Entity::update_many().filter(Column::CaseId.eq(case)).filter(Column::Months.is_not_null());
    let open = open.filter(Column::State.eq(VisitState::Planned.word()));
    open.col_expr(Column::State, Expr::value(VisitState::Replaced.word())).exec(db).await?;
    Ok(())
}

pub async fn visit(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<follow_up_visit::Model>, Internal> {
    Ok(follow_up_visit::Entity::find_by_id(id).one(db).await?)
}

/// The visits of a case by due date, without those that were replaced.
pub async fn visits(db: &impl ConnectionTrait, case: Uuid) -> Result<Vec<follow_up_visit::Model>, Internal> {
    use follow_up_visit::{Column, Entity};
    let all = Entity::find().filter(Column::CaseId.eq(case));
    let all = all.filter(Column::State.ne(VisitState::Replaced.word()));
    Ok(all.order_by_asc(Column::DueOn).order_by_asc(Column::Id).all(db).await?)
}

/// How many visits of a case are still to be made.
pub async fn count_planned(db: &impl ConnectionTrait, case: Uuid) -> Result<u64, Internal> {
    use follow_up_visit::{Column, Entity};
    let open = Entity::find().filter(Column::CaseId.eq(case));
    Ok(open.filter(Column::State.eq(VisitState::Planned.word())).count(db).await?)
}

/// Visits to be made, nearest due date first, of cases whose applications are all within reach.
pub async fn due(
    db: &impl ConnectionTrait,
    reached: SelectStatement,
    assignee: Option<Uuid>,
    after: Option<(NaiveDate, Uuid)>,
    limit: u64,
) -> Result<Vec<follow_up_visit::Model>, Internal> {
    use follow_up_visit::{Column, Entity};
    let behind = after.map(|(due_on, id)| {
        let same_day = Condition::all().add(Column::DueOn.eq(due_on)).add(Column::Id.gt(id));
        Condition::any().add(Column::DueOn.gt(due_on)).add(same_day)
    });
    let open = Entity::find()
        .filter(Column::State.eq(VisitState::Planned.word()))
        .filter(Column::CaseId.not_in_subquery(out_of_reach(reached)))
        .filter(Condition::all().add_option(assignee.map(|one| Column::AssigneeId.eq(one))))
        .filter(Condition::all().add_option(behind));
    Ok(open.order_by_asc(Column::DueOn).order_by_asc(Column::Id).limit(limit).all(db).await?)
}

pub async fn insert_change(db: &impl ConnectionTrait, row: follow_up_change::Model) -> Result<(), Internal> {
    follow_up_change::Entity::insert(row.into_active_model()).exec_without_returning(db).await?;
    Ok(())
}

/// What became of these visits, the first first.
pub async fn changes(
    db: &impl ConnectionTrait,
    visits: &[Uuid],
) -> Result<Vec<follow_up_change::Model>, Internal> {
    use follow_up_change::{Column, Entity};
    let all = Entity::find().filter(Column::VisitId.is_in(visits.iter().copied()));
    Ok(all.order_by_asc(Column::Id).all(db).await?)
}

/// Adds a version of a record with its findings; false when the visit has this version already.
pub async fn insert_record(
    db: &impl ConnectionTrait,
    row: follow_up_record::Model,
    findings: Vec<follow_up_finding::Model>,
) -> Result<bool, Internal> {
    let row = row.into_active_model();
    if !taken(follow_up_record::Entity::insert(row).exec_without_returning(db).await)? {
        return Ok(false);
    }
    let rows = findings.into_iter().map(|row| -> follow_up_finding::ActiveModel { row.into_active_model() });
    follow_up_finding::Entity::insert_many(rows).exec_without_returning(db).await?;
    Ok(true)
}

/// All versions of the records of these visits.
pub async fn records(
    db: &impl ConnectionTrait,
    visits: &[Uuid],
) -> Result<Vec<follow_up_record::Model>, Internal> {
    use follow_up_record::{Column, Entity};
    let all = Entity::find().filter(Column::VisitId.is_in(visits.iter().copied()));
    Ok(all.order_by_asc(Column::VisitId).order_by_asc(Column::Version).all(db).await?)
}

/// What these records found.
pub async fn findings(
    db: &impl ConnectionTrait,
    records: &[Uuid],
) -> Result<Vec<follow_up_finding::Model>, Internal> {
    use follow_up_finding::{Column, Entity};
    let all = Entity::find().filter(Column::RecordId.is_in(records.iter().copied()));
    Ok(all.order_by_asc(Column::Id).all(db).await?)
}

/// Adds a file; false when the visit has the same one.
pub async fn insert_file(db: &impl ConnectionTrait, row: follow_up_file::Model) -> Result<bool, Internal> {
    taken(follow_up_file::Entity::insert(row.into_active_model()).exec_without_returning(db).await)
}

/// The files of a visit, the first first.
pub async fn files(db: &impl ConnectionTrait, visit: Uuid) -> Result<Vec<follow_up_file::Model>, Internal> {
    use follow_up_file::{Column, Entity};
    let all = Entity::find().filter(Column::VisitId.eq(visit));
    Ok(all.order_by_asc(Column::Id).all(db).await?)
}

/// The files of these visits, the first first.
pub async fn files_of_visits(
    db: &impl ConnectionTrait,
    visits: &[Uuid],
) -> Result<Vec<follow_up_file::Model>, Internal> {
    use follow_up_file::{Column, Entity};
    let all = Entity::find().filter(Column::VisitId.is_in(visits.iter().copied()));
    Ok(all.order_by_asc(Column::Id).all(db).await?)
}

/// Ties the files of a visit that came since to a version of its record.
pub async fn tie_files(db: &impl ConnectionTrait, visit: Uuid, version: i32) -> Result<(), Internal> {
    use follow_up_file::{Column, Entity};
    let new = Entity::update_many().filter(Column::VisitId.eq(visit)).filter(Column::RecordVersion.is_null());
    new.col_expr(Column::RecordVersion, Expr::value(version)).exec(db).await?;
    Ok(())
}

pub async fn insert_help(db: &impl ConnectionTrait, row: follow_up_help::Model) -> Result<(), Internal> {
    follow_up_help::Entity::insert(row.into_active_model()).exec_without_returning(db).await?;
    Ok(())
}

/// The help that these people got.
pub async fn help(
    db: &impl ConnectionTrait,
    people: &[Uuid],
) -> Result<Vec<follow_up_help::Model>, Internal> {
    use follow_up_help::{Column, Entity};
    let all = Entity::find().filter(Column::PersonId.is_in(people.iter().copied()));
    Ok(all
        .order_by_asc(Column::PersonId)
        .order_by_asc(Column::GivenOn)
        .order_by_asc(Column::Id)
        .all(db)
        .await?)
}
