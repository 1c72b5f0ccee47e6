//! Cases are read: one, and lists of what somebody may open.

use std::collections::HashMap;

use hechang_entity::{assistance_case, assistance_person, assistance_step};
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use crate::{
    app::App,
    applications,
    assistance::{
        error::AssistanceError,
        model::{Case, CaseFile, CaseState},
        queries, sealing,
        service::{
            access::{openable, whole},
            deciding::next,
            posts,
        },
    },
    error::Internal,
    identity::{
        actor::Staff,
        policy::{self, Action},
    },
    platform::{
        change::{Change, Event},
        money::Fen,
        paging::{Page, PageQuery},
    },
};

/// One case, if the reader may open all of its applications.
///
/// # Errors
/// `NotFound`.
pub async fn read(app: &App, staff: &Staff, id: Uuid) -> Result<CaseFile, AssistanceError> {
    let row = queries::case(app.db.read(), id).await?.ok_or(AssistanceError::NotFound)?;
    let file = whole(app.db.read(), &app.vault, sealing::case(&app.vault, &row)?).await?;
    let open = openable(app.db.read(), &app.vault, staff, &file.applications).await?;
    if open.len() == file.applications.len() { Ok(file) } else { Err(AssistanceError::NotFound) }
}

/// As [`read`], for somebody who looks at it: that is on the audit record.
///
/// # Errors
/// `NotFound`.
pub async fn look(app: &App, change: Change, staff: &Staff, id: Uuid) -> Result<CaseFile, AssistanceError> {
    let file = read(app, staff, id).await?;
    let event = Event::new("assistance.looked_at", id).at(file.case.organ_id);
    let first = file.applications.first().copied();
    Ok(change.commit(event.in_case(first), file).await?)
}

/// A line of the list.
#[derive(Clone, Debug)]
pub struct Line {
    /// The case.
    pub case: Case,
    /// The first person's name, in clear: faces mask it.
    pub first: String,
    /// How many people it has.
    pub people: usize,
    /// What is proposed or granted in all.
    pub amount: Option<Fen>,
}

/// A page of the cases that a member of staff may open, the newest first.
pub async fn list(
    app: &App,
    staff: &Staff,
    state: Option<CaseState>,
    page: &PageQuery,
) -> Result<Page<Line>, AssistanceError> {
    let (limit, before) = (page.limit()?, page.after()?);
    let db = app.db.read();
    let reach = policy::reach(db, staff).await?;
    let state = state.map(CaseState::word);
    let rows =
        queries::cases(db, applications::service::reached(&reach), state, before, limit.saturating_add(1))
            .await?;
    let Page { items, next } = Page::cut(rows, limit, |row| row.id);
    let ids: Vec<_> = items.iter().map(|row| row.id).collect();
    let mut people: HashMap<Uuid, Vec<_>> = HashMap::new();
    for row in queries::people(db, &ids).await? {
        people.entry(row.case_id).or_default().push(row);
    }
    // The last step of each case stays.
    let steps = queries::steps(db, &ids).await?.into_iter().map(|row| (row.case_id, row));
    let mut steps: HashMap<Uuid, _> = steps.collect();
    let lines = items.into_iter().map(|row| {
        let its = people.remove(&row.id).unwrap_or_default();
        let last = steps.remove(&row.id);
        line(app, &row, &its, last)
    });
    Ok(Page { items: lines.collect::<Result<_, _>>()?, next })
}

fn line(
    app: &App,
    row: &assistance_case::Model,
    its: &[assistance_person::Model],
    last: Option<assistance_step::Model>,
) -> Result<Line, Internal> {
    let first = its.first().map(|row| sealing::person(&app.vault, row)).transpose()?;
    let case = sealing::case(&app.vault, row)?;
    let last = last.filter(|_| case.state != CaseState::Preparing);
    let amount = last.map(|row| sealing::step(&app.vault, row)).transpose()?.map(|step| step.table.total());
    let first = first.map(|person| person.who.name).unwrap_or_default();
    Ok(Line { case, first, people: its.len(), amount })
}

/// The case of an application, if there is one.
pub async fn case_of(db: &impl ConnectionTrait, application: Uuid) -> Result<Option<Uuid>, Internal> {
    queries::case_of(db, application).await
}

/// Whether the case of an application is decided, so that its citizen has something to read.
pub async fn is_decided(db: &impl ConnectionTrait, application: Uuid) -> Result<bool, Internal> {
    let Some(case) = queries::case_of(db, application).await? else { return Ok(false) };
    Ok(queries::case(db, case).await?.is_some_and(|case| case.decided_on.is_some()))
}

/// Whether a member of staff may take the next step of a case now; faces show their buttons by it.
pub async fn may_take(db: &impl ConnectionTrait, staff: &Staff, file: &CaseFile) -> Result<bool, Internal> {
    let round = file.case.round;
    let mut steps = file.steps.iter().filter(|step| step.round == round);
    let Some(next) = steps.clone().next_back().and_then(next) else { return Ok(false) };
    let fresh = !steps.any(|step| step.staff_id == staff.id);
    let deciding = file.case.state == CaseState::Deciding && policy::may(staff, Action::DecideAssistance);
    Ok(deciding && fresh && posts::hold_any(db, staff.id, &next.by).await?)
}
