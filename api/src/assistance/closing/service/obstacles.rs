//! What keeps a case open: money that is neither paid nor given up or lacks its receipt, mandates of custody, tasks, recoveries, referrals, visits.

use sea_orm::ConnectionTrait;

use crate::{
    assistance::{
        custody::{self, model::MandateState},
        followup, investigation,
        model::{Assisted, CaseFile, CaseState},
        payments, recovery,
    },
    desk::masking::masked_name,
    error::{FieldFault, Internal},
    ledger, referrals,
    web::forms::money,
};

/// Everything that is still open, each by its own code; its words are `fault-{code}` in the locales. Nothing for a refused case.
pub async fn obstacles(db: &impl ConnectionTrait, file: &CaseFile) -> Result<Vec<FieldFault>, Internal> {
    let grant = match (file.case.state, file.case.grant_id) {
        (CaseState::Refused, _) => return Ok(Vec::new()),
        (CaseState::Granted, Some(grant)) => grant,
        _ => return Ok(vec![FieldFault::new("/case", "case_undecided")]),
    };
    let (mut open, mut paid) = (Vec::new(), false);
    for person in followup::service::granted(file) {
        let standing = ledger::service::standing(db, grant, person.id).await.map_err(Internal::from_error)?;
        paid |= standing.was_paid();
        if standing.committed.is_positive() {
            let fault = FieldFault::new(format!("/people/{}", person.id), "still_unpaid");
            let fault = fault.with("person", masked_name(&person.who.name));
            open.push(fault.with("amount", money::grouped(standing.committed)));
        }
    }
    open.extend(receipts(db, file).await?);
    open.extend(mandates(db, file).await?);
    open.extend(tasks(db, file).await?);
    let recoveries = recovery::service::under_way(db, file.case.id).await?.into_iter();
    open.extend(recoveries.map(|id| FieldFault::new(format!("/recoveries/{id}"), "recovery_open")));
    let referrals = referrals::service::still_open(db, &file.applications).await?.into_iter();
    open.extend(referrals.map(|id| FieldFault::new(format!("/referrals/{id}"), "referral_open")));
    if paid {
        open.extend(visits(db, file).await?);
    }
    Ok(open)
}

async fn receipts(db: &impl ConnectionTrait, file: &CaseFile) -> Result<Vec<FieldFault>, Internal> {
    let lacking = payments::service::lacking_receipts(db, file.case.id).await?;
    let people = file.people.iter().filter(|person| lacking.contains(&person.id));
    let fault = |person: &Assisted| {
        let fault = FieldFault::new(format!("/people/{}", person.id), "receipt_missing");
        fault.with("person", masked_name(&person.who.name))
    };
    Ok(people.map(fault).collect())
}

async fn mandates(db: &impl ConnectionTrait, file: &CaseFile) -> Result<Vec<FieldFault>, Internal> {
    let mandates = custody::service::of_case(db, &file.applications).await?;
    let open = file.people.iter().filter_map(|person| {
        let (id, _) = mandates.get(&person.id).filter(|(_, state)| *state != MandateState::Closed)?;
        let fault = FieldFault::new(format!("/custody/{id}"), "custody_open");
        Some(fault.with("person", masked_name(&person.who.name)))
    });
    Ok(open.collect())
}

async fn tasks(db: &impl ConnectionTrait, file: &CaseFile) -> Result<Vec<FieldFault>, Internal> {
    let open = investigation::service::still_open(db, file.case.id).await?.into_iter();
    let fault = |(id, due_on)| FieldFault::new(format!("/tasks/{id}"), "task_open").with("day", due_on);
    Ok(open.map(fault).collect())
}

async fn visits(db: &impl ConnectionTrait, file: &CaseFile) -> Result<Vec<FieldFault>, Internal> {
    let case = file.case.id;
    if followup::service::is_finished(db, case).await? {
        return Ok(Vec::new());
    }
    let planned = followup::service::still_planned(db, case).await?;
    if planned.is_empty() {
        return Ok(vec![FieldFault::new("/follow-up", "visits_unplanned")]);
    }
    let fault = |visit: &followup::model::Visit| {
        let fault = FieldFault::new(format!("/follow-up/visits/{}", visit.id), "visit_open");
        fault.with("day", visit.due_on)
    };
    Ok(planned.iter().map(fault).collect())
}
