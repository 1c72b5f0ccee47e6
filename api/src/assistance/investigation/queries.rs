//! The SQL of investigation, one function a question.

use chrono::NaiveDate;
use hechang_entity::{
    assistance_application, investigation_file, investigation_note, investigation_request, investigation_task,
};
use sea_orm::{
    ActiveModelTrait, ActiveValue::NotSet, ColumnTrait, Condition, ConnectionTrait, EntityTrait,
    IntoActiveModel, JoinType, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait, Select,
    sea_query::SelectStatement,
};
use uuid::Uuid;

use crate::{
    applications,
    assistance::{
        investigation::model::{RequestState, TaskKind, TaskState},
        queries::{out_of_reach, taken},
    },
    error::Internal,
    identity::policy::Reach,
    platform::database::is_postgres,
};

pub async fn insert_task(db: &impl ConnectionTrait, row: investigation_task::Model) -> Result<(), Internal> {
    investigation_task::Entity::insert(row.into_active_model()).exec_without_returning(db).await?;
    Ok(())
}

pub async fn task(
    db: &impl ConnectionTrait,
    id: Uuid,
) -> Result<Option<investigation_task::Model>, Internal> {
    Ok(investigation_task::Entity::find_by_id(id).one(db).await?)
}

/// These tasks, in any order.
pub async fn tasks_by_ids(
    db: &impl ConnectionTrait,
    ids: &[Uuid],
) -> Result<Vec<investigation_task::Model>, Internal> {
    let some = investigation_task::Entity::find();
    Ok(some.filter(investigation_task::Column::Id.is_in(ids.iter().copied())).all(db).await?)
}

/// A task, held until the transaction ends: the asked procuratorate and the asking one hold it in turn.
pub async fn lock_task(
    db: &impl ConnectionTrait,
    id: Uuid,
) -> Result<Option<investigation_task::Model>, Internal> {
    let one = investigation_task::Entity::find_by_id(id);
    let one = if is_postgres(db) { one.lock_exclusive() } else { one };
    Ok(one.one(db).await?)
}

/// Writes a task over the version that was read; false when somebody was faster.
pub async fn update_task(
    db: &impl ConnectionTrait,
    row: investigation_task::Model,
    read: i32,
) -> Result<bool, Internal> {
    use investigation_task::{ActiveModel, Column, Entity};
    let id = row.id;
    let changed = ActiveModel { id: NotSet, ..row.into_active_model().reset_all() };
    let written = Entity::update_many().set(changed).filter(Column::Id.eq(id));
    Ok(written.filter(Column::Version.eq(read)).exec(db).await?.rows_affected == 1)
}

/// The tasks of a case, the first first.
pub async fn tasks_of(
    db: &impl ConnectionTrait,
    case: Uuid,
) -> Result<Vec<investigation_task::Model>, Internal> {
    use investigation_task::{Column, Entity};
    Ok(Entity::find().filter(Column::CaseId.eq(case)).order_by_asc(Column::Id).all(db).await?)
}

/// How many tasks of a case are open.
pub async fn count_open(db: &impl ConnectionTrait, case: Uuid) -> Result<u64, Internal> {
    use investigation_task::{Column, Entity};
    let open = Entity::find().filter(Column::CaseId.eq(case));
    Ok(open.filter(Column::State.eq(TaskState::Open.word())).count(db).await?)
}

/// Open tasks, nearest day first, of cases whose applications are all within reach.
pub async fn due(
    db: &impl ConnectionTrait,
    reached: SelectStatement,
    assignee: Option<Uuid>,
    after: Option<(NaiveDate, Uuid)>,
    limit: u64,
) -> Result<Vec<investigation_task::Model>, Internal> {
    use investigation_task::{Column, Entity};
    let behind = after.map(|(due_on, id)| {
        let same_day = Condition::all().add(Column::DueOn.eq(due_on)).add(Column::Id.gt(id));
        Condition::any().add(Column::DueOn.gt(due_on)).add(same_day)
    });
    let open = Entity::find()
        .filter(Column::State.eq(TaskState::Open.word()))
        .filter(Column::CaseId.not_in_subquery(out_of_reach(reached)))
        .filter(Condition::all().add_option(assignee.map(|one| Column::AssigneeId.eq(one))))
        .filter(Condition::all().add_option(behind));
    Ok(open.order_by_asc(Column::DueOn).order_by_asc(Column::Id).limit(limit).all(db).await?)
}

/// Adds a note; false when the task has one of this number.
pub async fn insert_note(
    db: &impl ConnectionTrait,
    row: investigation_note::Model,
) -> Result<bool, Internal> {
    taken(investigation_note::Entity::insert(row.into_active_model()).exec_without_returning(db).await)
}

/// The notes of these tasks, the first of each first.
pub async fn notes(
    db: &impl ConnectionTrait,
    tasks: &[Uuid],
) -> Result<Vec<investigation_note::Model>, Internal> {
    use investigation_note::{Column, Entity};
    let all = Entity::find().filter(Column::TaskId.is_in(tasks.iter().copied()));
    Ok(all.order_by_asc(Column::TaskId).order_by_asc(Column::Number).all(db).await?)
}

pub async fn insert_request(
    db: &impl ConnectionTrait,
    row: investigation_request::Model,
) -> Result<(), Internal> {
    investigation_request::Entity::insert(row.into_active_model()).exec_without_returning(db).await?;
    Ok(())
}

/// Writes a request; its task is held.
pub async fn update_request(
    db: &impl ConnectionTrait,
    row: investigation_request::Model,
) -> Result<(), Internal> {
    let row: investigation_request::ActiveModel = row.into_active_model().reset_all();
    investigation_request::Entity::update(row).exec_without_returning(db).await?;
    Ok(())
}

/// The requests of these tasks.
pub async fn requests(
    db: &impl ConnectionTrait,
    tasks: &[Uuid],
) -> Result<Vec<investigation_request::Model>, Internal> {
    use investigation_request::{Column, Entity};
    Ok(Entity::find().filter(Column::TaskId.is_in(tasks.iter().copied())).all(db).await?)
}

/// The cases that have one of some applications in them.
fn cases_with(applications: Condition) -> SelectStatement {
    let cases = assistance_application::Entity::find().select_only();
    cases.column(assistance_application::Column::CaseId).filter(applications).into_query()
}

/// The requests that somebody may see as one of the asked procuratorate: the policy's rule about requests said to the database.
fn asked_of(reach: &Reach) -> Select<investigation_request::Entity> {
    use assistance_application::Column::ApplicationId;
    use investigation_request::{Column, Entity};
    use investigation_task::Column as Task;
    let organs: &[Uuid] = if reach.sees_matters() { &reach.organs } else { &[] };
    let task = Entity::belongs_to(investigation_task::Entity).from(Column::TaskId).to(Task::Id);
    let kept_out = ApplicationId.is_in(reach.recused.iter().copied());
    let kept_out = cases_with(Condition::all().add(kept_out));
    let guarded = ApplicationId.in_subquery(applications::service::guarded_ones());
    let guarded = cases_with(Condition::all().add(guarded));
    let free = Condition::all().add(Column::ReceivedBy.is_null());
    let unguarded = Condition::any()
        .add(Column::ReceivedBy.eq(reach.staff.id))
        .add(free.add(Column::ToOrganId.eq(reach.staff.organ_id)))
        .add(Task::CaseId.not_in_subquery(guarded));
    Entity::find()
        .join(JoinType::InnerJoin, task.into())
        .filter(Column::ToOrganId.is_in(organs.iter().copied()))
        .filter(Column::State.ne(RequestState::Returned.word()))
        .filter(Task::State.eq(TaskState::Open.word()))
        .filter(Task::CaseId.not_in_subquery(kept_out))
        .filter(Condition::all().add_option((!reach.sees_guarded()).then_some(unguarded)))
}

/// A page of the requests that somebody may see as one of the asked procuratorate, the nearest day first.
pub async fn asked(
    db: &impl ConnectionTrait,
    reach: &Reach,
    after: Option<(NaiveDate, Uuid)>,
    limit: u64,
) -> Result<Vec<investigation_request::Model>, Internal> {
    use investigation_request::Column;
    let behind = after.map(|(answer_by, id)| {
        let same_day = Condition::all().add(Column::AnswerBy.eq(answer_by)).add(Column::TaskId.gt(id));
        Condition::any().add(Column::AnswerBy.gt(answer_by)).add(same_day)
    });
    let page = asked_of(reach).filter(Condition::all().add_option(behind));
    Ok(page.order_by_asc(Column::AnswerBy).order_by_asc(Column::TaskId).limit(limit).all(db).await?)
}

/// Adds a file; false when its side of the task has the same one.
pub async fn insert_file(
    db: &impl ConnectionTrait,
    row: investigation_file::Model,
) -> Result<bool, Internal> {
    taken(investigation_file::Entity::insert(row.into_active_model()).exec_without_returning(db).await)
}

/// The files of these tasks, the first first.
pub async fn files(
    db: &impl ConnectionTrait,
    tasks: &[Uuid],
) -> Result<Vec<investigation_file::Model>, Internal> {
    use investigation_file::{Column, Entity};
    let all = Entity::find().filter(Column::TaskId.is_in(tasks.iter().copied()));
    Ok(all.order_by_asc(Column::Id).all(db).await?)
}

/// The tasks about an application.
pub async fn tasks_about(db: &impl ConnectionTrait, application: Uuid) -> Result<Vec<Uuid>, Internal> {
    use investigation_task::{Column, Entity};
    let all = Entity::find().select_only().column(Column::Id).filter(Column::ApplicationId.eq(application));
    Ok(all.into_tuple().all(db).await?)
}

/// The tasks to fetch papers of an application, the first first: which, the line of the checklist, the state.
pub async fn fetching(
    db: &impl ConnectionTrait,
    application: Uuid,
) -> Result<Vec<(Uuid, Option<String>, String)>, Internal> {
    use investigation_task::{Column, Entity};
    let some = Entity::find().select_only().columns([Column::Id, Column::ChecklistKey, Column::State]);
    let some = some.filter(Column::ApplicationId.eq(application));
    let some = some.filter(Column::Kind.eq(TaskKind::FetchPaper.word())).order_by_asc(Column::Id);
    Ok(some.into_tuple().all(db).await?)
}

/// Deletes tasks with everything that hangs on them.
pub async fn delete(db: &impl ConnectionTrait, tasks: &[Uuid]) -> Result<(), Internal> {
    let ids = || tasks.iter().copied();
    let of = investigation_file::Column::TaskId.is_in(ids());
    investigation_file::Entity::delete_many().filter(of).exec(db).await?;
    let of = investigation_request::Column::TaskId.is_in(ids());
    investigation_request::Entity::delete_many().filter(of).exec(db).await?;
    let of = investigation_note::Column::TaskId.is_in(ids());
    investigation_note::Entity::delete_many().filter(of).exec(db).await?;
    let of = investigation_task::Column::Id.is_in(ids());
    investigation_task::Entity::delete_many().filter(of).exec(db).await?;
    Ok(())
}
