//! Whose follow-up it is: who may open the case may read it; handlers plan, whoever visits records.

use sea_orm::ConnectionTrait;
use uuid::Uuid;

use crate::{
    assistance::{
        closing,
        followup::{
            error::FollowUpError,
            model::{FollowUp, Plan, Planned, Visit},
            queries, sealing,
        },
        model::{Assisted, CaseFile},
        rules::{Rules, Visits},
        service::hold,
    },
    error::{Internal, Problem},
    identity::{actor::Staff, policy::Action},
    platform::{change::Change, vault::Vault},
};

pub(super) fn rules() -> Result<&'static Visits, Internal> {
    Ok(&Rules::compiled_in().map_err(Internal::from_error)?.visits)
}

/// Those of a case who were granted something.
pub fn granted(file: &CaseFile) -> impl Iterator<Item = &Assisted> {
    let table = file.steps.last().map(|step| &step.table);
    let gets = move |person: &&Assisted| {
        let award = table.and_then(|table| table.people.iter().find(|award| award.person_id == person.id));
        award.is_some_and(|award| award.amount_fen.is_some())
    };
    file.people.iter().filter(gets)
}

/// The follow-up of a case that is being changed: the case is held until the change ends.
///
/// # Errors
/// `NotFound` out of reach, 403 for what is another role's, `NotPaid` before there is a plan, 409 for a case that is closed.
pub(super) async fn hold_case(
    change: &Change,
    staff: &Staff,
    case: Uuid,
    action: Action,
) -> Result<FollowUp, FollowUpError> {
    let file = hold(change, staff, case, action).await?.file;
    closing::service::refuse_closed(change, case).await.map_err(Problem::from)?;
    whole(change.db(), change.vault(), file).await?.ok_or(FollowUpError::NotPaid)
}

/// The same by one of its visits.
pub(super) async fn hold_visit(
    change: &Change,
    staff: &Staff,
    visit: Uuid,
    action: Action,
) -> Result<(FollowUp, Visit), FollowUpError> {
    let row = queries::visit(change.db(), visit).await?.ok_or(FollowUpError::NotFound)?;
    let follow_up = hold_case(change, staff, row.case_id, action).await?;
    let visit = follow_up.visit(visit).cloned().ok_or(FollowUpError::NotNow)?;
    Ok((follow_up, visit))
}

/// A case with its follow-up; nothing before there is a plan. Who may see it is the caller's matter.
pub(super) async fn whole(
    db: &impl ConnectionTrait,
    vault: &Vault,
    file: CaseFile,
) -> Result<Option<FollowUp>, Internal> {
    let Some(plan) = queries::plan(db, file.case.id).await?.map(sealing::plan) else { return Ok(None) };
    let visits = queries::visits(db, file.case.id).await?;
    let visits = visits.iter().map(sealing::visit).collect::<Result<Vec<_>, _>>()?;
    let ids: Vec<_> = visits.iter().map(|visit| visit.id).collect();
    let rows = queries::changes(db, &ids).await?;
    let shifts = rows.iter().map(|row| sealing::shift(vault, row)).collect::<Result<_, _>>()?;
    let rows = queries::records(db, &ids).await?;
    let findings = queries::findings(db, &rows.iter().map(|row| row.id).collect::<Vec<_>>()).await?;
    let records = rows.into_iter().map(|row| sealing::record(vault, row, &findings));
    let records = records.collect::<Result<_, _>>()?;
    Ok(Some(FollowUp { file, planned: Planned { plan, visits, shifts }, records }))
}

/// Writes a plan over the version that was read; it goes up with whatever changes of its visits.
pub(super) async fn write(change: &Change, plan: &mut Plan) -> Result<(), FollowUpError> {
    let read = plan.version;
    plan.version = read.saturating_add(1);
    let written = queries::update_plan(change.db(), sealing::plan_row(plan), read).await?;
    if written { Ok(()) } else { Err(FollowUpError::Stale) }
}
