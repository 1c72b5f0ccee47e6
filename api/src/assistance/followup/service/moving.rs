//! Visits are added, moved, given up, and given to somebody.

use chrono::NaiveDate;
use serde_json::json;
use uuid::Uuid;

use super::{
    access::{hold_case, hold_visit, write},
    reading::commit,
};
use crate::{
    assistance::{
        followup::{
            error::FollowUpError,
            model::{ChangeKind, FollowUp, NewAssignee, NewChange, NewVisit, Shift, Visit, VisitState},
            queries, sealing,
        },
        service::opens,
    },
    error::FieldFault,
    identity::{
        self,
        actor::Staff,
        policy::{self, Action},
    },
    organs,
    platform::{change::Change, ids},
};

/// Adds a visit, like one for a new need.
///
/// # Errors
/// `NotFound`, 403; `NotPaid`; `Faulty` for a day that is past or no working day.
pub async fn add_visit(
    change: Change,
    staff: &Staff,
    case: Uuid,
    new: &NewVisit,
) -> Result<FollowUp, FollowUpError> {
    let mut follow_up = hold_case(&change, staff, case, Action::PlanVisits).await?;
    let (fault, counted) = day(&change, &follow_up, new.due_on).await?;
    FollowUpError::refuse(fault.into_iter().collect())?;
    let visit = Visit {
        id: ids::new_id(),
        case_id: case,
        months: None,
        due_on: new.due_on,
        counted,
        assignee_id: follow_up.file.case.handler_id,
        state: VisitState::Planned,
        made_on: None,
    };
    queries::insert_visits(change.db(), vec![sealing::visit_row(&visit)]).await?;
    write(&change, &mut follow_up.planned.plan).await?;
    commit(change, "followup.visit_added", follow_up, json!({ "visit": visit.id })).await
}

/// What is wrong with a day, and whether a calendar said that it is a working day.
async fn day(
    change: &Change,
    follow_up: &FollowUp,
    on: NaiveDate,
) -> Result<(Option<FieldFault>, bool), FollowUpError> {
    if on < change.today() {
        return Ok((Some(FieldFault::new("/due_on", "in_the_past")), false));
    }
    let organ = follow_up.file.case.organ_id;
    let works = organs::service::is_working_day_at_organ(change.db(), organ, on).await?;
    let fault = (works == Some(false)).then(|| FieldFault::new("/due_on", "not_a_working_day"));
    Ok((fault, works.is_some()))
}

/// Moves a visit, says that nobody was met and when it is tried again, or gives it up.
///
/// # Errors
/// `NotFound`, 403; `NotNow` when it isn't to be made any more; `Faulty`.
pub async fn change_visit(
    change: Change,
    staff: &Staff,
    visit: Uuid,
    new: NewChange,
) -> Result<FollowUp, FollowUpError> {
    let (mut follow_up, mut visit) = hold_visit(&change, staff, visit, Action::PlanVisits).await?;
    if visit.state != VisitState::Planned {
        return Err(FollowUpError::NotNow);
    }
    let counted = fitting(&change, &follow_up, &new).await?;
    let shift = Shift {
        id: ids::new_id(),
        visit_id: visit.id,
        kind: new.kind,
        from_on: visit.due_on,
        to_on: new.due_on,
        reason: new.reason.trim().to_owned(),
        staff_id: staff.id,
        at: change.now(),
    };
    match new.due_on {
        Some(due_on) => (visit.due_on, visit.counted) = (due_on, counted),
        None => visit.state = VisitState::GivenUp,
    }
    queries::update_visit(change.db(), sealing::visit_row(&visit)).await?;
    queries::insert_change(change.db(), sealing::shift_row(change.vault(), &shift)?).await?;
    write(&change, &mut follow_up.planned.plan).await?;
    let facts = json!({ "visit": visit.id, "kind": shift.kind, "from": shift.from_on, "to": shift.to_on });
    commit(change, "followup.visit_changed", follow_up, facts).await
}

/// Refuses a change without a reason, one to no day or a wrong one, and a day for what is given up.
async fn fitting(change: &Change, follow_up: &FollowUp, new: &NewChange) -> Result<bool, FollowUpError> {
    let (mut faults, mut counted) = (Vec::new(), false);
    if new.reason.trim().is_empty() {
        faults.push(FieldFault::new("/reason", "required"));
    }
    match (new.kind, new.due_on) {
        (ChangeKind::GivenUp, Some(_)) => faults.push(FieldFault::new("/due_on", "not_when_given_up")),
        (ChangeKind::GivenUp, None) => {}
        (_, None) => faults.push(FieldFault::new("/due_on", "required")),
        (_, Some(on)) => {
            let (fault, known) = day(change, follow_up, on).await?;
            faults.extend(fault);
            counted = known;
        }
    }
    FollowUpError::refuse(faults)?;
    Ok(counted)
}

/// Gives a visit to a member of staff who may open the case and makes visits.
///
/// # Errors
/// `NotFound`, 403; `NotNow`; `Faulty` for somebody who can't make it.
pub async fn assign(
    change: Change,
    staff: &Staff,
    visit: Uuid,
    new: &NewAssignee,
) -> Result<FollowUp, FollowUpError> {
    let (mut follow_up, mut visit) = hold_visit(&change, staff, visit, Action::PlanVisits).await?;
    if visit.state != VisitState::Planned {
        return Err(FollowUpError::NotNow);
    }
    let taker = visitor(&change, &follow_up, &new.username).await?;
    visit.assignee_id = taker.ok_or_else(|| FollowUpError::fault("/username", "not_an_option"))?;
    queries::update_visit(change.db(), sealing::visit_row(&visit)).await?;
    write(&change, &mut follow_up.planned.plan).await?;
    let facts = json!({ "visit": visit.id, "to": visit.assignee_id });
    commit(change, "followup.visit_assigned", follow_up, facts).await
}

/// A member of staff by name, if they make visits and may open the case.
pub(super) async fn visitor(
    change: &Change,
    follow_up: &FollowUp,
    username: &str,
) -> Result<Option<Uuid>, FollowUpError> {
    let db = change.db();
    let Some(id) = identity::staff::account(db, username.trim()).await? else { return Ok(None) };
    let Some(taker) = identity::staff::find(db, id).await? else { return Ok(None) };
    let may = policy::may(&taker, Action::Visit);
    let opens = may && opens(db, change.vault(), &taker, follow_up.file.case.id).await?;
    Ok(opens.then_some(id))
}
