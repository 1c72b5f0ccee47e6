//! Misuse: whoever sees it stops all releases at once; a prosecutor who didn't report it lets them go on, and says why.

use serde_json::json;
use uuid::Uuid;

use super::access::{author, commit, hold, turn, write};
use crate::{
    assistance::{
        custody::{
            error::CustodyError,
            model::{Mandate, MandateAct, MandateFile, Reason, Report, Who},
            queries, sealing,
        },
        rules::Party,
    },
    identity::{
        actor::Staff,
        policy::{self, Action},
    },
    platform::{change::Change, ids},
};

/// Reports that money is misused, or may be: nothing is released from now on.
///
/// # Errors
/// `NotFound`, 403; `NotNow` where there is no money.
pub async fn report(change: Change, staff: &Staff, id: Uuid, why: &Reason) -> Result<Mandate, CustodyError> {
    let file = hold(&change, staff, id, Action::ReportMisuse).await?;
    enter(change, file, party(staff), why).await
}

/// In whose place somebody reports.
fn party(staff: &Staff) -> Party {
    if policy::may(staff, Action::VerifyReleases) {
        Party::Custodian
    } else if policy::may(staff, Action::Pay) {
        Party::Payer
    } else if policy::may(staff, Action::DecideReleases) {
        Party::Approver
    } else {
        Party::Keeper
    }
}

/// Enters a report and commits.
pub(super) async fn enter(
    change: Change,
    file: MandateFile,
    by: Party,
    why: &Reason,
) -> Result<Mandate, CustodyError> {
    let mut mandate = file.mandate;
    mandate.state = turn(&mandate, MandateAct::Report, by)?;
    let words = said(why)?;
    let report = Report {
        id: ids::new_id(),
        mandate_id: mandate.id,
        by: author(&change),
        at: change.now(),
        words,
        lifted_by: None,
        lifted_at: None,
        lift_reason: None,
    };
    queries::insert_report(change.db(), sealing::report_row(change.vault(), &report)?).await?;
    write(&change, &mut mandate).await?;
    let facts = json!({ "number": mandate.number, "report": report.id });
    commit(change, "custody.misuse_reported", mandate, facts).await
}

fn said(why: &Reason) -> Result<String, CustodyError> {
    let words = why.reason.trim();
    if words.is_empty() { Err(CustodyError::fault("/reason", "required")) } else { Ok(words.to_owned()) }
}

/// Lets releases go on: every open report is answered with the reason.
///
/// # Errors
/// `NotFound`, 403; `NotNow` unless it is paused; `FourEyes` for whoever reported it.
pub async fn lift(change: Change, staff: &Staff, id: Uuid, why: &Reason) -> Result<Mandate, CustodyError> {
    let MandateFile { mut mandate, reports, .. } = hold(&change, staff, id, Action::DecideReleases).await?;
    mandate.state = turn(&mandate, MandateAct::Lift, Party::Approver)?;
    let reason = said(why)?;
    for report in reports.into_iter().filter(|report| report.lifted_by.is_none()) {
        if report.by == Who::Staff(staff.id) {
            return Err(CustodyError::FourEyes);
        }
        let lifted = Report {
            lifted_by: Some(staff.id),
            lifted_at: Some(change.now()),
            lift_reason: Some(reason.clone()),
            ..report
        };
        queries::update_report(change.db(), sealing::report_row(change.vault(), &lifted)?).await?;
    }
    write(&change, &mut mandate).await?;
    let facts = json!({ "number": mandate.number });
    commit(change, "custody.lifted", mandate, facts).await
}
