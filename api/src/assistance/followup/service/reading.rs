//! Follow-up is read: of a case, and what is due.

use std::collections::{BTreeSet, HashMap};

use chrono::NaiveDate;
use sea_orm::ConnectionTrait;
use serde_json::Value;
use uuid::Uuid;

use super::access::whole;
use crate::{
    app::App,
    applications,
    assistance::{
        self,
        followup::{
            error::FollowUpError,
            model::{FollowUp, Visit, VisitState},
            queries, sealing,
        },
        service::first_names,
    },
    error::Internal,
    identity::{
        self,
        actor::Staff,
        policy::{self, Action},
    },
    organs::{self, model::Organ},
    platform::{
        change::{Change, Event},
        paging::{Page, PageQuery},
    },
};

/// The follow-up of a case for somebody who looks at it: that is on the audit record.
///
/// # Errors
/// `NotFound` out of reach; `NotPaid` before there is a plan.
pub async fn look(app: &App, change: Change, staff: &Staff, case: Uuid) -> Result<FollowUp, FollowUpError> {
    let file = assistance::service::look(app, change, staff, case).await?;
    whole(app.db.read(), &app.vault, file).await?.ok_or(FollowUpError::NotPaid)
}

/// The same by one of its visits.
///
/// # Errors
/// `NotFound` out of reach, or for a visit that was replaced.
pub async fn look_at_visit(
    app: &App,
    change: Change,
    staff: &Staff,
    visit: Uuid,
) -> Result<(FollowUp, Visit), FollowUpError> {
    let row = queries::visit(app.db.read(), visit).await?.ok_or(FollowUpError::NotFound)?;
    let follow_up = look(app, change, staff, row.case_id).await?;
    let visit = follow_up.visit(visit).cloned().ok_or(FollowUpError::NotFound)?;
    Ok((follow_up, visit))
}

/// Whether every visit of a case was made or given up with a reason; a case without a plan isn't finished.
///
/// # Errors
/// Only the database's.
pub async fn is_finished(db: &impl ConnectionTrait, case: Uuid) -> Result<bool, Internal> {
    Ok(queries::plan(db, case).await?.is_some() && queries::count_planned(db, case).await? == 0)
}

/// The visits of a case that are still to be made, by due date. Who may see them is the caller's matter.
///
/// # Errors
/// Only the database's.
pub async fn still_planned(db: &impl ConnectionTrait, case: Uuid) -> Result<Vec<Visit>, Internal> {
    let visits = queries::visits(db, case).await?.into_iter().map(|row| sealing::visit(&row));
    let visits = visits.collect::<Result<Vec<_>, _>>()?;
    Ok(visits.into_iter().filter(|visit| visit.state == VisitState::Planned).collect())
}

/// A visit that is to be made.
#[derive(Clone, Debug)]
pub struct DueVisit {
    /// The visit.
    pub visit: Visit,
    /// The name of the case's first person, in clear: faces mask it.
    pub first: String,
    /// The name under which whoever makes it signs in.
    pub assignee: String,
    /// Whether its day has passed.
    pub overdue: bool,
}

/// A page of the visits to be made in cases that a member of staff may open, what is overdue first; all, or their own.
///
/// # Errors
/// 403 for who opens no matters.
pub async fn due(
    app: &App,
    staff: &Staff,
    mine: bool,
    page: &PageQuery,
) -> Result<Page<DueVisit>, FollowUpError> {
    policy::require(staff, Action::SeeMatters)?;
    let (limit, after) = (page.limit()?, page.after::<(NaiveDate, Uuid)>()?);
    let db = app.db.read();
    let reach = policy::reach(db, staff).await?;
    let (reached, own) = (applications::service::reached(&reach), mine.then_some(staff.id));
    let rows = queries::due(db, reached, own, after, limit.saturating_add(1)).await?;
    let Page { items, next } = Page::cut(rows, limit, |row| (row.due_on, row.id));
    let cases: Vec<_> = items.iter().map(|row| row.case_id).collect();
    let firsts = first_names(db, &app.vault, &cases).await?;
    let names = identity::staff::usernames(db, &items.iter().map(|row| row.assignee_id).collect()).await?;
    let today = app.clock.today();
    let line = |row| {
        let visit = sealing::visit(&row)?;
        Ok(DueVisit {
            first: firsts.get(&visit.case_id).cloned().unwrap_or_default(),
            assignee: names.get(&visit.assignee_id).cloned().unwrap_or_default(),
            overdue: visit.due_on < today,
            visit,
        })
    };
    Ok(Page { items: items.into_iter().map(line).collect::<Result<_, Internal>>()?, next })
}

/// The names of everybody who made, makes or changed a visit.
pub async fn visitors(
    db: &impl ConnectionTrait,
    follow_up: &FollowUp,
) -> Result<HashMap<Uuid, String>, Internal> {
    let mut who: BTreeSet<_> = follow_up.planned.visits.iter().map(|visit| visit.assignee_id).collect();
    who.extend(follow_up.planned.shifts.iter().map(|shift| shift.staff_id));
    who.extend(follow_up.planned.plan.chosen_by);
    for record in &follow_up.records {
        who.insert(record.first_id);
        who.extend(record.second_id);
    }
    identity::staff::usernames(db, &who).await
}

/// The partners that went along.
pub async fn partners(db: &impl ConnectionTrait, follow_up: &FollowUp) -> Result<Vec<Organ>, Internal> {
    let ids: Vec<_> = follow_up.records.iter().filter_map(|record| record.partner_id).collect();
    organs::service::organs_of(db, &ids).await
}

/// Records what happened to a follow-up and answers it as it is now.
pub(super) async fn commit(
    change: Change,
    act: &'static str,
    follow_up: FollowUp,
    facts: Value,
) -> Result<FollowUp, FollowUpError> {
    let file = follow_up.file;
    let event = Event::new(act, file.case.id).at(file.case.organ_id).with(facts);
    let event = event.in_case(file.applications.first().copied());
    let now = whole(change.db(), change.vault(), file).await?;
    let now = now.ok_or_else(|| Internal::msg("a plan vanished"))?;
    Ok(change.commit(event, now).await?)
}
