//! Whose case it is: who may open all of its applications may open it.

use std::collections::HashSet;

use sea_orm::ConnectionTrait;
use uuid::Uuid;

use crate::{
    applications::{self, model::Application},
    assistance::{
        error::AssistanceError,
        model::{Assisted, Case, CaseFile, Warning},
        queries, sealing,
    },
    desk,
    error::Internal,
    identity::{
        actor::Staff,
        policy::{self, Action},
    },
    organs,
    platform::{change::Change, vault::Vault},
};

/// Those of some applications that somebody may open.
pub(super) async fn openable(
    db: &impl ConnectionTrait,
    vault: &Vault,
    staff: &Staff,
    applications: &[Uuid],
) -> Result<HashSet<Uuid>, Internal> {
    let reach = policy::reach(db, staff).await?;
    let found = applications::service::find_all_in(db, vault, &reach, applications).await?;
    Ok(found.into_iter().map(|application| application.id).collect())
}

/// Whether somebody may open a case.
pub(in crate::assistance) async fn opens(
    db: &impl ConnectionTrait,
    vault: &Vault,
    staff: &Staff,
    case: Uuid,
) -> Result<bool, Internal> {
    let applications = queries::applications(db, &[case]).await?;
    let ids: Vec<_> = applications.iter().map(|row| row.application_id).collect();
    Ok(openable(db, vault, staff, &ids).await?.len() == ids.len())
}

/// A case that is being changed: its row and its applications are held until the change ends.
pub(in crate::assistance) struct Held {
    pub file: CaseFile,
    pub applications: Vec<Application>,
}

impl Held {
    pub fn case(&self) -> &Case {
        &self.file.case
    }

    /// The people of one of its applications.
    pub fn people_of(&self, application: Uuid) -> impl Iterator<Item = &Assisted> {
        self.file.people.iter().filter(move |person| person.application_id == application)
    }
}

/// Holds a case for somebody's action on it.
///
/// # Errors
/// `NotFound` out of reach, 403 for what is another role's.
pub(in crate::assistance) async fn hold(
    change: &Change,
    staff: &Staff,
    id: Uuid,
    action: Action,
) -> Result<Held, AssistanceError> {
    let row = queries::lock_case(change.db(), id).await?.ok_or(AssistanceError::NotFound)?;
    let file = whole(change.db(), change.vault(), sealing::case(change.vault(), &row)?).await?;
    let mut applications = Vec::new();
    for application in &file.applications {
        applications.push(desk::service::hold(change, staff, *application).await?);
    }
    policy::require(staff, action)?;
    Ok(Held { file, applications })
}

/// A case with everything that hangs on it. Who may see it is the caller's matter.
pub(in crate::assistance) async fn whole(
    db: &impl ConnectionTrait,
    vault: &Vault,
    case: Case,
) -> Result<CaseFile, Internal> {
    let rows = queries::people(db, &[case.id]).await?;
    let warnings = warnings(db, &case, &rows).await?;
    let applications = queries::applications(db, &[case.id]).await?;
    let steps = queries::steps(db, &[case.id]).await?.into_iter().map(|row| sealing::step(vault, row));
    Ok(CaseFile {
        people: rows.iter().map(|row| sealing::person(vault, row)).collect::<Result<_, _>>()?,
        applications: applications.into_iter().map(|row| row.application_id).collect(),
        steps: steps.collect::<Result<_, _>>()?,
        warnings,
        case,
    })
}

/// The same people in other cases, of whatever organ: nothing else of those cases is told.
async fn warnings(
    db: &impl ConnectionTrait,
    case: &Case,
    people: &[hechang_entity::assistance_person::Model],
) -> Result<Vec<Warning>, Internal> {
    let indexes: Vec<_> = people.iter().map(|person| person.person_index.clone()).collect();
    let mut warnings = Vec::new();
    for (other, its_case) in queries::elsewhere(db, case.id, &indexes).await? {
        let same = people.iter().find(|person| person.person_index == other.person_index);
        let Some(person) = same else { continue };
        let organ = organs::service::organ(db, its_case.organ_id).await.map_err(Internal::from_error)?;
        warnings.push(Warning {
            person_id: person.id,
            same_case: person.award_index == other.award_index,
            granted: other.granted_index.is_some(),
            organ_code: organ.code,
        });
    }
    Ok(warnings)
}

/// Writes a changed case over the version that was read.
pub(super) async fn write(change: &Change, case: &mut Case) -> Result<(), AssistanceError> {
    let read = case.version;
    case.version = read.saturating_add(1);
    let written = queries::update_case(change.db(), sealing::case_row(change.vault(), case)?, read).await?;
    if written { Ok(()) } else { Err(AssistanceError::Stale) }
}
