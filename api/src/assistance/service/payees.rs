//! What the payment of a grant asks of its cases: who people are, who took part in the decision, and the application's way on.

use std::collections::{BTreeSet, HashMap, HashSet, hash_map::Entry};

use sea_orm::ConnectionTrait;
use uuid::Uuid;

use crate::{
    app::App,
    applications::{
        self,
        model::Application,
        service::{Move, service_of},
    },
    assistance::{
        error::AssistanceError,
        model::{Assisted, CaseFile},
        queries, sealing,
        service::access::whole,
    },
    catalog::{Performer, State},
    error::Internal,
    ledger,
    platform::{change::Change, vault::Vault},
};

const BY: [Performer; 1] = [Performer::Case];

/// These people, in any order. Who may see them is the caller's matter.
pub(in crate::assistance) async fn people(
    db: &impl ConnectionTrait,
    vault: &Vault,
    ids: &[Uuid],
) -> Result<Vec<Assisted>, Internal> {
    queries::people_by_ids(db, ids).await?.iter().map(|row| sealing::person(vault, row)).collect()
}

/// Everybody who proposed, approved or changed what was decided in these cases.
pub(in crate::assistance) async fn took_part(
    db: &impl ConnectionTrait,
    cases: &[Uuid],
) -> Result<HashSet<Uuid>, Internal> {
    Ok(queries::steps(db, cases).await?.into_iter().map(|row| row.staff_id).collect())
}

/// Moves applications that are in a state along their workflow; others stay where they are.
pub(in crate::assistance) async fn move_from(
    app: &App,
    change: &Change,
    (state, action): (State, &str),
    applications: impl IntoIterator<Item = Uuid>,
) -> Result<Vec<Application>, AssistanceError> {
    let mut moved = Vec::new();
    // In one order, so that two who move at once don't wait for each other.
    for id in applications.into_iter().collect::<BTreeSet<_>>() {
        let application = applications::service::hold(change, id).await?;
        if application.state == state {
            let step = Move { action, by: &BY, words: None, consent: None };
            moved.push(applications::service::step(app, change, application, step).await?);
        }
    }
    Ok(moved)
}

/// How far the money of an application is.
pub(in crate::assistance) struct Progress {
    /// Whether something is still to be paid.
    pub left: bool,
    /// Whether something was ever paid.
    pub paid: bool,
}

/// How far the money of an application is; none before anything was granted. The application is held first: of two organs that pay at
/// once, the second sees what the first has paid.
pub(in crate::assistance) async fn progress(
    change: &Change,
    application: Uuid,
) -> Result<Option<Progress>, AssistanceError> {
    applications::service::hold(change, application).await?;
    let db = change.db();
    let Some(case) = queries::case_of(db, application).await? else { return Ok(None) };
    let grant = queries::case(db, case).await?.and_then(|case| case.grant_id);
    let Some(grant) = grant else { return Ok(None) };
    let mut progress = Progress { left: false, paid: false };
    for person in queries::people(db, &[case]).await? {
        if person.application_id == application && person.granted_index.is_some() {
            let standing = ledger::service::standing(db, grant, person.id).await?;
            progress.left |= standing.committed.is_positive();
            progress.paid |= standing.was_paid();
        }
    }
    Ok(Some(progress))
}

/// These applications with the others of their cases.
pub(in crate::assistance) async fn with_companions(
    db: &impl ConnectionTrait,
    applications: impl IntoIterator<Item = Uuid>,
) -> Result<BTreeSet<Uuid>, Internal> {
    let mut all: BTreeSet<_> = applications.into_iter().collect();
    let cases = queries::cases_of(db, &all.iter().copied().collect::<Vec<_>>()).await?;
    all.extend(queries::applications(db, &cases).await?.into_iter().map(|row| row.application_id));
    Ok(all)
}

/// The cases of these applications.
pub(in crate::assistance) async fn cases_of(
    change: &Change,
    applications: &[Uuid],
) -> Result<Vec<CaseFile>, Internal> {
    let mut files = Vec::new();
    for case in queries::cases_of(change.db(), applications).await? {
        if let Some(row) = queries::case(change.db(), case).await? {
            files.push(whole(change.db(), change.vault(), sealing::case(change.vault(), &row)?).await?);
        }
    }
    Ok(files)
}

/// The case of an application. Who may see it is the caller's matter.
pub(in crate::assistance) async fn file_of(
    db: &impl ConnectionTrait,
    vault: &Vault,
    application: Uuid,
) -> Result<Option<CaseFile>, Internal> {
    let Some(case) = queries::case_of(db, application).await? else { return Ok(None) };
    let Some(row) = queries::case(db, case).await? else { return Ok(None) };
    Ok(Some(whole(db, vault, sealing::case(vault, &row)?).await?))
}

/// The first person's name of each case, in clear.
pub(in crate::assistance) async fn first_names(
    db: &impl ConnectionTrait,
    vault: &Vault,
    cases: &[Uuid],
) -> Result<HashMap<Uuid, String>, Internal> {
    let mut names = HashMap::new();
    for row in queries::people(db, cases).await? {
        if let Entry::Vacant(place) = names.entry(row.case_id) {
            place.insert(sealing::person(vault, &row)?.who.name);
        }
    }
    Ok(names)
}

/// By when the applicant has to be told that the money is there, when it was on a day.
pub(in crate::assistance) async fn tell_by(
    app: &App,
    change: &Change,
    application: &Application,
    arrived_on: chrono::NaiveDate,
) -> Result<Option<chrono::NaiveDate>, AssistanceError> {
    let workflow = &service_of(app, application)?.workflow;
    let Some(limit) = workflow.limit("notify_payment") else { return Ok(None) };
    let center = application.center_id;
    let due =
        crate::organs::service::due_on(change.db(), center, arrived_on, limit.amount, limit.unit).await?;
    Ok(due.on)
}

/// What a case is called, and the application under which it is filed: the first of them.
pub(in crate::assistance) async fn title(
    db: &impl ConnectionTrait,
    vault: &Vault,
    case: Uuid,
) -> Result<(String, Uuid), AssistanceError> {
    let row = queries::case(db, case).await?.ok_or(AssistanceError::NotFound)?;
    let first = queries::applications(db, &[case]).await?.into_iter().next();
    let first = first.ok_or(AssistanceError::NotFound)?;
    Ok((sealing::case(vault, &row)?.underlying.name, first.application_id))
}
