//! The plan: made when everything is paid, and counted anew when the handler chooses another degree of hardship.

use std::collections::BTreeSet;

use chrono::{Datelike, Days, Months, NaiveDate, Weekday};
use sea_orm::ConnectionTrait;
use serde_json::json;
use uuid::Uuid;

use super::access::{hold_case, rules, write};
use crate::{
    app::App,
    assistance::{
        followup::{
            error::FollowUpError,
            model::{FollowUp, GradeChoice, Plan, Visit, VisitState},
            queries, sealing,
        },
        model::CaseFile,
        rules::Hardship,
        service::{cases_of, move_from},
    },
    catalog::State,
    error::Internal,
    identity::{actor::Staff, policy::Action},
    organs,
    organs::working_days::Unit,
    platform::{
        change::{Change, Event},
        ids,
    },
    web::etag::IfMatch,
};

/// Plans the visits of cases of which nothing is left to be paid, by the usual degree of hardship. A case that was being followed up
/// before one of its payments came back is followed up again. The caller has held `done`, the applications that are paid out, and commits.
pub async fn after_payment(app: &App, change: &Change, done: &[Uuid]) -> Result<(), FollowUpError> {
    for file in cases_of(change, done).await? {
        if file.case.grant_id.is_none() || !file.applications.iter().all(|one| done.contains(one)) {
            continue;
        }
        match queries::plan(change.db(), file.case.id).await?.map(sealing::plan) {
            None => make(change, &file).await?,
            Some(plan) if plan.begun_at.is_some() => follow(app, change, &file).await?,
            Some(_) => {}
        }
    }
    Ok(())
}

async fn make(change: &Change, file: &CaseFile) -> Result<(), FollowUpError> {
    let today = change.today();
    let grades = rules()?.grades(today).ok_or_else(|| Internal::msg("there are no grades of hardship"))?;
    let grade = grades.grade(&grades.default).ok_or_else(|| Internal::msg("a grade is missing"))?;
    let plan = Plan {
        case_id: file.case.id,
        grade: grade.key.clone(),
        paid_on: today,
        chosen_by: None,
        begun_at: None,
        made_at: change.now(),
        version: 1,
    };
    if !queries::insert_plan(change.db(), sealing::plan_row(&plan)).await? {
        return Ok(());
    }
    let visits = counted(change.db(), file, &plan, grade).await?;
    queries::insert_visits(change.db(), visits.iter().map(sealing::visit_row).collect()).await?;
    let event = Event::new("followup.planned", plan.case_id).at(file.case.organ_id);
    let facts = json!({ "grade": plan.grade, "visits": visits.len() });
    change.record(event.in_case(file.applications.first().copied()).with(facts));
    Ok(())
}

/// The visits of a grade, given to the case's handler.
async fn counted(
    db: &impl ConnectionTrait,
    file: &CaseFile,
    plan: &Plan,
    grade: &Hardship,
) -> Result<Vec<Visit>, FollowUpError> {
    let mut visits = Vec::new();
    for months in &grade.months {
        let (due_on, counted) = due(db, file.case.organ_id, plan.paid_on, *months).await?;
        visits.push(Visit {
            id: ids::new_id(),
            case_id: plan.case_id,
            months: Some(i32::try_from(*months).map_err(Internal::from_error)?),
            due_on,
            counted,
            assignee_id: file.case.handler_id,
            state: VisitState::Planned,
            made_on: None,
        });
    }
    Ok(visits)
}

/// The working day on which so many months have passed, and whether a calendar said so: that of next year may not be entered yet.
async fn due(
    db: &impl ConnectionTrait,
    organ: Uuid,
    start: NaiveDate,
    months: u32,
) -> Result<(NaiveDate, bool), FollowUpError> {
    if let Some(day) = organs::service::due_on_at_organ(db, organ, start, months, Unit::Month).await? {
        return Ok((day, true));
    }
    let mut day =
        start.checked_add_months(Months::new(months)).ok_or_else(|| Internal::msg("no such day"))?;
    while matches!(day.weekday(), Weekday::Sat | Weekday::Sun) {
        day = day.checked_add_days(Days::new(1)).ok_or_else(|| Internal::msg("no such day"))?;
    }
    Ok((day, false))
}

/// Chooses the degree of hardship; what was planned by another one is planned anew. From then on the applications are being followed up.
///
/// # Errors
/// `NotFound`, 403; `NotPaid`; 412 when the plan has moved on; `Faulty` for a grade that isn't there.
pub async fn choose(
    app: &App,
    change: Change,
    staff: &Staff,
    case: Uuid,
    based_on: &IfMatch,
    new: &GradeChoice,
) -> Result<FollowUp, FollowUpError> {
    let mut follow_up = hold_case(&change, staff, case, Action::PlanVisits).await?;
    based_on.check(follow_up.planned.plan.version)?;
    let grades = rules()?.grades(follow_up.planned.plan.paid_on);
    let grade = grades.and_then(|grades| grades.grade(&new.grade));
    let grade = grade.ok_or_else(|| FollowUpError::fault("/grade", "not_an_option"))?;
    if follow_up.planned.plan.grade != grade.key {
        plan_anew(&change, &follow_up, grade).await?;
    }
    follow_up.planned.plan.grade.clone_from(&grade.key);
    follow_up.planned.plan.chosen_by = Some(staff.id);
    begin(app, &change, &mut follow_up).await?;
    write(&change, &mut follow_up.planned.plan).await?;
    super::reading::commit(change, "followup.grade_chosen", follow_up, json!({ "grade": grade.key })).await
}

/// Puts what was planned by months aside for those visits of another grade that come after the last one made. Of those that would be
/// overdue at once, one stays.
async fn plan_anew(change: &Change, follow_up: &FollowUp, grade: &Hardship) -> Result<(), FollowUpError> {
    queries::replace_planned(change.db(), follow_up.file.case.id).await?;
    let plan = &follow_up.planned.plan;
    let last = follow_up.planned.visits.iter().filter_map(|visit| visit.made_on).max();
    let mut visits = counted(change.db(), &follow_up.file, plan, grade).await?;
    visits.retain(|visit| last.is_none_or(|last| visit.due_on > last));
    let late = visits.iter().filter(|visit| visit.due_on < change.today()).count();
    visits.drain(..late.saturating_sub(1));
    Ok(queries::insert_visits(change.db(), visits.iter().map(sealing::visit_row).collect()).await?)
}

/// From now on the applications of a case are being followed up, unless they are already.
pub(super) async fn begin(app: &App, change: &Change, follow_up: &mut FollowUp) -> Result<(), FollowUpError> {
    if follow_up.planned.plan.begun_at.is_none() {
        follow_up.planned.plan.begun_at = Some(change.now());
        follow(app, change, &follow_up.file).await?;
    }
    Ok(())
}

async fn follow(app: &App, change: &Change, file: &CaseFile) -> Result<(), FollowUpError> {
    let applications: BTreeSet<_> = file.applications.iter().copied().collect();
    move_from(app, change, (State::Paid, "start_follow_up"), applications).await?;
    Ok(())
}
