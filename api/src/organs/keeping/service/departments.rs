//! Departments of the administrator's organ and those below it.

use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::{named, obstacles, refuse, unused, update_department, within_reach};
use crate::{
    error::{FieldFault, Internal},
    identity::{
        actor::Staff,
        policy::{self, Action},
        staff,
    },
    organs::{
        keeping::{
            error::KeepingError,
            model::{DepartmentChange, DepartmentView, NewDepartment},
            rules,
        },
        model::{Department, Organ},
        queries, service,
    },
    platform::{
        change::{Change, Event},
        ids,
    },
    web::etag::IfMatch,
};

/// The departments of an organ, the oldest first, closed ones too.
pub async fn departments(
    db: &impl ConnectionTrait,
    by: &Staff,
    organ: Uuid,
) -> Result<Vec<DepartmentView>, KeepingError> {
    within_reach(db, by, organ).await?;
    let all = queries::departments::of_organs(db, &[organ]).await?;
    Ok(all.into_iter().map(DepartmentView::from).collect())
}

/// One department.
pub async fn department(
    db: &impl ConnectionTrait,
    by: &Staff,
    id: Uuid,
) -> Result<DepartmentView, KeepingError> {
    policy::require(by, Action::KeepOrgans)?;
    let found = service::department(db, id).await?;
    within_reach(db, by, found.organ_id).await?;
    Ok(found.into())
}

/// Opens a department.
pub async fn add_department(
    change: &Change,
    by: &Staff,
    new: NewDepartment,
) -> Result<(DepartmentView, Event), KeepingError> {
    policy::require(by, Action::KeepOrgans)?;
    let organ = named(change, by, "/organ_code", new.organ_code.trim()).await?;
    let department = Department {
        id: ids::new_id(),
        organ_id: organ.id,
        line: new.line,
        name: new.name.into(),
        closed_at: None,
        version: 1,
    };
    checked(change, &department, &organ).await?;
    let Department { line, name, .. } = department;
    let (opened, event) = service::open_department(change, organ.id, line, name).await?;
    Ok((opened.into(), event))
}

/// Everything that is wrong with it, and whether another of the organ has its name.
async fn checked(change: &Change, department: &Department, organ: &Organ) -> Result<(), KeepingError> {
    let mut faults = rules::department(department, organ);
    let others = service::departments_of(change.db(), organ.id).await?;
    if others.iter().any(|other| other.id != department.id && other.name.zh_cn == department.name.zh_cn) {
        faults.push(FieldFault::new("/name/zh-CN", "name_of_another"));
    }
    refuse(faults)
}

/// A department within reach, with its organ, both held until the change ends; never a closed one.
async fn held(change: &Change, by: &Staff, id: Uuid) -> Result<(Department, Organ), KeepingError> {
    policy::require(by, Action::KeepOrgans)?;
    let found = service::department(change.db(), id).await?;
    within_reach(change.db(), by, found.organ_id).await?;
    let organ = service::hold_organ(change, found.organ_id).await?;
    let department = queries::departments::lock(change.db(), id).await?.ok_or(KeepingError::NotFound)?;
    Ok((department, organ))
}

/// Changes a department's name and line of work. Another line is another reach: the sign-ins of its people end.
///
/// # Errors
/// 412 when somebody else changed it; `Invalid` naming every fault.
pub async fn change_department(
    change: &Change,
    by: &Staff,
    id: Uuid,
    based_on: &IfMatch,
    wanted: DepartmentChange,
) -> Result<(DepartmentView, Option<Event>), KeepingError> {
    let (before, organ) = held(change, by, id).await?;
    if before.closed_at.is_some() {
        return Err(KeepingError::Closed);
    }
    based_on.check(before.version)?;
    let after = Department { line: wanted.line, name: wanted.name.into(), ..before.clone() };
    checked(change, &after, &organ).await?;
    let event = update_line(change, &before, after).await?;
    Ok((service::department(change.db(), id).await?.into(), event))
}

/// Writes a changed department; nothing when it is as it was.
pub async fn update_line(
    change: &Change,
    before: &Department,
    after: Department,
) -> Result<Option<Event>, Internal> {
    if before.line != after.line {
        staff::end_sign_ins_in(change, before.id).await?;
    }
    update_department(change, before, after).await
}

/// Closes a department nobody works in any more. Doing so again changes nothing.
///
/// # Errors
/// `InUse` while somebody works there.
pub async fn close_department(change: &Change, by: &Staff, id: Uuid) -> Result<Option<Event>, KeepingError> {
    let (department, _) = held(change, by, id).await?;
    if department.closed_at.is_some() {
        return Ok(None);
    }
    unused(obstacles([("/staff", "still_staff", staff::count_in(change.db(), id).await?)]))?;
    let version = department.version.saturating_add(1);
    let organ = department.organ_id;
    let closed = Department { closed_at: Some(change.now()), version, ..department };
    queries::departments::update(change.db(), &closed).await?;
    Ok(Some(Event::new("department.closed", id).at(organ)))
}
